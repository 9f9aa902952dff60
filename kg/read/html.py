"""A page to the text of its article: navigation, lists of links and footers go; title, byline and date stay.

The article is the smallest element that holds most of the page's prose. Of what stands before it the title, the byline
and the breadcrumb stay, of what stands behind it the lines that name source and editors; the reader of lines does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.errors import InputError, NotText
from kg.model import Metadata
from kg.read.address import page_address, saved_from
from kg.read.blocks import Block, grid_of, row_of, text_of, tidied
from kg.read.decoding import decode
from kg.read.fields import calendar_date, fields_of
from kg.read.grammar import Grammar

__all__ = ["Page", "decoded", "read_page"]

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w-]{2,20})""", re.I
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}
_TRUSTED = frozenset({"utf-8", "gb18030", "big5hkscs", "utf-16", "hz"})
_LOST = 0.01  # of the characters; more that cannot be decoded and it is another encoding
_SILENT = re.compile(
    "script|style|noscript|template|head|select|option|button|textarea|iframe|object|embed|svg|canvas|audio|video|map|nav|footer|"
    "aside|dialog"
)
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|o:p|q|rp|rt|ruby|s|samp|small|span|strike|"
    "strong|sub|sup|time|tt|u|var|wbr|img"
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_SIDE = re.compile(
    "nav|navbar|navigation|menu|topnav|footer|foots?|copyright|sidebar|aside|share|bdsharebuttonbox|related|recommend|comments?|"
    "pagination|pager|search|login|toolbar|ads?|banner"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_RIGHT = re.compile(r"text-align\s*:\s*(?:right|end)", re.I)
_CRUMB = re.compile(r"首\s*页.*[>＞›»→/]|(?:当前|所在)?位置\s*[:：]")
_ATTACHED = re.compile(r"附件|附[:：]")
_LINKED = 0.6  # of a block's characters in links, and it is a list of other pages
_MOST = 0.6  # of the prose: the child that holds so much holds the article
_ASIDE = 0.3  # of the page's characters at most in what a class calls a side bar
_LONGEST_CELL = 300
_META = {
    "articletitle": "title",
    "og:title": "title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
    "contentsource": "publisher",
    "source": "publisher",
    "author": "author",
    "columnname": "section",
}


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page's article, what the page's head declares of it, and warnings."""

    text: str
    declared: Metadata
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Line:
    """A line of the page and where it stands: the elements around it, from the outermost."""

    text: str
    path: tuple[int, ...]  # identities of the elements
    linked: int = 0  # characters in links
    tag: str = ""
    right: bool = False
    row: bool = False
    apart: bool = True

    @property
    def is_links(self) -> bool:
        return self.linked >= _LINKED * max(1, len(self.text))

    @property
    def prose(self) -> int:
        """Characters of running text."""
        ends = self.text.count("。") or self.text.count("，") > 1
        return len(self.text) if ends and not self.is_links else 0


def read_page(data: bytes, name: str, *, charset: str | None = None, saved: Iterable[str | None] = ()) -> Page:
    """The article of a page. Raises NotText where bytes are in no known encoding, InputError where the page has no words.

    `charset` is what stands beside the page, in a header of a message or server; `saved` are addresses that it came from.
    """
    words, warnings = decoded(data, name, charset)
    root = _parsed(words)
    if root is None:
        raise InputError(f"{name}: this page has no words; nothing to read")
    lines = _Reader(root).lines()
    text = text_of(Block(line.text, line.apart, line.right, line.row) for line in _article(lines))
    if not text.strip():
        raise InputError(f"{name}: this page has no words (are they drawn by a script?); save it as text")
    return Page(text, _declared(root, (*saved, saved_from(data))), warnings)


def decoded(data: bytes, name: str, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """As declared where that holds, else as the bytes say; a few broken characters are borne, since browsers do."""
    found = _DECLARED.search(data[:4096])
    declared = charset.strip().lower() if charset else (found[1] or found[2]).decode("ascii").lower() if found else "utf-8"
    encoding = _WIDER.get(declared, declared)
    if encoding not in _TRUSTED or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return decode(data, name)
    try:
        return data.decode(encoding), ()
    except (UnicodeDecodeError, LookupError):
        pass
    try:
        return decode(data, name)
    except NotText:
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        if lost > _LOST * len(text):
            raise
        return text, (f"{lost} characters are broken in this page and stand as \ufffd",)


def _parsed(words: str) -> Any:
    from lxml import etree, html  # 0.1 s to import, and texts need none of it

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(words.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


@dataclass(slots=True)
class _Reader:
    """Walks the elements in order, without recursion: pages may be nested as deep as they like."""

    root: Any
    found: list[_Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    path: list[Any] = field(default_factory=list)
    apart: bool = False

    def lines(self) -> list[_Line]:
        total = max(1, len("".join(self.root.itertext())))
        stack: list[tuple[Any, bool]] = [(self.root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
                continue
            if not isinstance(node.tag, str) or _is_silent(node, total):
                self._say(node.tail)
                continue
            rows = _rows(node) if node.tag == "table" else None
            if rows is not None:
                self._table(node, rows)
                continue
            self._enter(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))
        self._flush()
        return self.found

    def _enter(self, node: Any) -> None:
        if node.tag == "br":
            self._flush(apart=False)
        elif not _INLINE.fullmatch(node.tag):
            self._flush(apart=node.tag != "p")
            self.path.append(node)
        if node.tag == "a" and node.text:
            self.linked += len(tidied("".join(node.itertext())))
        self._say(node.text)

    def _leave(self, node: Any) -> None:
        if node.tag == "br":
            self.apart = False
        elif not _INLINE.fullmatch(node.tag):
            self._flush(apart=node.tag != "p")
            self.path.pop()
        self._say(node.tail)

    def _say(self, words: str | None) -> None:
        if words:
            self.pieces.append(words)

    def _flush(self, *, apart: bool = False) -> None:
        text = tidied("".join(self.pieces))
        if text:
            nearest = self.path[-1] if self.path else self.root
            path = tuple(id(node) for node in self.path)
            tag = next((node.tag for node in reversed(self.path[-3:]) if node.tag in _HEADINGS), nearest.tag)
            right = nearest.get("align") == "right" or _RIGHT.search(nearest.get("style") or "") is not None
            self.found.append(_Line(text, path, self.linked, tag, right, apart=self.apart))
            self.apart = False
        self.apart = self.apart or apart
        self.pieces, self.linked = [], 0

    def _table(self, node: Any, rows: list[str]) -> None:
        self._flush(apart=True)
        path = (*(id(above) for above in self.path), id(node))
        self.found += [_Line(row, path, tag="table", row=True, apart=False) for row in rows]
        self.apart = True
        self._say(node.tail)


def _is_silent(node: Any, total: int) -> bool:
    """Whether an element's words are no part of what a reader of the article sees."""
    if _SILENT.fullmatch(node.tag):
        return True
    if node.get("hidden") is not None or _HIDDEN.search(node.get("style") or ""):
        return True
    called = [*(node.get("class") or "").lower().split(), (node.get("id") or "").lower()]
    return any(map(_SIDE.fullmatch, called)) and len("".join(node.itertext())) <= _ASIDE * total


def _rows(table: Any) -> list[str] | None:
    """The rows of a table of data; None for one that only sets out the page."""
    if table.find(".//table") is not None:
        return None
    rows = [[(_cell(cell), *_reach(cell)) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    full = [row for row in rows if sum(bool(tidied(words)) for words, *_ in row) > 1]
    if len(full) < 2 or any(len(words) > _LONGEST_CELL for row in rows for words, *_ in row):
        return None
    caption = table.find("caption")
    head = [tidied("".join(caption.itertext()))] if caption is not None else []
    return [line for line in (*head, *(row_of(row) for row in grid_of(rows))) if line]


def _reach(cell: Any) -> tuple[int, int]:
    """How many columns and rows a cell takes."""
    wide, high = (str(cell.get(name) or "").strip() for name in ("colspan", "rowspan"))
    return _count(wide), _count(high)


def _count(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else 1


def _cell(cell: Any) -> str:
    return " ".join("".join(cell.itertext()).split())


def _article(lines: list[_Line]) -> Iterator[_Line]:
    """The lines of the article, with those of the head and the tail that tell who, when and under what title."""
    start, stop = _region(lines)
    grammar = Grammar.load()
    prose = [number for number in range(start, stop) if lines[number].prose]
    title = next((line for line in reversed(lines[:start]) if line.tag in ("h1", "h2") and not line.is_links), None)
    for number, line in enumerate(lines):
        if start <= number < stop:
            # A line of links between prose is a link that the text itself consists of.
            if not line.is_links or _ATTACHED.match(line.text) or (prose and prose[0] < number < prose[-1]):
                yield line
        elif line is title or _tells(line, grammar) or (number < start and title is None and line.tag in _HEADINGS):
            yield line


def _tells(line: _Line, grammar: Grammar) -> bool:
    if len(line.text) > 200:
        return False
    if _CRUMB.search(line.text):
        return True
    fields = fields_of(line.text, grammar)
    return fields is not None and not line.is_links and any((fields.published, fields.publisher, fields.author))


def _region(lines: list[_Line]) -> tuple[int, int]:
    """The half-open range of lines in the smallest element with most of the prose; all lines where there is no prose."""
    whole = sum(line.prose for line in lines)
    if whole == 0:
        return 0, len(lines)
    inside, depth = lines, 0
    while True:
        prose: dict[int, int] = {}
        for line in inside:
            if depth < len(line.path):
                prose[line.path[depth]] = prose.get(line.path[depth], 0) + line.prose
        best = max(prose, key=lambda key: prose[key], default=None)
        holds = [line for line in inside if depth < len(line.path) and line.path[depth] == best]
        # A paragraph may hold most of a short text: the article is what holds the paragraphs.
        if best is None or prose[best] < _MOST * whole or len({line.path[depth:] for line in holds}) < 2:
            break
        inside, depth = holds, depth + 1
    numbers = {id(line): number for number, line in enumerate(lines)}
    return numbers[id(inside[0])], numbers[id(inside[-1])] + 1


def _declared(root: Any, saved: Iterable[str | None]) -> Metadata:
    """What the page's head says of the article: the tags of government sites (ArticleTitle, PubDate …), Open Graph, canonical."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = _META.get((meta.get("name") or meta.get("property") or "").strip().lower())
        words = tidied(meta.get("content") or "")
        if key == "published":
            words = calendar_date(words) or ""
        if key and words and len(words) < 300:
            found.setdefault(key, words)
    title = root.find(".//title")
    if title is not None and "title" not in found:
        words = re.split(r"[_|\-－—]{1,2}", tidied("".join(title.itertext())))[0].strip()
        if words:
            found["title"] = words
    grammar = Grammar.load()
    said = {key: w for key, w in found.items() if not any(p.fullmatch(w) for p in grammar.generic.values()) or key == "title"}
    base = root.find(".//base")
    return Metadata(**said, url=page_address(_own_addresses(root), saved, base.get("href") if base is not None else None))


def _own_addresses(root: Any) -> Iterator[str]:
    """Where the page says that it is, the surest first."""
    yield from (link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").strip().lower() == "canonical")
    metas = [
        ((meta.get("name") or meta.get("property") or "").strip().lower(), meta.get("content") or "")
        for meta in root.iter("meta")
    ]
    for wanted in ("og:url", "url"):
        yield from (content for key, content in metas if key == wanted)
