"""axe-core on every view of the explorer and on the reading page, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from visiting import Visit

from kg.view import VIEWS


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation(visit: Visit, explorer_file: Path, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.open(explorer_file)
    visit.page.click("#filters-button")
    for view in VIEWS:
        visit.page.click(f"#tab-{view}")
        assert serious(visit) == [], view


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["#view=overview", "#view=graph&whole=1", "#view=figures", "#view=map", "#view=timeline"])
def test_no_serious_violation_with_much_to_show(visit: Visit, several_file: Path, scheme: str, address: str) -> None:
    """The overview as it stands before the network is read, and dense views, on a tablet."""
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.resize(1024, 768)
    visit.open(several_file, address)
    assert visit.page.evaluate("() => Zhengmai.page.graph.isLoaded") == (address != "#view=overview")
    assert serious(visit) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation_while_reading(visit: Visit, reading_file: Path, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.open(reading_file, "#at=1578-1581")
    visit.page.locator(".piece.name", has_text="双孵化").click()
    assert serious(visit) == []


def serious(visit: Visit) -> list[tuple[str, list[str]]]:
    """What axe-core finds serious or critical, with the first places of each."""
    result = Axe().run(visit.page).response
    assert len(result["passes"]) > 15
    found = [v for v in result["violations"] if v["impact"] in ("serious", "critical")]
    return [(v["id"], [node["html"] for node in v["nodes"][:3]]) for v in found]
