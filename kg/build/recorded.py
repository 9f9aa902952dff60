"""The store of a build beside the records that it was made from, where an article's own graph is read at a fifth of the cost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from kg.build.linked import graph_of
from kg.build.packs import Packs
from kg.build.publishing import RECORDS, last_state
from kg.build.state import Carried
from kg.link.identity import DEFAULT_BASE
from kg.rdf.serialize import quads_of
from kg.store import Cell, Store, cell

__all__ = ["Recorded"]


class Recorded(Store):
    """A store that answers as any other, and describes the graphs of articles out of the records."""

    _packs: Packs
    _carried: Mapping[str, Carried]
    _cells: dict[bytes, Cell]

    @classmethod
    def of(cls, folder: Path, base: str = DEFAULT_BASE) -> Recorded:
        """The build in `folder`. Raises StoreError where there is none or it is damaged."""
        state = last_state(folder)
        store = cls.open(folder / "store", base)
        store._packs = Packs([folder / RECORDS])
        store._carried = {} if state is None else state.carried
        store._cells = {}
        return store

    def described(self, graph: str, predicates: Collection[str]) -> dict[str, dict[str, list[Cell]]]:
        carried = self._carried.get(graph)
        if carried is None:
            return super().described(graph, predicates)
        wanted = {f"<{predicate}>".encode(): predicate for predicate in predicates}
        end = f" <{graph}> .".encode()
        found: dict[str, dict[str, list[Cell]]] = {}
        for line in graph_of(carried.key, carried.twins, self._packs).splitlines():
            subject, predicate, said = line.split(b" ", 2)
            name = wanted.get(predicate)
            if name is not None:
                node = found.setdefault(subject[1:-1].decode(), {})
                node.setdefault(name, []).append(self._cell(said.removesuffix(end)))
        return found

    def _cell(self, term: bytes) -> Cell:
        """A term of N-Quads as a plain value; numbers and names of rules come again and again."""
        if term.startswith(b"<"):
            return term[1:-1].decode()
        if term not in self._cells:
            [quad] = quads_of((b"<kg:s> <kg:p> %s ." % term,))
            self._cells[term] = cell(quad.object)
        return self._cells[term]

    def close(self) -> None:
        """Closes the files of the records."""
        self._packs.close()
