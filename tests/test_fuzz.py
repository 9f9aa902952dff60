"""Any bytes into every reader: an article comes out, or an error that names the file. `make fuzz` tries many more."""

from __future__ import annotations

import io
import json
import os
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.read import read_bytes
from kg.read.holders import held
from kg.read.media import kind_of
from tests.formats import as_docx, as_html, as_pdf, as_text
from tests.saved import as_mail, as_mhtml, as_singlefile, as_warc
from tests.test_sources import ARCHIVES, GOOD

EXAMPLES = int(os.environ.get("KG_FUZZ", "150"))
BOUNDED = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
LINES = ["某县民政局召开会议", "2020年5月6日，某县民政局召开会议，局长王某出席。", [["序号", "单位"], ["1", "某县商会"]]]
TABLES = {"a.jsonl": (json.dumps({"text": GOOD}) + "\n").encode() * 2, "a.csv": f'id,text\n1,"{GOOD}"\n2,"{GOOD}"\n'.encode()}
AT = "https://www.x.gov.cn/1.html"
MESSAGES = {
    "a.eml": as_mail("会议", GOOD, page=f"<p>{GOOD}</p>", files=[("乙.txt", GOOD.encode()), ("丙.eml", as_mail("x", GOOD))]),
    "a.warc": as_warc([(AT, "text/html", as_html(LINES)), (AT, "text/html", as_html(LINES))], packed=False),
    "a.warc.gz": as_warc([(AT, "text/html", as_html(LINES))]),
}


@cache
def seeds() -> dict[str, bytes]:
    page = as_html(LINES)
    saved = {"a.mhtml": as_mhtml(page, AT), "b.mht": as_mhtml(page, AT, encoding="gb2312", transfer="base64")}
    return {"a.html": page, "b.html": as_singlefile(page, AT), "a.docx": as_docx(LINES), "a.txt": as_text(LINES), **saved}


@st.composite
def spoilt(draw: st.DrawFn, seed: bytes) -> bytes:
    """Bytes of any kind, or good ones with a stretch overwritten, inserted or cut off."""
    noise = draw(st.binary(max_size=40))
    at = draw(st.integers(0, len(seed)))
    overwritten, inserted = seed[:at] + noise + seed[at + len(noise) :], seed[:at] + noise + seed[at:]
    return draw(st.sampled_from([noise, overwritten, inserted, seed[:at]]))


def check(data: bytes, name: str) -> None:
    try:
        text, error = read_bytes(data, name=name).text, ""
    except InputError as problem:
        text, error = "", str(problem)
    assert error.startswith(f"{name}: ") if error else text.strip()


@given(st.data())
@BOUNDED
def test_texts_pages_and_documents(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(seeds())))
    check(data.draw(spoilt(seeds()[name])), name)


@given(st.data())
@BOUNDED
def test_archives_and_tables(data: st.DataObject) -> None:
    name, good = data.draw(st.sampled_from(sorted({**ARCHIVES, **TABLES, **MESSAGES}.items())))
    for item in held(io.BytesIO(data.draw(spoilt(good))), name, kind_of(name) or ""):
        assert item.id.startswith(name)
        assert (item.error is None) != (item.data is None)
        assert item.error is None or str(item.error).startswith(name)


@given(st.data())
@settings(BOUNDED, max_examples=max(5, EXAMPLES // 30))  # a process each
def test_pdfs(data: st.DataObject) -> None:
    check(data.draw(spoilt(as_pdf(LINES))), "a.pdf")
