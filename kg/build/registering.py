"""The registry of a build: the rulings that users edit, kept in its folder, and the log of what was joined and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.link import EMPTY, Links, Registry, read_registry
from kg.link.registry import HEADER

__all__ = ["REGISTRY", "Rulings", "shared_nodes"]

REGISTRY, MERGES = "registry.tsv", "merges.tsv"
_BLANK = """\
# What is one, what must stay apart, what a thing is also called: a row each, cells separated by tabs. Edit this file and
# run `kg build --out DIR`: the articles are linked again, none is read again. Take a row out, and what it did is undone.
#   is     article/…/entity/Person/王磊        article/…/entity/Person/王磊        the same photograph
#   apart  article/…/entity/Initiative/五个一  article/…/entity/Initiative/五个一  two cities, two meanings
#   alias  三微工作法  “三微”工作法  articles call it either; the name to use is the second
"""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The text of a registry and what it says."""

    text: str = _BLANK + "\t".join(HEADER) + "\n"
    registry: Registry = EMPTY

    @classmethod
    def read(cls, given: Path | None, out: Path, base: str) -> Rulings:
        """The registry given, else the one that lies in the build, else a blank one. Raises BadRegistry."""
        path = given or out / REGISTRY
        if given is None and not path.is_file():
            return cls()
        registry = read_registry(path, base)
        return cls(path.read_text(encoding="utf-8-sig"), registry)

    def without(self, cleaned: Callable[[str], str]) -> Rulings:
        """The rulings without those in which there is something to clean: names that are taken out of the build."""
        lines = self.text.splitlines(keepends=True)
        kept = [line for line in lines if cleaned(line) == line]
        if len(kept) == len(lines):
            return self
        rulings = (r for r in self.registry.rulings if all(cleaned(words) == words for words in (r.one, r.other, r.why)))
        return Rulings("".join(kept), Registry(frozenset(rulings)))

    def idle(self, links: Links) -> tuple[str, ...]:
        """The rulings that something is to be one, where the log has neither of the two."""
        joined = {j.local for j in links.joined} | {j.shared for j in links.joined}
        return tuple(f"is {r.one} {r.other}" for r in self.registry.of("is") if not {r.one, r.other} & joined)

    def save(self, folder: Path, links: Links) -> None:
        """Writes the registry, and the log: a row for each node that is one with others."""
        (folder / REGISTRY).write_text(self.text, encoding="utf-8", newline="\n")
        with (folder / MERGES).open("w", encoding="utf-8", newline="\n") as file:
            file.write("node\tshared\tlabel\trule\treason\n")
            for j in links.joined:
                file.write("\t".join(" ".join(cell.split()) for cell in (j.local, j.shared, j.label, j.rule, j.reason)) + "\n")


def shared_nodes(folder: Path) -> dict[str, tuple[str, ...]]:
    """The nodes that articles of a build share, each with those that it stands for; nothing where there is no build."""
    found: dict[str, list[str]] = defaultdict(list)
    path = folder / MERGES
    for line in path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else ():
        node, shared = line.split("\t")[:2]
        found[shared].append(node)
    return {shared: tuple(nodes) for shared, nodes in found.items()}
