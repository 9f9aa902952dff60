"""Bad input: a clear message that names the file, the other files still built, nothing half written."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import InputError, NotText, TooLarge
from kg.read import read_file, read_text

GOOD = "某县民政局召开会议\n\n2020年5月6日，某县民政局召开社会组织党建工作会议，县民政局局长王某出席。\n"
NOBODY = 65534


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


@contextmanager
def unprivileged() -> Iterator[None]:
    """As a user who is not root: root may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, as a relative path: one that every user may enter, which pytest's own is not.

    Relative, since another user may not even be let through the folders above it.
    """
    folder = Path(tempfile.mkdtemp(prefix="kg-test-"))
    folder.chmod(0o755)
    monkeypatch.chdir(folder)
    yield Path()
    shutil.rmtree(folder)


def bad_file(make: Callable[[Path], object]) -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        path = folder / "坏.txt"
        make(path)
        return path

    return made


BAD = {
    "空文件": (bad_file(lambda p: p.write_bytes(b"")), InputError, "empty file"),
    "只有空白": (bad_file(lambda p: p.write_text(" \n\u3000\r\n", encoding="utf-8")), InputError, "empty"),
    "只有 BOM": (bad_file(lambda p: p.write_bytes(b"\xef\xbb\xbf")), InputError, "empty"),
    "PDF": (bad_file(lambda p: p.write_bytes(b"%PDF-1.7\n\x93\x8c")), InputError, "this PDF cannot be read"),
    "Word": (bad_file(lambda p: p.write_bytes(b"PK\x03\x04" + bytes(40))), NotText, "docx"),
    "图片": (bad_file(lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))), NotText, "PNG"),
    "随机字节": (bad_file(lambda p: p.write_bytes(bytes(range(1, 256)) * 20)), NotText, "save it as UTF-8"),
    "控制字符": (bad_file(lambda p: p.write_bytes(bytes(range(1, 128)) * 20)), NotText, "control characters"),
    "NUL": (bad_file(lambda p: p.write_bytes((GOOD + "\x00").encode())), NotText, "NUL byte at offset"),
    "UTF-16 中的 NUL": (
        bad_file(lambda p: p.write_bytes(b"\xff\xfe" + f"{GOOD}\x00".encode("utf-16-le"))),
        NotText,
        "NUL character",
    ),
    "UTF-16 无 BOM": (bad_file(lambda p: p.write_bytes("2020年abc".encode("utf-16-le"))), NotText, "without a byte order mark"),
    "孤立代理": (bad_file(lambda p: p.write_bytes(GOOD.encode() + b"\xed\xa0\x80")), NotText, "lone surrogate at byte"),
    "UTF-16 孤立代理": (
        bad_file(lambda p: p.write_bytes(b"\xff\xfe" + "县".encode("utf-16-le") + b"\x00\xd8a\x00")),
        NotText,
        "broken at byte",
    ),
    "截断的 UTF-8": (bad_file(lambda p: p.write_bytes(GOOD.encode()[:-3])), NotText, "cut short"),
    "过大": (bad_file(lambda p: p.write_text(GOOD * 60_000, encoding="utf-8")), TooLarge, "more than the limit of 5,000,000"),
    "不存在": (lambda folder: folder / "没有.txt", InputError, "no such file"),
    "目录": (lambda folder: folder, InputError, "is a folder"),
}


@pytest.mark.parametrize(("make", "error", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_says_what_is_wrong_and_where(
    tmp_path: Path, make: Callable[[Path], Path], error: type[InputError], message: str
) -> None:
    path = make(tmp_path)
    with pytest.raises(error, match=message) as caught:
        read_file(path)
    assert str(caught.value).startswith(f"{path}: ")


CALLS = {name: case for name, case in BAD.items() if name in ("空文件", "图片", "NUL", "孤立代理", "过大", "不存在")}


@pytest.mark.parametrize(("make", "error", "message"), CALLS.values(), ids=CALLS)
def test_the_other_files_of_the_call_are_still_built(
    tmp_path: Path, make: Callable[[Path], Path], error: type[InputError], message: str
) -> None:
    bad, good, out = make(tmp_path), tmp_path / "好.txt", tmp_path / "out" / "graph"
    good.write_text(GOOD, encoding="utf-8")
    result = run("build", bad, good, "--out", out)
    assert (result.exit_code, result.stderr.count(message)) == (1, 1)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert [a["id"] for a in report["articles"]] == ["好"]
    assert [(s["file"], s["error"]) for s in report["skipped"]] == [(str(bad), error.__name__)]
    assert "Traceback" not in result.output


@pytest.mark.parametrize(("make", "error", "message"), CALLS.values(), ids=CALLS)
def test_nothing_is_written_where_nothing_can_be_built(
    tmp_path: Path, make: Callable[[Path], Path], error: type[InputError], message: str
) -> None:
    out = tmp_path / "out" / "graph"
    result = run("build", make(tmp_path), "--out", out)
    assert (result.exit_code, list(out.parent.iterdir())) == (2, [])
    assert message in result.stderr
    extracted = run("extract", make(tmp_path))
    assert (extracted.exit_code, extracted.stdout) == (2, "")
    assert issubclass(error, InputError)


def test_a_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text(GOOD, encoding="utf-8")
    result = run("extract", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{tmp_path}: no articles in this folder" in result.stderr


def test_the_limit_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(GOOD, encoding="utf-8")
    assert "more than the limit of 50" in run("extract", path, "--max-size", "50").stderr
    assert run("extract", path, "--max-size", "1KB").exit_code == 0
    for size in ("0", "viel", "-5", "5TB"):
        result = run("extract", path, f"--max-size={size}")
        assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("The county bureau of civil affairs held a meeting on party building.\n\nTen people came.\n", "0 %"),
        ("県民政局は会議を開催しました。とてもすばらしい会議でした。みなさんがあつまりました。\n", "0 %"),
        ("군 민정국은 회의를 개최하였다. 열 명이 참석하였다.\n", "0 %"),
        ("1234 5678 2020-05-06\n", "0 %"),
    ],
    ids=["英文", "日文", "韩文", "数字"],
)
def test_a_text_that_is_not_chinese_gives_a_document_without_facts(tmp_path: Path, text: str, share: str) -> None:
    path = tmp_path / "foreign.txt"
    path.write_text(text, encoding="utf-8")
    result = run("extract", path)
    record = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [record[key] for key in ("mentions", "dates", "figures", "events", "relations")] == [[], [], [], [], []]
    assert record["warnings"] == [
        f"not Chinese: {share.replace(' ', '')} of the letters are Chinese characters; nothing was extracted"
    ]
    assert "warning: " in result.stderr


def test_a_lone_surrogate_in_a_string_is_refused() -> None:
    with pytest.raises(NotText, match="lone surrogate at offset 2"):
        read_text("某县\ud800", id="x")


def test_an_unreadable_file(shared_folder: Path) -> None:
    good, bad = shared_folder / "good.txt", shared_folder / "bad.txt"
    for path in (good, bad):
        path.write_text(GOOD, encoding="utf-8")
    run("extract", good)  # loads everything that the command needs while it may be read
    bad.chmod(0)
    with unprivileged():
        with pytest.raises(InputError, match=r"bad\.txt: cannot be read: Permission denied"):
            read_file(bad)
        result = run("extract", good, bad)
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["good"]
    assert f"skipped: {bad}: cannot be read: Permission denied" in result.stderr


def test_an_unreadable_folder_among_others(shared_folder: Path) -> None:
    for name in ("open", "shut"):
        (shared_folder / name).mkdir()
        (shared_folder / name / "a.txt").write_text(GOOD, encoding="utf-8")
    run("extract", shared_folder / "open")
    (shared_folder / "shut").chmod(0)
    with unprivileged():
        result = run("extract", shared_folder, shared_folder / "shut" / "a.txt")
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    assert "shut: cannot be read: Permission denied" in result.stderr


def test_a_place_where_nothing_may_be_written(shared_folder: Path) -> None:
    good = shared_folder / "good.txt"
    good.write_text(GOOD, encoding="utf-8")
    run("extract", good)
    with unprivileged():
        results = [
            run("build", good, "--out", shared_folder / "graph"),
            run("build", good, "--out", shared_folder / "deep" / "graph"),
        ]
    for result in results:
        assert result.exit_code == 2
        assert "Permission denied" in result.stderr
    assert [p.name for p in shared_folder.iterdir()] == ["good.txt"]


def test_a_build_that_may_not_be_written_stays_as_it_is(shared_folder: Path) -> None:
    article, out = shared_folder / "good.txt", shared_folder / "graph"
    article.write_text(GOOD, encoding="utf-8")
    assert run("build", article, "--out", out).exit_code == 0
    report = (out / "report.json").read_bytes()
    article.write_text(GOOD * 2, encoding="utf-8")
    with unprivileged():
        result = run("build", article, "--out", out)
    assert result.exit_code == 2
    assert f"{out.name}: cannot be written: Permission denied" in result.stderr
    assert (out / "report.json").read_bytes() == report
    assert sorted(p.name for p in shared_folder.iterdir()) == ["good.txt", "graph"]


def test_a_build_below_a_folder_that_nobody_may_enter(shared_folder: Path) -> None:
    closed = shared_folder / "closed"
    (closed / "graph").mkdir(parents=True)
    article = shared_folder / "good.txt"
    article.write_text(GOOD, encoding="utf-8")
    closed.chmod(0o000)
    with unprivileged():
        result = run("build", article, "--out", closed / "graph")
    closed.chmod(0o755)
    assert (result.exit_code, "cannot be written: Permission denied" in result.stderr) == (2, True)


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("某县".encode("gb18030") + b".txt")
    path.write_text(GOOD, encoding="utf-8")
    out = tmp_path / "graph"
    assert run("build", path, "--out", out).exit_code == 0
    assert "\\udc" in (out / "report.json").read_text(encoding="utf-8")


def test_a_broken_table_stops_the_call(tmp_path: Path) -> None:
    good, table = tmp_path / "good.txt", tmp_path / "metadata.csv"
    good.write_text(GOOD, encoding="utf-8")
    table.write_text("file,datum\ngood.txt,2020\n", encoding="utf-8")
    for command in (["extract", good], ["build", good, "--out", tmp_path / "graph"]):
        result = run(*command, "--metadata", table)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "metadata.csv:1: unknown column 'datum'" in result.stderr
    assert not (tmp_path / "graph").exists()
