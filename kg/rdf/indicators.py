"""Which indicator of ontology/indicators.ttl a figure measures: by its words and its unit alone, never by likeness.

Words are compared in a normal form. It drops what does not change the thing counted:

- marks and spaces, quotation marks, the width of brackets, 的: 党的组织覆盖率, 党组织覆盖率; “五老”, 五老;
- 累计, and 全省 … in front, which say when and where: 累计服务时长, 全市社会组织;
- 数, 数量, 总数, 人数, 人次 … of a count and 金额, 总额, 额 of a sum behind it: 社会组织总数, 捐款金额; 比例 and 比率 are 率.

Else two words may stand the other way round: 注册志愿者, 志愿者注册. What only begins or ends alike is another thing:
社区社会组织 is not 社会组织. The unit decides between indicators of one word (培训 500人, 500人次), and a figure in a unit
that none of them has measures nothing (留守儿童 占 12%). A change may also be in per cent, points or multiples.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.link.identity import escape
from kg.rdf.vocabulary import KG, PREFIXES, TYPE
from kg.tables.loading import ontology_dir, rows
from kg.tables.own import OwnIndicator
from kg.tables.patterns import patterns

__all__ = ["Indicators", "StandardIndicator", "bare", "changes", "forms"]

_MARKS = re.compile(r"[\s\"'“”‘’《》「」『』·|]|的")
_SHORTEST = 2  # characters of a word that may stand before or behind the other


@dataclass(frozen=True, slots=True)
class _Words:
    changes: frozenset[str]
    before: re.Pattern[str]  # 累计, 全市
    share: re.Pattern[str]
    behind: tuple[str, ...]  # the shortest first
    each: re.Pattern[str]  # a sum for each one is no sum of all: 每人4000元
    of_each: re.Pattern[str]  # 低保标准


@cache
def _words() -> _Words:
    return patterns("standard_indicators", _Words)


@cache
def _spellings() -> Mapping[str, str]:
    """个百分点 → 百分点: other ways to write a unit."""
    return {row["form"]: row["unit"] for row in rows("lexicon/unit_spellings.tsv", ("form", "unit", "example"))}


def changes() -> frozenset[str]:
    """Units in which a rise or fall of anything may be told: %, 百分点, 倍."""
    return _words().changes


@dataclass(frozen=True, slots=True)
class StandardIndicator:
    """A concept of the scheme: what it is called, the units it is counted in, of what a rate is a share, what it is part of."""

    iri: str
    zh: str
    en: str
    words: tuple[str, ...]  # all labels in Chinese, the name first
    units: frozenset[str]
    denominator: Mapping[str, str]  # by language; empty where it is no rate, or the rate is of anything
    broader: str | None  # IRI
    example: str


class Indicators:
    """The scheme, indexed by the words of its labels."""

    def __init__(self, concepts: Iterable[StandardIndicator]) -> None:
        self.concepts = {c.iri: c for c in concepts}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._turned: dict[str, set[str]] = defaultdict(set)
        for concept in self.concepts.values():
            for form in {bare(words) for words in concept.words}:
                self._exact[form].add(concept.iri)
                for other in _turned(form):
                    self._turned[other].add(concept.iri)

    @classmethod
    def load(cls) -> Indicators:
        """The scheme that ships; read once a process."""
        return _load()

    @classmethod
    def with_own(cls, own: tuple[OwnIndicator, ...], base: str) -> Indicators:
        """The scheme with a project's own words, and its own indicators under the base."""
        return _with_own(own, base) if own else _load()

    def of(self, words: str | None, unit: str | None, kind: str = "level", before: str = "") -> StandardIndicator | None:
        """The one concept that the words and the unit of a figure of that kind name; None where none does, or more than one.

        `before` is the text that ends where the figure begins, which tells a sum for each one (每人4000元).
        """
        if not words or not unit or _is_for_each(words, before):
            return None
        for known in (self._exact, self._turned):
            for form in forms(words):
                fitting = [iri for iri in known.get(form, ()) if _counts(self.concepts[iri], unit, kind)]
                if fitting:
                    return self.concepts[fitting[0]] if len(fitting) == 1 else None
        return None

    def named(self, name: str) -> StandardIndicator | None:
        """The concept of that name in Chinese or English, IRI or local name."""
        return next((c for c in self.concepts.values() if name in (c.zh, c.en, c.iri, c.iri.rpartition("/")[2])), None)

    def above(self, concept: StandardIndicator) -> tuple[StandardIndicator, ...]:
        """The broader concepts, nearest first."""
        found: list[StandardIndicator] = []
        while concept.broader and (concept := self.concepts[concept.broader]) not in found:
            found.append(concept)
        return tuple(found)


