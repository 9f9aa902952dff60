"""Articles for measuring growth: the corpus's own with other divisions, bodies, people, figures and dates, put together in pairs.

Copies would flatter a measurement: their names, words and claims are known after the first. So each article is a passage of one
article of the corpus and one of another, both with other names throughout, and no two have the same pair of sources. The same
number gives the same article.

    python tests/substituted.py 100000 > articles.jsonl
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from metamorphic import Article, Change, Edit, articles
from metamorphic_names import swapped_bodies
from metamorphic_places import swapped_territories

__all__ = ["article", "most", "passage", "renamed", "sources"]

SHELVES = ("", "held", "later", "dispatches", "bulletins")
LONGEST = 600  # characters of a passage, one or two dozen sentences
_RENAMINGS = 24  # of each source
_SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马苗方任袁柳史唐薛雷贺汤罗毕郝安常于傅康"
_GIVEN = "建国志强晓明丽华海燕文军秀英永平玉兰俊杰春梅德胜雪松红霞少华立新思远振东佳慧家豪月娥子涵浩然庆丰云飞长青"
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_IN_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)(?=年|[-./])|(?P<month>\d{1,2})(?=月)|(?P<day>\d{1,2})(?=日)")


@dataclass(frozen=True, slots=True)
class Renamed:
    """An article under other names: what it says after its title and byline, its title, territory and date."""

    text: str
    title: str
    territory: str | None
    published: str | None


@cache
def sources() -> tuple[Article, ...]:
    """The annotated articles of the corpus, shelf by shelf."""
    from kg.tables.loading import corpus_dir

    return tuple(itertools.chain.from_iterable(articles(corpus_dir() / shelf) for shelf in SHELVES))


def most() -> int:
    """How many articles there are: the pairs of two different sources."""
    return len(sources()) * (len(sources()) - 1) // 2


def article(number: int, longest: int = LONGEST) -> dict[str, str]:
    """The article of that number as a row of a table, its two passages of at most about so many characters each.

    Raises ValueError from `most()` on, where pairs would come again.
    """
    if not 0 <= number < most():
        raise ValueError(f"article {number}: there are {most():,}, from 0 on")
    count = len(sources())
    one, apart = number % count, 1 + number // count
    other = (one + apart) % count
    first, second = (renamed(at, apart % _RENAMINGS) for at in (one, other))
    size = min(len(first.text), len(second.text), longest)
    draw = Random(f"{number} passages")
    row = {
        "id": f"s{number:07}",
        "title": first.title,
        "text": "\n".join(passage(each.text, size, draw) for each in (first, second)),
        "territory": first.territory,
        "published": first.published,
    }
    return {key: value for key, value in row.items() if value}


def passage(text: str, size: int, draw: Random) -> str:
    """Sentences that follow each other, from a drawn one on, of about as many characters."""
    sentences = [s for s in re.findall(r"[^。\n]+。?\n*", text) if s.strip()]
    rests = list(itertools.accumulate(map(len, reversed(sentences))))[::-1]  # characters from each sentence on
    begin = draw.choice([at for at, rest in enumerate(rests) if rest >= size] or [0])
    taken: list[str] = []
    for sentence in sentences[begin:]:
        if taken and sum(map(len, taken)) + len(sentence) > size:
            break
        taken.append(sentence)
    return "".join(taken).strip()


@cache
def renamed(source: int, number: int) -> Renamed:
    """A source under the names of that number."""
    plain = sources()[source]
    drawn = replace(plain, id=f"{plain.id} {number}")
    years = Random(f"{drawn.id} years").choice([-3, -2, -1, 1, 2])
    territories, bodies = swapped_territories(drawn), swapped_bodies(drawn)
    change = Change(plain.text, _apart(territories.edits, bodies.edits, _people(drawn), _dates(drawn, years), _figures(drawn)))
    begin, _ = change.span(plain.gold.get("annotated_from") or 0, len(plain.text))
    home, published = plain.gold["territory"], plain.gold["published"]
    return Renamed(
        text=change.after[begin:],
        title=bodies.name(territories.name(plain.gold["title"] or "")),
        territory=territories.name(home) if home else None,
        published=f"{int(published[:4]) + years}{published[4:7]}-28" if published else None,
    )


def _apart(*edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """All edits, sorted; of those that overlap the one that was named first."""
    kept: list[Edit] = []
    for edit in itertools.chain.from_iterable(edits):
        if all(edit.stop <= other.start or other.stop <= edit.start for other in kept):
            kept.append(edit)
    return tuple(sorted(kept))


def _people(article: Article) -> Iterator[Edit]:
    draw = Random(f"{article.id} people")
    people = [m for m in article.mentions if m["type"] == "Person" and _HAN_NAME.fullmatch(m["text"])]
    table = {name: _name(len(name), draw) for name in sorted({m["text"] for m in people})}
    for m in people:
        yield Edit(m["start"], m["end"], table[m["text"]])


def _name(length: int, draw: Random) -> str:
    return draw.choice(_SURNAMES) + "".join(draw.choices(_GIVEN, k=length - 1))


def _dates(article: Article, years: int) -> Iterator[Edit]:
    """Years moved by the same number, each month and day another one, the same for the same."""
    draw = Random(f"{article.id} dates")
    months, days = draw.sample(range(1, 13), 12), draw.sample(range(1, 29), 28)

    def moved(match: re.Match[str]) -> str:
        number = int(match[0])
        if match["year"]:
            return str(number + years)
        table = months if match["month"] else days
        return str(table[number % len(table)])

    for date in article.gold["dates"]:
        yield from _each(article, date, _IN_DATE, moved)


def _figures(article: Article) -> Iterator[Edit]:
    """Other digits, as many, the first no zero."""
    draw = Random(f"{article.id} figures")

    def other(match: re.Match[str]) -> str:
        return str(draw.randint(1, 9)) + "".join(draw.choices("0123456789", k=len(match[0]) - 1))

    for figure in article.gold["figures"]:
        yield from _each(article, figure, re.compile("[0-9]+"), other)


def _each(
    article: Article, found: Mapping[str, int], pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]
) -> Iterator[Edit]:
    for match in pattern.finditer(article.text, found["start"], found["end"]):
        yield Edit(match.start(), match.end(), new(match))


def main() -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for number in range(int(sys.argv[1])):
        print(json.dumps(article(number), ensure_ascii=False))


if __name__ == "__main__":
    main()
