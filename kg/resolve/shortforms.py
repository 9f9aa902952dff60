"""Short forms tied to a longer form in the same article: 天岭建设集团 → 新疆天岭建设集团有限公司."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["LongForms"]

_INTRODUCED = re.compile(r"\s*[（(](?:以下|下文|下)?(?:统称|简称)(?:为)?[：:]?\s*[“\"「]?([^”\"」）)]{2,20})[”\"」]?[）)]")
_OPENING = "“”\"'《》"


@dataclass(frozen=True, slots=True)
class LongForms:
    """The names that the article gives in full, in order of appearance, by type."""

    names: tuple[tuple[str, str], ...]  # (type, name), without doubles
    introduced: tuple[tuple[str, str], ...] = ()  # (short form, name): 甘肃省…协会（以下简称“省协会”）

    def longer(self, surface: str, type: str, place: str = "") -> str | None:
        """The one full name that the surface abbreviates; None where none or several do.

        Looks for the surface at the end of a name, at its beginning, inside it, then split in two
        (李守信|工作室 in 李守信初中数学名师工作室).
        """
        for short, name in self.introduced:
            if short == surface:
                return name
        bare = surface.strip(_OPENING)
        if len(bare) < 2:
            return None
        candidates = [n for t, n in self.names if t == type and n != surface and len(n) > len(bare)]
        if type in ("PolicyConcept", "Initiative", "Award"):
            return next((n for n in candidates if _tops(bare, n)), None)
        for test in (_ends, _begins, _inside, _split):
            found = [n for n in candidates if test(bare, n)]
            if found:
                return found[0] if len(set(found)) == 1 else None
        return None


def introduced_forms(text: str, stop: int) -> str | None:
    """The short form that brackets behind a name introduce, if any."""
    found = _INTRODUCED.match(text, stop, stop + 40)
    return found[1] if found else None


def _tops(short: str, name: str) -> bool:
    """红色合伙人 in “红色合伙人”项目, 主题教育 at the end of “…”主题教育, 十佳 at the head of 十佳平安守护人."""
    quoted = name.startswith("“") and name.find(short) == 1 and name[1 + len(short)] == "”"
    return quoted or (name.startswith("“") and name.endswith("”" + short)) or (name.startswith(short) and short.startswith("十"))


def _ends(short: str, name: str) -> bool:
    return name.endswith(short)


def _begins(short: str, name: str) -> bool:
    return name.startswith(short) and len(short) > 2


def _inside(short: str, name: str) -> bool:
    return len(short) > 2 and short in name


def _split(short: str, name: str) -> bool:
    """Whether the name begins (place aside) and ends with the two parts of the short form, each of two characters or more."""
    for cut in range(2, len(short) - 1):
        head, tail = short[:cut], short[cut:]
        at = name.find(head)
        if 0 <= at <= 7 and name.endswith(tail) and at + len(head) <= len(name) - len(tail):
            return True
    return False
