"""The application that the commands join, and what all of them do alike: errors, messages, exit codes."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeVar

import typer

from kg.errors import KgError

__all__ = ["FAILED", "GOOD", "INTERRUPTED", "PROBLEMS", "app", "counted", "example", "say", "says_errors"]

GOOD, PROBLEMS, FAILED, INTERRUPTED = 0, 1, 2, 130


app = typer.Typer(
    name="kg",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)


Command = TypeVar("Command", bound=Callable[..., None])


@app.callback(invoke_without_command=True)
def _app(version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False) -> None:
    """政脉 Zhengmai: knowledge graphs from Chinese government work articles, with the words behind every statement."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"zhengmai {installed('zhengmai')}")
        raise typer.Exit(GOOD)


def example(text: str) -> str:
    """The epilog of a command's help: what to type."""
    return "Examples:\n\n" + "\n\n".join(f"  $ {line}" for line in text.strip().splitlines())


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the plural but for one: 1 article, 2,000 articles."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def says_errors(command: Command) -> Command:
    """A command whose expected errors become one line on standard error and exit code 2, and our warnings notes."""

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            with _noting_warnings():
                command(*args, **kwargs)
        except typer.Exit:
            raise
        except KgError as error:
            say("error", error)
            raise typer.Exit(FAILED) from error
        except KeyboardInterrupt:
            say("error", "interrupted; nothing is half written, and a build goes on where it was when it is run again")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # The reader (head, less) has gone: nothing is left to say, not even at interpreter shutdown.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(PROBLEMS) from None
        except Exception as error:
            if "KG_DEBUG" in os.environ:
                raise
            say("internal error", f"{type(error).__name__}: {error}; please report it (KG_DEBUG=1 shows where)")
            raise typer.Exit(FAILED) from error

    return guarded  # type: ignore[return-value]


@contextlib.contextmanager
def _noting_warnings() -> Iterator[None]:
    """Says what this package warns of (that a name is several entities) as a note; other warnings are shown as ever."""
    with warnings.catch_warnings():
        shown = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
            if category.__module__.startswith("kg."):
                say("note", message)
            else:
                shown(message, category, *where, **more)

        warnings.showwarning = show
        warnings.filterwarnings("always", category=UserWarning, module=r"kg\.")
        yield


def say(kind: str, message: object) -> None:
    """A line on standard error; names of files in it are in UTF-8 also where the locale knows none (C)."""
    words = str(message)
    with contextlib.suppress(UnicodeError):
        words = words.encode("utf-8", "surrogateescape").decode("utf-8")
    typer.echo(f"kg: {kind}: {words}", err=True)
