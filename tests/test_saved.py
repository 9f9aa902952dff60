"""Saved pages, web archives, mails and old Word documents: the article as it is elsewhere, with the address that it came from."""

from __future__ import annotations

import base64
import gzip
import os
import stat
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import kg
from kg.cli import app
from kg.errors import BadMetadata, InputError, TooLarge
from kg.model import Document, Metadata
from kg.read import Source, articles, read_bytes, read_source, read_table, read_text
from kg.read.address import page_address, web_address
from kg.read.mime import leaves, message
from kg.read.office import read_doc
from tests.formats import as_docx, as_html, as_text
from tests.saved import as_mail, as_mhtml, as_singlefile, as_warc, nested_mail, with_head
from tests.test_formats import GOOD, TABLE, content
from tests.test_sources import ids, put, zipped

AT = "https://www.x.gov.cn/2020/5/t20200507_1.html"
PAGE = as_html([*GOOD, TABLE])
PLAIN = read_bytes(as_text([*GOOD, TABLE]), name="a.txt")


def run_cli(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def found_in(tmp_path: Path, name: str, data: bytes) -> list[Document]:
    return [read_source(source) for source in articles([put(tmp_path, name, data)])]


# Saved pages


def test_a_page_saved_by_singlefile_is_the_page_with_its_address() -> None:
    doc = read_bytes(as_singlefile(PAGE, AT), name="a.html")
    assert content(doc) == content(PLAIN)
    assert doc.metadata.url == AT


def test_pictures_in_a_page_do_not_count() -> None:
    large = as_singlefile(PAGE, AT).replace(b"</body>", b'<img src="data:image/png;base64,' + b"QUJD" * 2_000_000 + b'"></body>')
    assert len(large) > 8_000_000
    assert content(read_bytes(large, name="a.html")) == content(PLAIN)
    with pytest.raises(TooLarge, match="more than the limit of 5,000,000"):
        read_bytes(large.replace(b"data:image", b"nothing:"), name="a.html")


def test_a_page_saved_by_internet_explorer_names_its_address() -> None:
    saved = PAGE.replace(b"<html>", f"<!-- saved from url=({len(AT):04}){AT} --><html>".encode())
    assert read_bytes(saved, name="a.htm").metadata.url == AT


@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.html", "a"])
def test_a_page_saved_with_its_parts(transfer: str, encoding: str, name: str) -> None:
    doc = read_bytes(as_mhtml(PAGE, AT, encoding=encoding, transfer=transfer), name=name)
    assert content(doc) == content(PLAIN)
    assert doc.metadata.url == AT


def test_a_page_that_was_named_mhtml_and_is_none() -> None:
    assert content(read_bytes(PAGE, name="a.mhtml")) == content(PLAIN)


def test_the_page_of_an_mhtml_is_the_one_it_names() -> None:
    frame = as_html(["别的页面", "这里是别的内容，与本文无关。"])
    both = as_mhtml(PAGE, AT).replace(b"------MultipartBoundary--x----\r\nContent-Type: text/html", b"@", 1)
    first = b"------MultipartBoundary--x----\r\nContent-Type: text/html\r\nContent-Location: cid:frame\r\n\r\n" + frame + b"\r\n"
    both = both.replace(b"@", first + b"------MultipartBoundary--x----\r\nContent-Type: text/html")
    assert content(read_bytes(both, name="a.mhtml")) == content(PLAIN)


# Addresses


HEADS = {
    "canonical": (f'<link rel="canonical" href="{AT}"><meta property="og:url" content="https://b.cn/2">', AT),
    "og:url": (f'<meta property="og:url" content="{AT}"><meta name="url" content="https://b.cn/2">', AT),
    "相对地址": ('<base href="https://www.x.gov.cn/2020/5/"><link rel="canonical" href="t20200507_1.html">', AT),
    "只有目录": ('<base href="https://www.x.gov.cn/2020/5/">', None),
    "首页": (f'<link rel="canonical" href="https://www.x.gov.cn/"><meta property="og:url" content="{AT}">', AT),
    "脚本": ('<link rel="canonical" href="javascript:alert(1)">', None),
    "文件": ('<link rel="canonical" href="file:///etc/passwd">', None),
    "冒名": ('<link rel="canonical" href="https://www.gov.cn@evil.example/">', None),
    "引号": ("<link rel='canonical' href='https://x.cn/\"onclick=\"x'>", None),
}


@pytest.mark.parametrize(("head", "address"), HEADS.values(), ids=HEADS)
def test_where_a_page_says_that_it_is(head: str, address: str | None) -> None:
    assert read_bytes(with_head(PAGE, head), name="a.html").metadata.url == address


def test_a_relative_address_starts_where_the_page_was_saved() -> None:
    page = with_head(PAGE, '<link rel="canonical" href="/2020/5/t20200507_1.html">')
    assert read_bytes(as_singlefile(page, "https://www.x.gov.cn/tmp/1?print=1"), name="a.html").metadata.url == AT


@given(st.text(), st.text())
def test_an_address_is_safe_in_a_link_whatever_a_file_says(own: str, saved: str) -> None:
    found = page_address([own, f"https://{own}"], [saved, f"http://{saved}"], saved)
    if found is not None:
        assert found.startswith(("http://", "https://"))
        assert not set(found) & set("<>\"'\\ \n\t".replace("'", ""))
        assert web_address(found) == found


def test_a_table_gives_an_address_and_no_other_word(tmp_path: Path) -> None:
    table = put(tmp_path, "m.csv", f"file,url\na.txt,{AT}\n".encode())
    row = read_table(table).of(Path("a.txt"))
    assert read_text("\n".join(GOOD), id="a", given=row).metadata.url == AT
    table = put(tmp_path, "m.csv", b"file,url\na.txt,javascript:alert(1)\n")
    with pytest.raises(BadMetadata, match=r"m\.csv:2: url: .* is no web address; write it as https"):
        read_table(table)
    doc = read_text("\n".join(GOOD), id="a", given=Metadata(url="javascript:alert(1)"))
    assert doc.metadata.url is None
    assert doc.warnings == ("'javascript:alert(1)' is no http or https address; it was left out",)


def test_the_address_goes_with_every_sentence(tmp_path: Path) -> None:
    page, built = put(tmp_path, "c.html", as_singlefile(PAGE, AT)), tmp_path / "graph"
    assert run_cli("build", page, "--out", built).exit_code == 0
    graph = kg.open(built)
    (article,) = graph.articles()
    assert article.url == AT
    evidence = [e for entity in graph.entities() for e in entity.evidence]
    assert evidence
    assert {e.url for e in evidence} == {AT}
    assert evidence[0].cited.endswith(f" · {AT}")
    assert AT in run_cli("explain", built, "王某").stdout
    assert AT in run_cli("search", built, "会议").stdout
    where = "SELECT ?url WHERE { GRAPH ?g { ?article prov:wasDerivedFrom/schema:url ?url } }"
    asked = run_cli("query", built, where, "--format", "csv")
    assert asked.stdout.split() == ["url", AT]


# Web archives


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_gives_its_pages_with_their_addresses(tmp_path: Path, packed: bool) -> None:
    pages = [
        (AT, "text/html; charset=utf-8", PAGE),
        ("https://x.cn/a.css", "text/css", b"p {}"),
        ("https://x.cn/robots.txt", "text/plain", b"User-agent: *"),
        ("https://x.cn/a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx(GOOD)),
        ("https://x.cn/b", "text/html", with_head(PAGE, '<link rel="canonical" href="/b.html">')),
    ]
    name = "crawl.warc.gz" if packed else "crawl.warc"
    docs = found_in(tmp_path, name, as_warc(pages, packed=packed))
    assert [(d.id, d.metadata.url) for d in docs] == [
        (f"{name}#3", AT),
        (f"{name}#9", "https://x.cn/a.docx"),
        (f"{name}#11", "https://x.cn/b.html"),
    ]
    assert [content(d) for d in docs] == [content(PLAIN), GOOD, content(PLAIN)]
    assert [len(found_in(tmp_path, n, as_warc(pages, packed=packed))) for n in ("nameless", "renamed.gz")] == [3, 3]


def test_what_a_server_did_not_send_is_no_article(tmp_path: Path) -> None:
    assert not found_in(tmp_path, "a.warc", as_warc([(AT, "text/html", PAGE)], packed=False, status="404 Not Found"))


def test_a_web_archive_that_breaks_gives_what_stands_before(tmp_path: Path) -> None:
    whole = as_warc([(AT, "text/html", PAGE), (AT + "2", "text/html", PAGE)], packed=False)
    for broken in (
        whole[:-300],
        whole + b"nonsense\r\n",
        whole + b"WARC/1.0\r\n" + b"a: b\r\n" * 2_000,
        whole + b"WARC/1.0\r\n" + b"x" * 99_999,
    ):
        found = list(articles([put(tmp_path, "a.warc", broken)]))
        assert found[0].error is None
        assert read_source(found[0]).metadata.url == AT
        assert found[-1].error is not None
        assert str(found[-1].error).startswith(f"{tmp_path}/a.warc")


def test_a_bomb_in_a_web_archive_is_left_out(tmp_path: Path) -> None:
    data = as_warc([(AT, "text/html", b" " * 70_000_000), (AT, "text/html", PAGE)])
    found = list(articles([put(tmp_path, "a.warc.gz", data)]))
    assert ["more than the limit" in str(s.error) for s in found] == [True, False]


# Mails


def test_a_mail_gives_its_words_and_its_files(tmp_path: Path) -> None:
    files = [
        ("附件1：名单.docx", as_docx([*GOOD, TABLE])),
        ("更多.zip", zipped({"乙.txt": GOOD[1].encode()})),
        ("logo.png", b"\x89PNG"),
        ("转来.eml", as_mail("再转", GOOD[1])),
    ]
    path = put(tmp_path, "a.eml", as_mail(GOOD[0], GOOD[1], files=files))
    found = list(articles([path]))
    assert ids(found, tmp_path) == ["a.eml#1", "a.eml!附件1：名单.docx", "a.eml!更多.zip!乙.txt", "a.eml!转来.eml#1"]
    docs = [read_source(source) for source in found]
    assert [d.id for d in docs] == ["a.eml#1", "附件1：名单", "乙", "转来.eml#1"]
    assert docs[0].metadata.title == GOOD[0]
    assert docs[0].metadata.published == "2020-05-07"
    assert GOOD[1] in docs[0].text
    assert content(docs[1]) == content(PLAIN)
    assert {d.metadata.url for d in docs} == {None}  # List-Post is where one writes to, and no article's address


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "big5"])
def test_a_mail_in_the_encoding_that_it_declares(tmp_path: Path, encoding: str) -> None:
    words = "本會召開會議，討論政府工作報告，並就社會組織的發展提出意見。" if encoding == "big5" else GOOD[1]
    (doc,) = found_in(tmp_path, "a.eml", as_mail("x", words, encoding=encoding))
    assert doc.text.strip() == words


