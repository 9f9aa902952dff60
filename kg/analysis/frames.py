"""The tables of a panel as pandas' frames and as files: CSV, Stata and a codebook. panel.toml says what each column holds."""

from __future__ import annotations

import codecs
import csv
import io
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.graph.result import Value, cell

if TYPE_CHECKING:
    import pandas

__all__ = ["codebook", "described", "frame", "has_pandas", "to_csv", "to_dta"]

Row = dict[str, Value]
_PANDAS = {"string": "string", "integer": "Int64", "number": "Float64"}
_NO_PANDAS = "pandas is not installed: run `pip install 'zhengmai[tables]'`"
# A file of Stata holds the time at which it was written: with the clock's, no two runs would be alike.
_NO_TIME = "2000-01-01"


@cache
def described() -> dict[str, dict[str, Any]]:
    """Table → its titles, columns (type, zh, en) and labelled values, as panel.toml has them."""
    return tomllib.loads(files("kg.analysis").joinpath("panel.toml").read_text(encoding="utf-8"))


def has_pandas() -> bool:
    """Whether frames and Stata files can be made here."""
    return find_spec("pandas") is not None


def frame(table: str, rows: Sequence[Row]) -> pandas.DataFrame:
    """The rows with a type a column: text, Int64, Float64, and datetime64 for days; unknown is NA.

    Raises UsageError without pandas.
    """
    if not has_pandas():
        raise UsageError(_NO_PANDAS)
    import pandas

    made = {}
    for name, (type, *_) in described()[table]["columns"].items():
        values = [row[name] for row in rows]
        if type == "date":
            made[name] = pandas.Series(pandas.to_datetime(values, format="%Y-%m-%d"), dtype="datetime64[s]")
        else:
            made[name] = pandas.Series(values, dtype=_PANDAS[type])
    return pandas.DataFrame(made)


def to_csv(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    """RFC 4180 with a header, in UTF-8 with the mark that Excel needs to see that it is; unknown is empty.

    Text that a spreadsheet would run as a formula gets a leading quote.
    """
    names, out = list(columns), io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([cell(row[name]) for name in names] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def to_dta(table: str, rows: Sequence[Row]) -> bytes:
    """A file of Stata 14 or later, with labels of the data, the variables and the values; raises UsageError without pandas.

    Unknown numbers and days are Stata's missing value (.), unknown text is "".
    """
    found, about = frame(table, rows), described()[table]
    import pandas

    for name, (type, *_) in about["columns"].items():
        if type == "string":
            found[name] = found[name].fillna("").astype(object)
        elif type != "date":
            found[name] = found[name].astype("float64" if found[name].hasnans else found[name].dtype.numpy_dtype)
        else:
            found[name] = found[name].astype("datetime64[ns]")
    out = io.BytesIO()
    found.to_stata(
        out,
        write_index=False,
        version=118,
        time_stamp=pandas.Timestamp(_NO_TIME).to_pydatetime(),
        data_label=about["zh"][:80],
        variable_labels={name: f"{zh} {en}" for name, (_, zh, en) in about["columns"].items()},
        value_labels={name: {int(k): v for k, v in values.items()} for name, values in about.get("values", {}).items()},
        convert_dates={name: "td" for name, (type, *_) in about["columns"].items() if type == "date"},
        convert_strl=[name for name, (type, *_) in about["columns"].items() if type == "string" and _long(found[name])],
    )
    return out.getvalue()


def _long(column: Iterable[str]) -> bool:
    """Whether a text is longer than the 2,045 bytes of Stata's common strings."""
    return any(len(text.encode()) > 2045 for text in column)


def codebook() -> tuple[Row, ...]:
    """A row for each column of each table, and for each labelled value."""
    return tuple(_codebook())


def _codebook() -> Iterator[Row]:
    for table, about in described().items():
        yield {"table": table, "column": None, "value": None, "type": None, "zh": about["zh"], "en": about["en"]}
        for name, (type, zh, en) in about["columns"].items():
            yield {"table": table, "column": name, "value": None, "type": type, "zh": zh, "en": en}
            for value, label in about.get("values", {}).get(name, {}).items():
                zh, _, en = label.partition(" ")
                yield {"table": table, "column": name, "value": value, "type": None, "zh": zh, "en": en}
