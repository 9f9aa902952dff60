"""What a build took in and left out: report.json, beside it the list of articles where that is long."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kg.build.article import COUNTED, Settings
from kg.build.folder import FORMAT
from kg.build.version import own_version

__all__ = ["LARGE", "BuildReport", "Changes", "Taken"]

LARGE = 1000  # articles: above, what holds all of them in one file is made when it is asked for
_LIST = "articles.jsonl"


@dataclass(frozen=True, slots=True)
class Taken:
    """What the take-down list took out in a run: whole articles; persons (one an article) with their mentions and facts."""

    articles: int = 0
    persons: int = 0
    mentions: int = 0
    facts: int = 0
    changed: int = 0  # articles that have lost a name
    dropped: tuple[str, ...] = ()  # decisions and rulings that named one, told without the name

    def __add__(self, other: Taken) -> Taken:
        return Taken(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run did: articles read now, left as they were, removed, and kept though they are not among its inputs."""

    read: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0
    published: bool = True  # False where nothing had changed
    taken: Taken = Taken()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build took in and left out; `as_json` is what report.json holds."""

    settings: Settings
    articles: tuple[dict[str, Any], ...] = ()
    skipped: tuple[dict[str, str], ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    rulings: int = 0
    idle: tuple[str, ...] = ()  # rulings of the registry that meet nothing
    decided: int = 0  # decisions that are applied
    stale: tuple[dict[str, str], ...] = ()  # decisions that cannot be, each with its reason
    changes: Changes = Changes()

    @classmethod
    def of(
        cls,
        settings: Settings,
        articles: tuple[dict[str, Any], ...],
        skipped: tuple[dict[str, str], ...],
        *,
        told: Mapping[str, int],
        quads: int,
        facts: int,
        joined: int,
    ) -> BuildReport:
        """The totals are of what articles tell each once (`told`), of names and dates each time that they are written."""
        counts = {key: told[key] if key in told else sum(a[key] for a in articles) for key in COUNTED}
        sizes = {"quads": quads, "facts": facts, "joined": joined}
        return cls(settings, articles, skipped, {"articles": len(articles), "skipped": len(skipped), **counts, **sizes})

    def as_json(self) -> dict[str, Any]:
        short = len(self.articles) <= LARGE
        return {
            "format": FORMAT,
            "version": own_version(),
            "source": self.settings.source,
            "base": self.settings.base,
            "threshold": self.settings.threshold,
            "lean": self.settings.lean,
            "pseudonymise": self.settings.pseudonymise,
            "totals": dict(self.totals),
            "registry": {"rulings": self.rulings, "idle": list(self.idle)},
            "decisions": {"applied": self.decided, "stale": list(self.stale)},
            "articles": list(self.articles) if short else _LIST,
            "skipped": list(self.skipped),
        }

    def save(self, folder: Path) -> None:
        written = json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n"
        (folder / "report.json").write_text(written, encoding="utf-8", newline="\n")
        if len(self.articles) > LARGE:
            row = json.JSONEncoder(ensure_ascii=False).encode
            with (folder / _LIST).open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(row(article) + "\n" for article in self.articles)

    @classmethod
    def load(cls, folder: Path, settings: Settings) -> BuildReport:
        """The report of a build of these settings."""
        data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        if isinstance(data["articles"], str):
            with (folder / _LIST).open(encoding="utf-8") as file:
                articles = tuple(json.loads(line) for line in file)
        else:
            articles = tuple(data["articles"])
        registry, decisions = data["registry"], data["decisions"]
        idle, stale = tuple(registry["idle"]), tuple(decisions["stale"])
        skipped = tuple(data["skipped"])
        return cls(settings, articles, skipped, data["totals"], registry["rulings"], idle, decisions["applied"], stale)
