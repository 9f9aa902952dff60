"""One article, wherever it lies: a file, a member of an archive, a row of a table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.model import Metadata
from kg.read.disk import file_bytes
from kg.read.limits import MAX_BYTES
from kg.read.media import TEXT, limit_of

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """One article, wherever it lies; pickles to other processes. Two sources of one call never have the same `id`."""

    id: str
    """Stable: the path as given; the archive's path + '!' + member; the path + '#' + number of a table's row, a web archive's
    record, from 1; a mail's words are #1."""

    path: Path
    """The file on disk that holds it."""

    name: str
    """The file, member or row without its folders: 某县.docx, news.jsonl#3."""

    media: str = TEXT
    """What the name says that it is; `read_source` looks at the bytes again."""

    data: bytes | None = None
    """The bytes of a member or row; None for a file, which is read when asked for."""

    key: str | None = None
    """What a table calls the row: its column `id`."""

    given: Metadata | None = None
    """What a table says of the row in its other columns."""

    error: InputError | None = None
    """Why it cannot be read."""

    declared: Metadata | None = None
    """What its holder knows of it, and its own lines know better: the address in a web archive, the subject of a mail."""

    @property
    def place(self) -> Path:
        """Where a metadata table looks for it: archives count as folders (a.zip!b/c.txt → a.zip/b/c.txt)."""
        return self.path if self.data is None else Path(self.id.replace("!", "/"))

    def read(self, max_bytes: int = MAX_BYTES) -> bytes:
        """The bytes, at most `max_bytes` of a text, MAX_OFFICE of what brings its pictures.

        Raises its error, InputError where the file is gone or may not be read, TooLarge.
        """
        if self.error is not None:
            raise self.error
        if self.data is not None:
            return self.data
        return file_bytes(self.path, limit_of(self.media, max_bytes))
