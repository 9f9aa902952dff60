"""From text to lines with kinds, and to what the article says about itself.

A page is navigation, a head (title, byline, 发布时间 … 来源 …), the body, a tail (signature, date, editors) and the
site's footer. The body begins with the first line of prose and ends with the last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from kg.model import Line, LineKind, Metadata, Span
from kg.read.fields import Fields, fields_of, is_person, opening_of, signature_of
from kg.read.grammar import Grammar, LineRule
from kg.tables.patterns import patterns

__all__ = ["Structure", "structure"]

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_TRIMMED = " \t\u3000\xa0\ufeff\u200b\u200c\u200d"
_PROSE_END = re.compile(r"[。！？!?：:；;…][”’」』）)\"]*$|[\u4e00-\u9fff]\.[”\"]?$")
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}[章节条部分]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|[①-⑳●■◆★▲◎])"
)
_TITLE_TAG = re.compile(r"^[【〔\[](?!\d)[^】〕\]]{1,16}[】〕\]][ \u3000]*(?=\S)")
_DASH = re.compile(r"^[—－─–-]{1,2}(?=\S)")
_SIGNING_BRACKET = re.compile(r"[（(][^（）()]{2,48}[)）]$")
_LONG_LINE = 100  # no title is longer
_SUBTITLE = 45
_HEADING = 40
_MASTHEAD_ROWS = 12
_MENU = "navigation-bar"  # in the table: words of menus, several on a line
_ENTRIES = 16  # characters of two entries
_RIGHT = 8  # blanks that set a signature to the right


@dataclass(frozen=True, slots=True)
class _Words:
    official: re.Pattern[str]
    masthead: re.Pattern[str]
    dated_bulletin: re.Pattern[str]
    bulletin_tail: re.Pattern[str]
    edited: re.Pattern[str]
    bracket_opens: re.Pattern[str]
    closing: re.Pattern[str]
    breadcrumb: re.Pattern[str]
    last_steps: tuple[str, ...]
    issuer: re.Pattern[str]
    division: re.Pattern[str]
    act: re.Pattern[str]
    second_body: re.Pattern[str]
    branches_of_state: tuple[str, ...]


@cache
def _words() -> _Words:
    return patterns("page_lines", _Words)


@dataclass(frozen=True, slots=True)
class Structure:
    """The lines of a text and the metadata that they state."""

    lines: tuple[Line, ...]
    metadata: Metadata


@dataclass(slots=True)
class _Row:
    """A line under classification."""

    span: Span
    text: str
    indent: int  # blanks before it
    gap: bool  # an empty line stands before it
    kind: LineKind | None = None  # None: words of unknown purpose
    fields: Fields | None = None
    extra: list[Line] = field(default_factory=list)  # metadata cut off its ends


def structure(text: str, grammar: Grammar) -> Structure:
    """Classifies the lines of `text`; spans are trimmed of blanks, empty lines have none."""
    rows = _rows(text)
    _take_known_lines(rows, grammar)
    _take_menu(rows, grammar)
    start, stop = _body(rows)
    title = _take_head(rows[:start], grammar)
    official = title is not None and _words().official.search(title) is not None
    if official:
        _restore_dates(rows[start:], grammar)
    _take_tail(rows[max(stop, start) :], grammar, official=official)
    for row in rows[start:stop]:
        if row.kind is None:
            _take_body_line(row, grammar)
    if rows and stop > start:
        _cut_signature(rows[stop - 1], grammar)
    return Structure(_lines(rows), _metadata(rows, title, grammar))


def _rows(text: str) -> list[_Row]:
    rows: list[_Row] = []
    last_stop = 0
    for match in _LINE.finditer(text):
        left = len(match[0]) - len(match[0].lstrip(_TRIMMED))
        words = match[0].strip(_TRIMMED)
        if not words.strip():
            continue
        start = match.start() + left
        between = text[last_stop : match.start()]
        gap = between.replace("\r\n", "\n").count("\n") > 1
        rows.append(_Row(Span(start, start + len(words)), words, left, gap))
        last_stop = match.end()
    return rows


def _take_known_lines(rows: list[_Row], grammar: Grammar) -> None:
    """Marks navigation, widgets, fields and everything behind a list of other articles."""
    prose_seen = in_tail = False
    for row in rows:
        prose = _is_prose(row.text)
        rule = None if len(row.text) > _LONG_LINE and prose else _line_rule(row.text, grammar, prose_seen)
        if rule is not None and rule.kind == "tail" and prose_seen:
            in_tail = True
        if in_tail or (rule is not None and rule.kind != "metadata"):
            row.kind = "boilerplate"
        elif rule is not None:
            row.kind = "metadata"
        else:
            _take_fields(row, grammar)
        prose_seen = prose_seen or (prose and row.kind is None)


def _take_menu(rows: list[_Row], grammar: Grammar) -> None:
    """A menu with an entry a line (政务公开, 办事服务, 互动交流): one such line may be a title, two in a row are none."""
    bar = next(rule.pattern for rule in grammar.lines if rule.id == _MENU)
    for row, following in pairwise(rows):
        if len(row.text) + len(following.text) <= _ENTRIES and bar.fullmatch(f"{row.text} {following.text}"):
            row.kind = following.kind = "boilerplate"


def _line_rule(words: str, grammar: Grammar, prose_seen: bool) -> LineRule | None:
    for rule in grammar.lines:
        if rule.where == "after" and not prose_seen:
            continue
        if rule.pattern.fullmatch(words):
            return rule
    return None


def _take_fields(row: _Row, grammar: Grammar) -> None:
    fields = fields_of(row.text, grammar)
    if fields is None:
        return
    row.fields = fields
    says = any((fields.published, fields.publisher, fields.author, fields.section, fields.url, fields.title))
    labelled = grammar.label.search(row.text) is not None
    row.kind = "metadata" if says or labelled else "boilerplate"


def _is_prose(words: str) -> bool:
    """Whether a line is running text rather than a title, a name or a list of names."""
    if "。" in words or len(words) > _LONG_LINE:
        return True
    commas = words.count("，") + words.count(",") + words.count("；") + words.count(";")
    return (commas >= 2 and len(words) > _HEADING) or (commas >= 1 and _PROSE_END.search(words) is not None and len(words) > 20)


def _body(rows: list[_Row]) -> tuple[int, int]:
    """The half-open range of rows from the first prose to the last."""
    prose = [i for i, row in enumerate(rows) if row.kind is None and _is_prose(row.text)]
    if not prose:
        return len(rows), len(rows)
    first_words = next(i for i, row in enumerate(rows) if row.kind is None)
    start = prose[0]
    if start == first_words and "。" not in rows[start].text and len(rows[start].text) <= _LONG_LINE and len(prose) > 1:
        start = prose[1]  # a title with two commas
    return start, prose[-1] + 1


def _take_head(rows: list[_Row], grammar: Grammar) -> str | None:
    """Finds the title among the lines before the body; marks bylines, mastheads and subtitles."""
    _take_masthead(rows[:_MASTHEAD_ROWS], grammar)
    words = [row for row in rows if row.kind is None]
    dated_bulletin = _words().dated_bulletin
    if not words and (dated := next((r for r in rows if r.kind == "metadata" and dated_bulletin.match(r.text)), None)):
        dated.kind = None  # 某某日报要闻简报（2010年7月26日） heads the page: its title
        words = [dated]
    title: list[str] = []
    last: _Row | None = None
    for row in words:
        if not title or _continues(row, last, title):
            row.kind = "title"
            _cut_tag(row)
            title.append(row.text)
        elif row.text == "".join(title):
            row.kind = "boilerplate"  # the page's own heading, printed twice
        else:
            _take_head_line(row, grammar)
        last = row if row.kind == "title" else None
    return _joined(title) if title else None


def _take_masthead(rows: list[_Row], grammar: Grammar) -> None:
    """A bulletin's name above 第23期 and who edits it are metadata, so that the title is the article's."""
    known = _words()
    for i, row in enumerate(rows):
        following = next((r for r in rows[i + 1 :] if r.kind != "boilerplate"), None)
        if row.kind is None and following is not None and following.kind == "metadata" and "期" in following.text:
            if known.masthead.match(row.text):
                row.kind = "metadata"
        elif row.kind is None and any(r.kind == "metadata" for r in rows[:i]) and known.edited.search(row.text):
            signature = signature_of(row.text, grammar, marked=False)
            if signature is not None:
                row.kind, row.fields = "metadata", signature


def _cut_tag(row: _Row) -> None:
    """Cuts a label such as 【党建动态】 off a title or heading."""
    tag = _TITLE_TAG.match(row.text)
    if tag is not None:
        _cut_front(row, tag.end())


def _cut_front(row: _Row, end: int) -> None:
    """Makes the first `end` characters of the row a metadata line of their own."""
    rest = row.text[end:]
    shift = end + len(rest) - len(rest.lstrip(_TRIMMED))
    row.extra.append(Line(Span(row.span.start, row.span.start + len(row.text[:end].rstrip(_TRIMMED))), "metadata"))
    row.span, row.text = Span(row.span.start + shift, row.span.stop), row.text[shift:]


def _continues(row: _Row, last: _Row | None, title: list[str]) -> bool:
    if (
        last is None
        or len(title) > 2
        or len(row.text) > _SUBTITLE
        or _is_number_of_paper(row.text)
        or row.text.endswith(("：", ":"))
    ):
        return False
    if _DASH.match(row.text):
        return True
    return not row.gap and not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", row.text) and signature_like(row.text) is False


def signature_like(words: str) -> bool:
    """Whether a line opens with a bracketed byline or a date: no part of a title."""
    return bool(_words().bracket_opens.match(words) or re.match(r"\d{4}\s*[年./-]", words))


def _is_number_of_paper(words: str) -> bool:
    return re.search(r"[〔\[（(【]\d{4}[〕\])）】]\s*第?\s*\d+\s*号$", words) is not None


def _joined(parts: list[str]) -> str:
    """A subtitle joins with its dash, 关于… with the issuer above it, another line with a blank (强堡垒 保节点)."""
    title = parts[0]
    for part in parts[1:]:
        if _DASH.match(part):
            title += _DASH.sub("——", part)
        else:
            title += part if part.startswith("关于") else f" {part}"
    return title


def _take_head_line(row: _Row, grammar: Grammar) -> None:
    """A line between title and body: a byline, a paper's number, its addressee, a heading."""
    if is_person(row.text, grammar, strict=True) or _are_people(row.text, grammar):
        row.kind, row.fields = "metadata", Fields(author=row.text, found=1)
        return
    signature = signature_of(row.text, grammar, marked=row.text[0] in "（(")
    if signature is not None and not _is_number_of_paper(row.text) and not row.text.endswith(("：", ":")):
        row.kind, row.fields = "metadata", signature
        return
    row.kind = (
        "paragraph" if len(row.text) > _HEADING or _PROSE_END.search(row.text) or _is_number_of_paper(row.text) else "heading"
    )
    if row.kind == "heading":
        _cut_tag(row)


