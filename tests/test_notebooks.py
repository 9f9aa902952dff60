"""The notebooks run from top to bottom without a network, are stored without output, and equal their text twins."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
by_name = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_notebooks_and_the_readme_names_them() -> None:
    assert len(NOTEBOOKS) >= 7
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in NOTEBOOKS if f"(notebooks/{path.name})" not in readme] == []


@by_name
def test_runs_and_gives_the_same_output_each_time(notebook: Path, tmp_path: Path) -> None:
    """Twice, with the order of sets and the place of the notebook not the same."""
    runs = [_started(notebook, tmp_path / f"run{seed}", seed) for seed in (1, 2)]
    said = [run.communicate(timeout=900)[0] for _, run in runs]
    assert [run.returncode for _, run in runs] == [0, 0], "\n".join(said)
    first, second = (_outputs(copy) for copy, _ in runs)
    assert len(first) > 3
    assert first == second


def _started(notebook: Path, folder: Path, seed: int) -> tuple[Path, subprocess.Popen[str]]:
    """A copy of the notebook, and the process that runs it and writes its outputs there.

    A process of its own, since a kernel's libraries raise warnings that are not ours.
    """
    folder.mkdir()
    copy = Path(shutil.copy(notebook, folder))
    nbmake = ("--nbmake", "--nbmake-timeout=600", "--overwrite")
    quiet = ("-q", "-p", "no:cacheprovider", "-W", "default", "--rootdir", str(folder))
    command = [sys.executable, "-m", "pytest", *quiet, *nbmake, str(copy)]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    run = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    return copy, run


def _outputs(notebook: Path) -> list[tuple[str, list[object]]]:
    """What each cell prints, and the tables and pictures that it shows."""
    cells = [cell for cell in jupytext.read(notebook).cells if cell.cell_type == "code"]
    return [
        ("".join(o.get("text", "") for o in cell.outputs), [o["data"] for o in cell.outputs if "data" in o]) for cell in cells
    ]


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


# By hand: 2018 酒泉 begins, 武威, 平凉, 天水 and 定西 were read; 2019 张掖 and 安康 begin, 武威, 平凉 and 天水 were read, 定西
# was not; 2020 宝鸡 and 定西 begin, 武威 was read. With silence as zero all eight prefectures are at risk until they begin.
AS_READ = {2018: (5, 1, 1 / 5, 4 / 5), 2019: (5, 2, 2 / 5, 12 / 25), 2020: (3, 2, 2 / 3, 4 / 25)}
AS_ZERO = {2018: (8, 1, 1 / 8, 7 / 8), 2019: (7, 2, 2 / 7, 5 / 8), 2020: (5, 2, 2 / 5, 3 / 8), 2021: (3, 0, 0, 3 / 8)}


def test_the_event_history_is_the_one_worked_out_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    made = runpy.run_path(str(ROOT / "notebooks" / "07-how-long-until-it-is-taken-up.py"))
    for table, expected in ((made["life"], AS_READ), (made["filled"], AS_ZERO)):
        found = {year: tuple(row) for year, *row in table[["at_risk", "begun", "hazard", "not_yet"]].itertuples()}
        assert list(found) == list(expected)
        assert all(found[year] == pytest.approx(expected[year]) for year in expected)
    assert made["life"].loc[2018, ["low", "high"]].tolist() == pytest.approx([0.204, 0.969], abs=5e-4)
    censored = made["units"][made["units"]["censored"]]["until"].to_dict()
    assert censored == {"武威市": 2020, "平凉市": 2019, "天水市": 2019}, "a plan is no beginning"
