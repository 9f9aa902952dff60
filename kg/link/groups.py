"""Things that are one: joined two by two, the same groups whatever the order."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Groups"]


class Groups:
    """A partition that grows by joining; the smallest member names a group."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def first(self, item: str) -> str:
        """The smallest member of the item's group; the item itself where it was joined to nothing."""
        root = item
        while (above := self._above.get(root, root)) != root:
            root = above
        while item != root:
            self._above[item], item = root, self._above.get(item, root)
        return root

    def join(self, one: str, other: str) -> None:
        """Makes the groups of both one."""
        a, b = sorted((self.first(one), self.first(other)))
        if a != b:
            self._above[b] = a

    def of(self, items: Iterable[str]) -> dict[str, list[str]]:
        """The groups among the items, by their smallest member, sorted."""
        found: dict[str, list[str]] = {}
        for item in sorted(set(items)):
            found.setdefault(self.first(item), []).append(item)
        return found