def _are_people(words: str, grammar: Grammar) -> bool:
    pieces = re.split(r"[\s\u3000\xa0、，,]+", words)
    return 1 < len(pieces) <= 6 and all(is_person(p, grammar, strict=True) for p in pieces)


def _restore_dates(rows: list[_Row], grammar: Grammar) -> None:
    """In an official paper the date under the signature is content, also where lists follow it."""
    for row in rows:
        if row.kind == "metadata" and row.fields is not None and grammar.label.search(row.text) is None:
            row.kind = "paragraph"


def _take_tail(rows: list[_Row], grammar: Grammar, *, official: bool) -> None:
    """Marks signature lines from the end upwards; in an official paper they are content: its issuer and date."""
    signing = True
    for row in reversed(rows):
        if row.kind is not None:
            continue
        fields = _signature(row, grammar, official=official) if signing else None
        if fields is None:
            signing = signing and official and _words().closing.match(row.text) is not None
            row.kind = "paragraph"
            continue
        row.fields = fields
        row.kind = "paragraph" if official else "metadata"


def _signature(row: _Row, grammar: Grammar, *, official: bool) -> Fields | None:
    marked = row.text[0] in "（([【" or row.indent >= _RIGHT
    if official and grammar.body.fullmatch(row.text):
        return Fields(publisher=row.text, found=1)
    return signature_of(row.text, grammar, marked=marked)


