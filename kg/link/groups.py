"""Things that are one: joined two by two, the same groups whatever the order."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Groups"]


class Groups:
    """A partition that grows by joining, never so that two that are apart come together; the smallest member names a group."""

    def __init__(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        self._above: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}  # first of a group → members of groups that it stays apart from
        for one, other in apart:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def first(self, item: str) -> str:
        """The smallest member of the item's group; the item itself where it was joined to nothing."""
        root = item
        while (above := self._above.get(root, root)) != root:
            root = above
        while item != root:
            self._above[item], item = root, self._above.get(item, root)
        return root

    def join(self, one: str, other: str) -> bool:
        """Makes the groups of both one, and says whether they are: not where a member of each must stay apart."""
        a, b = sorted((self.first(one), self.first(other)))
        if a == b:
            return True
        if any(self.first(item) == b for item in self._apart.get(a, ())):
            return False
        self._above[b] = a
        if b in self._apart:
            self._apart.setdefault(a, set()).update(self._apart.pop(b))
        return True

    def of(self, items: Iterable[str]) -> dict[str, list[str]]:
        """The groups among the items, by their smallest member, sorted."""
        found: dict[str, list[str]] = {}
        for item in sorted(set(items)):
            found.setdefault(self.first(item), []).append(item)
        return found
