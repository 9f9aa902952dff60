"""Reviewing: decisions act on every build, stay when rules change, can be undone to the byte, and lose nothing."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import kg
from kg.build import BuildReport, Item, Outcome, Settings, Watch, build_corpus, gold_documents, write_build
from kg.build.documents import document_bytes, document_of
from kg.build.inputs import Task
from kg.build.reading import Done, written
from kg.build.reviewing import Reviewed
from kg.cli import app
from kg.errors import BadDecisions, UsageError
from kg.graph import open_graph
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS, ROLES, Document, Mention, Span
from kg.rdf import document_quads
from kg.rdf.serialize import nquads
from kg.rdf.vocabulary import kg as own
from kg.read import Source, read_text
from kg.record import from_record, read_records
from kg.review import Candidate, Decision, Identity, apply, candidates, decide, line_of, load, save, statements, undo
from kg.review.amending import add, amend, amended, fields
from kg.review.decision import KINDS, decision_of, identified
from kg.review.gold import decisions_of, gold_record
from kg.review.proposing import proposed
from kg.review.sampling import COLUMNS, agreement, estimates, read_sheet, sheet
from kg.score import report, score
from kg.store import Store
from kg.tables.body_types import BodyTypes
from kg.tables.loading import corpus_dir
from kg.validate import problems

SEED = "000_3933d1552c9bd586"
LINKED = corpus_dir() / "linked"
FEW = (SEED, "dev02_nanjing_jiedao_diaoyan", "dev05_shandong_pifu")
OTHERS = ("linked02_jiuquan_2018", "linked03_zhangye_2019", "linked06_baoji_2020")
WHEN = "2026-11-29T08:30:00Z"


@cache
def read(key: str = SEED) -> Document:
    """An article of the corpus as it is read."""
    from kg.pipeline import extract

    return extract(corpus_dir() / "articles" / f"{key}.txt")


def extract_text(text: str) -> Document:
    from kg.pipeline import run as read_through

    return read_through(read_text(text, id="x"))


@cache
def gold(key: str = SEED) -> dict[str, Any]:
    found: dict[str, Any] = read_records(corpus_dir() / "gold")[key]
    return found


def said(doc: Document) -> list[tuple[str, str]]:
    return [(c.kind, c.says) for c in statements(doc)]


def one(doc: Document, kind: str, part: str) -> Candidate:
    return next(c for c in statements(doc) if c.kind == kind and part in c.says)


def judged(doc: Document, kind: str, part: str, verdict: str = "reject", **more: Any) -> Decision:
    return decide(one(doc, kind, part), verdict, who="王芳", when=WHEN, **more)  # type: ignore[arg-type]


# The file

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
optional = st.none() | words
numbers = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
spans = st.tuples(st.integers(0, 5000), st.integers(1, 60)).map(lambda p: [p[0], p[0] + p[1]])
entities = st.fixed_dictionaries({"name": words, "type": st.sampled_from(MENTION_TYPES), "code": optional})
events = st.fixed_dictionaries({"type": st.sampled_from(EVENT_TYPES), "trigger": spans}, optional={"which": st.integers(0, 3)})
fillers = st.fixed_dictionaries({"role": st.sampled_from(ROLES), "as": st.just("words"), "value": words, "at": st.none() | spans})
named = st.fixed_dictionaries({"role": st.sampled_from(ROLES), "as": st.just("entity"), "value": words, "entity": entities})
FACTS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "mention": entities,
    "name": entities,
    "date": st.fixed_dictionaries({"value": words}),
    "figure": st.fixed_dictionaries({"value": numbers, "unit": optional, "indicator": optional}, optional={"max": numbers}),
    "event": st.builds(
        lambda e, status, roles: {**e, "status": status, "roles": roles},
        events,
        st.sampled_from(["done", "planned"]),
        st.lists(fillers | named, max_size=3),
    ),
    "role": st.builds(lambda e, f: {"event": e, **f}, events, fillers | named),
    "relation": st.fixed_dictionaries({"s": entities, "p": st.sampled_from(RELATIONS), "o": entities}, optional={"post": words}),
}


@st.composite
def made(draw: st.DrawFn) -> Decision:
    kind = draw(st.sampled_from(KINDS))
    verdict = draw(st.sampled_from(["accept", "reject", "amend", "add"]))
    text = draw(words)
    start = draw(st.integers(0, 10**6))
    moment = draw(st.datetimes()).strftime("2%j").zfill(4)[:4] + draw(st.datetimes()).strftime("-%m-%dT%H:%M:%SZ")
    return identified(
        Decision(
            article=draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
            kind=kind,  # type: ignore[arg-type]
            verdict=verdict,  # type: ignore[arg-type]
            span=Span(start, start + len(text)),
            text=text,
            fact=draw(FACTS[kind]),
            who=draw(words.filter(str.strip)),
            when=moment.replace("-02-29", "-02-28"),
            why=draw(st.just("") | words),
            to=draw(FACTS[kind]) if verdict == "amend" else None,
            file=draw(st.just("") | words),
        )
    )


@given(made())
def test_a_decision_is_a_line_and_back(decision: Decision) -> None:
    line = line_of(decision)
    assert line.count("\n") == 1
    assert decision_of(line, "here") == decision
    assert line_of(decision_of(line, "here")) == line


@settings(deadline=None, max_examples=30)
@given(st.lists(made(), unique_by=lambda d: d.id, max_size=6), st.data())
def test_the_file_gives_back_what_was_saved_and_undo_takes_out_nothing_else(found: list[Decision], data: st.DataObject) -> None:
    folder = Path(os.environ["PYTEST_TMP"])
    path = folder / "decisions.jsonl"
    path.unlink(missing_ok=True)
    for decision in found:
        assert save(path, [decision]) == (decision,)
    assert load(path) == tuple(found)
    if not found:
        return
    save(path, found)
    assert load(path) == tuple(found)
    gone = data.draw(st.sampled_from(found))
    before = path.read_bytes()
    assert undo(path, [gone.id]) == (gone,)
    assert load(path) == tuple(d for d in found if d != gone)
    assert path.read_bytes() == before.replace(line_of(gone).encode(), b"")


@pytest.fixture(autouse=True, scope="module")
def folder_for_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    os.environ["PYTEST_TMP"] = str(tmp_path_factory.mktemp("files"))
    yield
    del os.environ["PYTEST_TMP"]


def line(**changes: Any) -> str:
    fact = {"type": "Inspection", "trigger": [3, 5], "status": "done"}
    words = "对各地督导"
    row = json.loads(line_of(Decision("0" * 64, "event", "reject", Span(0, 5), words, fact, "王芳", WHEN, file="a.txt")))
    return json.dumps({key: value for key, value in {**row, **changes}.items() if value != "gone"}, ensure_ascii=False)


WRONG = {
    "{": "no JSON object in one line",
    "[1]": "no JSON object in one line",
    line(colour="red"): "unknown key 'colour'; the keys are id, verdict",
    line(who="gone"): "the key 'who' is missing",
    line(who=" "): "who decided must not be empty",
    line(kind="noun"): "kind 'noun' is none of mention, name",
    line(verdict="maybe"): "verdict 'maybe' is none of accept, reject",
    line(article="abc"): "article must be a SHA-256",
    line(span=[9, 3]): "span must be",
    line(text="短"): "but text has 1 characters",
    line(when="yesterday"): "when 'yesterday' is no moment in UTC such as",
    line(when="2026-02-30T00:00:00Z"): "is no moment in UTC",
    line(verdict="amend"): "says in `to` what it becomes",
    line(to={"type": "Meeting"}): "says in `to` what it becomes",
    line(fact={"type": "Party", "trigger": [1, 2], "status": "done"}): "fact: type 'Party' is none of Inspection",
    line(fact={"type": "Meeting", "trigger": [1, 2]}): "fact: 'status' is missing",
    line(kind="figure", fact={"value": "many"}): "fact: value and max must be numbers",
    line(kind="relation", fact={"s": {}, "p": "holds", "o": {}}): "fact: 'name' is missing",
}


@pytest.mark.parametrize("row", WRONG, ids=list(WRONG.values()))
def test_a_bad_row_is_named_with_its_line_and_nothing_is_written(row: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(f"# kept by hand\n\n{line()}\n{row}\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(BadDecisions) as error:
        load(path)
    assert str(error.value).startswith(f"{path}:4: ")
    assert WRONG[row] in str(error.value)
    with pytest.raises(BadDecisions):
        save(path, [judged(read(), "date", "2017")])
    assert path.read_bytes() == before


def test_an_id_stands_once_and_may_be_left_out_or_chosen(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(line(id="first") + "\n" + line(id="gone") + "\n", encoding="utf-8")
    assert [d.id for d in load(path)] == ["first", decision_of(line(id="gone"), "").id]
    path.write_text(line(id="first") + "\n" + line(id="first", why="other") + "\n", encoding="utf-8")
    with pytest.raises(BadDecisions, match=r"mine\.jsonl:2: the id first stands in line 1 already"):
        load(path)
    (tmp_path / "bad.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(BadDecisions, match="not UTF-8"):
        load(tmp_path / "bad.jsonl")
    with pytest.raises(UsageError, match="no decision has the id nobody"):
        undo(tmp_path / "none.jsonl", ["nobody"])


def test_many_who_decide_at_once_lose_nothing(tmp_path: Path) -> None:
    path, doc = tmp_path / "decisions.jsonl", read()
    asked = [c for c in statements(doc) if c.kind in ("mention", "event", "role", "relation")][:40]
    answers = [[decide(c, "accept", who=f"编码员{n}", when=WHEN) for c in asked[n::4]] for n in range(4)]
    threads = [threading.Thread(target=lambda mine=mine: [save(path, [d]) for d in mine]) for mine in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {d.id for d in load(path)} == {d.id for mine in answers for d in mine}
    assert [p.name for p in tmp_path.iterdir()] == ["decisions.jsonl"]


# Decisions on a document


def test_a_document_is_kept_whole() -> None:
    for outcome in gold_documents(LINKED / "gold", LINKED / "articles"):
        assert outcome.doc is not None
        kept = document_of(document_bytes(outcome.doc))
        assert kept == outcome.doc
        assert kept.source == outcome.doc.source


def test_without_decisions_a_document_is_the_same_object() -> None:
    doc = read()
    other = judged(read(FEW[1]), "event", "")
    assert apply([], doc).doc is doc
    assert apply([other], doc).doc is doc


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_rejected_is_not_said_and_nothing_else_of_its_kind_goes(kind: str) -> None:
    doc = read()
    asked = [c for c in statements(doc) if c.kind == kind]
    for c in asked[:: max(1, len(asked) // 8)]:
        done = apply([decide(c, "reject", who="王芳")], doc)
        left = [s for s in said(done.doc) if s[0] == kind]
        assert not done.stale
        if kind != "name":
            assert (kind, c.says) not in left or said(doc).count((kind, c.says)) > left.count((kind, c.says))
            assert len(left) >= len(asked) - max(1, said(doc).count((kind, c.says)))
        assert done.doc.judgements[0].verdict == "reject"


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "name"])
def test_what_is_accepted_is_certain_and_stands_where_rules_find_nothing(kind: str) -> None:
    doc = read()
    bare = replace(doc, mentions=(), dates=(), figures=(), events=(), relations=())
    for c in [c for c in statements(doc) if c.kind == kind][:6]:
        accepted = decide(c, "accept", who="王芳", when=WHEN)
        again = [s for s in statements(apply([accepted], doc).doc) if s.kind == kind and s.says == c.says and s.span == c.span]
        assert [(s.decision, s.confidence) for s in again if s.decision] == [(accepted.id, 1.0)]
        found = apply([accepted], bare)
        if kind == "role":  # nothing stands that it could be a role of
            assert "whose role it could be" in found.stale[0].reason
        else:
            assert (kind, c.says) in said(found.doc)


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(["accept", "reject"]), min_size=12, max_size=12))
def test_the_order_in_the_file_means_nothing(shuffle: Any, verdicts: list[str]) -> None:
    doc = read()
    asked = [c for c in statements(doc) if c.kind != "name"]
    picked = [asked[i] for i in sorted(shuffle.sample(range(len(asked)), len(verdicts)))]
    answers = [decide(c, v, who="王芳", when=WHEN) for c, v in zip(picked, verdicts, strict=True)]  # type: ignore[arg-type]
    first = apply(answers, doc)
    shuffle.shuffle(answers)
    assert apply(answers, doc) == first


def test_the_later_decision_on_a_statement_counts() -> None:
    doc = read()
    c = one(doc, "relation", "supervises")
    no = decide(c, "reject", who="王芳", when="2026-11-29T08:30:00Z")
    yes = decide(c, "accept", who="李军", when="2026-11-30T08:30:00Z")
    assert ("relation", c.says) not in said(apply([no], doc).doc)
    after = apply([yes, no], doc).doc
    assert [j.verdict for j in after.judgements] == ["accept"]
    assert one(after, "relation", c.says).decision == yes.id


def test_a_relation_goes_with_its_only_event_and_comes_back_with_an_amended_one() -> None:
    doc = read()
    relation = next(r for r in doc.relations if r.predicate == "supervises" and len(r.sources) == 1)
    event = next(e for e in doc.events if e.id in relation.sources)
    asked = next(
        c for c in statements(doc) if c.kind == "event" and c.fact["trigger"] == [event.trigger.start, event.trigger.stop]
    )
    gone = apply([decide(asked, "reject", who="王芳")], doc).doc
    assert relation.subject in {m.entity for m in gone.mentions}
    assert all((r.subject, r.predicate, r.object) != (relation.subject, "supervises", relation.object) for r in gone.relations)
    plan = decide(asked, "amend", who="王芳", to={**asked.fact, "status": "planned"})
    planned = apply([plan], doc).doc
    assert next(e for e in planned.events if e.trigger == event.trigger).status == "planned"
    assert all(r.sources != relation.sources or r.predicate != "supervises" for r in planned.relations)
    # the same sentence, said to be done after all: the relation follows again
    back = decide(asked, "amend", who="王芳", to={**asked.fact, "status": "done"}, when="2099-01-01T00:00:00Z")
    assert (relation.subject, relation.object) in {(r.subject, r.object) for r in apply([plan, back], doc).doc.relations}


def test_a_rejected_relation_stays_away_when_a_later_decision_changes_its_event() -> None:
    doc = read()
    c = one(doc, "relation", "supervises")
    event = next(e for e in doc.events if e.id in next(r for r in doc.relations if r.evidence == c.span).sources)
    asked = next(x for x in statements(doc) if x.kind == "event" and x.span == event.evidence)
    no = decide(c, "reject", who="王芳", when="2026-01-01T00:00:00Z")
    trigger = [event.trigger.start, event.trigger.stop + 1]
    longer = decide(asked, "amend", who="王芳", to={**asked.fact, "trigger": trigger}, when=WHEN)
    assert ("relation", c.says) in said(apply([longer], doc).doc)
    assert ("relation", c.says) not in said(apply([no, longer], doc).doc)


def test_a_mended_name_is_mended_for_all_equal_words_and_in_what_is_said_of_it() -> None:
    doc = read()
    words = "省民政厅"
    c = next(
        c
        for m in doc.mentions
        if m.span.of(doc.text) == words
        for c in statements(replace(doc, mentions=tuple(replace(x, resolved=x is not m) for x in doc.mentions)))
        if c.kind == "name"
    )
    assert c.fact["name"] == "甘肃省民政厅"
    mend = decide(c, "amend", who="王芳", to={"name": "陕西省民政厅", "type": "GovernmentAgency", "code": None})
    after = apply([mend], doc).doc
    assert {m.name for m in after.mentions if m.span.of(doc.text) == words} == {"陕西省民政厅"}
    whole = {m.name for m in after.mentions if m.span.of(doc.text) == "甘肃省民政厅"}
    assert whole <= {"甘肃省民政厅"}
    assert any(f.value == "陕西省民政厅" for e in after.events for f in e.fillers)
    assert any(r.subject.name == "陕西省民政厅" for r in after.relations)


def test_rules_that_cut_a_trigger_otherwise_do_not_bring_a_rejected_event_back() -> None:
    doc = read()
    event = next(
        e for e in doc.events if len(e.trigger) > 1 and sum(x.type == e.type and x.trigger == e.trigger for x in doc.events) == 1
    )
    asked = next(
        c for c in statements(doc) if c.kind == "event" and c.fact["trigger"] == [event.trigger.start, event.trigger.stop]
    )
    shorter = replace(event, id="new", trigger=Span(event.trigger.start, event.trigger.stop - 1), rule="other")
    changed = replace(doc, events=tuple(shorter if e is event else e for e in doc.events))
    left = apply([decide(asked, "reject", who="王芳")], changed).doc
    assert len(left.events) == len(doc.events) - 1
    assert shorter not in left.events


def test_what_cannot_act_says_why() -> None:
    doc = read()
    d = judged(doc, "mention", "省民政厅")
    moved = replace(d, span=Span(d.span.start + 1, d.span.stop + 1), id="moved")
    done = apply([moved], doc)
    assert done.doc is doc
    assert "do not stand at" in done.stale[0].reason
    role = replace(judged(doc, "role", "agent", "accept"), id="role")
    assert "whose role it could be" in apply([role], replace(doc, events=())).stale[0].reason


def test_two_events_at_one_trigger_are_decided_each_by_itself() -> None:
    """5月、10月…召开 are two meetings: when the first is rejected, the second is still the second."""
    doc = read()
    twins = [c for c in statements(doc) if c.kind == "event" and c.fact["trigger"] == one(doc, "event", "#2").fact["trigger"]]
    assert [c.fact.get("which", 0) for c in twins] == [0, 1]
    first = decide(twins[0], "reject", who="王芳", when="2026-01-01T00:00:00Z")
    left = apply([first], doc).doc
    again = next(c for c in statements(left) if c.kind == "event" and c.fact["trigger"] == twins[1].fact["trigger"])
    assert again.fact == twins[1].fact
    both = apply([first, decide(again, "reject", who="王芳", when=WHEN)], doc).doc
    assert len(both.events) == len(doc.events) - 2


TO = {
    "mention": {"type": "Initiative"},
    "date": {"value": "2001-02"},
    "figure": {"value": 7, "unit": None},
    "event": {"type": "Study", "status": "planned"},
    "role": {"role": "theme"},
    "relation": {"p": "promotes"},
}


@settings(deadline=None, max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["accept", "reject", "amend"]), st.integers(-3, 3)), max_size=25)
)
def test_whatever_is_decided_the_article_stays_one(picks: list[tuple[int, str, int]]) -> None:
    """Names never overlap, words stand where they are said to, roles and relations speak of what is there."""
    doc = read()
    asked = [c for c in statements(doc) if c.kind != "name"]
    answers = []
    for n, (pick, verdict, move) in enumerate(picks):
        c = asked[pick % len(asked)]
        to: dict[str, Any] | None = {**c.fact, **TO[c.kind]} if verdict == "amend" else None
        if to is not None and c.kind in ("mention", "date", "figure"):
            to["at"] = [c.span.start, max(c.span.start + 1, min(len(doc.text), c.span.stop + move))]
        answers.append(decide(c, verdict, who="王芳", when=f"2026-01-01T00:00:{n:02}Z", to=to))  # type: ignore[arg-type]
    done = apply(answers, doc).doc
    for found in (done.mentions, done.dates, done.figures):
        assert all(a.span.stop <= b.span.start for a, b in pairwise(found))
    assert len({e.id for e in done.events}) == len(done.events)
    assert {f.value for e in done.events for f in e.fillers if f.kind == "figure"} <= {f.id for f in done.figures}
    sources = {x.id for x in (*done.events, *done.mentions, *doc.mentions)}
    assert all(set(r.sources) <= sources for r in done.relations)
    record = gold_record(done)
    assert gold_record(from_record(record, doc.text, BodyTypes.load())) == record
    quads = document_quads(done)
    decided = {q.subject for q in quads if q.predicate == own("decidedBy")}
    assert decided <= {q.subject for q in quads if q.predicate == own("verified")}
    assert {q.object for q in quads if q.predicate == own("decidedBy")} <= {
        q.subject for q in quads if q.predicate == own("verdict")
    }


# Builds


@cache
def linked() -> dict[str, Document]:
    """Annotated articles that meet each other, and one that was read, by the name of their file."""
    found = {Path(o.file).name: o.doc for o in gold_documents(LINKED / "gold", LINKED / "articles", OTHERS) if o.doc}
    return {**found, f"{SEED}.txt": read()}


@dataclass
class Corpus:
    """The articles as inputs of a build, read by an engine that knows them; it tells how many it was asked to read."""

    docs: dict[str, Document] = field(default_factory=linked)
    reads: int = 0

    def __call__(self) -> Iterator[Item]:
        for name, doc in sorted(self.docs.items()):
            yield Item(Source(name, Path(name), name, data=doc.text.encode()))

    def engine(self, tasks: Iterable[Task], settings: Settings) -> Iterator[Done]:
        for task in tasks:
            self.reads += 1
            yield written(task.id, task.key, self.docs[task.id], settings)

    def build(self, out: Path, **options: Any) -> BuildReport:
        return build_corpus(self, out, Settings(), engine=self.engine, **options)


def alone(**more: Document) -> Corpus:
    """The article that was read, and no other."""
    return Corpus({f"{SEED}.txt": read(), **{f"{name}.txt": doc for name, doc in more.items()}})


def content(out: Path) -> bytes:
    """The store in canonical N-Quads."""
    return nquads(Store.open(out / "store").quads())


def graphs(out: Path) -> dict[str, bytes]:
    """Each named graph of the store in canonical N-Quads."""
    found: dict[str, list[Any]] = {}
    for q in Store.open(out / "store").quads():
        found.setdefault(str(q.graph_name), []).append(q)
    return {name: nquads(quads) for name, quads in found.items()}


def files_of(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in ("graph.trig", "graph.ttl", "report.json", "merges.tsv")}


def some_decisions(doc: Document) -> list[Decision]:
    """One of each verdict, on statements of different kinds."""
    event = next(c for c in statements(doc) if c.kind == "event" and c.fact["type"] == "Inspection")
    figure = next(c for c in statements(doc) if c.kind == "figure")
    role = next(c for c in statements(doc) if c.kind == "role" and c.fact["role"] == "agent")
    return [
        judged(doc, "relation", "supervises", why="只是调研"),
        decide(figure, "amend", who="王芳", when=WHEN, to={**figure.fact, "indicator": "另一指标"}, why="看错了行"),
        decide(event, "accept", who="王芳", when=WHEN),
        decide(role, "accept", who="李军", when=WHEN),
        add(doc, event.sentence, "mention", {"words": event.quote[:3], "type": "Initiative"}, who="李军"),
    ]


def test_decisions_act_without_reading_and_undo_brings_back_every_byte(tmp_path: Path) -> None:
    out, corpus = tmp_path / "graph", Corpus()
    corpus.build(out)
    before, files, separate, doc = content(out), files_of(out), graphs(out), read()
    made = save(out / "decisions.jsonl", some_decisions(doc))
    corpus.reads = 0
    told = corpus.build(out)
    assert (corpus.reads, told.decided, told.stale) == (0, 5, ())
    assert content(out) != before
    assert list(problems(out)) == []
    changed = [name for name, quads in graphs(out).items() if separate.get(name) != quads]
    assert len(changed) == 2  # the article's own graph and that of the facts
    assert not corpus.build(out).changes.published
    fresh = Corpus()
    fresh.build(tmp_path / "fresh", decisions=out / "decisions.jsonl")
    assert content(tmp_path / "fresh") == content(out)
    undo(out / "decisions.jsonl", [decision.id for decision in made[1:]])
    corpus.build(out)
    path = out / "decisions.jsonl"
    path.write_text(
        "".join(x for x in path.read_text(encoding="utf-8").splitlines(True) if made[0].id not in x), encoding="utf-8"
    )
    corpus.build(out)
    assert content(out) == before
    assert files_of(out) == files
    assert corpus.reads == 0


def test_an_amended_fact_carries_its_decision_as_evidence(tmp_path: Path) -> None:
    out, doc = tmp_path / "graph", read()
    decisions = some_decisions(doc)
    save(tmp_path / "mine.jsonl", decisions)
    alone().build(out, decisions=tmp_path / "mine.jsonl")
    graph = open_graph(out)
    rows = graph.query(
        """SELECT ?verdict ?judged ?now ?who ?when ?why ?words ?indicator WHERE {
        GRAPH ?article { ?claim kg:decidedBy ?d ; rdf:subject ?figure ; kg:verified true ; kg:confidence ?sure FILTER(?sure = 1)
          ?d a kg:Decision ; kg:verdict ?verdict ; kg:judged ?judged ; rdfs:label ?now ; kg:reason ?why ;
             prov:endedAtTime ?when ; prov:wasAssociatedWith/rdfs:label ?who ; kg:evidence/nif:anchorOf ?words }
        ?figure kg:verified true ; sosa:observedProperty/rdfs:label ?indicator }"""
    ).dicts()
    (row,) = rows
    assert row["verdict"].endswith("#amended")
    assert (row["who"], row["why"], row["indicator"]) == ("王芳", "看错了行", "另一指标")
    assert "另一指标" in str(row["now"])
    assert "另一指标" not in str(row["judged"])
    assert str(row["when"]).startswith("2026-11-29T08:30:00")
    assert row["words"] == decisions[1].text
    rejected = graph.query("SELECT ?label WHERE { GRAPH ?g { ?d kg:verdict kg:rejected ; rdfs:label ?label } }")
    assert [r[0] for r in rejected] == [one(doc, "relation", "supervises").says]
    assert not [
        r
        for r in graph.relations()
        if r.type == "supervises" and f"{r.subject_label} supervises {r.object_label}" == rejected[0][0]
    ]
    marked = [f for f in graph.figures() if f.verified]
    assert [f.indicator for f in marked] == ["另一指标"]
    assert [e.type for e in graph.events() if e.verified]
    assert [f for e in graph.events() for f in e.fillers if f.verified]
    accepted = graph.accepted()
    assert {f.iri for f in marked} <= {f.iri for f in accepted.figures()}


TEXT = "酒泉市民政局召开会议\n\n2020年5月{day}日，酒泉市民政局局长王强到肃州区民政局督导社会组织党建工作。\n"


def test_a_rejected_fact_stays_away_when_rules_change_and_two_workers_read_all_again(tmp_path: Path) -> None:
    """The whole program with changed rules: a copy of it beside a table with a new confidence, its own process, its workers."""
    articles, out, home = tmp_path / "articles", tmp_path / "graph", tmp_path / "program"
    articles.mkdir()
    for day in range(11, 15):
        (articles / f"{day}.txt").write_text(TEXT.format(day=day), encoding="utf-8")
    assert run("build", articles, "--out", out, "--jobs", 1).exit_code == 0
    reviewed = Reviewed.open(out)
    docs = {doc.source: doc for doc in reviewed}
    wrong = one(docs["11.txt"], "event", "Inspection")
    mended = one(docs["12.txt"], "event", "Inspection")
    save(
        out / "decisions.jsonl",
        [decide(wrong, "reject", who="王芳"), decide(mended, "amend", who="王芳", to={**mended.fact, "type": "Study"})],
    )
    shutil.copytree(Path(kg.__file__).parent, home / "kg", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(corpus_dir().parent / "ontology", home / "ontology")
    relations = home / "ontology" / "relations.tsv"
    kept = [x for x in relations.read_text(encoding="utf-8").splitlines(True) if not x.startswith("supervises")]
    relations.write_text("".join(kept), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(home)}
    command = [sys.executable, "-m", "kg.cli", "build", str(articles), "--out", str(out), "--jobs", "2"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert "2 decisions followed" in done.stdout
    graph = open_graph(out)
    assert not [r for r in graph.relations() if r.type == "supervises"]  # the rule that is gone
    told = {a.source: [e.type for e in graph.events() if e.article == a.iri and e.trigger == "督导"] for a in graph.articles()}
    assert told == {"11.txt": [], "12.txt": ["Study"], "13.txt": ["Inspection"], "14.txt": ["Inspection"]}
    (study,) = (e for e in graph.events() if e.type == "Study" and e.trigger == "督导")
    assert study.verified
    assert study.evidence[0].rule == "decision"


def test_a_text_that_changed_leaves_its_decisions_listed(tmp_path: Path) -> None:
    out, corpus = tmp_path / "graph", alone()
    corpus.build(out)
    doc = read()
    save(out / "decisions.jsonl", [judged(doc, "event", "Inspection"), judged(doc, "date", "2017")])
    assert corpus.build(out).decided == 2
    other = replace(doc, text=doc.text + "\n后记")
    report = Corpus({f"{SEED}.txt": other}).build(out)
    assert (report.decided, len(report.stale)) == (0, 2)
    assert {s["reason"] for s in report.stale} == {f"{SEED}.txt holds another text now"}
    assert {s["text"] for s in json.loads((out / "report.json").read_text(encoding="utf-8"))["decisions"]["stale"]} == {
        d.text for d in load(out / "decisions.jsonl")
    }
    listed = run("review", out, "--stale")
    assert listed.exit_code == 1
    assert "2 of 2 decisions cannot act" in listed.stdout
    back = alone().build(out)
    assert (back.decided, back.stale) == (2, ())
    assert run("review", out, "--stale").exit_code == 0


def test_what_is_decided_while_a_build_runs_is_not_lost(tmp_path: Path) -> None:
    out, corpus, doc = tmp_path / "graph", alone(), read()
    corpus.build(out)

    class Meanwhile(Watch):
        def publishing(self) -> None:
            save(out / "decisions.jsonl", [judged(doc, "event", "Inspection")])

    bare = Document("more", "另一篇。\n", source="more.txt")
    first = alone(more=bare)
    assert first.build(out, watch=Meanwhile()).decided == 0
    assert [d.kind for d in load(out / "decisions.jsonl")] == ["event"]
    assert first.build(out).decided == 1


def test_a_file_elsewhere_is_copied_but_never_over_what_only_the_build_has(tmp_path: Path) -> None:
    out, doc, mine = tmp_path / "graph", read(), tmp_path / "mine.jsonl"
    save(mine, [judged(doc, "event", "Inspection")])
    alone().build(out, decisions=mine)
    assert (out / "decisions.jsonl").read_bytes() == mine.read_bytes()
    undo(mine, [load(mine)[0].id])
    save(mine, [judged(doc, "date", "2017")])
    assert alone().build(out, decisions=mine).decided == 1
    save(out / "decisions.jsonl", [judged(doc, "relation", "supervises")])
    with pytest.raises(BadDecisions, match=r"decisions\.jsonl: holds 1 decisions that .*mine\.jsonl lacks"):
        alone().build(out, decisions=mine)
    with pytest.raises(BadDecisions, match="no such file"):
        alone().build(out, decisions=tmp_path / "none.jsonl")


def test_decisions_act_on_annotated_and_lean_builds(tmp_path: Path) -> None:
    docs = [o for o in gold_documents(LINKED / "gold", LINKED / "articles") if o.doc]
    doc = docs[0].doc
    assert doc is not None
    first = next(c for c in statements(doc) if c.kind == "event")
    save(tmp_path / "mine.jsonl", [decide(first, "reject", who="王芳")])
    for name, lean in (("plain", False), ("lean", True)):
        plain = write_build(docs, tmp_path / name, source="gold", lean=lean)
        decided = write_build(docs, tmp_path / f"{name}-decided", source="gold", lean=lean, decisions=tmp_path / "mine.jsonl")
        assert decided.decided == 1
        assert decided.totals["events"] == plain.totals["events"] - 1
        assert list(problems(tmp_path / f"{name}-decided")) == []


def test_verified_facts_are_marked_in_tables_and_networks(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    save(tmp_path / "mine.jsonl", some_decisions(read()))
    alone().build(out, decisions=tmp_path / "mine.jsonl")
    assert run("export", out, "--format", "csv", "--out", tmp_path / "tables").exit_code == 0
    for table in ("events", "roles", "figures"):
        with (tmp_path / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            marks = [row["verified"] for row in csv.DictReader(file)]
        assert set(marks) == {"true", "false"}
    assert run("export", out, "--format", "prov", "--out", tmp_path / "provenance.ttl").exit_code == 0
    provenance = (tmp_path / "provenance.ttl").read_text(encoding="utf-8")
    assert {"王芳", "李军"} <= set(re.findall(r'label "(\w+)"', provenance))
    assert "rule/decision" not in provenance
    drawn = open_graph(out).to_networkx(happenings=True)
    assert {data["type"] for _, data in drawn.nodes(data=True) if data.get("verified")} >= {"Inspection", "level"}
    assert any(data.get("verified") for _, _, data in drawn.edges(data=True))


# What to ask


def test_what_is_doubtful_and_much_used_is_asked_first_and_what_is_decided_never() -> None:
    docs = list(linked().values())
    asked = candidates(docs)
    assert [q.value for q in asked] == sorted((q.value for q in asked), reverse=True)
    assert candidates(docs[::-1]) == asked
    assert candidates(docs, limit=5) == asked[:5]
    assert {q.kind for q in candidates(docs, kinds=["figure"]) if isinstance(q, Candidate)} == {"figure"}
    first = asked[0]
    assert isinstance(first, Candidate)
    assert first.confidence < 1
    assert first.quote[first.span.start - first.sentence.start : first.span.stop - first.sentence.start] == first.text
    for verdict in ("accept", "reject"):
        left = candidates(docs, [decide(first, verdict, who="王芳")])  # type: ignore[arg-type]
        assert (first.kind, first.article, first.span, first.says) not in {
            (q.kind, q.article, q.span, q.says) for q in left if isinstance(q, Candidate)
        }


def test_identities_are_asked_among_facts_by_what_they_touch(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    doc = linked()["linked02_jiuquan_2018.txt"]
    more = "".join(map(chr, range(0x4E00, 0x4E00 + 2 * len(doc.text))))  # so that it is no reprint
    elsewhere = replace(doc, text=f"{doc.text}\n{more}", metadata=replace(doc.metadata, territory=None), territory=None)
    corpus = Corpus({**linked(), "elsewhere.txt": elsewhere})
    corpus.build(out)
    reviewed = Reviewed.open(out)
    doubts = reviewed.identities()
    assert doubts
    asked = [q for q in candidates(reviewed, identities=doubts) if isinstance(q, Identity)]
    assert [(q.one, q.other) for q in asked] == [
        (d.one, d.other) for d in sorted(doubts, key=lambda d: (-d.weight, d.one, d.other))
    ]
    answers = "a\nr\n" if len(asked) > 1 else "a\n"
    told = run("review", out, "--kind", "identity", "--who", "王芳", stdin=answers)
    assert told.exit_code == 0, told.output
    rows = (out / "registry.tsv").read_text(encoding="utf-8").splitlines()
    base = reviewed.base
    assert f"is\t{asked[0].one.removeprefix(base)}\t{asked[0].other.removeprefix(base)}\tjudged by 王芳" in rows
    report = corpus.build(out)
    assert report.rulings == len(answers) // 2
    assert (asked[0].one, asked[0].other) not in {(d.one, d.other) for d in Reviewed.open(out).identities()}


@pytest.mark.parametrize("kind", KINDS)
def test_an_amendment_says_what_was_typed(kind: str) -> None:
    doc = read()
    typed = {
        "mention": {"type": "Platform"},
        "name": {"name": "某某单位"},
        "date": {"value": "1999"},
        "figure": {"value": "1,234.5", "unit": "-", "modifier": "约"},
        "event": {"type": "Study", "status": "planned"},
        "role": {"role": "participant"},
        "relation": {"p": "visits"},
    }[kind]
    bare = replace(doc, mentions=tuple(replace(m, resolved=False) for m in doc.mentions)) if kind == "name" else doc
    c = next(c for c in statements(bare) if c.kind == kind)
    to = amended(c, bare, typed)
    expected: dict[str, Any] = {**typed, "value": 1234.5, "unit": None} if kind == "figure" else dict(typed)
    assert {key: to[key] for key in typed} == expected
    after = apply([decide(c, "amend", who="王芳", to=to)], bare).doc
    now_says = [s for s in statements(after) if s.decision and s.kind == kind]
    assert [s for s in now_says if all(s.fact.get(key) == value for key, value in expected.items())]


@pytest.mark.parametrize("value", ["34567.89", "1234567.5", "123456789"])
def test_what_is_not_amended_keeps_every_digit(value: str) -> None:
    doc = extract_text(f"甘肃省民政厅工作\n\n2017年,甘肃省民政厅发放补助资金{value}元。")
    c = next(c for c in statements(doc) if c.kind == "figure")
    assert fields(c, doc)["value"] == value
    assert value in c.says
    to = amend(c, doc, {"indicator": "补助总额"}, who="王芳").to
    assert to == {**c.fact, "indicator": "补助总额"}
    assert to is not None
    assert to["value"] == float(value)


def test_a_mention_whose_name_alone_is_amended_is_mended_wherever_the_words_stand() -> None:
    doc = read()
    c = next(c for c in statements(doc) if c.kind == "mention" and c.text == "省民政厅")
    d = amend(c, doc, {"name": "陕西省民政厅"}, who="王芳")
    assert (d.kind, d.verdict) == ("name", "amend")
    assert {m.name for m in apply([d], doc).doc.mentions if m.span.of(doc.text) == "省民政厅"} == {"陕西省民政厅"}
    assert amend(c, doc, {"type": "PartyOrgan"}, who="王芳").kind == "mention"
    with pytest.raises(UsageError, match="nothing was changed"):
        amend(c, doc, {"name": c.fact["name"]}, who="王芳")


def test_what_the_article_does_not_have_cannot_be_typed() -> None:
    doc = read()
    event, relation = (next(c for c in statements(doc) if c.kind == kind) for kind in ("event", "relation"))
    with pytest.raises(UsageError, match="the sentence has no words '从未说过'"):
        amended(event, doc, {"words": "从未说过"})
    with pytest.raises(UsageError, match="the article names no '火星'; add that mention first"):
        amended(relation, doc, {"o": "火星"})
    with pytest.raises(UsageError, match="a event has no 'colour'"):
        amended(event, doc, {"colour": "red"})
    with pytest.raises(UsageError, match="'noun' cannot be added"):
        add(doc, event.sentence, "noun", {}, who="王芳")
    with pytest.raises(UsageError, match="a new date needs value"):
        add(doc, event.sentence, "date", {"words": event.quote[:2]}, who="王芳")
    with pytest.raises(BadDecisions, match="type 'Party' is none of"):
        decide(event, "amend", who="王芳", to=amended(event, doc, {"type": "Party"}))


def test_an_added_event_gives_its_relation() -> None:
    doc = read()
    c = one(doc, "event", "Inspection")
    bare = apply([decide(c, "reject", who="王芳", when="2026-01-01T00:00:00Z")], doc).doc
    bodies = [
        m
        for m in bare.mentions
        if c.sentence.covers(m.span) and m.type in ("GovernmentAgency", "SocialOrganization", "PartyOrgan")
    ]
    trigger = Span(*c.fact["trigger"]).of(doc.text)
    agent = next(m for m in doc.mentions if m.type == "GovernmentAgency" and m.name not in {b.name for b in bodies})
    roles = f"agent={agent.name}; target={bodies[0].name}"
    d = add(bare, c.sentence, "event", {"type": "Inspection", "words": trigger, "roles": roles}, who="王芳")
    after = apply([d], replace(bare, judgements=())).doc
    event = next(e for e in after.events if e.decision == d.id)
    assert [(f.role, f.value) for f in event.fillers] == [("agent", agent.name), ("target", bodies[0].name)]
    assert event.fillers[0].basis == "restored"
    expected = {"supervises", "visits"} & {r.predicate for r in after.relations if event.id in r.sources}
    assert all(r.decision == d.id for r in after.relations if r.sources == (event.id,))
    assert expected or "督" not in trigger


def test_words_are_added_where_somebody_points_at_them() -> None:
    """陈湾村 stands twice: what was pointed at is added, not what comes first."""
    text = "陈湾村的会上,陈湾村来了人。\n"
    doc = Document("d", text)
    sentence, second = Span(0, 14), Span(7, 10)
    d = add(doc, sentence, "mention", {"type": "Place"}, who="王芳", at=second)
    assert (d.span, d.text, d.fact["name"]) == (second, "陈湾村", "陈湾村")
    named = apply([d], doc).doc
    filled: list[tuple[str, str, Span | None]] = [("agent", "陈湾村", Span(0, 3)), ("place", "会上", None)]
    e = add(named, sentence, "event", {"type": "Meeting"}, who="王芳", at=Span(10, 11), roles=filled)
    assert e.fact["trigger"] == [10, 11]
    assert [(f["role"], f["as"], f["at"]) for f in e.fact["roles"]] == [("agent", "entity", [7, 10]), ("place", "words", [4, 6])]
    (event,) = apply([e], named).doc.events
    assert [(f.role, f.value) for f in event.fillers] == [("agent", "陈湾村"), ("place", "会上")]
    for wrong in (Span(0, 15), Span(12, 20)):
        with pytest.raises(UsageError, match="words of one line"):
            add(doc, sentence, "mention", {"type": "Place"}, who="王芳", at=wrong)


@pytest.mark.parametrize(
    ("words", "kind", "fields"),
    [
        ("近1.2万人", "figure", {"value": "12000", "unit": "人", "modifier": "近"}),
        ("三十来块", "figure", {"value": "30", "unit": "块", "modifier": "约"}),
        ("三十", "figure", {"value": "30", "unit": "", "modifier": ""}),
        ("许多人", "figure", {}),
        ("2017年9月5日", "date", {"value": "2017-09-05"}),
        ("9月", "date", {}),
        ("省民政厅", "mention", {"type": "GovernmentAgency", "name": "甘肃省民政厅", "code": ""}),
        ("青禾互助协会", "mention", {"type": "SocialOrganization", "name": "青禾互助协会"}),
        ("召开", "event", {"type": "Meeting"}),
        ("张罗", "event", {}),
    ],
)
def test_a_form_begins_with_what_the_words_suggest(words: str, kind: str, fields: dict[str, str]) -> None:
    doc = Document("d", f"省民政厅{words}", mentions=(Mention("m", Span(0, 4), "GovernmentAgency", "甘肃省民政厅"),))
    at = Span(0, 4) if words == "省民政厅" else Span(4, 4 + len(words))
    assert proposed(doc, at)[kind] == fields


def test_a_ruling_is_taken_out_of_the_registry_to_the_byte(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    Corpus().build(out)
    reviewed = Reviewed.open(out)
    before = reviewed.registry.read_bytes()
    one, other = (f"{reviewed.base}article/{n:016x}/entity/Person/王磊" for n in (1, 2))
    first = reviewed.rule(one, other, same=False, who="王芳", why="两个\t单位")
    second = reviewed.rule(one, f"{other}2", same=True, who="李军")
    assert (first.ruling, first.why, second.why) == ("apart", "两个 单位", "judged by 李军")
    assert reviewed.rulings().rulings == {first, second}
    reviewed.unrule(second)
    assert reviewed.rulings().rulings == {first}
    with pytest.raises(UsageError, match="no such ruling"):
        reviewed.unrule(second)
    reviewed.unrule(first)
    assert reviewed.registry.read_bytes() == before


# The terminal


def run(*args: object, stdin: str | None = None) -> Any:
    return CliRunner().invoke(app, [str(arg) for arg in args], input=stdin)


def test_a_session_over_standard_input(tmp_path: Path) -> None:
    """The program itself with a real standard input: every key once."""
    out = tmp_path / "graph"
    alone().build(out)
    reviewed = Reviewed.open(out)
    asked = [q for q in candidates(reviewed, kinds=["date"]) if isinstance(q, Candidate)]
    keys = ["x", "a", "w", "一看便知", "r", "m", "", "1999", "s", "n", "mention", asked[4].quote[:2], "Initiative", "", "", "q"]
    command = [sys.executable, "-m", "kg.cli", "review", str(out), "--kind", "date", "--who", "王芳", "--limit", "9"]
    done = subprocess.run(command, input="\n".join(keys) + "\n", capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "kg: error: 'x' is no answer\n"
    assert f"4 answered of {min(9, len(asked))} asked" in done.stdout
    assert f"【{asked[0].text}】" in done.stdout
    found = load(out / "decisions.jsonl")
    assert [(d.verdict, d.kind, d.why) for d in found] == [
        ("accept", "date", ""),
        ("reject", "date", "一看便知"),
        ("amend", "date", ""),
        ("add", "mention", ""),
    ]
    assert [d.text for d in found[:3]] == [q.text for q in asked[:3]]
    assert {d.who for d in found} == {"王芳"}
    assert alone().build(out).decided == 4
    listed = run("review", out, "--list").stdout.splitlines()
    assert len(listed) == 4
    assert "→ " in next(x for x in listed if "amend" in x)
    assert run("review", out, "--undo", found[0].id, "--undo", found[1].id).exit_code == 0
    assert [d.id for d in load(out / "decisions.jsonl")] == [d.id for d in found[2:]]


def test_what_the_end_of_input_leaves_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    alone().build(out)
    told = run("review", out, "--who", "王芳", "--limit", 3, "--kind", "event", stdin="r\n")
    assert told.exit_code == 0
    assert "1 answered of 3 asked" in told.output
    assert [d.verdict for d in load(out / "decisions.jsonl")] == ["reject"]
    assert run("review", out, "--who", "王芳", stdin="").exit_code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--stale", "--list"], "give one of --list, --stale"),
        (["--sample", "3"], "--sample N and --out FILE go together"),
        (["--undo", "nobody"], "no decision has the id nobody"),
        (["--to-gold", "gold"], "no decision is on an article of this build"),
        (["--from-gold", "nowhere"], "nowhere: no such file or folder"),
        (["--assess", "nowhere.tsv"], "nowhere.tsv: cannot be read"),
    ],
)
def test_wrong_use(args: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    alone().build(tmp_path / "graph")
    told = run("review", tmp_path / "graph", *args)
    assert told.exit_code == 2
    assert message in told.output


def test_what_an_answer_has_settled_is_not_asked_any_more(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    alone().build(out)
    reviewed = Reviewed.open(out)
    asked = [q for q in candidates(reviewed, kinds=["event", "role"]) if isinstance(q, Candidate)]
    first = next(q for q in asked if q.kind == "event")
    event = {key: first.fact[key] for key in ("type", "trigger", "which") if key in first.fact}
    of_it = [q for q in asked if q.article == first.article and q.fact.get("event", {}) == event]
    assert of_it
    keys = "".join("r\n" if q == first else "s\n" for q in asked if q not in of_it or asked.index(q) < asked.index(first))
    told = run("review", out, "--who", "王芳", "--kind", "event", "--kind", "role", "--limit", len(asked), stdin=keys)
    later = [q for q in of_it if asked.index(q) > asked.index(first)]
    assert later
    assert "1 answered" in told.output
    assert told.output.count("\n[") == len(asked) - len(later)


def test_the_page_for_users_shows_what_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[1] / "docs" / "review.md").read_text(encoding="utf-8")
    rows = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    program = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    query = re.search(r"```sparql\n(.*?)```", page, re.DOTALL)
    assert rows
    assert program
    assert query
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs.jsonl").write_text(rows[1], encoding="utf-8")
    assert [d.verdict for d in load(tmp_path / "docs.jsonl")] == ["reject", "amend", "accept"]
    told = alone().build(tmp_path / "graph", decisions=tmp_path / "docs.jsonl")
    assert (told.decided, told.stale) == (3, ())
    assert open_graph(tmp_path / "graph").query(query[1]).rows == (("35个 = 35 个 全省性社会组织", "王芳", None),)
    exec(compile(program[1], "review.md", "exec"), {})
    assert len(load(tmp_path / "graph" / "decisions.jsonl")) == 3


# Gold


@pytest.mark.parametrize("key", FEW)
def test_gold_comes_in_as_decisions_and_goes_out_as_the_same_gold(key: str) -> None:
    doc, record = read(key), gold(key)
    made = decisions_of(record, doc, who="王芳", when=WHEN, type_of=BodyTypes.load())
    assert {d.verdict for d in made} >= {"accept", "amend"}
    done = apply(made, doc)
    assert done.stale == ()
    out = {key: gold_record(done.doc)}
    counts = report({key: record}, out, {key: doc.text}).total.counts
    assert {name: (c.right, c.found) for name, c in counts.items()} == {name: (c.gold, c.gold) for name, c in counts.items()}
    again = from_record(json.loads(json.dumps(out[key])), doc.text, BodyTypes.load())
    assert gold_record(again) == {**out[key], "chars": len(doc.text)}
    assert not {"rule", "confidence", "fillers", "decision"} & {
        name for part in ("mentions", "events", "relations") for x in out[key][part] for name in x
    }


def test_gold_over_the_command_line_scores_full_marks(tmp_path: Path) -> None:
    out = tmp_path / "graph"
    alone().build(out)
    (tmp_path / "gold").mkdir()
    shutil.copy(corpus_dir() / "gold" / f"{SEED}.json", tmp_path / "gold")
    (tmp_path / "gold" / "other.json").write_text(json.dumps({**gold(), "id": "other", "sha256": "0" * 64}), encoding="utf-8")
    told = run("review", out, "--from-gold", tmp_path / "gold", "--who", "王芳")
    assert told.exit_code == 0, told.output
    assert "no article of this build is the one of other" in told.output
    assert run("review", out, "--to-gold", tmp_path / "mine").exit_code == 0
    assert sorted(p.name for p in (tmp_path / "mine").iterdir()) == [f"{SEED}.json", "articles"]
    mine = read_records(tmp_path / "mine")
    text = (tmp_path / "mine" / "articles" / f"{SEED}.txt").read_bytes().decode()
    assert score(gold(), mine[SEED], text, frozenset()).counts["relations"].f1 == 1
    scored = run(
        "score", tmp_path / "mine", "--articles", tmp_path / "mine" / "articles", "--predicted", tmp_path / "mine", "--json"
    )
    assert json.loads(scored.stdout)["grounding"] == 1
    for item in (*mine[SEED]["mentions"], *mine[SEED]["dates"], *mine[SEED]["figures"]):
        assert text[item["start"] : item["end"]] == item["text"]
    covered = sorted((m["start"], m["end"]) for m in mine[SEED]["mentions"])
    assert all(a[1] <= b[0] for a, b in pairwise(covered))
    before = content(out)
    assert alone().build(out).stale == ()
    assert content(out) != before


# Samples


def coded(text: str, answer: Any) -> str:
    """The sheet with an answer in the last cell of each row."""
    rows = list(csv.reader(io.StringIO(text), delimiter="\t"))
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerows([rows[0], *(row for given in rows[1:] for row in answer(given))])
    return out.getvalue()


def test_a_sample_is_blind_and_the_same_for_the_same_seed() -> None:
    docs = list(linked().values())
    text = sheet(docs, 12, 7)
    assert sheet(docs[::-1], 12, 7) == text != sheet(docs, 12, 8)
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert sum(row["kind"] == "sentence" for row in rows) == 12
    assert {row["right"] for row in rows} == {""}
    assert not any("0." in row["says"] or "confidence" in row["says"] for row in rows if row["kind"] != "figure")
    by_sha = {doc.sha256: doc for doc in docs}
    for row in rows:
        if row["kind"] in ("mention", "date", "figure", "event"):
            assert by_sha[row["article"]].text[int(row["start"]) : int(row["stop"])] == row["words"]
    everything = list(csv.DictReader(io.StringIO(sheet(docs, 10**6, 0)), delimiter="\t"))
    wanted = sum(c.kind == "event" for doc in docs for c in statements(doc))
    assert sum(row["kind"] == "event" for row in everything) == wanted


def test_precision_and_recall_of_a_coded_sample(tmp_path: Path) -> None:
    docs = list(linked().values())

    def answer(row: list[str]) -> list[list[str]]:
        """All mentions are right but those of places; in each sentence an event is missing; the first article is not complete."""
        if row[3] == "sentence":
            done = "y" if row[0] != min(doc.sha256 for doc in docs) else ""
            return [[*row[:7], done], ["", "", "", "event", "Meeting", "漏了的", "", ""]]
        return [[*row[:7], "n" if row[4] == "Place" else "y" if row[3] == "mention" else ""]]

    path = tmp_path / "sheet.tsv"
    path.write_text(coded(sheet(docs, 40, 1), answer), encoding="utf-8")
    rows = read_sheet(path)
    found = {e.kind: e for e in estimates(rows)}
    mentions = [r for r in rows if r.kind == "mention"]
    right = sum(r.type != "Place" for r in mentions)
    assert (found["mention"].judged, found["mention"].right) == (len(mentions), right)
    assert found["mention"].precision == pytest.approx(right / len(mentions))
    assert found["mention"].recall == 1
    spread = found["mention"].precision_range
    assert spread is not None
    assert 0 < spread.low <= right / len(mentions) <= spread.high <= 1
    complete = sum(r.kind == "sentence" and bool(r.right) for r in rows)
    assert (found["event"].missing, found["event"].recall, found["event"].precision) == (complete, 0, None)
    told = run("review", built_once(tmp_path), "--assess", path)
    assert told.exit_code == 0, told.output
    assert f"{right / len(mentions):.3f}" in told.stdout


def built_once(folder: Path) -> Path:
    write_build([Outcome("a", next(iter(linked().values())))], folder / "one", source="gold")
    return folder / "one"


def test_two_coders_agree_as_far_as_they_do(tmp_path: Path) -> None:
    """Of eight answers six are the same: kappa by hand."""
    head = "\t".join(COLUMNS) + "\n"
    place = "\t".join(("a" * 64, "0", "9", "sentence", "", "一句话", "", "y")) + "\n"

    def side(answers: str, *added: str) -> Path:
        rows = [
            "\t".join(("a" * 64, str(i), str(i + 1), "mention", "Place" if i % 2 else "Person", f"w{i}", f"w{i}", x))
            for i, x in enumerate(answers)
        ]
        path = tmp_path / f"{answers}.tsv"
        path.write_text(head + place + "".join(f"{row}\n" for row in (*rows, *added)), encoding="utf-8")
        return path

    missing = "\t".join(("", "", "", "event", "Meeting", "召开", "", "y"))
    one_side, other = side("yyyynnnn", missing), side("yyynnnny", missing)
    found = {a.type: a for a in agreement(read_sheet(one_side), read_sheet(other))}
    assert (found["all"].both, found["all"].same) == (8, 0.75)
    assert found["all"].kappa == pytest.approx((0.75 - 0.5) / 0.5)
    assert found["all"].f1 == pytest.approx(2 * 4 / 10)
    assert found["event:Meeting"].f1 == 1
    assert found["event:Meeting"].kappa is None
    same = {a.type: a for a in agreement(read_sheet(one_side), read_sheet(one_side))}
    assert (same["all"].kappa, same["all"].f1) == (1, 1)
    told = run("review", built_once(tmp_path), "--agreement", one_side, other)
    assert told.exit_code == 0, told.output
    assert "0.500" in told.stdout
    elsewhere = tmp_path / "elsewhere.tsv"
    elsewhere.write_text(head + place.replace("\t0\t", "\t1\t"), encoding="utf-8")
    with pytest.raises(BadDecisions, match="different samples"):
        agreement(read_sheet(one_side), read_sheet(elsewhere))


SHEETS = {
    "article\tstart\n": "the first line must be the header",
    "{head}{a}\t0\t9\tsentence\t\t一句\t\tmaybe\n": ":2: right is 'maybe'; write y or n",
    "{head}{a}\t0\t9\tnoun\t\t一句\t\ty\n": ":2: kind 'noun' is none of",
    "{head}\t\t\tevent\tMeeting\t召开\t\ty\n": ":2: an added row stands below its sentence",
    "{head}{a}\tx\t9\tsentence\t\t一句\t\ty\n": ":2: article, start and stop must be",
    "{head}{a}\t0\n": ":2: expected 8 cells",
}


@pytest.mark.parametrize("text", SHEETS, ids=list(SHEETS.values()))
def test_a_sheet_that_was_spoilt_is_named_with_its_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.tsv"
    path.write_text(text.format(head="\t".join(COLUMNS) + "\n", a="a" * 64), encoding="utf-8")
    with pytest.raises(BadDecisions) as error:
        read_sheet(path)
    assert SHEETS[text] in str(error.value)
