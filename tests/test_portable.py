"""What only some systems have is called in guarded places alone; names and texts are right whatever the locale says.

Only Linux runs these tests. What can be shown there is that no module needs what Windows lacks, and that what stands in its
place there works: workers that connect over this machine, a process started anew (spawn), a locale that knows no Chinese.
"""

from __future__ import annotations

import ast
import json
import multiprocessing
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from kg.build import Settings, build_corpus, items
from kg.build.workers import Workers
from kg.errors import InputError
from kg.tables.loading import corpus_dir
from tests.test_architecture import MODULES, PACKAGE, ROOT
from tests.test_corpus import content

# Modules, functions and keywords that Windows has not, and where each may stand: behind a test of the system.
MISSING = {
    "fcntl": {"review/file.py", "system.py"},
    "grp": set(),
    "msvcrt": {"system.py"},  # and this one no other system has
    "pwd": set(),
    "resource": {"serve/sandbox.py", "read/pdf_pages.py"},
    "termios": set(),
    "uvloop": {"serve/server.py"},
    "os.killpg": {"system.py"},
    "os.sched_getaffinity": {"system.py"},
    "os.sched_setscheduler": {"serve/pool.py"},
    "os.SCHED_IDLE": {"serve/pool.py"},
    "os.setpgid": {"serve/worker.py"},
    "os.setpriority": {"serve/pool.py"},
    "os.PRIO_PROCESS": {"serve/pool.py"},
    "signal.SIGKILL": {"system.py", "serve/sandbox.py"},
    "pass_fds=": {"build/lines.py"},
    "preexec_fn=": set(),
    "/proc": {"serve/sandbox.py"},
    "/dev": set(),
    "/tmp": set(),
    "/etc": set(),
}
NOWHERE = (
    *("os.fork", "os.forkpty", "os.mkfifo", "os.getuid", "os.geteuid", "os.getpgid", "os.uname", "os.chown", "os.symlink"),
    *("os.kill", "os.O_DIRECTORY", "os.nice", "os.wait", "os.getloadavg", "os.sysconf"),
    *("signal.SIGHUP", "signal.SIGUSR1", "signal.SIGALRM", "signal.alarm", "signal.pause"),
)
PLACES: dict[str, set[str]] = {**{name: set() for name in NOWHERE}, **MISSING}
TEXT_CALLS = {"open": ("encoding", "newline"), "write_text": ("encoding", "newline"), "read_text": ("encoding",)}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def used(tree: ast.AST) -> Iterator[str]:
    """Modules imported, attributes of os and signal, keywords of calls, and strings that are paths of Unix."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.keyword) and node.arg:
            yield f"{node.arg}="
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/"):
            yield "/" + node.value.split("/")[1]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_windows_lacks_stands_in_guarded_places_alone(path: Path) -> None:
    found = {name for name in used(ast.parse(path.read_text(encoding="utf-8"))) if name in PLACES}
    assert {name for name in found if name_of(path) not in PLACES[name]} == set()


def test_the_guarded_places_are_what_they_are_said_to_be() -> None:
    """A name that no module uses any more leaves the list above."""
    for name, places in MISSING.items():
        for place in places:
            assert name in set(used(ast.parse((PACKAGE / place).read_text(encoding="utf-8")))), f"{place}: {name}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_texts_are_read_and_written_in_an_encoding_and_with_line_ends_that_are_said(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else {"open": "open"}.get(node.func.id, "")
        if called not in TEXT_CALLS or (called == "open" and not opens_text(node)):
            continue
        given = {keyword.arg for keyword in node.keywords}
        wanted = TEXT_CALLS[called] if called != "open" or mode_of(node)[0] != "r" else ("encoding",)
        assert set(wanted) <= given, f"{name_of(path)}:{node.lineno}: {called}() without {' and '.join(set(wanted) - given)}"


def mode_of(call: ast.Call) -> str:
    """The mode that a call of open() names: its first word of such letters."""
    given = (a.value for a in (*call.args, *(k.value for k in call.keywords)) if isinstance(a, ast.Constant))
    return next((mode for mode in given if isinstance(mode, str) and re.fullmatch("[rwabtx+]{1,3}", mode)), "r")


OTHERS = {"Store", "archive", "cls", "gzip", "kg", "member", "os", "packed", "self", "tagger", "tarfile", "webbrowser", "zipfile"}


def opens_text(call: ast.Call) -> bool:
    """Whether open() is that of files, with a mode that is no binary one; archives, stores and browsers open otherwise."""
    of = call.func.value if isinstance(call.func, ast.Attribute) else None
    own = not (isinstance(of, ast.Name) and of.id in OTHERS)
    return own and "b" not in mode_of(call) and (mode_of(call) != "r" or any(k.arg == "encoding" for k in call.keywords))


WITHOUT = """
import os, pkgutil, signal, sys
import kg
found = [m.name for m in pkgutil.walk_packages(kg.__path__, "kg.")]
names = [n for n in found if not any(word in n for word in ("__main__", ".learn", "cluster"))]  # what runs, trains or needs Ray
for name in names:
    __import__(name)  # so that all libraries are there
