"""Tables of words and patterns: each row finds what its example marks, and nothing in its counterexample; errors name the row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.errors import TableError
from kg.tables import loading
from kg.tables.loading import ontology_dir
from kg.tables.patterns import expanded, patterns

TABLES = sorted(path.stem for path in (ontology_dir() / "patterns").glob("*.tsv"))
ROWS = [
    pytest.param(row, form, id=f"{table}-{row['name']}-{row['example']}") for table in TABLES for row, form in expanded(table)
]


@pytest.mark.parametrize(("row", "form"), ROWS)
def test_a_row_finds_what_its_example_marks(row: dict[str, str], form: str) -> None:
    before, marked, behind = row["example"].split("|")
    text, stop = before + marked + behind, len(before + marked)
    found = re.compile(form).match(text, len(before), stop if form.endswith("$") else len(text))
    assert marked
    assert found is not None
    assert found[0] == marked


@pytest.mark.parametrize(("row", "form"), [given for given in ROWS if given.values[0]["counterexample"]])
def test_a_row_finds_nothing_in_its_counterexample(row: dict[str, str], form: str) -> None:
    assert re.search(form, row["counterexample"]) is None


@dataclass(frozen=True)
class _Cues:
    must: re.Pattern[str]
    verbs: tuple[str, ...]
    kinds: frozenset[str]


HEADER = "name\tform\tcounterexample\texample\n"
GOOD = (
    HEADER
    + "# what has to be\nmodal\t应当?\t\t各地|应当|核查\nmust\t必须\t\t各地|必须|上报\nmust\t{modal}要?\t\t各地|应当|核查\n"
    "verbs\t核查\t\t各地|核查|\nverbs\t上报\t\t各地|上报|\nkinds\t局\t\t县|局|\n"
)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a table of one's own lies."""
    monkeypatch.setattr(loading, "ontology_dir", lambda: tmp_path)
    (tmp_path / "patterns").mkdir()
    return tmp_path / "patterns" / "cues.tsv"


def test_rows_of_one_name_are_alternatives_and_a_name_in_braces_those_of_earlier_rows(table: Path) -> None:
    table.write_text(GOOD, encoding="utf-8")
    cues = patterns("cues", _Cues)
    assert cues.must.pattern == "必须|(?:应当?)要?"
    assert cues.verbs == ("核查", "上报")
    assert cues.kinds == {"局"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param(GOOD.replace("kinds", "other"), "no row has the name kinds", id="a field without a row"),
        pytest.param(GOOD + "idle\t局\t\t县|局|\n", "nothing asks for idle", id="a row that serves nothing"),
        pytest.param(
            GOOD.replace("{modal}", "{later}"), "must: no row before it has the name later", id="a name that no row before has"
        ),
        pytest.param(
            GOOD.replace("核查\t\t各地|核查", "核.\t\t各地|核查"), "verbs: '核.' is no plain word", id="a pattern among words"
        ),
        pytest.param(GOOD.replace("必须\t", "必须(\t"), "must: missing \\)", id="a form that is no pattern"),
        pytest.param(GOOD + "kinds\t厅\n", "cues.tsv:9: expected 4 columns, got 2", id="a row cut short"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(table: Path, written: str, told: str) -> None:
    table.write_text(written, encoding="utf-8")
    with pytest.raises(TableError, match=told):
        patterns("cues", _Cues)
