"""The notebooks run from top to bottom without a network, are stored without output, and equal their text twins."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jupytext
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
by_name = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_notebooks_and_the_readme_names_them() -> None:
    assert len(NOTEBOOKS) >= 6
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in NOTEBOOKS if f"(notebooks/{path.name})" not in readme] == []


@by_name
def test_runs(notebook: Path) -> None:
    """A process of its own, since a kernel's libraries raise warnings that are not ours."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbmake",
        "--nbmake-timeout=120",
        "-p",
        "no:cacheprovider",
        "-W",
        "default",
        str(notebook),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@by_name
def test_is_stored_without_output(notebook: Path) -> None:
    cells = [cell for cell in jupytext.read(notebook).cells if cell.cell_type == "code"]
    assert cells
    assert [cell.outputs for cell in cells if cell.outputs] == []
    assert [cell.execution_count for cell in cells if cell.execution_count] == []


@by_name
def test_equals_its_text_twin(notebook: Path) -> None:
    """`jupytext --sync notebooks/*.ipynb` brings them together again."""
    sources = [
        [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells] for path in (notebook, notebook.with_suffix(".py"))
    ]
    assert sources[0] == sources[1]