def _take_body_line(row: _Row, grammar: Grammar) -> None:
    """Tells headings from paragraphs, and cuts 本报讯（通讯员 某某） off the front."""
    bracketed = row.text[0] in "（(" and row.text[-1] in "）)"
    signature = signature_of(row.text, grammar, marked=True) if bracketed else None
    if signature is not None:
        row.kind, row.fields = "metadata", signature
        return
    short = len(row.text) <= _HEADING and _PROSE_END.search(row.text) is None
    row.kind = "heading" if short and (_NUMBERED.match(row.text) or not re.search(r"[\s\u3000，,]", row.text)) else "paragraph"
    if row.kind == "heading":
        _cut_tag(row)
    opening = opening_of(row.text, grammar)
    if opening is not None and opening.stop == len(row.text):  # 央视网消息（新闻联播）： above short news
        row.kind, row.fields = "metadata", opening.fields
    elif opening is not None:
        row.fields = opening.fields
        _cut_front(row, opening.stop)


def _cut_signature(row: _Row, grammar: Grammar) -> None:
    """Cuts (县关工委 卢婷) off the end of the last paragraph."""
    match = _SIGNING_BRACKET.search(row.text)
    if row.kind != "paragraph" or match is None or match.start() == 0:
        return
    if row.text[match.start() - 1] not in '。！？!?.”"… \u3000':
        return
    signature = signature_of(match[0], grammar, marked=True) or fields_of(match[0], grammar)
    if signature is None:
        return
    row.extra.append(Line(Span(row.span.start + match.start(), row.span.stop), "metadata"))
    row.text = row.text[: match.start()].rstrip(_TRIMMED)
    row.span = Span(row.span.start, row.span.start + len(row.text))
    row.fields = _merged(row.fields, signature)


