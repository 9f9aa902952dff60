"""The registry that users edit: what is one, what must stay apart, what a thing is also called. Applied on every build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadRegistry
from kg.link.groups import Groups
from kg.link.identity import DEFAULT_BASE

__all__ = ["EMPTY", "HEADER", "Registry", "Ruling", "read_registry", "row_of", "ruling_of"]

HEADER = ("ruling", "one", "other", "why")
_RULINGS = ("is", "apart", "alias")
_PATHS = ("article/", "body/", "place/", "initiative/", "person/", "platform/", "document/", "conference/", "concept/")


@dataclass(frozen=True, slots=True, order=True)
class Ruling:
    """A row: `is` and `apart` are about two nodes (IRIs), `alias` about two names, the second the one to use."""

    ruling: str
    one: str
    other: str
    why: str


@dataclass(frozen=True, slots=True)
class Registry:
    """All rulings; their order means nothing."""

    rulings: frozenset[Ruling] = frozenset()

    def of(self, ruling: str) -> tuple[Ruling, ...]:
        """The rulings of one kind, sorted."""
        return tuple(sorted(r for r in self.rulings if r.ruling == ruling))

    @property
    def aliases(self) -> dict[str, str]:
        """Name → the name to use, chains followed to their end."""
        given = {r.one: r.other for r in self.of("alias")}
        return {name: _end(name, given) for name in given}


EMPTY = Registry()


def _end(name: str, given: dict[str, str]) -> str:
    seen = {name}
    while (following := given.get(name)) is not None and following not in seen:
        seen.add(following)
        name = following
    return name


def read_registry(path: Path, base: str = DEFAULT_BASE) -> Registry:
    """The registry of a tab-separated file with the header ruling, one, other, why; # begins a comment line.

    Nodes may be written without the base. Raises BadRegistry with file and line where a row is not as documented.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRegistry(f"{path}: cannot be read as UTF-8: {error}") from error
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if not lines or tuple(lines[0][1].split("\t")) != HEADER:
        raise BadRegistry(f"{path}: the first line must be the header {', '.join(HEADER)}, separated by tabs")
    rulings = [ruling_of(line, f"{path}:{number}", base) for number, line in lines[1:]]
    _check_sense(rulings, path)
    return Registry(frozenset(rulings))


def ruling_of(line: str, where: str, base: str = DEFAULT_BASE) -> Ruling:
    """The ruling that a line holds; raises BadRegistry, which begins with `where`, if it is not as documented."""
    cells = line.rstrip("\n").split("\t")
    if len(cells) != len(HEADER):
        raise BadRegistry(f"{where}: expected {len(HEADER)} cells separated by tabs, got {len(cells)}")
    ruling, one, other, why = (cell.strip() for cell in cells)
    if ruling not in _RULINGS:
        raise BadRegistry(f"{where}: {ruling!r} is none of {', '.join(_RULINGS)}")
    if not one or not other or one == other:
        raise BadRegistry(f"{where}: two different {'names' if ruling == 'alias' else 'nodes'} are needed")
    if ruling != "alias":
        one, other = (_node(cell, where, base) for cell in (one, other))
    return Ruling(ruling, one, other, why)


def _node(cell: str, where: str, base: str) -> str:
    if cell.startswith(base):
        return cell
    if cell.startswith(_PATHS):
        return base + cell
    raise BadRegistry(f"{where}: {cell!r} is no node; `kg review` lists nodes to copy, such as article/…/entity/Person/王磊")


def _check_sense(rulings: Iterable[Ruling], path: Path) -> None:
    """Two nodes cannot be one, by way of others too, and apart."""
    joins = sorted(r for r in rulings if r.ruling == "is")
    groups = Groups()
    for r in joins:
        groups.join(r.one, r.other)
    for r in sorted(r for r in rulings if r.ruling == "apart"):
        first = groups.first(r.one)
        if first == groups.first(r.other):
            rows = "; ".join(f"is {j.one} {j.other}" for j in joins if groups.first(j.one) == first)
            said = f"{path}: {r.one} and {r.other} are ruled to be one and to be apart"
            raise BadRegistry(f"{said}; take out the row apart, or one of those that make them one: {rows}")


def row_of(ruling: Ruling, base: str) -> str:
    """The ruling as a line of the file, which `ruling_of` reads; tabs and ends of lines in it are blanks."""
    cells = (ruling.ruling, ruling.one.removeprefix(base), ruling.other.removeprefix(base), ruling.why)
    return "\t".join(" ".join(cell.splitlines()).replace("\t", " ") for cell in cells) + "\n"
