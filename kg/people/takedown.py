"""Who and what is taken out of a build for good: takedown.tsv, applied whenever the build is written.

The list that lies in a build does not say whom it is about: a name stands there as a hash that only the build's own secret gives
(people.key), so that the name is gone from the folder and is still known again when an article is read anew.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from kg.errors import UsageError
from kg.people.matching import BLANK, bare
from kg.people.pseudonyms import KEY_FILE, read_key

__all__ = ["TAKEDOWN", "Entry", "Takedown"]

TAKEDOWN = "takedown.tsv"
HEADER = ("what", "value", "reason", "date")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HASHED = re.compile(r"hash:[0-9a-f]{32}(?::(?P<length>\d+)(?:@(?P<articles>[0-9a-f]{32}(?:,[0-9a-f]{32})*))?)?")
_PERSON_IRI = re.compile(r"article/([0-9a-f]{16})/entity/Person/([^/]+)$")
_ARTICLE_IRI = re.compile(r"article/([0-9a-f]{16})/?$")
_HEX = re.compile(r"[0-9a-f]{16,64}")
_ABOUT = """\
# Persons and articles that are taken out of this build for good, whatever is read again: a row each, cells separated by tabs.
# Add rows here, or in a file of your own for --takedown; names are hashed when the build is written.
#   person   张三 (or the person's IRI)                    asked by letter   2024-05-01
#   article  its id, file name, text hash, IRI or address  withdrawn         2024-05-01
"""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A row: what is taken out, why, and since when (ISO date)."""

    what: str  # person | article
    value: str
    reason: str
    date: str


class Takedown:
    """All that is to be taken out, in hashed form."""

    def __init__(self, entries: Iterable[Entry] = (), key: bytes = b"") -> None:
        self.entries, self._key = tuple(dict.fromkeys(entries)), key
        self._persons: dict[str, frozenset[str]] = {}  # hash → articles; none is all
        self._articles = {e.value for e in self.entries if e.what == "article"}
        lengths = set()
        for value in (e.value for e in self.entries if e.what == "person"):
            found = _HASHED.fullmatch(value)
            assert found is not None  # read() has hashed it
            lengths.add(int(found["length"]))
            known, where = value[:37], frozenset(filter(None, (found["articles"] or "").split(",")))
            everywhere = not where or self._persons.get(known) == frozenset()
            self._persons[known] = frozenset() if everywhere else where | self._persons.get(known, frozenset())
        self._lengths = sorted(lengths)

    def __bool__(self) -> bool:
        return bool(self.entries)

    @classmethod
    def read(cls, given: Path | None, folder: Path, shared: Mapping[str, tuple[str, ...]] | None = None) -> Takedown:
        """The list of the build in `folder`, and what `given` adds to it.

        `shared` are the nodes that articles share, with those of the articles that they stand for: a person is given by either.
        Raises UsageError for a file that is not as documented.
        """
        own = folder / TAKEDOWN
        if given is None and not own.is_file():
            return cls()
        key = read_key(folder / KEY_FILE) if (folder / KEY_FILE).is_file() else secrets.token_hex(32).encode()
        entries = [e for path in (own, given) if path is not None and (path is given or path.is_file()) for e in _rows(path)]
        if any(e.value.startswith("hash:") for e in entries) and not (folder / KEY_FILE).is_file():
            raise UsageError(f"{own}: names hashed with a secret that is gone ({KEY_FILE}); put it back, or give the names again")
        return cls((hashed for e in entries for hashed in _hashed(e, key, shared or {})), key)

    def is_that_of(self, folder: Path) -> bool:
        """Whether the build in `folder` was written under this list."""
        own = folder / TAKEDOWN
        return self.entries == (tuple(dict.fromkeys(_rows(own))) if own.is_file() else ())

    def takes(self, identifiers: Iterable[str]) -> bool:
        """Whether the article of these identifiers is taken out: id, file name, hash of its text, IRI, address."""
        return bool(self._articles) and any(_hash(self._key, _article(i)) in self._articles for i in identifiers if i)

    def names_in(self, texts: Iterable[str], article: str) -> frozenset[str]:
        """The names in the texts that are taken out of the article (16 hexadecimal digits); blanks inside do not hide one."""
        if not self._persons:
            return frozenset()
        here, tried = _hash(self._key, article)[5:], dict[str, bool]()
        for text in map(bare, texts):
            for length in self._lengths:
                for at in range(len(text) - length + 1):
                    piece = text[at : at + length]
                    if piece not in tried:
                        where = self._persons.get(_hash(self._key, piece))
                        tried[piece] = where is not None and (not where or here in where)
        return frozenset(piece for piece, taken in tried.items() if taken)

    def save(self, folder: Path) -> None:
        """Writes the list, hashed, and its secret beside it."""
        rows = ["\t".join((e.what, e.value, e.reason, e.date)) for e in self.entries]
        (folder / TAKEDOWN).write_text("\n".join([_ABOUT + "\t".join(HEADER), *rows]) + "\n", encoding="utf-8", newline="\n")
        path = folder / KEY_FILE
        if not path.exists():
            path.touch(0o600)
            path.write_bytes(self._key + b"\n")


def _rows(path: Path) -> Iterator[Entry]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or 'it is no UTF-8'}") from error
    seen = False
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if not seen and cells == HEADER:
            seen = True
            continue
        if len(cells) != len(HEADER) or cells[0] not in ("person", "article") or not all(cells) or not _DATE.fullmatch(cells[3]):
            raise UsageError(f"{path}:{number}: expected person or article, whom or which, the reason and a date (2024-05-01)")
        yield Entry(*cells)


def _hashed(entry: Entry, key: bytes, shared: Mapping[str, tuple[str, ...]]) -> Iterator[Entry]:
    if entry.value.startswith("hash:"):
        if not _HASHED.fullmatch(entry.value):
            raise UsageError(f"{TAKEDOWN}: {entry.value!r} is no hash that a build wrote")
        yield entry
    elif entry.what == "article":
        yield Entry("article", _hash(key, _article(entry.value)), entry.reason, entry.date)
    elif "://" in entry.value:
        yield from (_person(entry, key, *known) for known in _by_iri(entry.value, shared))
    else:
        yield _person(entry, key, entry.value, None)


def _by_iri(iri: str, shared: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """The name of a person and the article, or the articles, where this is who is meant."""
    for local in shared.get(iri, (iri,)):
        found = _PERSON_IRI.search(local)
        if found is None:
            raise UsageError(f"{iri}: no person of this build has that IRI; give the name, or the IRI that the build shows")
        yield unquote(found[2]), found[1]


def _person(entry: Entry, key: bytes, name: str, article: str | None) -> Entry:
    name = bare(name)
    if len(name) < 2:
        raise UsageError(f"{TAKEDOWN}: {name!r} is too short for a name: it would be taken out of other words")
    where = f"@{_hash(key, article)[5:]}" if article else ""
    reason = entry.reason.replace(name, BLANK * len(name))
    return Entry("person", f"{_hash(key, name)}:{len(name)}{where}", reason, entry.date)


def _article(value: str) -> str:
    """An identifier as it is compared: of IRIs and hashes 16 hexadecimal digits, of paths the last part."""
    value = value.strip()
    if iri := _ARTICLE_IRI.search(value):
        return iri[1]
    if _HEX.fullmatch(value.lower()):
        return value.lower()[:16]
    return value if "://" in value else value.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _hash(key: bytes, words: str) -> str:
    return f"hash:{hashlib.blake2b(words.encode('utf-8', 'replace'), key=key[:64], digest_size=16).hexdigest()}"
