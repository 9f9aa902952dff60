"""Pages, Word documents and PDFs: the same article in each gives the same text, and what is broken or hostile is refused."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError, TooLarge
from kg.model import Document
from kg.pipeline import run
from kg.read import articles, read_bytes, read_source, read_text
from kg.read.blocks import tidied
from kg.read.media import DOCX
from kg.read.pdf import read_pdf
from kg.tables.loading import corpus_dir
from kg.tables.script import Script
from tests.formats import MAKERS, Line, as_docx, as_html, as_pdf, as_text, traditional

ARTICLES = sorted((corpus_dir() / "articles").glob("*.txt"))
CONTENT = ("title", "heading", "paragraph")
GOOD = ["某县民政局召开会议", "2020年5月6日，某县民政局召开社会组织党建工作会议，县民政局局长王某出席。"]
TABLE: Line = [["序号", "单位", "内容"], ["1", "某县民政局", "三社联动"], ["2", "某县商会", "商会+调解"]]


def lines_of(path: Path) -> list[Line]:
    return [tidied(line) for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]


def content(doc: Document) -> list[str]:
    return [line.span.of(doc.text) for line in doc.lines if line.kind in CONTENT]


def bare(doc: Document) -> str:
    """What is content, without blanks, in which formats differ."""
    return re.sub(r"\s", "", "".join(content(doc)))


def outcome(data: bytes, name: str) -> tuple[str, str]:
    """The text, or the message of the error."""
    try:
        return read_bytes(data, name=name).text, ""
    except InputError as error:
        return "", str(error)


@pytest.mark.parametrize("path", ARTICLES[::8], ids=lambda p: p.stem)
def test_an_article_says_the_same_in_each_format(path: Path) -> None:
    lines = lines_of(path)
    plain = read_bytes(as_text(lines), name="a.txt")
    for kind in ("html", "docx"):
        doc = read_bytes(MAKERS[kind](lines), name=f"a.{kind}")
        assert content(doc) == content(plain), kind
        assert doc.metadata.publisher == plain.metadata.publisher
        assert (doc.metadata.author, doc.metadata.published) == (plain.metadata.author, plain.metadata.published)
    assert bare(read_bytes(as_pdf(lines), name="a.pdf")) == bare(plain)


def test_mentions_are_the_same_in_each_format() -> None:
    lines = lines_of(corpus_dir() / "articles" / "dev03_sichuan_huiyi.txt")
    found = []
    for kind, make in MAKERS.items():
        doc = run(read_bytes(make(lines), name=f"a.{kind}"))
        found.append([(m.span.of(doc.text), m.name, m.type) for m in doc.mentions])
    assert len(found[0]) > 20
    assert all(mentions == found[0] for mentions in found)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_table_gives_the_same_rows_in_each_format(kind: str) -> None:
    doc = read_bytes(MAKERS[kind]([*GOOD, TABLE, "以上。"]), name=f"a.{kind}")
    rows = [line.split("\t") for line in doc.text.split("\n") if "\t" in line]
    assert rows == [list(row) for row in TABLE]


# Pages


PAGE = as_html(GOOD)
DOCUMENT = "word/document.xml"


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gbk", "gb18030", "utf-16", "big5"])
def test_a_page_in_the_encoding_that_it_declares(encoding: str) -> None:
    text = PAGE.decode().replace('charset="utf-8"', f'charset="{encoding}"')
    if encoding == "big5":
        text = traditional(text)
    doc = read_bytes(text.encode(encoding), name="a.html")
    assert [Script.load().simplified(line) for line in content(doc)] == GOOD


def test_a_page_that_declares_a_wrong_encoding() -> None:
    doc = read_bytes(PAGE.replace(b"utf-8", b"gb2312"), name="a.html")
    assert content(doc) == GOOD
    broken = PAGE.replace("民政局局长".encode(), "民政局".encode() + b"\xff" + "局长".encode())
    doc = read_bytes(broken * 1, name="a.html")
    assert "\ufffd" in doc.text
    assert "1 characters are broken" in doc.warnings[0]


def test_the_head_of_a_page_fills_what_its_lines_leave_open() -> None:
    head = (
        '<meta name="ArticleTitle" content="别的题目"><meta name="PubDate" content="2020-05-08 09:30"><meta name="ContentSource" '
        'content="某县民政局"><meta name="Author" content="admin"><link rel="canonical" href="http://www.x.gov.cn/1.html">'
    )
    meta = read_bytes(PAGE.replace(b"<title>", head.encode() + b"<title>"), name="a.html").metadata
    assert (meta.title, meta.published, meta.publisher) == (GOOD[0], "2020-05-08", "某县民政局")
    assert (meta.author, meta.url) == (None, "http://www.x.gov.cn/1.html")


def test_what_surrounds_the_article_goes() -> None:
    doc = read_bytes(PAGE, name="a.html")
    assert not any(word in doc.text for word in ("政务公开", "邻县", "版权所有", "var x"))


def test_a_page_that_is_set_out_with_tables() -> None:
    side = "<table><tr><td><a href='/'>首页</a></td></tr></table>"
    page = f"<html><table><tr><td>{side}</td><td><h1>{GOOD[0]}</h1>{GOOD[1]}<br>{GOOD[1]}</td></tr></table>"
    assert content(read_bytes(page.encode(), name="a.html")) == [GOOD[0], GOOD[1], GOOD[1]]


def test_links_that_stand_in_the_text_stay_and_those_around_it_go() -> None:
    link = "<p><a href='/a'>{}</a></p>"
    told = [f"<p>{GOOD[1]}</p>", link.format("2023年工作要点（全文）"), f"<p>{GOOD[1]}</p>"]
    around = [link.format("关于我们的网站"), *told, link.format("上一篇的题目是什么")]
    page = f"<html><body><h1>{GOOD[0]}</h1>{''.join(around)}</body></html>"
    lines = content(read_bytes(page.encode(), name="a.html"))
    assert "2023年工作要点（全文）" in lines
    assert not {"关于我们的网站", "上一篇的题目是什么"} & set(lines)


def test_a_page_saved_with_the_ending_of_a_text() -> None:
    assert content(read_bytes(PAGE, name="a.txt")) == GOOD


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(b"<p>" * 20_000 + PAGE, id="未闭合的段落"),
        pytest.param(b"<div>" * 20_000 + PAGE, id="深层嵌套"),
        pytest.param(b"<table><tr><td>" * 3_000 + PAGE, id="深层表格"),
        pytest.param(b"<b>" * 20_000 + PAGE, id="深层行内"),
        pytest.param(b"<!--" + b"-" * 1_000_000, id="未闭合的注释"),
        pytest.param(b"<html>" + b"<a href=" * 100_000, id="未闭合的标签"),
        pytest.param(b'<!DOCTYPE html [<!ENTITY a "' + b"x" * 1000 + b'">]><html>' + b"&a;" * 100_000, id="实体"),
    ],
)
def test_a_hostile_page_is_read_or_refused(page: bytes) -> None:
    text, error = outcome(page, "a.html")
    assert error.startswith("a.html: ") if error else len(text) <= len(page)


def test_a_page_of_100_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    (source,) = articles([path])
    with pytest.raises(TooLarge, match="100,000,000 bytes, more than the limit of 64,000,000"):
        read_source(source)


# Word documents


def repacked(data: bytes, part: str, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            words = source.read(info)
            target.writestr(info.filename, words.replace(old.encode(), new.encode()) if info.filename == part else words)
    return out.getvalue()


def test_insertions_count_and_deletions_do_not() -> None:
    run_of = "<w:r><w:t>{}</w:t></w:r>"
    gone = "<w:del w:id='2'><w:r><w:delText>删除</w:delText></w:r></w:del>"
    changed = "<w:ins w:id='1' w:author='x'>" + run_of.format("新增") + "</w:ins>" + gone
    data = repacked(as_docx([*GOOD, "占位"]), DOCUMENT, "<w:r><w:t>占位</w:t></w:r>", changed)
    assert read_bytes(data, name="a.docx").text.split("\n")[2] == "新增"


def test_a_paragraph_within_a_content_control() -> None:
    data = as_docx(GOOD)
    text = zipfile.ZipFile(io.BytesIO(data)).read(DOCUMENT).decode()
    first = text[text.index("<w:p>") : text.index("</w:p>") + 6]
    data = repacked(data, DOCUMENT, first, f"<w:sdt><w:sdtContent>{first}</w:sdtContent></w:sdt>")
    assert content(read_bytes(data, name="a.docx")) == GOOD


def test_a_text_box_in_a_cell_is_left_out_as_one_between_paragraphs() -> None:
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    data = repacked(as_docx([*GOOD, TABLE]), DOCUMENT, f"<w:t>{TABLE[1][0]}</w:t></w:r>", f"<w:t>{TABLE[1][0]}</w:t></w:r>{box}")
    rows = [line.split("\t") for line in read_bytes(data, name="a.docx").text.split("\n") if "\t" in line]
    assert rows == [list(row) for row in TABLE]


BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"PK\x03\x04" + bytes(100), "damaged", id="只有文件头"),
        pytest.param(as_docx(GOOD)[:-200], "damaged", id="截断"),
        pytest.param(as_docx([""]), "no words", id="空白"),
        pytest.param(repacked(as_docx(GOOD), DOCUMENT, "</w:body>", " " * 110_000_000 + "</w:body>"), "bytes of XML", id="炸弹"),
        pytest.param(repacked(as_docx(GOOD), DOCUMENT, "</w:body>", "</w:badly>"), "damaged", id="坏 XML"),
        pytest.param(repacked(as_docx(GOOD), "word/_rels/document.xml.rels", "</Relationships>", ""), "damaged", id="坏关系"),
    ],
)
def test_a_broken_document_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_bytes(data, name="a.docx", media=DOCX)


def test_entities_in_a_document_are_not_resolved() -> None:
    data = as_docx(GOOD)
    xml = zipfile.ZipFile(io.BytesIO(data)).read(DOCUMENT).decode()
    begin = xml[: xml.index("?>") + 2]
    bomb = repacked(repacked(data, DOCUMENT, begin, begin + BOMB), DOCUMENT, GOOD[0], GOOD[0] + "&j;")
    text, error = outcome(bomb, "a.docx")
    assert "damaged" in error if error else len(text) < 1000


# PDFs


def test_running_heads_and_page_numbers_go_and_paragraphs_go_on_over_pages() -> None:
    words = "全县社会组织党建工作会议召开，各乡镇和有关部门负责同志参加会议并作交流发言。"
    lines: list[Line] = ["某县工作情况", *(words * 30 for _ in range(4))]
    doc = read_bytes(as_pdf(lines, head="某县工作简报"), name="a.pdf")
    assert content(doc) == lines


def test_a_scan_is_reported() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 50, 50, 300, 400)
    canvas.save()
    with pytest.raises(InputError, match="a scan: pictures without a text layer; recognise it first"):
        read_bytes(out.getvalue(), name="a.pdf")


def raw_pdf(content: bytes, *, filters: str = "", forms: str = "", pages: int = 1, count: int = 1) -> bytes:
    kids = " ".join("3 0 R" for _ in range(pages))
    return (
        (
            f"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[{kids}]/Count {count}>>endobj\n"
            f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</XObject<</F0 10 0 R>>>>>>endobj\n"
            f"4 0 obj<</Length {len(content)}{filters}>>stream\n"
        ).encode()
        + content
        + f"\nendstream endobj\n{forms}\ntrailer<</Root 1 0 R>>\n%%EOF".encode()
    )


def doubling_forms(depth: int) -> str:
    """Each form draws the next one eight times."""
    body = "/F0 Do " * 8
    head = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
    return "\n".join(
        f"{10 + n} 0 obj<<{head}/Resources<</XObject<</F0 {11 + n} 0 R>>>>/Length {len(body)}>>stream\n{body}\nendstream endobj"
        for n in range(depth)
    )


def bomb(size: int) -> bytes:
    return zlib.compress(zlib.compress(bytes(size), 9), 9)


LYING = {
    "只有文件头": b"%PDF-1.7\n",
    "截断": as_pdf(GOOD)[:-900],
    "页数不实": raw_pdf(b"", count=2_000_000_000),
    "自己的子页": raw_pdf(b"").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
    "套了两层的炸弹": raw_pdf(bomb(300_000_000), filters="/Filter[/FlateDecode/FlateDecode]"),
    "成倍的表单": raw_pdf(b"/F0 Do", forms=doubling_forms(25)),
    "随机": b"%PDF-1.4\n" + random.Random(1).randbytes(5000),
}


@pytest.mark.parametrize("data", LYING.values(), ids=LYING)
def test_a_pdf_that_lies_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.pdf: "):
        read_pdf(data, "a.pdf", seconds=2)


def test_an_encrypted_pdf_says_so() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("geheim", strength=128))
    canvas.drawString(100, 100, "x")
    canvas.save()
    with pytest.raises(InputError, match="is encrypted"):
        read_bytes(out.getvalue(), name="a.pdf")


# Traditional script


@given(st.text())
def test_the_simplified_form_is_as_long_and_stays(text: str) -> None:
    script = Script.load()
    plain = script.simplified(text)
    assert len(plain) == len(text)
    assert script.simplified(plain) == plain


def test_traditional_script_is_matched_through_its_simplified_form() -> None:
    doc = run(read_text((corpus_dir() / "articles" / "dev03_sichuan_huiyi.txt").read_text(encoding="utf-8"), id="a"))
    twin = run(read_text(traditional(doc.text), id="a"))
    assert twin.text == traditional(doc.text) != doc.text
    assert twin.metadata.title == traditional(doc.metadata.title or "")
    assert [(m.span, m.name, m.code) for m in twin.mentions] == [(m.span, m.name, m.code) for m in doc.mentions]
    assert [(e.type, e.trigger) for e in twin.events] == [(e.type, e.trigger) for e in doc.events]
    words = [f for e in twin.events for f in e.fillers if f.kind == "words" and f.span]
    assert words
    assert all(f.value == f.span.of(twin.text) for f in words if f.span and len(f.span) == len(f.value))


def test_simplified_texts_keep_the_characters_that_both_scripts_have() -> None:
    script = Script.load()
    assert script.simplified("乾隆年间，有於某与國某等人到会") == "乾隆年间，有於某与国某等人到会"
    assert script.simplified("國務院關於開展工作的通知，後續乾部") == "国务院关于开展工作的通知，后续干部"
