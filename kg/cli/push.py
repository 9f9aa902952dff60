"""`kg push`: a build into another triple store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app, counted, example, say, says_errors
from kg.cli.inputs import BuildDir, KeyFile, Pseudonymise, keeps_names_back, open_place
from kg.errors import UsageError

__all__ = ["push"]

TOKEN, USER, PASSWORD = "KG_PUSH_TOKEN", "KG_PUSH_USER", "KG_PUSH_PASSWORD"


@app.command(
    epilog=example(
        "kg push graph --to http://localhost:7878/store\n"
        "kg push graph --to http://localhost:3030/zhengmai/data --prune\n"
        "kg push graph --to http://localhost:7878/store --pseudonymise persons\n"
        f"{USER}=me {PASSWORD}=… kg push graph --to https://example.org/rdf/store"
    )
)
@says_errors
def push(
    folder: BuildDir,
    to: Annotated[str, typer.Option("--to", metavar="URL", help="The other server's Graph Store Protocol address.")],
    prune: Annotated[bool, typer.Option("--prune", help="Remove graphs that an earlier push wrote and the build lost.")] = False,
    whose: Pseudonymise = None,
    key: KeyFile = None,
) -> None:
    """Write the build's graphs into another triple store; only what has changed, and never its default graph."""
    from kg.push import Remote
    from kg.push import push as run
    from kg.store import Store

    graph = open_place(folder, whose, key, folder=True)
    store, title = graph.store, graph.known_as(Path(folder).resolve().name)
    assert isinstance(store, Store)  # a folder is no endpoint
    with Remote(to, auth=_login(), token=os.environ.get(TOKEN) or None) as remote:
        pushed = run(store, remote, title=title, prune=prune, done=_tell)
    typer.echo(
        f"{to}: {counted(len(pushed.written), 'graph')} written, {len(pushed.unchanged)} unchanged, {len(pushed.removed)} removed"
    )
    if pushed.left:
        names = ", perhaps with names of persons" if keeps_names_back(folder, whose, key) else ""
        say(
            "note",
            f"no longer in the build: {counted(len(pushed.left), 'graph')} of an earlier push{names}; --prune removes them",
        )


def _tell(graph: str, number: int, total: int) -> None:
    say(f"{number}/{total}", graph)


def _login() -> tuple[str, str] | None:
    """User and password from the environment, both or neither."""
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if bool(user) != bool(password):
        raise UsageError(f"set both {USER} and {PASSWORD}, or neither")
    return (user, password) if user and password else None
