"""One small page to send on: some nodes of the graph, and of the articles the cited sentences alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from kg.analysis.citing import reference, to_gbt
from kg.analysis.judged import verified_nodes
from kg.errors import UsageError
from kg.rdf.bounds import date_bounds
from kg.view.pinyin import pinyin
from kg.view.template import document, terms

if TYPE_CHECKING:
    from kg.graph import ArticleView, EntityView, EventView, Evidence, FigureView, Graph, RelationView

__all__ = ["share"]

MOST = 60  # sentences of a page; more is no small page
_ABOUT = ("agent", "co_agent", "participant", "target", "theme", "place", "count", "time")
_REPRINTS = "SELECT ?copy ?original WHERE { ?copy kg:reprintOf ?original }"
_POST, _TO, _FIGURE = {"zh": "职务", "en": "post"}, {"zh": "→", "en": ""}, {"zh": "数据", "en": "figure"}

Data = dict[str, Any]
Sentence = tuple[str, int, int]  # article (IRI), start, stop
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement of the page: a line of parts, and the words it stands on."""

    kind: Data  # zh, en
    parts: tuple[Data, ...]  # role (zh, en), ends (name, iri)
    planned: bool
    verified: bool
    when: str  # the first day on which it can have been
    told: str  # that time as it is told: 2017, 2017-05
    evidence: tuple[Evidence, ...]  # the words that are quoted, then the same in reprints


def share(graph: Graph, focus: str, *, depth: int = 1, nodes: Sequence[str] = (), notes: str = "") -> str:
    """The page as HTML: `focus` with what is said of it and of what lies less than `depth` steps away.

    With `nodes` (names or IRIs) it holds instead what ties the focus to these, and these to each other. `notes` are the author's,
    in Markdown: HTML in them is shown, not run, and pictures are left out. Raises UsageError for names that there are not.
    """
    if depth < 1:
        raise UsageError(f"--depth {depth}: give 1 or more")
    centre = graph.entity(focus)
    chosen = {graph.entity(name).iri for name in nodes}
    said = sorted(_said(graph, centre, chosen, depth), key=_place)
    cards = _cards(said)
    shown = cards[:MOST]
    return document("share.html", "share.css", f"{centre.label} · 政脉 Zhengmai", _data(graph, centre, shown, len(cards), notes))


def _said(graph: Graph, centre: EntityView, chosen: set[str], depth: int) -> Iterator[_Said]:
    inner = chosen | {centre.iri} if chosen else _within(graph, centre, depth - 1)
    verified = verified_nodes(graph)
    original = {str(copy): str(first) for copy, first in graph.query(_REPRINTS)}
    events: set[str] = set()
    for event in graph.events():
        ends = {f.iri for f in event.fillers if f.kind == "entity"} & inner
        if event.evidence and len(ends) > bool(chosen):
            events.add(event.iri)
            yield _event(event, verified, _cited(event.evidence, original))
    for relation in graph.relations():
        ends = {relation.subject, relation.object} & inner
        told = events.intersection(relation.events) and not relation.verified  # a person has judged the relation itself
        if relation.evidence and len(ends) > bool(chosen) and not told:
            yield _relation(relation, _cited(relation.evidence, original))
    names = {e.label for e in graph.entities() if e.iri in inner}
    filling = {f.iri for event in graph.events() if event.iri in events for f in event.fillers}
    for figure in graph.figures():
        if figure.evidence and figure.scope in names and figure.iri not in filling and figure.indicator:
            yield _figure(figure, verified, _cited(figure.evidence, original))


def _within(graph: Graph, centre: EntityView, depth: int) -> set[str]:
    return {centre.iri} | {e.iri for e in graph.neighbours(centre.iri, depth).entities} if depth else {centre.iri}


def _cited(evidence: Sequence[Evidence], original: Mapping[str, str]) -> tuple[Evidence, ...]:
    """The words to quote, rather of a text than of a reprint of it, then those of its reprints."""
    first = min(evidence, key=lambda e: e.article in original)
    text = original.get(first.article, first.article)
    again = (e for e in evidence if e.article != first.article and original.get(e.article, e.article) == text)
    return first, *again


def _event(e: EventView, verified: Collection[str], cited: tuple[Evidence, ...]) -> _Said:
    roles = terms()["roles"]
    found = ((role, e.role(role)) for role in _ABOUT)
    parts = tuple(_part(roles[role], *(_end(f.label, f.iri, f.kind) for f in fillers)) for role, fillers in found if fillers)
    when, told = min(((b[0], f.label) for f in e.role("time") if (b := date_bounds(f.label))), default=("", ""))
    return _Said(terms()["events"][e.type], parts, e.status == "planned", e.verified or e.iri in verified, when, told, cited)


def _part(role: Data | None, *ends: Data) -> Data:
    return {"role": role, "ends": ends}


def _end(name: str, iri: str = "", kind: str = "entity") -> Data:
    return {"name": name, "iri": iri if kind == "entity" else ""}


def _relation(r: RelationView, cited: tuple[Evidence, ...]) -> _Said:
    post = [_part(_POST, _end(r.post))] if r.post else []
    ends = (_part(None, _end(r.subject_label, r.subject)), _part(_TO, _end(r.object_label, r.object)), *post)
    return _Said(terms()["relations"][r.type], ends, False, r.verified, "", "", cited)