def _merged(first: Fields | None, second: Fields) -> Fields:
    if first is None:
        return second
    missing = {name: getattr(second, name) for name in _FOUND if getattr(first, name) is None}
    return replace(first, **missing)


_FOUND = ("published", "publisher", "author", "section", "url", "title")


def _lines(rows: list[_Row]) -> tuple[Line, ...]:
    lines = [Line(row.span, row.kind or "paragraph") for row in rows if len(row.span)]
    lines += [line for row in rows for line in row.extra]
    return tuple(sorted(lines, key=lambda line: line.span))


def _metadata(rows: list[_Row], title: str | None, grammar: Grammar) -> Metadata:
    """The first value for each key, labelled fields of the head before the signature."""
    merged = Fields()
    for row in rows:
        if row.fields is not None:
            merged = _merged(merged, _meaningful(row.fields, grammar))
    publisher = merged.publisher or (_issuer(title, grammar) if title else None)
    return Metadata(
        title=title or merged.title,
        author=merged.author,
        publisher=_words().bulletin_tail.sub("", publisher) if publisher else None,
        published=merged.published,
        section=merged.section or _section(rows, title),
        url=merged.url,
    )


def _meaningful(fields: Fields, grammar: Grammar) -> Fields:
    """Without a publisher or author that says nothing: 本站, admin, 办公室."""
    publisher, author = fields.publisher, fields.author
    if publisher and any(pattern.fullmatch(publisher) for pattern in grammar.generic.values()):
        publisher = None
    if author and any(pattern.fullmatch(author) for pattern in grammar.generic.values()):
        author = None
    return replace(fields, publisher=publisher, author=author)


def _issuer(title: str, grammar: Grammar) -> str | None:
    """The body that a title opens with: 湖南省民政厅 in 湖南省民政厅关于…的决定, 双辽市公安局 in 双辽市公安局：百名民警进百村."""
    match = _words().issuer.search(title)
    if match is None or grammar.body.fullmatch(match[1]) is None or _words().division.search(match[1]):
        return None
    return None if _is_told(match[1]) else match[1]


def _is_told(words: str) -> bool:
    """Whether the words tell what a body does, or name two: 清江县审计局审计县教育局, 清江县政府办县医院."""
    known = _words()
    second = known.second_body.search(words) if not words.startswith(known.branches_of_state) else None
    return known.act.search(words) is not None or second is not None


def _section(rows: list[_Row], title: str | None) -> str | None:
    """The last step of the breadcrumb that is neither the article nor the home page: 首页 > 工作动态 > 经验交流."""
    breadcrumb, no_section = _words().breadcrumb, (*_words().last_steps, "...", title)
    for row in rows:
        if row.kind == "boilerplate" and breadcrumb.search(row.text) and re.search(r"[>＞›»→/\\]", row.text):
            steps = [s.strip(" \t\u3000\xa0-—>＞›»:：") for s in re.split(r"(?:-+[>＞]|[>＞›»→/\\])+", row.text)]
            known = [s for s in steps[1:] if s and s not in no_section]
            if known:
                return known[-1]
    return None
