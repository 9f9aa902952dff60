"""From paths to articles: files, archives, tables, lists; what is hostile or broken is reported and stops nothing."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Metadata
from kg.read import Source, articles, read_source
from kg.tables.loading import rows

GOOD = "某县民政局召开会议\n\n2020年5月6日，某县民政局召开社会组织党建工作会议，县民政局局长王某出席。\n"


def zipped(members: dict[str, bytes], **options: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def ids(sources: list[Source], folder: Path) -> list[str]:
    return [s.id.removeprefix(f"{folder}/") for s in sources]


MEMBERS = {
    "2020/甲.txt": GOOD.encode(),
    "2020/乙.txt": GOOD.encode("gb18030"),
    "read.me": b"",
    ".x.txt": b"",
    "__MACOSX/甲.txt": b"",
}
ARCHIVES = {
    "a.zip": zipped(MEMBERS),
    "a.tar": tarred(MEMBERS, "w"),
    "a.tar.gz": tarred(MEMBERS),
    "a.tgz": tarred(MEMBERS),
    "a.tar.xz": tarred(MEMBERS, "w:xz"),
    "a.tar.bz2": tarred(MEMBERS, "w:bz2"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_gives_its_articles(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, ARCHIVES[name])
    found = list(articles([path]))
    assert ids(found, tmp_path) == [f"{name}!2020/甲.txt", f"{name}!2020/乙.txt"]
    docs = [read_source(pickle.loads(pickle.dumps(s))) for s in found]
    assert [(d.id, d.text, d.metadata.title) for d in docs] == [
        ("甲", GOOD, "某县民政局召开会议"),
        ("乙", GOOD, "某县民政局召开会议"),
    ]


def test_an_archive_without_its_ending_is_known_by_its_bytes(tmp_path: Path) -> None:
    for name, data in ARCHIVES.items():
        found = list(articles([put(tmp_path, name.replace(".", "_"), data)]))
        assert [s.name for s in found] == ["甲.txt", "乙.txt"], name


def test_names_in_a_zip_of_chinese_windows(tmp_path: Path) -> None:
    data = zipped({"xxxx.txt": GOOD.encode()}).replace(b"xxxx", "民政".encode("gbk"))
    (source,) = articles([put(tmp_path, "a.zip", data)])
    assert source.name == "民政.txt"


def test_archives_in_archives_until_too_deep(tmp_path: Path) -> None:
    data = zipped({"甲.txt": GOOD.encode()})
    for level in range(4):
        data = zipped({f"{level}.zip": data, "乙.txt": GOOD.encode()})
    found = list(articles([put(tmp_path, "a.zip", data)]))
    assert [s.name for s in found if not s.error] == ["甲.txt", "乙.txt", "乙.txt", "乙.txt", "乙.txt"]
    found = list(articles([put(tmp_path, "b.zip", zipped({"deep.zip": data}))]))
    assert ["more than 4 archives" in str(s.error) for s in found] == [True, False, False, False, False]


def test_packed_files(tmp_path: Path) -> None:
    put(tmp_path, "a.txt.gz", gzip.compress(GOOD.encode()))
    put(tmp_path, "b.jsonl.xz", lzma.compress(json.dumps({"text": GOOD}).encode()))
    found = list(articles([tmp_path]))
    assert ids(found, tmp_path) == ["a.txt.gz!a.txt", "b.jsonl.xz!b.jsonl#1"]
    assert [read_source(s).text for s in found] == [GOOD, GOOD]


# Tables


def test_rows_of_a_table_with_what_it_says_of_them(tmp_path: Path) -> None:
    lines = [
        {
            "id": 7,
            "text": GOOD,
            "title": "题",
            "来源": "某县民政局",
            "发布时间": "2020年5月7日 10:00",
            "url": "http://a.gov.cn/1",
        },
        {"内容": GOOD, "作者": "王某"},
        {"text": ""},
        {"other": 1},
    ]
    data = "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\nno json\n[1]\n" + "[" * 100_000 + "\n"
    found = list(articles([put(tmp_path, "a.jsonl", data.encode())]))
    assert ids(found, tmp_path) == [f"a.jsonl#{n}" for n in range(1, 8)]
    first, second = (read_source(s) for s in found[:2])
    assert (first.id, first.text, first.source) == ("7", GOOD, "a.jsonl#1")
    meta = first.metadata
    assert (meta.title, meta.publisher, meta.published, meta.url) == ("题", "某县民政局", "2020-05-07", "http://a.gov.cn/1")
    assert (second.id, second.metadata.author, second.metadata.title) == ("a.jsonl#2", "王某", "某县民政局召开会议")
    assert ["empty text" in str(found[2].error), "no text in this row" in str(found[3].error)] == [True, True]
    assert all("no JSON object" in str(s.error) for s in found[4:])


def test_half_an_emoji_in_a_title_is_left_out(tmp_path: Path) -> None:
    row = json.dumps({"title": "\ud83d 某县民政局召开会议", "text": GOOD}) + "\n"
    (found,) = articles([put(tmp_path, "a.jsonl", row.encode())])
    assert read_source(found).metadata.title == "某县民政局召开会议"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_tables_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    words = "本會召開會議，討論政府工作報告，並就社會組織的發展提出意見。" if encoding == "big5" else GOOD
    csv = f'title,text\r\n題目,"{words}"\r\n题目,"{words}"\r\n'.replace("题目", "題目")
    jsonl = "".join(json.dumps({"title": "題目", "text": words}, ensure_ascii=False) + "\n" for _ in range(2))
    for name, data in {"a.csv": csv, "a.jsonl": jsonl}.items():
        docs = [read_source(s) for s in articles([put(tmp_path, name, data.encode(encoding))])]
        assert [(d.text, d.metadata.title) for d in docs] == [(words, "題目")] * 2


@pytest.mark.parametrize("row", [*rows("lexicon/table_columns.tsv", ("column", "meaning", "example"))], ids=lambda r: r["column"])
def test_a_column_stands_in_its_header(row: dict[str, str]) -> None:
    assert row["column"] in row["example"].split(",")
    assert row["meaning"] in {"text", "id", *(f.name for f in fields(Metadata))}


def test_a_csv_that_is_no_table_of_articles(tmp_path: Path) -> None:
    put(tmp_path, "metadata.csv", b"file,title\na.txt,t\n")
    put(tmp_path, "other.csv", b"x,y\n1,2\n")
    put(tmp_path, "a.txt", GOOD.encode())
    found = {s.name: s.error for s in articles([tmp_path])}
    assert found["a.txt"] is None
    assert "no column of texts" in str(found["other.csv"])
    assert list(found) == ["a.txt", "other.csv"]


def test_a_table_that_breaks_gives_what_stands_before(tmp_path: Path) -> None:
    found = list(articles([put(tmp_path, "a.csv", f'text\n"{GOOD}"\n"open {GOOD}'.encode())]))
    assert [bool(s.error) for s in found] == [False, True]
    assert "breaks near line" in str(found[1].error)


def test_a_name_with_a_number_sign_is_a_name(tmp_path: Path) -> None:
    (source,) = articles([put(tmp_path, "通知#2.txt", GOOD.encode())])
    assert read_source(source).id == "通知#2"


def test_a_page_saved_as_a_pdf_and_a_row_that_holds_a_page(tmp_path: Path) -> None:
    page = f"<!DOCTYPE html><html><body><h1>某县民政局召开会议</h1><p>{GOOD.split()[1]}</p></body></html>"
    rows = json.dumps({"text": page}).encode()
    found = [*articles([put(tmp_path, "a.pdf", page.encode())]), *articles([put(tmp_path, "a.jsonl", rows)])]
    assert [read_source(s).text.split() for s in found] == [GOOD.split()] * 2


# Lists, and what is not read


def test_a_list_of_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b/c.txt", "@d.txt"):
        put(tmp_path, name, GOOD.encode())
    put(tmp_path, "list.txt", b"a.txt\n\n b \n@d.txt\nnone.txt\na.txt\n")
    found = list(articles(["@list.txt", "@d.txt"]))
    assert [s.id for s in found] == ["a.txt", "b/c.txt", "none.txt", "@d.txt"]
    with pytest.raises(InputError, match="no such file"):
        found[2].read()
    assert "no such file" in str(next(articles(["@gone.txt"])).error)


def test_what_may_be_an_article_but_is_not_read_is_reported(tmp_path: Path) -> None:
    for name in ("a.odt", "b.ofd", "c.rar", "d.xlsx", "e.msg", "f.png", "~$g.docx"):
        put(tmp_path, name, b"x")
    found = {s.name: str(s.error) for s in articles([tmp_path])}
    assert list(found) == ["a.odt", "b.ofd", "c.rar", "d.xlsx", "e.msg"]
    assert "save it as .docx" in found["a.odt"]


# Hostile archives


def linked(kind: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
        info = tarfile.TarInfo("b.txt")
        info.size = len(GOOD.encode())
        archive.addfile(info, io.BytesIO(GOOD.encode()))
    return out.getvalue()


def linked_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("b.txt", GOOD)
    return out.getvalue()


def long_header() -> bytes:
    out = io.BytesIO()
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8_000_000_000
    out.write(info.tobuf())
    out.write(bytes(100_000))
    return gzip.compress(out.getvalue())


def doubled() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for _ in range(3):
            info = tarfile.TarInfo("a.txt")
            info.size = len(GOOD.encode())
            archive.addfile(info, io.BytesIO(GOOD.encode()))
    return out.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped({"a.txt": GOOD.encode()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def quine() -> bytes:
    """A gzip that holds a gzip that holds … as deep as anyone likes."""
    data = GOOD.encode()
    for _ in range(30):
        data = gzip.compress(data)
    return data


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "炸弹": (
        "a.zip",
        lambda: zipped({f"{n}.zip": zipped({"b.txt": bytes(200_000_000)}) for n in range(3)}),
        "more than the limit",
    ),
    "tar 炸弹": ("a.tar.gz", lambda: tarred({"a.txt": bytes(120_000_000)}), "no archive of articles does"),
    "gz 炸弹": ("a.jsonl.gz", lambda: gzip.compress(bytes(150_000_000)), "NUL byte"),
    "上级目录": ("a.zip", lambda: zipped({"../../etc/a.txt": b"x"}), "leads out of the archive"),
    "绝对路径": ("a.tar", lambda: tarred({"/etc/a.txt": b"x"}, "w"), "leads out of the archive"),
    "盘符": ("a.zip", lambda: zipped({"C:\\a.txt": b"x"}), "leads out of the archive"),
    "符号链接": ("a.tar", lambda: linked(tarfile.SYMTYPE), "not followed"),
    "硬链接": ("a.tar", lambda: linked(tarfile.LNKTYPE), "not followed"),
    "管道": ("a.tar", lambda: linked(tarfile.FIFOTYPE), "not followed"),
    "zip 符号链接": ("a.zip", linked_zip, "not followed"),
    "长文件名": ("a.tar.gz", long_header, "a header of 8,000,000,000 bytes"),
    "同名": ("a.tar", doubled, "has the name of another one before it"),
    "加密": ("a.zip", encrypted, "encrypted"),
    "截断 zip": ("a.zip", lambda: ARCHIVES["a.zip"][:-30], "damaged"),
    "截断 tar": ("a.tar.gz", lambda: ARCHIVES["a.tar.gz"][:-30], "damaged"),
    "空 zip": ("a.zip", lambda: b"", "damaged"),
    "一层套一层": ("a.gz", quine, "archives, one in the other"),
}


@pytest.mark.parametrize(("name", "make", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_reported_and_what_is_good_in_it_is_read(
    tmp_path: Path, name: str, make: Callable[[], bytes], message: str
) -> None:
    found = list(articles([put(tmp_path, name, make()), put(tmp_path, "z.txt", GOOD.encode())]))
    errors = [str(s.error) for s in found if s.error]
    assert errors
    assert any(message in error for error in errors), errors
    assert all(error.startswith(f"{tmp_path}/") for error in errors)
    assert len({s.id for s in found}) == len(found)
    for source in found:
        if source.error is None:
            assert read_source(source).text == GOOD