for name in list(sys.modules):
    if name == "kg" or name.startswith("kg."):
        del sys.modules[name]
for name in ("fcntl", "resource", "uvloop", "pwd", "grp", "termios"):
    sys.modules[name] = None
lacking = "fork killpg sched_getaffinity sched_setscheduler setpgid setpriority PRIO_PROCESS geteuid getuid mkfifo"
for name in lacking.split():
    delattr(os, name)
del signal.SIGKILL
sys.platform = "win32"
for name in names:
    __import__(name)
from kg.serve.sandbox import confine, limit_memory, taken
from kg.serve.server import _loop_factory
from kg.system import cores
limit_memory(1)
print(len(names), confine(), taken(), _loop_factory(), cores() > 0)
"""


def test_every_module_is_imported_without_what_windows_lacks() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    count, *rest = done.stdout.split()
    assert int(count) > 200
    assert rest == ["False", "0", "None", "True"]


def chosen() -> list[Path]:
    return sorted((corpus_dir() / "articles").glob("*.txt"), key=lambda path: path.stat().st_size)[:6]


def built(out: Path, *, engine: Workers | None = None) -> None:
    build_corpus(partial(items, chosen()), out, Settings(), jobs=1, engine=engine)


def test_workers_that_connect_give_the_same_build_also_from_a_process_that_was_spawned(tmp_path: Path) -> None:
    built(tmp_path / "one")
    workers = Workers(2, inherits=False)
    process = multiprocessing.get_context("spawn").Process(target=built, args=(tmp_path / "two",), kwargs={"engine": workers})
    process.start()
    process.join(120)
    assert process.exitcode == 0
    assert content(tmp_path / "one") == content(tmp_path / "two")


@pytest.mark.parametrize("command", [(sys.executable, "-c", "raise SystemExit(3)"), (sys.executable, "-c", "import kg.nothing")])
def test_a_worker_that_never_connects_is_reported_and_stops_nothing(tmp_path: Path, command: tuple[str, ...]) -> None:
    engine = Workers(2, command, inherits=False)
    with pytest.raises(InputError, match="the process that read it died 2 times"):
        build_corpus(partial(items, chosen()[:1]), tmp_path / "out", Settings(), engine=engine)


def test_chinese_names_and_words_in_a_locale_that_knows_none(tmp_path: Path) -> None:
    folder = tmp_path / "文章"
    folder.mkdir()
    for path in chosen()[:2]:
        (folder / f"民政局 {path.stem}.txt").write_bytes(path.read_bytes())
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": ""}
    said = {}
    for words in (
        ("build", "文章", "--out", "图谱", "--jobs", "2"),
        ("query", "图谱", "SELECT ?name { ?x a kg:Place ; rdfs:label ?name }"),
        ("build", "没有", "--out", "x"),
    ):
        command = [sys.executable, "-m", "kg.cli", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
        said[words[:2]] = (done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert said["build", "文章"][0] == 0, said
    report = json.loads((tmp_path / "图谱" / "report.json").read_text(encoding="utf-8"))
    assert all("民政局 " in article["file"] for article in report["articles"])
    assert re.search("[县市区省]", said["query", "图谱"][1])
    assert said["build", "没有"][0] == 2
    assert "没有: no such file" in said["build", "没有"][2]


def test_pages_of_a_build_have_names_that_every_system_takes(tmp_path: Path) -> None:
    built(tmp_path / "out")
    names = [path.name for path in (tmp_path / "out").rglob("*")]
    assert len(names) > 5
    for name in names:
        assert not set(name) & set('<>:"/\\|?*'), name
        assert name.isascii()
        assert not name.endswith((".", " "))
        assert name.split(".")[0].upper() not in ("CON", "PRN", "AUX", "NUL")
