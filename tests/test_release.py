"""What is said of a version agrees in all places, and the wheel holds what it needs; `make release` checks the rest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import yaml

from kg.tables.loading import ontology_dir

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HEADING = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", re.MULTILINE)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_version_and_changelog_are_in_step() -> None:
    """The newest version that the changelog names is the project's; one that is being made is higher than those before."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    named = HEADING.findall(text)
    assert text.index("## [Unreleased]") < min([m.start() for m in HEADING.finditer(text)], default=len(text))
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == len(named) + 1
    assert named == sorted(named, key=numbers, reverse=True)
    assert not named or numbers(PROJECT["version"]) >= numbers(named[0])
    unreleased = text.split("## [Unreleased]")[1].split("\n## ")[0].strip()
    assert bool(unreleased) or named[:1] == [PROJECT["version"]]


def test_the_citation_says_what_the_project_says() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)  # what the format asks for, version 1.2.0
    known = {
        "cff-version",
        "message",
        "type",
        "title",
        "abstract",
        "authors",
        "version",
        "license",
        "keywords",
        "date-released",
        "doi",
    }
    assert set(cited) <= known
    assert (cited["cff-version"], cited["type"]) == ("1.2.0", "software")
    assert all(set(author) & {"name", "family-names"} for author in cited["authors"])
    assert cited["version"] == PROJECT["version"]
    assert cited["license"] == PROJECT["license"]
    assert cited["keywords"] == PROJECT["keywords"]
    assert cited["title"] == PROJECT["description"]


def test_the_wheel_holds_what_it_needs_and_runs_from_anywhere(tmp_path: Path) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1600000000"}
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, env=environment, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "there")
    shipped = {f"kg/_ontology/{p.relative_to(ontology_dir()).as_posix()}" for p in ontology_dir().rglob("*") if p.is_file()}
    assert {name for name in shipped if "__pycache__" not in name} <= names
    assert {Path(name).name for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    (tmp_path / "会议.txt").write_text(
        "某县民政局召开会议\n\n2020年5月6日，某县民政局召开会议。\n", encoding="utf-8", newline="\n"
    )
    script = (
        "import kg, kg.tables.loading as l; print(kg.__file__); print(l.ontology_dir()); print(kg.build('会议.txt').events())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "there"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    module, rules, events = done.stdout.splitlines()
    assert module == str(tmp_path / "there" / "kg" / "__init__.py")
    assert rules == str(tmp_path / "there" / "kg" / "_ontology")
    assert "Meeting" in events
