"""What a SPARQL text asks for, read off its tokens: which keywords it uses, how deep its brackets nest, what GRAPH ranges over.

No parser: the engine's grammar knows no tokens, and takes `1SERVICE<x>{}` for a number and a keyword. So whatever the engine
could take for a keyword counts as one; in doubt a text is said to use a word that it does not use. The time is linear in the
length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Scan", "keeping_out", "leaving_out", "names", "plain", "scan", "why"]

T = TypeVar("T")

_TOKEN = re.compile(
    r"""
      (?P<quiet> \"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3})? | '{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?
               | "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'? | \#[^\n\r]*+ )
    | (?P<iri> <[^<>"{}|^`\s]*+> )
    | (?P<label> [?$]\w++ | @[A-Za-z0-9-]++ | _:[\w.-]++ )
    | (?P<name> (?:[^\W\d_][\w.-]*+)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+ )
    | (?P<word> \w++ )
    | (?P<open> [({\[] ) | (?P<close> [)}\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
_INNER = re.compile(r"\w++")
_CALLED = re.compile(r"SERVICE:", re.IGNORECASE)
_RANGES = re.compile("GRAPH", re.IGNORECASE)
_WRONG = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SPOKEN = re.compile(r"[A-Z].* [a-z]")  # of what the engine expects: Prefix not found
_READABLE = re.compile(r'"[^"\\]+"|[A-Z][A-Z0-9_ ]*')  # keywords and signs, not the classes of characters that names are made of
_UNWANTED = frozenset({"SERVICE", "LATERAL"})  # queries may not, or need not, have them
_MOST = 8  # of what could stand there; more helps nobody
_GRAPH_NAME = re.compile(r"[?$]\w++|<[^<>]*+>|[\w.-]*:.*+", re.DOTALL)  # of what follows GRAPH


@dataclass(frozen=True, slots=True)
class Scan:
    """The bare words of a text in capitals, and the depth of its brackets."""

    words: frozenset[str]
    depth: int

    def uses(self, keyword: str) -> bool:
        """Whether the engine may find the keyword: alone, or glued to a number or another keyword before it."""
        return keyword in " ".join(self.words)


def plain(sparql: str, words: Iterable[str], depth: int) -> bool:
    """Whether a text holds none of the words (in capitals) anywhere and not more than `depth` opening brackets.

    Then `scan` finds none of these words in it, and no greater depth, at twenty times the cost.
    """
    capitals = sparql.upper()
    return sum(map(sparql.count, "({[")) <= depth and not any(word in capitals for word in words)


def scan(sparql: str) -> Scan:
    """The words and the depth of a text, outside literals, IRIs, names, variables and comments."""
    words: set[str] = set()
    depth = deepest = 0
    for token in _TOKEN.finditer(sparql):
        kind, text = token.lastgroup, token.group()
        if kind == "word":
            words.add(text.upper())
        elif kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif kind == "close":
            depth -= 1
        elif kind == "iri" and ")" in text:  # FILTER(?a<5)SERVICE#> is no IRI to the engine
            words.update(_INNER.findall(text.upper()))
        elif kind == "name" and _CALLED.search(text) and sparql[token.end() :][:200].lstrip().startswith("{"):
            words.add("SERVICE")  # SERVICE:x { … } with an empty prefix
    return Scan(frozenset(words), deepest)


def leaving_out(sparql: str, graph: str, find: Callable[[str, bool], T]) -> T:
    """What `find` finds with GRAPH ranging over all named graphs but one.

    `find` takes a query, and whether it must be given a list of the other graphs. A list is gone through at every step of a
    query, whose time would grow with the square of the corpus; so where its tokens tell how, the query itself leaves the graph
    out. A SyntaxError that `find` raises is of the query as it was given.
    """
    query = keeping_out(sparql, graph)
    if query is not None:
        with suppress(SyntaxError):
            return find(query, False)
    return find(sparql, True)


def keeping_out(sparql: str, graph: str) -> str | None:
    """The query with `FILTER(?g != <graph>)` behind each `GRAPH ?g { … }`: over all named graphs it finds nothing in that one.

    The query itself where it has no GRAPH; None where its tokens do not tell.
    """
    tokens = [t for t in _TOKEN.finditer(sparql) if t.lastgroup != "quiet"]
    added: list[tuple[int, str]] = []
    for at, token in enumerate(tokens):
        if not _may_range(token):
            continue
        name, opening, *_ = *tokens[at + 1 : at + 3], None, None
        if token.group().upper() != "GRAPH" or name is None or opening is None or opening.group() != "{":
            return None
        between = sparql[token.end() : name.start()] + sparql[name.end() : opening.start()]
        end = _closing(tokens, at + 2)
        if between.strip() or not _GRAPH_NAME.fullmatch(name.group()) or end is None:
            return None
        added.append((end, f" FILTER({name.group()} != <{graph}>)"))
    for end, condition in sorted(added, reverse=True):
        sparql = sparql[:end] + condition + sparql[end:]
    return sparql


def _may_range(token: re.Match[str]) -> bool:
    """Whether the engine could take something in the token for the keyword: glued to another word, `GRAPH:x`, `<?b)GRAPH#>`."""
    kind, text = token.lastgroup, token.group()
    if kind == "word" or (kind == "iri" and ")" in text):
        return _RANGES.search(text) is not None
    return kind == "name" and _RANGES.match(text) is not None and text[len("GRAPH")] == ":"


def _closing(tokens: list[re.Match[str]], opening: int) -> int | None:
    """Where the bracket that opens at a token is closed."""
    depth = 0
    for token in tokens[opening:]:
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if depth == 0:
            return token.end()
    return None


def why(message: str, sparql: str, before: int = 0) -> str:
    """What the engine says of a query that it cannot read: the line and the column, what stands there, and what could.

    `before` is how many lines the engine was given before those of the query.
    """
    found = _WRONG.search(message)
    if found is None:
        return message
    line, column = max(1, int(found[1]) - before), int(found[2])
    lines = sparql.splitlines()
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    expected = found[3].split(", ")
    spoken = next((item for item in expected if _SPOKEN.match(item)), "")
    readable = [item for item in expected if _READABLE.fullmatch(item) and item not in _UNWANTED]
    could = f"; expected {' or '.join(readable)}" if 0 < len(readable) <= _MOST else ""
    here = f"{rest[:30]!r} cannot stand here" if rest else "what ends here is no whole query"
    bracket = None if spoken else _unpaired(sparql)
    if bracket is None:
        return f"line {line}, column {column}: {spoken or here + could}"
    lines = sparql[: bracket.end()].splitlines()
    wrong = "is not closed" if bracket.lastgroup == "open" else "closes nothing"
    return f"line {len(lines)}, column {len(lines[-1])}: this {bracket.group()} {wrong}"


def _unpaired(sparql: str) -> re.Match[str] | None:
    """The first bracket that closes none, else the last that is not closed."""
    pairs, opened = {")": "(", "}": "{", "]": "["}, list[re.Match[str]]()
    for token in _TOKEN.finditer(sparql):
        if token.lastgroup == "open":
            opened.append(token)
        elif token.lastgroup == "close" and (not opened or opened.pop().group() != pairs[token.group()]):
            return token
    return opened[-1] if opened else None


def names(sparql: str) -> tuple[str, ...]:
    """The prefixed names and whole IRIs of a text, each once: kg:supervises, <http://…#supervises>."""
    found = (token.group() for token in _TOKEN.finditer(sparql) if token.lastgroup in ("name", "iri"))
    return tuple(dict.fromkeys(found))