def _figure(f: FigureView, verified: Collection[str], cited: tuple[Evidence, ...]) -> _Said:
    ui = terms()["ui"]
    told = (("scope", f.scope), ("indicator", f.indicator), ("value", f.label), ("as_of", f.as_of), ("baseline", f.baseline))
    parts = tuple(_part(ui[name], _end(words)) for name, words in told if words)
    bounds = date_bounds(f.as_of) if f.as_of else None
    day, when = (bounds[0], f.as_of or "") if bounds else ("", "")
    return _Said(_FIGURE, parts, False, f.verified or f.iri in verified, day, when, cited)


def _place(said: _Said) -> tuple[bool, str, str, int, int]:
    """By the day, told or of publication; what has neither last."""
    e = said.evidence[0]
    day = said.when or e.published or ""
    return not day, day, e.article, e.sentence_start, e.start


def _cards(said: Iterable[_Said]) -> list[tuple[Sentence, list[_Said]]]:
    """The statements by the sentence that they stand on, in the order of the first of each."""
    found: dict[Sentence, list[_Said]] = {}
    for s in said:
        e = s.evidence[0]
        found.setdefault((e.article, e.sentence_start, e.sentence_start + len(e.sentence)), []).append(s)
    return list(found.items())


def _data(graph: Graph, centre: EntityView, cards: Sequence[tuple[Sentence, list[_Said]]], all_cards: int, notes: str) -> Data:
    articles = {a.iri: a for a in graph.articles()}
    cited = list(dict.fromkeys(sentence[0] for sentence, _ in cards))
    again = [iri for _, said in cards for iri in _reprints(said)]
    numbers = {iri: number for number, iri in enumerate(dict.fromkeys((*cited, *again)), 1)}
    shown = [s for _, said in cards for s in said]
    names = {end["iri"] for s in shown for part in s.parts for end in part["ends"]} - {centre.iri}
    return {
        "centre": _node(centre),
        "also": [alias for alias in centre.aliases if alias != centre.label][:6],
        "notes": _notes(graph.known_as(notes)),
        "cards": [_card(sentence, said, numbers, articles[sentence[0]]) for sentence, said in cards],
        "left_out": all_cards - len(cards),
        "groups": _groups(e for e in graph.entities() if e.iri in names),
        "sources": [_source(number, articles[iri]) for iri, number in numbers.items()],
        "counts": {"statements": len(shown), "sentences": len(cards), "articles": len(cited)},
        "span": _span([_day(s) for s in shown if _day(s)]),
        "kinds": _kinds(shown),
        "verified": sum(s.verified for s in shown),
        "glyphs": terms()["glyphs"],
    }


def _kinds(said: Iterable[_Said]) -> list[tuple[Data, int]]:
    """What there is most of, at most six kinds."""
    counted = Counter((s.kind["zh"], s.kind["en"]) for s in said)
    return [({"zh": zh, "en": en}, count) for (zh, en), count in counted.most_common(6)]


def _node(e: EntityView) -> Data:
    kind = terms()["types"][e.type]
    return {
        "name": e.label,
        "pinyin": pinyin(e.label),
        "type": e.type,
        "zh": kind["zh"],
        "en": kind["en"],
        "glyph": kind["glyph"],
    }


def _groups(entities: Iterable[EntityView]) -> list[tuple[Data, list[Data]]]:
    """The other nodes by type, in the order of the types."""
    found: dict[str, list[Data]] = {name: [] for name in terms()["types"]}
    for e in entities:
        found[e.type].append(_node(e))
    return [(terms()["types"][name] | {"name": name}, nodes) for name, nodes in found.items() if nodes]


def _day(said: _Said) -> str:
    return said.when or said.evidence[0].published or ""


def _span(days: Sequence[str]) -> str:
    years = sorted({day[:4] for day in days})
    return "" if not years else years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _reprints(said: Iterable[_Said]) -> list[str]:
    """The articles that print the sentence again (IRIs)."""
    return list(dict.fromkeys(e.article for s in said for e in s.evidence[1:]))


def _card(sentence: Sentence, said: list[_Said], numbers: dict[str, int], article: ArticleView) -> Data:
    _, start, stop = sentence
    spans = [(s.evidence[0].start - start, s.evidence[0].stop - start) for s in said]
    return {
        "day": said[0].when,
        "told": said[0].told,
        "published": article.published or "",
        "said": said,
        "quote": list(_marked(article.text[start:stop], spans)),
        "number": numbers[article.iri],
        "reprints": [numbers[iri] for iri in _reprints(said)],
        "source": "，".join(filter(None, (article.publisher, f"《{article.label}》"))),
        "url": reference(article).url,
    }


def _marked(sentence: str, spans: Iterable[Span]) -> Iterator[tuple[bool, str]]:
    """The sentence in pieces, and whether each is words that a statement stands on."""
    inside = [any(a <= at < b for a, b in spans) for at in range(len(sentence))] if (spans := tuple(spans)) else []
    at = 0
    while at < len(sentence):
        stop = next((i for i in range(at, len(sentence)) if inside[i] != inside[at]), len(sentence))
        yield inside[at], sentence[at:stop]
        at = stop


def _source(number: int, article: ArticleView) -> Data:
    found = reference(article)
    return {"number": number, "text": to_gbt(found).removesuffix(found.url or "").strip(), "url": found.url}


def _notes(text: str) -> Markup:
    """Markdown as HTML: what is HTML in it is shown as it is written, links lead to pages alone, of pictures the words stay."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("image", _words_of_picture)
    return Markup(reader.render(text))


def _words_of_picture(_: object, tokens: Sequence[Token], at: int, *__: object) -> str:
    return escape(tokens[at].content)