def test_of_a_mail_that_says_it_twice_the_page_is_read(tmp_path: Path) -> None:
    broken = GOOD[1][:20] + "\n" + GOOD[1][20:]
    (doc,) = found_in(tmp_path, "a.eml", as_mail("转发：旧文", broken, page=f"<div>{GOOD[0]}</div><div>{GOOD[1]}</div>"))
    assert doc.text.split() == GOOD
    assert (doc.metadata.title, doc.metadata.published) != ("转发：旧文", "2020-05-07")
    assert doc.metadata.published is None


def test_lines_that_a_mail_program_broke_are_one(tmp_path: Path) -> None:
    flowed = f"Subject: x\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n{GOOD[1][:20]} \n{GOOD[1][20:]}\n"
    (doc,) = found_in(tmp_path, "a.eml", flowed.encode())
    assert doc.text.strip() == GOOD[1]


def test_raw_names_and_broken_subjects(tmp_path: Path) -> None:
    head = b'Subject: =?gb2312?B?broken\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/x; name="'
    data = head + "名单.txt".encode("gb18030") + b'"\n\n' + GOOD[1].encode() + b"\n--b--\n"
    (source,) = articles([put(tmp_path, "a.eml", data)])
    assert source.name == "名单.txt"
    assert read_source(source).text == GOOD[1]