def _is_for_each(words: str, before: str) -> bool:
    """Whether the figure is a sum for each one, and its words do not say so: 补助资金每人4000元; but 低保标准每月680元."""
    told = _words()
    return told.each.search(before) is not None and told.of_each.search(words) is None


def bare(words: str) -> str:
    """The words without marks, 的 and what says when and where: 全市“五老” → 五老, 党的组织覆盖比例 → 党组织覆盖率."""
    told = _words()
    shorter = told.share.sub("率", told.before.sub("", _MARKS.sub("", unicodedata.normalize("NFKC", words))))
    return shorter if shorter == words else bare(shorter)  # what is gone may lay bare more


def forms(words: str) -> tuple[str, ...]:
    """The bare words, then without each ending that only says that it is a number: 社会组织总数, 社会组织总, 社会组织."""
    whole = bare(words)
    stems = (whole.removesuffix(ending) for ending in _words().behind if whole.endswith(ending))
    return tuple(dict.fromkeys((whole, *(stem for stem in stems if len(stem) >= _SHORTEST))))


def _turned(form: str) -> set[str]:
    """The form with its end in front, cut anywhere: 注册志愿者 → 志愿者注册, and others that no text has."""
    return {form[at:] + form[:at] for at in range(_SHORTEST, len(form) - _SHORTEST + 1)} - {form}


def _counts(concept: StandardIndicator, unit: str, kind: str) -> bool:
    unit = _spellings().get(unit, unit)
    return unit in concept.units or (kind != "level" and unit in changes())


@cache
def _with_own(own: tuple[OwnIndicator, ...], base: str) -> Indicators:
    known = dict(_load().concepts)
    for row in own:
        if row.units:
            iri = f"{base}indicator-of-project/{escape(row.concept)}"
            english = row.english or row.concept
            known[iri] = StandardIndicator(iri, row.concept, english, (row.concept,), frozenset(row.units), {}, None, row.words)
    iris = {concept.zh: iri for iri, concept in known.items()}
    for row in own:
        if row.concept in iris:
            concept = known[iris[row.concept]]
            known[concept.iri] = replace(concept, words=tuple(dict.fromkeys((*concept.words, row.words))))
    return Indicators(known.values())


@cache
def _load() -> Indicators:
    said: dict[str, dict[str, list[Literal | NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(path=ontology_dir() / "indicators.ttl", format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal | NamedNode):
            said[quad.subject.value][quad.predicate.value].append(quad.object)
    kind = NamedNode(KG + "StandardIndicator")
    return Indicators(_concept(iri, about) for iri, about in sorted(said.items()) if kind in about[TYPE.value])


def _concept(iri: str, about: Mapping[str, list[Literal | NamedNode]]) -> StandardIndicator:
    skos = PREFIXES["skos"]

    def words(predicate: str, language: str = "zh") -> list[str]:
        return [o.value for o in about.get(predicate, ()) if isinstance(o, Literal) and o.language == language]

    denominators = {language: value for language in ("zh", "en") for value in words(KG + "denominator", language)}
    names = (*words(skos + "prefLabel"), *words(skos + "altLabel"), *words(skos + "hiddenLabel"))
    broader = [o.value for o in about.get(skos + "broader", ())]
    return StandardIndicator(
        iri=iri,
        zh=names[0],
        en=words(skos + "prefLabel", "en")[0],
        words=names,
        units=frozenset(words(KG + "countedIn")),
        denominator=denominators,
        broader=broader[0] if broader else None,
        example=words(skos + "example")[0],
    )
