"""Words and patterns of a stage, from `ontology/patterns/*.tsv`, as a record with a field for each name.

A table has a row for each way to say a thing, and rows of one name are its alternatives, in order:

    name    form           counterexample    example
    must    必须                              各单位|必须|上报
    must    应当(?!事人)    应当事人申请       各地|应当|核查

A form is a regular expression of `re`; `{must}` in it stands for the alternatives of an earlier name. In the example two bars
enclose what the row finds where they begin; in the counterexample, if there is one, it finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

from kg.errors import TableError
from kg.tables.loading import rows

__all__ = ["COLUMNS", "expanded", "patterns"]

COLUMNS = ("name", "form", "counterexample", "example")
_REFERENCE = re.compile(r"\{([a-z_]+)\}")
_WORD = re.compile(r"[^\\.^$*+?{}\[\]|()]+")  # without anything that `re` reads as more than itself
_Record = TypeVar("_Record")


def patterns(table: str, record: type[_Record]) -> _Record:
    """The table as an instance of the dataclass: a field of type re.Pattern is any of the forms of its name, one of type
    tuple or frozenset its forms as words.

    Raises TableError where a field has no row, a row serves no field and no other row, or a form is none.
    """
    forms: dict[str, list[str]] = {}
    used: set[str] = set()
    for row, form in expanded(table):
        used.update(_REFERENCE.findall(row["form"]))
        forms.setdefault(row["name"], []).append(form)
    types = get_type_hints(record)
    names = [field.name for field in fields(record)]  # type: ignore[arg-type]
    if missing := [name for name in names if name not in forms]:
        raise TableError(f"ontology/{_path(table)}: no row has the name {missing[0]}")
    if idle := [name for name in forms if name not in names and name not in used]:
        raise TableError(f"ontology/{_path(table)}: nothing asks for {idle[0]}")
    return record(**{name: _value(types[name], name, forms[name], table) for name in names})


def expanded(table: str) -> Iterator[tuple[dict[str, str], str]]:
    """The rows of the table, each with its form, in which the alternatives stand in place of earlier names."""
    earlier: dict[str, list[str]] = {}
    for row in rows(_path(table), COLUMNS):
        try:
            form = _REFERENCE.sub(lambda found: f"(?:{'|'.join(earlier[found[1]])})", row["form"])
        except KeyError as error:
            raise TableError(f"ontology/{_path(table)}: {row['name']}: no row before it has the name {error.args[0]}") from None
        earlier.setdefault(row["name"], []).append(form)
        yield row, form


def _path(table: str) -> str:
    return f"patterns/{table}.tsv"


def _value(kind: Any, name: str, forms: list[str], table: str) -> Any:
    if kind == re.Pattern[str]:
        return _compiled(name, forms, table)
    for form in forms:
        if not _WORD.fullmatch(form):
            raise TableError(f"ontology/{_path(table)}: {name}: {form!r} is no plain word")
    return frozenset(forms) if kind == frozenset[str] else tuple(forms)


def _compiled(name: str, forms: list[str], table: str) -> re.Pattern[str]:
    try:
        return re.compile("|".join(forms))
    except re.error as error:
        raise TableError(f"ontology/{_path(table)}: {name}: {error}") from error
