"""axe-core on every view of the explorer, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Visit


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation(visit: Visit, explorer_file: Path, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.open(explorer_file)
    axe = Axe()
    for view in ("graph", "list", "figures", "plans"):
        visit.page.click(f"#tab-{view}")
        result = axe.run(visit.page).response
        assert len(result["passes"]) > 20
        serious = [
            (v["id"], [n["html"] for n in v["nodes"][:3]]) for v in result["violations"] if v["impact"] in ("serious", "critical")
        ]
        assert serious == [], view
