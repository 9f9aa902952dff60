"""Articles changed in ways that leave what they state as it was, and how much of what is read from them stays.

A `Change` is a list of edits of the text with what it does to names and codes; `kept` compares the records of an article before
and after it. Nothing here needs to know what an article truly states; its gold only tells where names stand.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from kg.model import ROLES, Document, Metadata
from kg.read import read_bytes, read_table
from kg.record import to_record

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the corpus with its gold."""

    id: str
    text: str
    given: Metadata | None
    gold: Json

    @property
    def mentions(self) -> list[Json]:
        found: list[Json] = self.gold["mentions"]
        return found


def articles(home: Path) -> Iterator[Article]:
    """The articles of `home`/articles that have gold in `home`/gold, by name."""
    table = read_table(home / "metadata.csv")
    for path in sorted((home / "gold").glob("*.json")):
        file = home / "articles" / f"{path.stem}.txt"
        text = file.read_bytes().decode("utf-8")
        yield Article(path.stem, text, table.of(file), json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """text[start:stop] becomes `new`."""

    start: int
    stop: int
    new: str


def _unchanged(name: str) -> str:
    return name


@dataclass(frozen=True, slots=True)
class Change:
    """Edits of a text, sorted and apart from each other, and what they do to the names and codes read from it."""

    text: str  # before
    edits: tuple[Edit, ...]
    name: Callable[[str], str] = _unchanged
    codes: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    @property
    def after(self) -> str:
        pieces: list[str] = []
        last = 0
        for edit in self.edits:
            pieces += [self.text[last : edit.start], edit.new]
            last = edit.stop
        return "".join(pieces) + self.text[last:]

    def read(self, article: Article) -> Document:
        """The changed article, read from bytes as from a file."""
        return read_bytes(self.after.encode(self.encoding), name=f"{article.id}.txt", given=article.given)

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Where the stretch stands after the edits; what is inserted at its edges stays outside."""
        return self._start(start), self._stop(stop)

    def words(self, start: int, stop: int) -> str:
        low, high = self.span(start, stop)
        return self.after[low:high]

    def _start(self, at: int) -> int:
        edits = self.edits[: bisect_right(self.edits, (at, at), key=lambda e: (e.start, e.stop))]
        shift = sum(len(e.new) - (e.stop - e.start) for e in edits if e.stop <= at)
        inside = next((e for e in edits if e.start <= at < e.stop), None)
        return at + shift + (min(0, len(inside.new) - (at - inside.start)) if inside else 0)

    def _stop(self, at: int) -> int:
        edits = self.edits[: bisect_left(self.edits, at, key=lambda e: e.start)]
        shift = sum(len(e.new) - (e.stop - e.start) for e in edits if e.stop <= at)
        inside = next((e for e in edits if e.start < at < e.stop), None)
        if inside is None:
            return at + shift
        return inside.start + shift + max(0, len(inside.new) - (inside.stop - at))


# --- What stays.


@dataclass(frozen=True, slots=True)
class Kept:
    """How many events and relations of an article are the same after a change, of how many."""

    events: int = 0
    of_events: int = 0
    relations: int = 0
    of_relations: int = 0
    differences: tuple[str, ...] = ()

    def __add__(self, other: Kept) -> Kept:
        return Kept(
            self.events + other.events,
            self.of_events + other.of_events,
            self.relations + other.relations,
            self.of_relations + other.of_relations,
            self.differences + other.differences,
        )

    @property
    def share(self) -> float:
        of = self.of_events + self.of_relations
        return (self.events + self.relations) / of if of else 1.0


def kept(before: Json, after: Json, change: Change) -> Kept:
    """What of the events (type, trigger, status, every filler of every role) and relations of `before` is in `after`.

    The whole is the larger of both sides, so that what is new counts against it as what is lost does.
    """
    changed = change.after
    wanted, found = _events(before, change.text, change), _events(after, changed, None)
    rows, answers = _relations(before, change), _relations(after, None)
    both, same = wanted & found, rows & answers
    lost = [*(f"- {_shown(e)}" for e in (wanted - both)), *(f"+ {_shown(e)}" for e in (found - both))]
    lost += [*(f"- {_shown(r)}" for r in (rows - same)), *(f"+ {_shown(r)}" for r in (answers - same))]
    return Kept(
        both.total(),
        max(wanted.total(), found.total()),
        same.total(),
        max(rows.total(), answers.total()),
        tuple(sorted(lost, key=lambda line: line[2:])),
    )


def _shown(item: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in item)


def _events(record: Json, text: str, change: Change | None) -> Counter[tuple[Any, ...]]:
    """Each event as a tuple that can be compared across texts; seen through the change where one is given."""
    figures = {f["id"]: (f["start"], f["end"]) for f in record["figures"]}
    found: Counter[tuple[Any, ...]] = Counter()
    for event in record["events"]:
        start, stop = event["trigger"]
        span = change.span(start, stop) if change else (start, stop)
        fillers = sorted(f"{role}={_filler(f, figures, change)}" for role in ROLES for f in event["fillers"] if f["role"] == role)
        found[(*span, event["type"], text[start:stop], event["status"], *fillers)] += 1
    return found


def _filler(filler: Json, figures: Mapping[str, tuple[int, int]], change: Change | None) -> str:
    value, span = filler["value"], filler["span"]
    if filler["kind"] == "figure":
        start, stop = figures[value]
        return str(change.span(start, stop) if change else (start, stop))
    if filler["kind"] == "date":
        return str(value)
    if filler["entity"] is not None:
        return _entity(filler["entity"], change)
    words = change.words(*span) if change and span and change.text[slice(*span)] == value else value
    return folded(change.name(words) if change and words == value else words)


def _entity(entity: Json, change: Change | None) -> str:
    name, code = entity["name"], entity["code"]
    if change is None:
        return f"{folded(name)} {code or ''}".strip()
    return f"{folded(change.name(name))} {change.codes.get(code, code) or ''}".strip()


def _relations(record: Json, change: Change | None) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for r in record["relations"]:
        ends = [_entity(r["subject"], change), _entity(r["object"], change)]
        if r["p"] == "jointActionWith":
            ends.sort()
        found[(r["p"], *ends, folded(r.get("post") or ""))] = 1
    return found


_FOLD = str.maketrans(
    {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
    | {"“": '"', "”": '"', "「": '"', "」": '"', "『": "'", "』": "'", "‘": "'", "’": "'", "。": "."}
)


def folded(words: str) -> str:
    """Words without the width of their marks and the shape of their quotes: names are compared so."""
    return words.translate(_FOLD)


# --- Changes of writing.


def _each(text: str, table: Mapping[str, str]) -> tuple[Edit, ...]:
    return tuple(Edit(at, at + 1, table[char]) for at, char in enumerate(text) if char in table)


HALF = {"，": ",", "：": ":", "；": ";", "（": "(", "）": ")", "！": "!", "？": "?", "％": "%"}
FULL = {half: full for full, half in HALF.items() if half not in "%:,"}
DIGITS = {str(digit): chr(0xFF10 + digit) for digit in range(10)} | {"%": "％"}
CORNERS = {"“": "「", "”": "」", "‘": "『", "’": "』"}


def half_width(article: Article) -> Change:
    """，：；（）！？ as sites write them that type in ASCII: ,:;()!?"""
    return Change(article.text, _each(article.text, HALF))


def straight_quotes(article: Article) -> Change:
    """Half-width marks and straight quotes."""
    return Change(article.text, _each(article.text, HALF | {"“": '"', "”": '"'}))


def ascii_stops(article: Article) -> Change:
    """Half-width marks, 。 as a full stop."""
    return Change(article.text, _each(article.text, HALF | {"。": "."}))


def full_width(article: Article) -> Change:
    """Marks that stand half-width become full-width: not in times, numbers and addresses (8:30, 1,200, http://)."""
    edits = [*_each(article.text, FULL)]
    for match in re.finditer(r"(?<![0-9A-Za-z])[,:]|[,:](?![0-9/])", article.text):
        edits.append(Edit(match.start(), match.end(), "，" if match[0] == "," else "："))
    return Change(article.text, tuple(sorted(edits)))


def wide_digits(article: Article) -> Change:
    """Digits and % in full width: １２３％; not in addresses."""
    edits = [*_each(article.text, DIGITS)]
    addresses = [m.span() for m in re.finditer(r"https?://\S+|www\.\S+", article.text)]
    return Change(article.text, tuple(e for e in edits if not any(low <= e.start < high for low, high in addresses)))


def corner_quotes(article: Article) -> Change:
    """“” ‘’ as 「」 『』."""
    return Change(article.text, _each(article.text, CORNERS))


def gb18030(article: Article) -> Change:
    """The same text from bytes in GB18030."""
    return Change(article.text, (), encoding="gb18030")


# --- Changes of layout.

_BEFORE = (
    "首页 > 政务动态 > 基层动态\n",
    "无障碍浏览 | 长者助手 | 繁体\n网站首页\n政务公开\n办事服务\n互动交流\n您现在的位置：首页 > 新闻中心 > 工作动态\n",
    "设为首页 | 加入收藏 | 联系我们\n首页 新闻中心 政务公开 网上办事 互动交流\n"
    "当前位置：首页>>工作动态>>正文\n【字体：大 中 小】 打印本页 关闭窗口\n",
    "欢迎访问政府门户网站！\n今天是2026年3月5日 星期四\n首页\n机构概况\n新闻动态\n通知公告\n政策法规\n",
)
_AFTER = (
    "\n【打印本页】 【关闭窗口】\n上一篇：关于做好汛期安全生产工作的通知\n下一篇：没有了\n",
    "\n分享到： 微信 微博 QQ空间\n扫一扫在手机打开当前页\n责任编辑：李敏\n相关阅读：\n春季造林现场会召开\n"
    "全民阅读活动启动\n版权所有 未经许可不得转载 ICP备05000001号 网站标识码：6200000001\n",
    "\n（责任编辑：王芳）\n\n上一条：第二期夜校开班\n下一条：防溺水宣传进校园\n"
    "主办单位：政府办公室 技术支持：信息中心 ICP备12000345号-1\n",
    "\n编辑：张丽 审核：刘强\n返回顶部\nCopyright 2024 All Rights Reserved 公安网备62010002000012号\n"
    "网站地图 | 关于我们 | 联系我们\n",
)


def boilerplate(article: Article) -> Change:
    """The site around the article: navigation before it; widgets, editors, neighbours and the footer behind it."""
    draw = Random(f"{article.id} boilerplate")
    end = len(article.text)
    return Change(article.text, (Edit(0, 0, draw.choice(_BEFORE)), Edit(end, end, draw.choice(_AFTER))))


_SENTENCE_END = re.compile(r"(?<=[。！？])(?=[^。！？”’」』）)\"\s])")
_BOUNDARY = re.compile(r"(?<=[。！？”）])[ \t\r\u3000]*\n\s*(?=\S)")
_ENTRY = re.compile(
    r"[一二三四五六七八九十]+[、是要]|[（(][一二三四五六七八九十\d]+[）)]|[①-⑳●■◆★▲]|\d{1,2}[.、．]|第[一二三四五六七八九十]"
)


def split_paragraphs(article: Article) -> Change:
    """Every other sentence of prose begins a paragraph of its own."""
    ends = [m.start() for m in _SENTENCE_END.finditer(article.text) if not _in_quotes(article.text, m.start())]
    return Change(article.text, tuple(Edit(at, at, "\n　　") for at in ends[::2]))


def _in_quotes(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line.count("“") > line.count("”") or line.count("（") > line.count("）") or line.count('"') % 2 == 1


def joined_paragraphs(article: Article) -> Change:
    """Paragraphs of prose run on in one line; headings, list items and signatures stay by themselves."""
    edits: list[Edit] = []
    for match in _BOUNDARY.finditer(article.text):
        behind = article.text[match.end() :].partition("\n")[0]
        before = article.text[: match.start()].rpartition("\n")[2]
        if before.count("。") and behind.count("。") and len(behind) > 30 and not _ENTRY.match(behind.strip()):
            edits.append(Edit(match.start(), match.end(), ""))
    return Change(article.text, tuple(edits))


Transformation = Callable[[Article], Change]
WRITING: Mapping[str, Transformation] = {
    "half-width marks": half_width,
    "straight quotes": straight_quotes,
    "ASCII full stops": ascii_stops,
    "full-width marks": full_width,
    "full-width digits": wide_digits,
    "corner quotes": corner_quotes,
    "GB18030": gb18030,
    "boilerplate": boilerplate,
    "split paragraphs": split_paragraphs,
    "joined paragraphs": joined_paragraphs,
}


def measured(article: Article, change: Change, extract: Callable[[Document], Document], before: Json | None = None) -> Kept:
    """What is kept of the article's events and relations under the change, by the extraction given."""
    if before is None:
        before = to_record(extract(Change(article.text, ()).read(article)))
    return kept(before, to_record(extract(change.read(article))), change)
