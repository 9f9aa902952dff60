"""A chronicle as a Word document and as an Excel workbook, the same bytes for the same graph."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kg.analysis.chronicle import Entry, Quote, Report, groups
from kg.analysis.sections import CHRONICLE, FIGURES, NOT_REPORTED, PLANS, TABLES, WHO, lead, limits, rows, ticked, visible, when

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["to_docx", "to_xlsx"]

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip archive can hold
_CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_MOST = 32_000  # characters of a cell; Excel holds 32,767
_WIDTHS = {"sentence": 60, "source": 36, "date": 18}


def to_docx(found: Report) -> bytes:
    """Headings, entries with their sentences as quotations, and the table of who did what with whom."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    document.core_properties.title = visible(found.title)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.add_heading(visible(found.title), 0)
    document.add_paragraph(limits(found))
    document.add_heading(CHRONICLE, 1)
    for heading, entries in groups(found):
        document.add_heading(visible(heading), 2)
        for entry in entries:
            _item(document, when(entry), ticked(entry, lead(entry)), entry.quotes)
    _figures(document, found)
    _plans(document, found.plans)
    document.add_heading(WHO, 1)
    _table(document, rows(found, WHO))
    return _saved(document)


def _item(document: Document, day: str, text: str, quotes: Iterable[Quote]) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(visible(day)).bold = True
    paragraph.add_run("  " + visible(text))
    for quote in quotes:
        document.add_paragraph(visible(f"{quote.sentence}\n— {quote.source}"), style="Quote")


def _figures(document: Document, found: Report) -> None:
    if found.figures:
        document.add_heading(FIGURES, 1)
    for count in found.figures:
        told = " ".join(filter(None, (count.scope, count.indicator, count.value)))
        _item(document, when(count), ticked(count, told), count.quotes)


def _plans(document: Document, plans: tuple[Entry, ...]) -> None:
    if plans:
        document.add_heading(PLANS, 1)
    for plan in plans:
        _item(document, when(plan), ticked(plan, lead(plan)), plan.quotes)
        if not plan.followed:
            document.add_paragraph(NOT_REPORTED)
        for done in plan.followed:
            _item(document, "→ " + when(done), ticked(done, lead(done)), done.quotes)


def _table(document: Document, table: tuple[tuple[str, ...], ...]) -> None:
    made = document.add_table(rows=0, cols=len(table[0]), style="Table Grid")
    for row in table:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text


def to_xlsx(found: Report) -> bytes:
    """A sheet each for the chronicle, who did what with whom, figures and plans; every cell is text and never a formula."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name in TABLES:
        _sheet(book.create_sheet(name.partition(" ")[0]), rows(found, name))
    notes = book.create_sheet("说明")
    _sheet(notes, ((visible(found.title),), (limits(found),)))
    return _saved(book)


def _sheet(sheet: Any, table: tuple[tuple[str, ...], ...]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for i, row in enumerate(table, 1):
        for j, text in enumerate(row, 1):
            cell = sheet.cell(i, j)
            cell.value = text if len(text) <= _MOST else text[:_MOST] + "…"
            cell.data_type = "s"  # openpyxl takes what begins with = for a formula
            cell.quotePrefix = True  # and a program in which somebody edits it would
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=i == 1)
    for j, name in enumerate(table[0], 1):
        sheet.column_dimensions[get_column_letter(j)].width = _WIDTHS.get(name.rpartition(" ")[2], 24)
    sheet.freeze_panes = "A2"


def _saved(made: Any) -> bytes:
    """The file, without the clock that both formats keep in several places."""
    first, out = io.BytesIO(), io.BytesIO()
    made.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _CLOCK.sub(rb"\g<1>2000-01-01T00:00:00Z\g<3>", content)
            info = zipfile.ZipInfo(name, date_time=_NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()
