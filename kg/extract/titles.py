"""Posts as words: 常务副主任, 二级巡视员, 法治副校长. A post is FIELD? PREFIX* HEAD (lexicon/posts.tsv, post_prefixes.tsv)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.model import Mention, Span
from kg.tables.loading import rows
from kg.tables.patterns import patterns

__all__ = ["Head", "Title", "Titles"]

# 调解|主任, 项目|经理: what may stand between a body and the head of a post without being part of the body's name.
_FIELD = re.compile(r"[一-鿿]{2,6}")
_LONGEST = 12  # characters of a post


@dataclass(frozen=True, slots=True)
class _Words:
    no_field: re.Pattern[str]
    council: re.Pattern[str]
    councillors: frozenset[str]


@cache
def _words() -> _Words:
    return patterns("titles", _Words)


@dataclass(frozen=True, slots=True)
class Head:
    """A row of lexicon/posts.tsv."""

    word: str
    kind: str
    of: str  # last characters of the names whose head it is, or at which it is held where no body is stated

    def fits(self, name: str) -> bool:
        """Whether a body of that name may have such a post."""
        return bool(name) and name[-1] in self.of


@dataclass(frozen=True, slots=True)
class Title:
    """A post as it stands in the text, and the mention that stands before it, if any."""

    span: Span  # with its body
    post: str
    head: Head
    body: Mention | None
    elided: str = ""  # 局 in 局政委, 公司 in 公司董事长
    unit: str = ""  # 研究室 in 市政协副秘书长、研究室主任: of the body to its left, and no mention


@dataclass(frozen=True, slots=True)
class Titles:
    """Reads posts."""

    heads: dict[str, Head]
    pattern: re.Pattern[str]

    @classmethod
    def load(cls) -> Titles:
        table = rows("lexicon/posts.tsv", ("head", "kind", "of", "example"))
        heads = {r["head"]: Head(r["head"], r["kind"], r["of"]) for r in table}
        prefixes = [r["prefix"] for r in rows("lexicon/post_prefixes.tsv", ("prefix", "example"))]
        # At most three prefixes (名誉常务副会长 has two), so that the pattern stays linear; few first: 总工程师 is a head.
        return cls(heads, re.compile(f"(?P<prefix>(?:{_either(prefixes)}){{0,3}}?)(?P<head>{_either(heads)})"))

    def ending(self, text: str, start: int, stop: int) -> re.Match[str] | None:
        """The longest title that ends at `stop` and begins at or after `start`."""
        for at in range(max(start, stop - _LONGEST), stop):
            match = self.pattern.fullmatch(text, at, stop)
            if match:
                return match
        return None

    def starting(self, text: str, start: int) -> tuple[str, Head, int] | None:
        """The post that begins at `start`, with its head and where it ends: 招商顾问 is read behind 聘为."""
        words = _words()
        council = words.council.match(text, start)
        match = self.pattern.match(text, council.end() if council else start)
        for length in range(2, 7):
            if match or not is_field(text[start : start + length]):
                break
            match = self.pattern.match(text, start + length)
        if match is None:
            return None
        while longer := self._longer(text, start, match.end()):
            match = longer  # 总经理|助理: the first head is the prefix of another
        if match["head"] in words.councillors and text.startswith("会", match.end()):
            return None  # 理事会 is no 理事
        return text[start : match.end()], self.heads[match["head"]], match.end()

    def _longer(self, text: str, start: int, stop: int) -> re.Match[str] | None:
        ends = range(stop + 1, min(stop + 4, len(text) + 1))
        return next((m for end in ends if (m := self.pattern.fullmatch(text, start, end))), None)


def is_field(words: str) -> bool:
    """Whether the words may name the field of a post: 调解 in 调解主任."""
    return bool(_FIELD.fullmatch(words)) and not _words().no_field.search(words)


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
