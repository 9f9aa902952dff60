"""What a build remembers for the next one: which articles are in it, under which names, and which facts each stands for."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.build.article import Settings
from kg.build.inputs import Skipped
from kg.errors import StoreError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

__all__ = ["Carried", "Inputs", "Renaming", "State", "hashes", "hashes_in_order"]

Renaming = tuple[tuple[str, str, str], ...]  # (node, shared node, label), sorted

_STATE, _FACTS, _LINES = "state.json.z", "facts.u64", "links.nq.z"
_LEVEL = 1  # of zlib: a third of the work of 6, for a twentieth more room


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a build depends on: the articles by id (their keys, as read), what was skipped, settings, registry, decisions."""

    settings: Settings
    articles: Mapping[str, str]
    skipped: tuple[Skipped, ...]
    registry: str  # the file's text
    linked_by: str  # the version of the link layer
    decisions: str = ""  # the text of their file
    decided_by: str = ""  # the version of what applies them


@dataclass(frozen=True, slots=True)
class Carried:
    """An article whose graph is in the store, under which shared names its facts are there, their hashes, and its twins."""

    key: str
    renaming: Renaming
    facts: Hashes
    twins: tuple[str, ...] = ()  # keys of other inputs of the same text, whose sources are in the graph


@dataclass(frozen=True, slots=True)
class State:
    """The inputs of a build, and by IRI what is in its store; `links` are the lines that the link layer wrote."""

    inputs: Inputs
    carried: Mapping[str, Carried]
    links: tuple[bytes, ...] = ()
    dropped: int = 0  # quads removed from the store since it was last compacted
    renamed: Renaming = field(default=())  # nodes of no article that the registry calls otherwise

    def save(self, folder: Path) -> None:
        import numpy as np

        (folder / _STATE).write_bytes(zlib.compress(json.dumps(self._as_json(), ensure_ascii=True).encode(), _LEVEL))
        (folder / _LINES).write_bytes(zlib.compress(b"\n".join(self.links), _LEVEL))
        with (folder / _FACTS).open("wb") as file:
            for carried in self.carried.values():
                file.write(np.ascontiguousarray(carried.facts, dtype="<u8").tobytes())

    def _as_json(self) -> dict[str, Any]:
        return {
            "settings": asdict(self.inputs.settings),
            "articles": dict(self.inputs.articles),
            "skipped": [[s.file, s.error, s.message] for s in self.inputs.skipped],
            "registry": self.inputs.registry,
            "linked_by": self.inputs.linked_by,
            "decisions": self.inputs.decisions,
            "decided_by": self.inputs.decided_by,
            "carried": {iri: [c.key, c.renaming, len(c.facts), c.twins] for iri, c in self.carried.items()},
            "dropped": self.dropped,
            "renamed": self.renamed,
        }

    @classmethod
    def load(cls, folder: Path) -> State:
        """The state that the folder holds; raises StoreError where it is missing or damaged."""
        import numpy as np

        try:
            data = json.loads(zlib.decompress((folder / _STATE).read_bytes()))
            links = tuple(zlib.decompress((folder / _LINES).read_bytes()).split(b"\n"))
            facts = np.fromfile(folder / _FACTS, dtype="<u8")
            carried, at = {}, 0
            for iri, (key, renaming, size, twins) in data["carried"].items():
                carried[iri] = Carried(key, _renaming(renaming), facts[at : at + size], tuple(twins))
                at += size
            skipped = tuple(Skipped(*s) for s in data["skipped"])
            told = [data[key] for key in ("registry", "linked_by", "decisions", "decided_by")]
            inputs = Inputs(Settings(**data["settings"]), data["articles"], skipped, *told)
            return cls(inputs, carried, tuple(filter(None, links)), data["dropped"], _renaming(data["renamed"]))
        except (OSError, ValueError, KeyError, TypeError, zlib.error) as error:
            what = f"{folder}: what the build remembers is missing or damaged ({error})"
            raise StoreError(f"{what}; build again from all of its articles with --prune") from error


def _renaming(rows: Iterable[Iterable[str]]) -> Renaming:
    return tuple((node, shared, label) for node, shared, label in rows)


def hashes(lines: Iterable[bytes]) -> Hashes:
    """A hash of each line, 64 bits, sorted."""
    import numpy as np

    return np.sort(hashes_in_order(lines))


def hashes_in_order(lines: Iterable[bytes]) -> Hashes:
    """A hash of each line, 64 bits, in their order."""
    import numpy as np

    return np.frombuffer(b"".join([blake2b(line, digest_size=8).digest() for line in lines]), dtype="<u8")
