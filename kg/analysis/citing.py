"""A sentence with its reference: GB/T 7714-2015, BibTeX and CSL-JSON, from what is known of the article and nothing more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.analysis.search import search
from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.views import ArticleView

__all__ = ["Cited", "Reference", "cited_statement", "cited_words", "reference", "to_bibtex", "to_csl", "to_gbt"]

_NEWSPAPER = re.compile(r"(?:日报|晚报|晨报|早报|时报|商报|都市报|青年报|工人报|农民报|导报|周报|社会报|报)$")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PEOPLE = re.compile(r"[\s、,，;；]+")
_LATEX = re.compile(r"[\\{}$&#^_%~]")
_LATEX_WORDS = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
_MOST_AUTHORS = 3  # GB/T 7714-2015, 8.1.2
_CLAIM = """SELECT ?article ?start ?stop WHERE {{ GRAPH ?article {{
  <{iri}> kg:evidence ?e . ?e nif:beginIndex ?start ; nif:endIndex ?stop }} }}"""


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as references name it; `kind` is newspaper, webpage or document, as publisher and address tell."""

    key: str  # of the entry: zm and the 16 digits of the article
    kind: str
    title: str
    authors: tuple[str, ...]
    publisher: str | None
    published: str | None  # ISO date
    url: str | None
    accessed: str | None  # ISO date, where somebody says when the page was looked at


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence, where it stands (code points), and the article it stands in."""

    sentence: str
    start: int
    stop: int
    reference: Reference


def reference(article: ArticleView, accessed: str | None = None) -> Reference:
    """What the article is cited by. Raises UsageError for an `accessed` that is no ISO date."""
    if accessed is not None and not _DATE.fullmatch(accessed):
        raise UsageError(f"{accessed!r} is no date; write 2024-05-01")
    url = article.url if (article.url or "").startswith(("http://", "https://")) else None
    newspaper = bool(_NEWSPAPER.search(article.publisher or ""))
    return Reference(
        key=f"zm{article.iri.rsplit('/', 1)[-1]}",
        kind="newspaper" if newspaper else "webpage" if url else "document",
        title=article.label,
        authors=tuple(filter(None, _PEOPLE.split(article.author or ""))),
        publisher=article.publisher,
        published=article.published,
        url=url,
        accessed=accessed if url else None,
    )


def cited_words(graph: Graph, words: str, *, accessed: str | None = None) -> tuple[Cited, ...]:
    """The sentences that hold all the words (apart by blanks), by publication. Raises UsageError for no words."""
    known = {a.iri: a for a in graph.articles()}
    hits = search(graph, words.split())
    return tuple(Cited(h.sentence.strip(), h.start, h.stop, reference(known[h.iri], accessed)) for h in hits)


def cited_statement(graph: Graph, iri: str, *, accessed: str | None = None) -> tuple[Cited, ...]:
    """The sentences that a node (entity, event, figure) or a claim stands on, each once, in text order.

    Raises UsageError where the graph has no words for it.
    """
    known = {a.iri: a for a in graph.articles()}
    places = [(e.article, e.sentence_start, e.sentence_start + len(e.sentence)) for e in graph.evidence(iri)]
    found = dict.fromkeys(places or _of_claim(graph, iri))
    if not found:
        raise UsageError(f"{iri}: no node or claim of that IRI has words behind it; kg explain and the pages show IRIs")
    cited = ((known[a].text[start:stop].strip(), start, stop, known[a]) for a, start, stop in sorted(found))
    return tuple(Cited(words, start, stop, reference(article, accessed)) for words, start, stop, article in cited)


def _of_claim(graph: Graph, iri: str) -> Iterator[tuple[str, int, int]]:
    if re.search(r'[\s<>"{}|\\^`]', iri):
        return
    sentences = {a.iri: a.sentences for a in graph.articles()}
    for article, start, stop in graph.query(_CLAIM.format(iri=iri)).rows:
        held = [(a, b) for a, b in sentences[str(article)] if a < int(stop or 0) and int(start or 0) < b]
        if held:
            yield str(article), held[0][0], held[-1][1]


def to_gbt(r: Reference) -> str:
    """The reference by GB/T 7714-2015: a newspaper [N], a page of the web [EB/OL], else [Z]; on line with /OL and address."""
    authors = ", ".join(r.authors[:_MOST_AUTHORS]) + (", 等" if len(r.authors) > _MOST_AUTHORS else "")
    looked_at = f"[{r.accessed}]" if r.accessed else ""
    if r.kind == "webpage":
        who = authors or r.publisher or ""
        when = f"({r.published})" if r.published else ""
        made = [who, f"{r.title}[EB/OL]", f"{when}{looked_at}", r.url or ""]
    else:
        mark = ("N" if r.kind == "newspaper" else "Z") + ("/OL" if r.url else "")
        where = ", ".join(filter(None, (r.publisher, r.published)))
        made = [authors, f"{r.title}[{mark}]", f"{where}{looked_at}", r.url or ""]
    return ". ".join(filter(None, made)) + ("" if r.url else ".")


def to_bibtex(r: Reference, sentence: str = "") -> str:
    """The reference as an entry for BibTeX and biblatex; `sentence` stands in annote, which no style prints."""
    kind = {"newspaper": "article", "webpage": "online", "document": "misc"}[r.kind]
    fields = {
        "title": f"{{{_latex(r.title)}}}",
        "author": " and ".join(f"{{{_latex(a)}}}" for a in r.authors),
        "journal" if kind == "article" else "organization": _latex(r.publisher or ""),
        "date": r.published or "",
        "year": (r.published or "")[:4],
        "url": r.url or "",
        "urldate": r.accessed or "",
        "annote": _latex(sentence),
    }
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{r.key},\n{rows}}}\n"


def _latex(words: str) -> str:
    return _LATEX.sub(lambda m: _LATEX_WORDS.get(m[0], f"\\{m[0]}"), " ".join(words.split()))


def to_csl(references: Iterable[Reference]) -> str:
    """The references as CSL-JSON, each once: what Zotero and pandoc read."""
    return json.dumps([_csl(r) for r in dict.fromkeys(references)], ensure_ascii=False, indent=1) + "\n"


def _csl(r: Reference) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": r.key,
        "type": {"newspaper": "article-newspaper", "webpage": "webpage", "document": "document"}[r.kind],
        "title": r.title,
        "language": "zh-CN",
        "author": [{"literal": author} for author in r.authors],
        "publisher" if r.kind == "document" else "container-title": r.publisher,
        "issued": _parts(r.published),
        "URL": r.url,
        "accessed": _parts(r.accessed),
    }
    return {name: value for name, value in entry.items() if value}


def _parts(day: str | None) -> dict[str, list[list[int]]] | None:
    found = _DATE.fullmatch(day or "")
    return {"date-parts": [[int(part) for part in found.groups() if part]]} if found else None
