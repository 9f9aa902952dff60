"""`make release`: builds sdist and wheel twice and checks what a stranger gets of them. Leaves both in dist/.

`python tests/release.py PYTHON` runs with the tools of requirements-release.lock; PYTHON makes the clean environment in which
the wheel is installed from requirements.lock, tried outside the repository, and tested with the tests that need no checkout.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
# What reads articles, what keeps and asks the graph, what people call. The rest needs a browser, notebooks, models of other
# folds or the documents of the checkout, and runs in `make check`.
TESTS = (
    *("agencies", "bad_input", "cli", "divisions", "export", "formats", "fuzz", "graph", "identity", "lists", "names"),
    *("questions", "rdf", "read", "recognize_numbers", "record", "resolve", "saved", "search", "segment", "shapes"),
    *("sources", "sparql", "store"),
)
ARTICLE = "某县民政局召开社会组织党建工作会议\n\n2020年5月6日，某县民政局召开社会组织党建工作会议，县民政局局长王某出席。\n"


def main() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    wheel, sdist = built_twice(version)
    run(sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(sdist))
    check_contents(wheel)
    with tempfile.TemporaryDirectory(prefix="zhengmai-release-") as folder:
        place = Path(folder)
        python = clean_install(place, sys.argv[1], wheel)
        try_outside(place, python, version)
        run_tests(place, python)
    for path in (wheel, sdist):
        say(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes  sha256 {digest(path)}")
    if f"## [{version}]" not in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"):
        say(
            f"not to be published yet: CHANGELOG.md has no heading '## [{version}] - DATE'; give the unreleased entries that name"
        )
        raise SystemExit(1)


def say(words: str) -> None:
    sys.stdout.write(f"release: {words}\n")
    sys.stdout.flush()


def run(*command: str, cwd: Path = ROOT, environment: dict[str, str] | None = None) -> str:
    """What a command prints; the end of the release where it fails."""
    done = subprocess.run(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode:
        say(f"failed ({done.returncode}): {' '.join(command)}\n{done.stdout}")
        raise SystemExit(2)
    return done.stdout


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def built_twice(version: str) -> tuple[Path, Path]:
    """The wheel, made from the sdist, and the sdist; the same bytes the second time, whose clock is the last commit's."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH") or run("git", "log", "-1", "--format=%ct").strip()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": stamp}
    shutil.rmtree(DIST, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="zhengmai-again-") as again:
        for out in (DIST, Path(again)):
            run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT), environment=environment)
        made = sorted(DIST.iterdir())
        names = [f"zhengmai-{version}-py3-none-any.whl", f"zhengmai-{version}.tar.gz"]
        assert [path.name for path in made] == names, made
        for path in made:
            assert digest(path) == digest(Path(again) / path.name), f"{path.name} is not reproducible"
    return made[0], made[1]


def check_contents(wheel: Path) -> None:
    """Rules, models, sample articles and licences are in the wheel; tests and caches are not."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    endings = ("kg/_ontology/kg.ttl", "kg/_corpus/README.md", "kg/py.typed", "/licenses/LICENSE", "/licenses/NOTICE")
    for ending in (*endings, *(f"kg/_ontology/{path.relative_to(ROOT / 'ontology')}" for path in models())):
        assert any(name.endswith(ending) for name in names), f"{ending} is missing from the wheel"
    strange = [name for name in names if re.search(r"(^|/)(tests|__pycache__|\.[a-z])", name)]
    assert not strange, strange


def models() -> Sequence[Path]:
    found = sorted((ROOT / "ontology").rglob("*.npy"))
    assert found
    return found


def clean_install(place: Path, python: str, wheel: Path) -> str:
    """An environment with what the lock pins and the wheel, and nothing else."""
    run(python, "-m", "venv", str(place / "venv"))
    inside = str(place / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python")
    pip = (inside, "-m", "pip", "--disable-pip-version-check", "--quiet", "install")
    run(*pip, "--use-pep517", "--require-hashes", "-r", "requirements.lock")
    run(*pip, "--no-deps", str(wheel))
    run(inside, "-m", "pip", "--disable-pip-version-check", "check")
    return inside


def try_outside(place: Path, python: str, version: str) -> None:
    """The command, on an article of one's own, in a folder of one's own."""
    (place / "own").mkdir()
    (place / "own" / "会议.txt").write_text(ARTICLE, encoding="utf-8", newline="\n")
    kg = str(Path(python).with_name("kg"))
    assert run(kg, "--version", cwd=place).split() == ["zhengmai", version]
    run(kg, "build", "own", "--out", "graph", cwd=place)
    run(kg, "validate", "graph", cwd=place)
    assert "某县民政局" in run(kg, "search", "graph", "会议", cwd=place)
    assert (place / "graph" / "explorer.html").is_file()
    say("the installed command builds, validates and searches an article outside the repository")


def run_tests(place: Path, python: str) -> None:
    """The tests against the installed wheel: kg is found in the environment alone."""
    run(
        python,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--quiet",
        "install",
        "--require-hashes",
        "-r",
        str(ROOT / "requirements-dev.lock"),
    )
    tests = place / "checked" / "tests"
    shutil.copytree(ROOT / "tests", tests, ignore=shutil.ignore_patterns("__pycache__", "benchmarks", "browser"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, tests.parent)
    where = run(python, "-c", "import kg; print(kg.__file__)", cwd=tests.parent).strip()
    assert where.startswith(str(place / "venv")), where
    names = [str(tests / f"test_{name}.py") for name in TESTS]
    said = run(python, "-m", "pytest", "-p", "no:cacheprovider", *names, cwd=tests.parent)
    say(f"tests against the wheel: {said.strip().splitlines()[-1]}")


if __name__ == "__main__":
    main()