HOSTILE = {
    "没有信头": (b"\n\n" * 9, "nothing to read"),
    "信头无尽": (b"a: b\n" * 20_000, "a header of more than"),
    "层层嵌套": (nested_mail(500, GOOD[1]), "more than 8 levels of parts"),
    "部分无数": (b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000, "more than 2,000 parts"),
    "边界无尽": (b"Content-Type: multipart/mixed; boundary=" + b"b" * 60_000 + b"\n\nx", "not Chinese"),
    "分号无数": (b"Content-Type: text/plain" + b';a="' * 15_000 + b"\n\nx", "not Chinese"),
    "尖括号无数": (b"Subject: x\nContent-Type: text/html\n\n" + b"<" * 3_000_000, "without words"),
    "参数矛盾": (b"Content-Type: text/plain; charset*=x''y; charset*0*=z; name*1*=\0''\0\n\n" + GOOD[1].encode(), ""),
    "不存在的编码": (b"Subject: x\nContent-Type: text/html; charset=klingon\n\n" + GOOD[1].encode(), ""),
    "自称很大": (b"Subject: x\nContent-Transfer-Encoding: base64\n\n" + b"=" * 100_000, "without words"),
}


def said_of(source: Source) -> str:
    """The warnings of an article, or why there is none."""
    try:
        return " ".join(read_source(source).warnings)
    except InputError as error:
        return str(error)


