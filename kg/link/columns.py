"""Records of many articles as columns: each word once, numbers side by side. They are read at a quarter of the cost of JSON."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple, TypeVar, get_type_hints

from kg.link.records import PARTS, PLAIN, ArticleRecord

__all__ = ["SHAPE", "columns_of", "records_in"]

_LEVEL = 1  # of zlib: IRIs begin alike
_WORDS = tuple[str, ...]

T = TypeVar("T", str, bytes, tuple[Any, ...])


class _Fact(NamedTuple):
    subject: str
    predicate: str
    object: str


_ROWS: tuple[tuple[str, type[Any]], ...] = (*PARTS, ("facts", _Fact))  # what a record has many of
SHAPE = " ".join(f"{name}({','.join(kind._fields)})" for name, kind in _ROWS)  # only records of this shape can be read


def columns_of(records: Sequence[ArticleRecord]) -> bytes:
    """The records as bytes that `records_in` reads; the same for the same records."""
    written = _Written()
    for name in PLAIN:
        written.words(getattr(r, name) for r in records)
    written.counts(len(r.signature) for r in records)
    written.raw(b"".join(r.signature for r in records))
    for name, kind in _ROWS:
        parts = [getattr(r, name) for r in records]
        written.counts(map(len, parts))
        rows = list(chain.from_iterable(parts))
        for at, hint in enumerate(get_type_hints(kind).values()):
            written.values([row[at] for row in rows], hint)
    return zlib.compress(written.whole(), _LEVEL)


def records_in(stored: bytes | memoryview) -> list[ArticleRecord]:
    """The records that `columns_of` was given. Raises ValueError for other bytes."""
    try:
        return list(_records(_Read(zlib.decompress(stored))))
    except (EOFError, IndexError, TypeError, zlib.error) as error:
        raise ValueError(f"{len(stored)} bytes are no records: {error}") from error


def _records(read: _Read) -> Iterator[ArticleRecord]:
    plain = [list(read.words()) for _ in PLAIN]
    sizes = read.numbers()
    signatures = _cut(read.raw(), sizes)
    parts = []
    for name, kind in _ROWS:
        counts = read.numbers()
        columns = [read.values(hint) for hint in get_type_hints(kind).values()]
        rows = zip(*columns, strict=True)
        parts.append(_cut(tuple(rows if name == "facts" else map(kind._make, rows)), counts))
    for row in zip(*plain, signatures, *parts, strict=True):
        yield ArticleRecord(*row)


class _Written:
    """Columns one behind the other, and the words whose numbers stand in them; 0 is None."""

    def __init__(self) -> None:
        self._numbers: dict[str | None, int] = {None: 0}
        self._columns = BytesIO()

    def values(self, values: Sequence[Any], hint: object) -> None:
        if hint is float or hint is bool:
            self._add(values, "<f8" if hint is float else "u1")
        elif hint == _WORDS:
            self.counts(map(len, values))
            self.words(chain.from_iterable(values))
        else:
            self.words(values)

    def words(self, words: Iterable[str | None]) -> None:
        numbers = self._numbers
        self._add([numbers.setdefault(word, len(numbers)) for word in words], "<u4")

    def counts(self, counts: Iterable[int]) -> None:
        self._add(list(counts), "<u4")

    def raw(self, data: bytes) -> None:
        import numpy as np

        np.save(self._columns, np.frombuffer(data, dtype="u1"), allow_pickle=False)

    def _add(self, column: Sequence[Any], dtype: str) -> None:
        import numpy as np

        np.save(self._columns, np.array(column, dtype=dtype), allow_pickle=False)

    def whole(self) -> bytes:
        words = _Written()
        known = [word for word in self._numbers if word is not None]
        words.counts(map(len, known))
        words.raw("".join(known).encode("utf-8", "surrogatepass"))
        return words._columns.getvalue() + self._columns.getvalue()


class _Read:
    """Reads what _Written wrote, in the same order."""

    def __init__(self, data: bytes) -> None:
        self._columns = BytesIO(data)
        lengths = self.numbers()
        self._word = (None, *_cut(self.raw().decode("utf-8", "surrogatepass"), lengths)).__getitem__

    def values(self, hint: object) -> Iterable[Any]:
        if hint is bool:
            return map(bool, self.numbers())
        if hint == _WORDS:
            lengths = self.numbers()
            return _cut(tuple(self.words()), lengths)
        return self.numbers() if hint is float else self.words()

    def words(self) -> Iterator[str | None]:
        return map(self._word, self.numbers())

    def numbers(self) -> list[Any]:
        import numpy as np

        numbers: list[Any] = np.load(self._columns, allow_pickle=False).tolist()
        return numbers

    def raw(self) -> bytes:
        import numpy as np

        data: bytes = np.load(self._columns, allow_pickle=False).tobytes()
        return data


def _cut(whole: T, lengths: Iterable[int]) -> list[T]:
    """Stretches of these lengths, one behind the other."""
    return [whole[start:end] for start, end in pairwise(accumulate(lengths, initial=0))]
