"""Stable pseudonyms: 人员K7M2QX for a person, the same for a name in all that one project hands on, another in each project."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import UsageError
from kg.link.identity import escape
from kg.people.matching import Names, bare
from kg.people.rewriting import Rewriting, texts_of, value
from kg.rdf.vocabulary import LABEL, TYPE, kg, term
from kg.tables.loading import rows, toml_tables
from kg.tables.patterns import patterns

__all__ = ["KEY_FILE", "Pseudonyms", "key_of_folder", "read_key"]

KEY_FILE = "people.key"
_LEAST_KEY = 16  # bytes
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that are read as others: I, O, 0, 1
_SHORT, _LONG = 6, 12
_PERSON, _NAMED_AS, _NAMES = kg("Person"), term("itsrdf:taClassRef"), term("itsrdf:taIdentRef")
_ANCHOR, _OTHER, _AUTHOR = term("nif:anchorOf"), term("skos:altLabel"), term("dcterms:creator")
_REVIEWER = "/reviewer/"
_ENTITY = re.compile(r"/entity/Person/([^/]+)$")
_SEPARATORS = re.compile(r"[\s、,，;；/]+")


@dataclass(frozen=True, slots=True)
class _Words:
    credit: re.Pattern[str]  # before a name in a byline: 记者, 图:


@cache
def _words() -> _Words:
    return patterns("signatures", _Words)


def read_key(path: Path) -> bytes:
    """The secret of a file. Raises UsageError where it cannot be read or is short enough to guess."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if len(key) < _LEAST_KEY:
        raise UsageError(f"{path}: a key of {len(key)} bytes can be guessed; give at least {_LEAST_KEY}, of chance")
    return key


def key_of_folder(folder: Path) -> bytes:
    """The secret that lies in a build, made when first asked for, and readable for its owner alone."""
    path = folder / KEY_FILE
    try:
        path.touch(0o600, exist_ok=False)
        path.write_text(f"{secrets.token_hex(32)}\n", encoding="ascii", newline="\n")
    except FileExistsError:
        pass
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}; give a secret with --key FILE") from error
    return read_key(path)


class Pseudonyms:
    """The pseudonyms of the persons in some quads."""

    def __init__(self, quads: Iterable[Quad], base: str, key: bytes) -> None:
        held, self._base = tuple(quads), base
        deciding = _reviewers(held)
        names = _known_by((*_names(held), *((name, name) for name in deciding.values() if not name.isascii())))
        given = {label: _pseudonym(key, label, _SHORT) for label in set(names.values())}
        twice = {words for words, count in Counter(given.values()).items() if count > 1}
        self.of = {
            name: _pseudonym(key, label, _LONG) if given[label] in twice else given[label] for name, label in names.items()
        }
        called = {node: self.of.get(name) or _pseudonym(key, name, _SHORT) for node, name in deciding.items()}
        self._quads = tuple(_without_reviewers(held, called)) if called else held
        formulas = (row["formula"] for row in rows("lexicon/formulas.tsv", ("formula", "example")))
        self.names = Names(self.of, formulas)

    def quads(self) -> Iterator[Quad]:
        """The quads with pseudonyms for names, wherever these stand."""
        return Rewriting(self.names, self._base, texts_of(self._quads)).quads(self._quads)


def _pseudonym(key: bytes, name: str, length: int) -> str:
    digest = hashlib.blake2b(name.encode(), key=hashlib.sha256(key).digest(), digest_size=length).digest()
    return "人员" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest)


def _reviewers(quads: Iterable[Quad]) -> dict[Any, str]:
    """The names of those who decided on facts, by their nodes."""
    return {q.subject: bare(value(q.object)) for q in quads if q.predicate == LABEL and _REVIEWER in value(q.subject)}


def _without_reviewers(quads: Iterable[Quad], names: Mapping[Any, str]) -> Iterator[Quad]:
    """The quads in which reviewers are called by the names given: jo is one there, and not wherever these letters stand."""
    for q in quads:
        name = Literal(names[q.subject]) if q.subject in names and q.predicate == LABEL else _reviewer(q.object, names)
        yield Quad(_reviewer(q.subject, names), q.predicate, name, q.graph_name)


def _reviewer(node: Any, names: Mapping[Any, str]) -> Any:
    return NamedNode(f"{node.value.rpartition('/')[0]}/{escape(names[node])}") if node in names else node


def _known_by(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What persons are called → the name that they are known by: their own, else of several (two people are 老韦) the first."""
    pairs = sorted(set(found), reverse=True)
    return dict(pairs) | {name: name for _, name in pairs}


def _names(quads: tuple[Quad, ...]) -> Iterator[tuple[str, str]]:
    """What persons are called, and the name that each is known by."""
    persons: dict[object, str] = {q.subject: "" for q in quads if q.predicate == TYPE and q.object == _PERSON}
    passages = {q.subject for q in quads if q.predicate == _NAMED_AS and q.object == _PERSON}
    for q in quads:
        if q.subject in persons and q.predicate == LABEL:
            persons[q.subject] = value(q.object)
    stands_for: dict[object, str] = {
        q.subject: _known_as(q.object, persons) for q in quads if q.subject in passages and q.predicate == _NAMES
    }
    for q in quads:
        words = bare(q.object.value) if isinstance(q.object, Literal) else ""
        if q.subject in persons and q.predicate in (LABEL, _OTHER):
            yield words, bare(persons[q.subject] or words)
        elif q.subject in passages and q.predicate == _ANCHOR:
            yield words, bare(stands_for.get(q.subject) or words)
        elif q.predicate == _AUTHOR:
            yield from ((name, name) for name in _authors(value(q.object)))
        for node in (q.subject, q.object):
            if isinstance(node, NamedNode) and (entity := _ENTITY.search(node.value)):
                name = bare(unquote(entity[1]))
                yield name, bare(persons.get(node) or name)


def _known_as(node: object, persons: dict[object, str]) -> str:
    entity = _ENTITY.search(node.value) if isinstance(node, NamedNode) else None
    return persons.get(node) or (unquote(entity[1]) if entity else "")


def _authors(byline: str) -> Iterator[str]:
    """The persons of a byline, by their surnames: 记者 张三 is one, 县民政局 none."""
    for part in _SEPARATORS.split(byline):
        name = _words().credit.sub("", part)
        if (2 <= len(name) <= 3 and name[0] in _surnames()) or (3 <= len(name) <= 4 and name[:2] in _surnames()):
            yield name


@cache
def _surnames() -> frozenset[str]:
    tables = toml_tables("grammar/boilerplate.toml", "surname")
    return frozenset(name for row in tables for name in [*row.get("characters", ""), *row.get("names", ())])