@pytest.mark.parametrize(("data", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_mail_is_read_or_refused(tmp_path: Path, data: bytes, message: str) -> None:
    said = [said_of(source) for source in articles([put(tmp_path, "a.eml", data)])]
    assert said
    assert all(words.startswith((f"{tmp_path}/a.eml", "not Chinese")) or not words for words in said)
    assert message in "".join(said)


@given(st.binary(max_size=400))
def test_parts_of_any_bytes(noise: bytes) -> None:
    data = (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        + noise
        + b"\n--b\n\n"
        + base64.b64encode(noise)
        + b"\n--b--\n"
    )
    parts = list(leaves(message(data, "a.eml"), "a.eml"))
    assert parts
    assert all(isinstance(part.content, bytes) and part.type for part in parts)
    assert all(part.filename is None or part.filename for part in parts)
    assert all(part.charset is None or part.charset for part in parts)


# Old documents


def office(folder: Path, script: str) -> str:
    """A folder with a program in LibreOffice's place, to stand first on PATH."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, shutil, sys, time\nargs = sys.argv[1:]\n{script}\n", encoding="utf-8"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
CONVERTS = """
given, made = pathlib.Path(args[-1]), pathlib.Path(args[args.index("--outdir") + 1])
profile = next(a for a in args if a.startswith("-env:UserInstallation=file:///"))
assert (given.parent / "profile" / "user" / "registrymodifications.xcu").is_file() and given.parent.name in profile
assert given.read_bytes().startswith(b"\\xd0\\xcf") and "--headless" in args
made.mkdir()
shutil.copy(PREPARED, made / (given.stem + ".docx"))
"""


@pytest.mark.parametrize("name", ["a.doc", "b.wps"])
def test_an_old_document_is_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    prepared = put(tmp_path, "prepared.docx", as_docx([*GOOD, TABLE]))
    monkeypatch.setenv("PATH", office(tmp_path, f"PREPARED = {str(prepared)!r}" + CONVERTS))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (doc,) = found_in(tmp_path, name, OLD)
    assert content(doc) == content(PLAIN)
    assert not list(tmp_path.glob("kg-office-*"))


def test_without_libreoffice_an_old_document_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (source,) = articles([put(tmp_path, "a.doc", OLD)])
    with pytest.raises(
        InputError,
        match=r"a\.doc: .*LibreOffice .* is not installed: install it, or open it in Word or WPS and save it as \.docx",
    ):
        read_source(source)


NEVER_ENDS = """
import subprocess
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(NUMBER).write_text(str(child.pid))
time.sleep(600)
"""


def runs(pid: int) -> bool:
    """Whether the process is there and has not ended; one that has ended may wait for its parent to take note of it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_conversion_that_does_not_end_is_killed_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = tmp_path / "number"
    monkeypatch.setenv("PATH", office(tmp_path, f"NUMBER = {str(number)!r}" + NEVER_ENDS))
    for seconds in (2, 8, 32, 128):  # on a busy machine it takes a while until the child is there
        with pytest.raises(TooLarge, match=f"within {seconds} seconds"):
            read_doc(OLD, "a.doc", seconds=seconds)
        if number.is_file() and number.read_text():
            break
    child = int(number.read_text())
    end = time.monotonic() + 60
    while runs(child):
        assert time.monotonic() < end, "the child of the conversion goes on"
        time.sleep(0.05)


def test_a_conversion_that_fails_says_what_libreoffice_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", office(tmp_path, "sys.exit('Error: source file could not be loaded')"))
    with pytest.raises(InputError, match="cannot convert this document \\(Error: source file could not be loaded\\)"):
        read_doc(OLD, "a.doc")


def test_a_page_or_text_that_is_called_doc_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert content(read_bytes(PAGE, name="a.doc")) == content(PLAIN)
    assert content(read_bytes("\n".join(GOOD).encode("gb18030"), name="a.doc")) == GOOD
    assert content(read_bytes(as_docx(GOOD), name="a.doc")) == GOOD


def test_a_packed_old_name_is_still_an_archive(tmp_path: Path) -> None:
    (doc,) = found_in(tmp_path, "a.mhtml.gz", gzip.compress(as_mhtml(PAGE, AT)))
    assert doc.metadata.url == AT
