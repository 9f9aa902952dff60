"""Makes the same article as a text, a page, a Word document and a PDF; the tests of readers share it."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from kg.tables.loading import ontology_dir

__all__ = ["MAKERS", "Line", "as_docx", "as_html", "as_pdf", "as_text", "traditional"]

Line = str | Sequence[Sequence[str]]
"""A paragraph, or the rows of a table."""

HEAD = (
    '<div class="top"><ul>'
    + "".join(f'<li><a href="/{n}">{n}</a></li>' for n in ("首页", "政务公开", "办事服务", "互动交流", "走进某县"))
    + "</ul></div>"
)
FOOT = (
    '<div class="list"><h3>相关文章</h3><ul><li><a href="/9">邻县换届圆满完成，工作顺利推进，成效明显。</a></li></ul></div>'
    '<div class="foot"><p>版权所有：某县人民政府　陇ICP备05000001号。</p></div><script>var x = "。，，";</script>'
)


def as_text(lines: Sequence[Line]) -> bytes:
    out = []
    for line in lines:
        out.append(line if isinstance(line, str) else "\n" + "\n".join("\t".join(row).rstrip("\t") for row in line) + "\n")
    return ("\n".join(out) + "\n").encode()


def as_html(lines: Sequence[Line]) -> bytes:
    body = "".join(
        f"<p>&emsp;&emsp;{html.escape(line)}</p>\n" if isinstance(line, str) else _html_table(line) for line in lines[1:]
    )
    title = html.escape(str(lines[0]))
    page = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_某县人民政府</title></head><body>{HEAD}'
        f'<div class="main"><h1>{title}</h1><div class="content">{body}</div></div>{FOOT}</body></html>'
    )
    return page.encode()


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    return "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</tbody></table>"


def as_docx(lines: Sequence[Line]) -> bytes:
    import docx

    document = docx.Document()
    for line in lines:
        if isinstance(line, str):
            document.add_paragraph(line)
            continue
        table = document.add_table(len(line), len(line[0]))
        for row, cells in zip(table.rows, line, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def _font() -> str:
    """A Chinese font that every reader of PDF has; the text layer is its characters."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def as_pdf(lines: Sequence[Line], head: str | None = None) -> bytes:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    body = ParagraphStyle("body", fontName=_font(), fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    title = ParagraphStyle("title", parent=body, fontSize=16, leading=26, firstLineIndent=0, alignment=1)
    flow: list[Any] = [Paragraph(html.escape(str(lines[0])), title), Spacer(1, 12)]
    for line in lines[1:]:
        flow.append(Paragraph(html.escape(line), body) if isinstance(line, str) else _pdf_table(line))

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont(_font(), 9)
        canvas.drawCentredString(300, 30, f"— {document.page} —")
        if head:
            canvas.drawCentredString(300, 810, head)

    out = io.BytesIO()
    SimpleDocTemplate(out).build(flow, onFirstPage=number, onLaterPages=number)
    return out.getvalue()


def _pdf_table(rows: Sequence[Sequence[str]]) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Table, TableStyle

    style = ParagraphStyle("cell", fontName=_font(), fontSize=10, leading=14, wordWrap="CJK")
    cells = [[Paragraph(html.escape(cell), style) for cell in row] for row in rows]
    return Table(cells, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))


MAKERS = {"txt": as_text, "html": as_html, "docx": as_docx, "pdf": as_pdf}


def traditional(text: str) -> str:
    """The text in traditional script, as Big5 has it, character by character."""
    table = (ontology_dir() / "script" / "simplified.tsv").read_text(encoding="utf-8").splitlines()[1:]
    back: dict[int, str] = {}
    for one, other in (row.split("\t") for row in table):
        if one.encode("big5", "ignore") and "\u4e00" <= one <= "\u9fff":
            back.setdefault(ord(other), one)
    return text.translate(back)
