"""Reading pages that need not be written again: what each was made from, as a hash, and the bytes that it then had."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.build.documents import plain
from kg.build.version import pages_version

__all__ = ["KNOWN", "Kept", "page_key"]

KNOWN = "pages.json"


def page_key(*parts: Any) -> str:
    """A hash of all that a page is made from: records of the graph, and the version of what makes it."""
    told = json.dumps((pages_version(), parts), default=plain, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """By name of the page its key and a hash of its bytes: those of another build in `folder`, and those of this one."""

    folder: Path
    before: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    now: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Kept:
        """The pages of the folder and what is known of them; nothing where that is missing or damaged."""
        try:
            known = json.loads((folder / KNOWN).read_text(encoding="utf-8"))
            return cls(folder, {name: (key, digest) for name, (key, digest) in known.items()})
        except (OSError, ValueError, AttributeError, TypeError):
            return cls(folder)

    def moved(self, name: str, key: str, to: Path) -> bool:
        """Whether the page is here as it was made from the same; it is in the folder `to` then."""
        page = self.folder / name
        known = self.before.get(name)
        if known is None or known[0] != key or not page.is_file() or known[1] != _digest(page.read_bytes()):
            return False
        page.replace(to / name)
        self.now[name] = known
        return True

    def add(self, name: str, key: str, page: bytes) -> None:
        """Remembers a page that is new."""
        self.now[name] = key, _digest(page)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.now, sort_keys=True, separators=(",", ":")), encoding="utf-8", newline="\n")


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
