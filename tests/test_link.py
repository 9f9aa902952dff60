"""The link layer: what is one across articles and why, what stays apart, and what articles have to say to each other."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadRegistry
from kg.graph import Graph, gold_documents
from kg.link import ArticleRecord, Links, Registry, candidates, link, read_registry
from kg.link.coinage import coinage, variants
from kg.link.groups import Groups
from kg.link.identity import DEFAULT_BASE
from kg.link.records import Counted, Happening, Named, Post, Said, Use
from kg.link.registry import Ruling, row_of, ruling_of
from kg.link.signature import likeness, near_duplicates, signature
from kg.model import Date, Document, EntityRef, Event, Filler, Mention, Metadata, Relation, Span
from kg.pipeline import run
from kg.rdf import corpus_quads, write_document
from kg.rdf.serialize import nquads
from kg.rdf.validate import violations
from kg.read import read_bytes, read_text
from kg.read.blocks import tidied
from kg.tables.loading import corpus_dir
from tests.formats import MAKERS, traditional

BASE = DEFAULT_BASE
OFFICE = f"{BASE}body/620000/甘肃省民政厅"


def node(article: str, type: str, name: str) -> str:
    return f"{BASE}article/{article}/entity/{type}/{name}"


def record(key: str, home: str | None = None, published: str | None = "2018-03-01", **parts: object) -> ArticleRecord:
    """An article with entities given as type=names."""
    named = tuple(
        Named(node(key, t, n), t, n) for t in ("Initiative", "Person", "PartyUnit", "Platform") for n in parts.pop(t, ())
    )  # type: ignore[attr-defined]
    return ArticleRecord(f"{BASE}article/{key}", key, published, home, b"", named=named, **parts)  # type: ignore[arg-type]


def groups(links: Links) -> dict[str, list[str]]:
    """Shared node → articles of the nodes that it stands for."""
    found: dict[str, list[str]] = {}
    for j in links.joined:
        found.setdefault(j.shared.removeprefix(BASE), []).append(j.local.removeprefix(f"{BASE}article/").partition("/")[0])
    return found


# What is one


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (("620900", "三微工作法"), ("620900", "“三微”工作法"), "initiative/620900/三微工作法"),
        (("620900", "三微工作法"), ("620000", "三微工作法"), "initiative/620000/三微工作法"),  # the province and a city of it
        (("650000", "民族团结一家亲"), ("652325", "民族团结一家亲"), "initiative/650000/民族团结一家亲"),
        (("652325", "民族团结一家亲"), ("653129", "民族团结一家亲"), "initiative/650000/民族团结一家亲"),
    ],
)
def test_the_same_coinage_in_one_territory_is_one_initiative(
    first: tuple[str, str], second: tuple[str, str], shared: str
) -> None:
    links = link([record("a", first[0], Initiative=[first[1]]), record("b", second[0], Initiative=[second[1]])])
    assert groups(links) == {shared: ["a", "b"]}
    assert all(j.reason and j.rule.startswith("initiative:") for j in links.joined)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("430000", "“双百”工程"), ("620000", "“双百”工程")),  # homonyms of two provinces
        (("430000", "民族团结一家亲"), ("620000", "民族团结一家亲")),
        (("430300", "五个一"), ("430500", "五个一")),  # two cities of one province, a coinage that anybody may form
        ((None, "三微工作法"), ("620000", "三微工作法")),  # nothing says where
        (("620000", "三微工作法"), ("620000", "四微工作法")),
    ],
)
def test_the_same_words_elsewhere_are_not_one_initiative(first: tuple[str | None, str], second: tuple[str | None, str]) -> None:
    assert link([record("a", first[0], Initiative=[first[1]]), record("b", second[0], Initiative=[second[1]])]).joined == ()


def test_words_shared_by_two_provinces_are_a_coinage_and_a_case_for_review() -> None:
    records = [record("a", "430000", Initiative=["双百工程"]), record("b", "620000", Initiative=["“双百”工程"])]
    links = link(records)
    assert links.coinages == {"双百工程": (node("a", "Initiative", "双百工程"), node("b", "Initiative", "“双百”工程"))}
    [candidate] = candidates(records)
    assert (candidate.names, candidate.reason) == (("双百工程", "“双百”工程"), "the same name, territories 430000 and 620000")


def test_what_a_text_says_was_taken_over_from_a_place_is_one() -> None:
    here, there = node("a", "Initiative", "帐篷议事会"), node("b", "Initiative", "帐篷议事会")
    use = Use(here, "帐篷议事会", "620102", True, "e", "2019-01-01", taken_from="632500")
    links = link(
        [record("a", "620102", Initiative=["帐篷议事会"], uses=(use,)), record("b", "632500", Initiative=["帐篷议事会"])]
    )
    assert {(j.local, j.rule) for j in links.joined} == {(there, "initiative:taken-over")}
    assert links.joined[0].shared == here
    assert links.joined[0].reason == "the text says that it was taken over from 632500"


def person(key: str, published: str | None, body: str = OFFICE, post: str = "厅长", name: str = "王磊") -> ArticleRecord:
    return record(key, "620000", published, Person=[name], posts=(Post(node(key, "Person", name), name, body, post),))


def test_a_person_is_known_by_body_and_post_in_the_same_years() -> None:
    links = link([person("a", "2017-01-01"), person("b", "2019-05-01"), person("c", "2023-01-01")])
    assert groups(links) == {"person/620000/甘肃省民政厅/王磊/2017-厅长": ["a", "b", "c"]}


@pytest.mark.parametrize(
    "other",
    [
        person("b", "2017-01-01", body=f"{BASE}body/430000/湖南省民政厅"),
        person("b", "2017-01-01", post="副厅长"),
        person("b", "2023-01-01"),  # six years later
        person("b", None),
        person("b", "2017-01-01", body=node("b", "PartyUnit", "某协会党支部")),  # the body itself is known in one article alone
    ],
    ids=["another body", "another post", "other years", "no date", "a local body"],
)
def test_persons_of_one_name_stay_apart(other: ArticleRecord) -> None:
    assert link([person("a", "2017-01-01"), other]).joined == ()


@pytest.mark.parametrize(
    ("name", "homes", "one"),
    [
        ("骆象村党支部", ("620402", "620402"), True),
        ("骆象村党支部", ("620402", "620102"), False),
        ("骆象村党支部", ("620400", "620400"), False),  # a city has many villages of one name
        ("机关党支部", ("620402", "620402"), False),
        ("第一党支部", ("620402", "620402"), False),
    ],
)
def test_a_grass_roots_body_is_known_within_its_county(name: str, homes: tuple[str, str], one: bool) -> None:
    links = link([record("a", homes[0], PartyUnit=[name]), record("b", homes[1], PartyUnit=[name])])
    assert bool(links.joined) is one


# Variants


def test_quotation_marks_and_kinds_of_a_coinage() -> None:
    assert coinage("“三微”工作法") == coinage("三微工作法")
    assert (coinage("“三微”工作法").core, coinage("“三微”工作法").kind) == ("三微", "工作法")
    assert coinage("双孵化").kind == ""


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("河长制", "湖长制", "variant:character"),
        ("林长制", "河长制", "variant:character"),
        ("“千会帮千村”行动", "千会帮千村", "variant:kind"),
        ("三个一", "五个一", None),  # a number makes no variant
        ("红色合伙人", "红色驿站", None),
    ],
)
def test_variants(one: str, other: str, rule: str | None) -> None:
    assert {r for _, _, r in variants(map(coinage, (one, other)))} == ({rule} if rule else set())


def test_variants_are_linked_and_stay_two() -> None:
    links = link([record("a", "330000", Initiative=["河长制"]), record("b", "330000", Initiative=["湖长制"])])
    [found] = links.links
    assert (found.predicate, found.reason) == ("variantOf", "one character changed: 河长制, 湖长制")
    assert links.joined == ()


# Reprints, facts, figures, plans

PROSE = "".join(f"第{i}项,县民政局会同县委组织部对{i * 7}家社会组织开展调研督导,提出整改意见{i + 3}条。" for i in range(30))


def test_a_reprint_is_found_by_its_words() -> None:
    reprint = "来源:某网\n" + PROSE.replace(",", ",").replace("第7项", "其七")
    other = "".join(f"市里第{i}次召开推进会议,部署{i}号工作任务,参会人员共{i * 3}名。" for i in range(40))
    found = list(near_duplicates({"a": signature(PROSE), "b": signature(reprint), "c": signature(other)}))
    assert [pair[:2] for pair in found] == [("a", "b")]
    assert likeness(signature(PROSE), signature(PROSE)) == 1.0
    assert signature("太短") == b""
    assert likeness(b"", signature(PROSE)) == 0.0


def varied(words: str, share: float, seed: int) -> str:
    """The words with so many of their characters changed."""
    rng = random.Random(seed)
    return "".join(chr(rng.randint(0x4E00, 0x9FA5)) if rng.random() < share else char for char in words)


def test_reprints_among_thousands_are_found_without_comparing_all() -> None:
    rng = random.Random(7)
    texts = {f"{n:04}": "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(300)) for n in range(1500)}
    copies = {f"{key}-copy": varied(text, 0.02, int(key)) for key, text in texts.items() if int(key) % 10 == 0}
    signed = {key: signature(text) for key, text in {**texts, **copies}.items()}
    found = {(a, b) for a, b, _ in near_duplicates(signed)}
    expected = {(a, f"{a}-copy") for a in texts if f"{a}-copy" in copies and likeness(signed[a], signed[f"{a}-copy"]) >= 0.7}
    assert found == expected
    assert len(expected) > 140


@given(st.lists(st.integers(0, 6), max_size=12), st.randoms())
@settings(max_examples=30, deadline=None)
def test_near_duplicates_join_what_comparing_all_pairs_joins(kinds: list[int], random_: random.Random) -> None:
    keys = [f"k{n:02}" for n in range(len(kinds))]
    random_.shuffle(keys)
    signed = {key: signature(varied(PROSE, 0.0 if kind < 4 else 0.01, kind)) for key, kind in zip(keys, kinds, strict=True)}
    joined, all_pairs = Groups(), Groups()
    for one, other, share in near_duplicates(signed):
        assert one < other
        assert share == likeness(signed[one], signed[other])
        joined.join(one, other)
    for one, other in combinations(sorted(signed), 2):
        if likeness(signed[one], signed[other]) >= 0.75:
            all_pairs.join(one, other)
    assert all(joined.first(key) == joined.first(all_pairs.first(key)) for key in keys)


def test_a_chain_of_likeness_is_no_reprint() -> None:
    prose = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(900))
    steps = [prose[n * 50 : n * 50 + 420] for n in range(7)]
    records = [
        replace(record(str(n), published=f"2020-01-0{n + 1}"), signature=signature(words)) for n, words in enumerate(steps)
    ]
    links = [x for x in link(records).links if x.predicate == "reprintOf"]
    signed = {r.iri: r.signature for r in records}
    assert links
    assert all(likeness(signed[x.one], signed[x.other]) >= 0.7 for x in links)
    assert {x.other for x in links} != {records[0].iri}


def test_another_division_that_takes_over_the_words_is_no_reprint() -> None:
    own = replace(record("a", published="2020-01-01", home="620000"), signature=signature(PROSE))
    taken = varied(PROSE, 0.015, 3)
    city = replace(record("b", published="2020-02-01", home="620900"), signature=signature(taken))
    same = replace(record("c", published="2020-02-01", home="620000"), signature=signature(taken))
    copy = replace(record("d", published="2020-02-01", home="620900"), signature=signature(PROSE))
    assert 0.7 <= likeness(own.signature, city.signature) < 0.9
    assert [x.one[-1] for x in link([own, city, same, copy]).links if x.predicate == "reprintOf" and x.other == own.iri] == [
        "c",
        "d",
    ]


def test_one_article_in_four_formats_and_two_scripts_counts_once() -> None:
    lines = [
        tidied(x) for x in (corpus_dir() / "articles" / "dev03_sichuan_huiyi.txt").read_text("utf-8").split("\n") if x.strip()
    ]
    docs = [run(read_bytes(make(lines), name=f"a.{kind}")) for kind, make in MAKERS.items()]
    docs.append(run(read_text(traditional(docs[0].text), id="a")))
    assert len({doc.text for doc in docs}) == 4  # the Word document's is the text's: the same article already
    links = link([write_document(doc).record for doc in docs])
    copies = [x for x in links.links if x.predicate == "reprintOf"]
    assert len(copies) == 3
    assert len({x.other for x in copies}) == 1
    assert links.attested == ()


def test_reprints_point_to_the_earliest_and_count_once() -> None:
    fact = (OFFICE, "https://w3id.org/zhengmai/ontology#supervises", f"{BASE}body/620900/酒泉市民政局")
    copies = [
        replace(record(k, published=p, facts=(fact,)), signature=signature(PROSE))
        for k, p in (("a", "2018-05-02"), ("b", "2018-05-01"))
    ]
    links = link(copies)
    assert [(x.one[-1], x.predicate, x.other[-1]) for x in links.links] == [("a", "reprintOf", "b")]
    assert links.attested == ()
    [attested] = link([*copies, record("c", facts=(fact,))]).attested
    assert attested.articles == (f"{BASE}article/b", f"{BASE}article/c")


def pressed(published: str, lead: str) -> Document:
    """An article that a newspaper prints, and a site with another byline."""
    text = (
        f"金塔县推广商会议事厅\n{lead}5月15日，金塔县民政局在肃州区召开商会议事厅现场会。金塔县民政局局长骆根土出席会议。\n"
        "会议指出，金塔县已建立商会议事厅1462个，覆盖率达86%。2018年，全县信访总量比2017年下降22.4%，受到群众欢迎，矛盾化解在基层。\n"
    )
    return run(read_text(text, id=published, given=Metadata(title="金塔县推广商会议事厅", published=published)))


def test_what_a_reprint_tells_again_is_one_fact_with_both_articles_as_sources() -> None:
    docs = [pressed("2019-05-16", "本报讯（记者 沈佳）"), pressed("2019-05-20", "来源：某日报 ")]
    alone, graph, quads = Graph.of(docs[:1]), Graph.of(docs), corpus_quads(docs)
    for kind in ("events", "figures", "relations", "entities"):
        assert len(getattr(alone, kind)()) > 0
        assert sorted(x.label for x in getattr(graph, kind)()) == sorted(x.label for x in getattr(alone, kind)())
    first = alone.articles()[0].iri
    for told in (*graph.events(), *graph.figures()):
        assert [e.article == first for e in told.evidence] == [True, False]
        assert told.iri.startswith(first)
    assert violations(quads) == ()
    assert nquads(quads) == nquads(corpus_quads(docs[::-1]))
    kept = graph.at_least(0.0)
    assert [r.type for r in kept.relations()] == [r.type for r in graph.relations()]


def test_words_that_a_reprint_has_more_often_are_not_matched() -> None:
    said = [Said(f"{BASE}article/{key}/figure/{n}-{n + 1}", words) for key, n, words in [("a", 0, "x"), ("a", 9, "y")]]
    again = [Said(f"{BASE}article/b/figure/{n}-{n + 1}", words) for n, words in [(2, "x"), (4, "y"), (6, "y")]]
    copies = [
        replace(record(key, published=f"2018-05-0{n}", said=tuple(found)), signature=signature(PROSE))
        for n, (key, found) in enumerate((("a", said), ("b", again)), 1)
    ]
    assert [(j.local, j.shared) for j in link(copies).retold] == [(again[0].iri, said[0].iri)]


def counted(iri: str, lower: float, upper: float, as_of: str = "2017", unit: str = "%") -> Counted:
    return Counted(iri, "党组织覆盖率", f"{BASE}place/620000", unit, as_of, lower, upper, iri)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (counted("g", 75, 75), True),
        (counted("g", 70, 72), False),
        (counted("g", 75, 75, as_of="2018"), False),
        (counted("g", 75, 75, unit="个"), False),
    ],
    ids=["another number", "within the bounds", "another time", "another unit"],
)
def test_figures_contradict_each_other_where_their_bounds_do(other: Counted, found: bool) -> None:
    links = link([record("a", counted=(counted("f", 71, 71),)), record("b", counted=(other,))])
    assert [(x.one, x.predicate, x.other) for x in links.links] == ([("f", "contradicts", "g")] if found else [])


@pytest.mark.parametrize("many", [39, 41, 400])
def test_a_contradiction_stays_however_many_articles_give_the_first_number(many: int) -> None:
    records = [record(f"{i:03}", counted=(counted(f"f{i:03}", 61, 61),)) for i in range(many)]
    links = link([*records, record("z", counted=(counted("g", 75, 75),))]).links
    assert [(x.one, x.other) for x in links] == [("f000", "g")]


def test_numbers_are_compared_across_articles_alone_and_units_as_they_are_meant() -> None:
    both = (counted("f", 61, 61), counted("g", 75, 75, unit="％"))
    assert link([record("a", counted=both)]).links == ()
    assert [(x.one, x.other) for x in link([record("a", counted=both), record("b", counted=(counted("h", 61, 61),))]).links] == [
        ("h", "g")
    ]
    apart = [counted(f"p{n}", n, n, unit="百分点") for n in (5, 10)]
    assert link([record("a", counted=(apart[0],)), record("b", counted=(apart[1],))]).links == ()


def test_of_many_numbers_for_one_thing_some_contradictions_stand_for_all() -> None:
    records = [record(f"{n:03}", counted=(counted(f"f{n:03}", n, n),)) for n in range(100)]
    assert 99 <= len(link(records).links) < 1000


def happening(iri: str, first: str | None, last: str | None, *, planned: bool = False, words: str = "社会组织党建") -> Happening:
    return Happening(iri, "Inspection", planned, (OFFICE,), (f"{BASE}place/620900",), (words,), first, last)


def test_an_event_told_twice() -> None:
    told = [happening(k, "2017-09-05", "2017-09-05") for k in ("e", "f")]
    links = link([record("a", happenings=(told[0],)), record("b", happenings=(told[1],))])
    assert [(x.one, x.predicate, x.other) for x in links.links] == [("e", "sameHappening", "f")]
    assert link([record("a", happenings=tuple(told))]).links == ()  # one article tells of two
    month = happening("f", "2017-09-01", "2017-09-30")
    assert link([record("a", happenings=(told[0],)), record("b", happenings=(month,))]).links == ()


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2018-04-01", "2018-06-30", True),
        ("2019-12-01", "2019-12-31", True),
        ("2020-03-01", "2020-03-31", False),
        ("2017-01-01", "2017-12-31", False),
    ],
)
def test_last_years_plans_and_this_years_reports(first: str, last: str, found: bool) -> None:
    plan = happening("p", "2018-01-01", "2018-12-31", planned=True)
    links = link([record("a", happenings=(plan,)), record("b", happenings=(happening("e", first, last),))])
    assert [(x.one, x.predicate, x.other) for x in links.links] == ([("p", "carriedOutBy", "e")] if found else [])


# The registry


def written(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["ruling\tone\tother\twhy", *rows]) + "\n", encoding="utf-8")
    return path


def pair() -> list[ArticleRecord]:
    return [record("a", "430000", Initiative=["双百工程"]), record("b", "620000", Initiative=["双百工程"])]


def test_what_the_registry_says_is_one_is_one_and_without_it_two(tmp_path: Path) -> None:
    row = "is\tarticle/a/entity/Initiative/双百工程\tarticle/b/entity/Initiative/双百工程\t部署自全国工商联"
    registry = read_registry(written(tmp_path / "r.tsv", "# 核对于五月", row))
    [joined] = link(pair(), registry).joined
    assert (joined.rule, joined.reason) == ("registry:is", "部署自全国工商联")
    assert candidates(pair(), registry) == ()
    assert link(pair()).joined == ()


def test_what_the_registry_keeps_apart_no_rule_joins() -> None:
    records = [record(k, "620900", Initiative=["三微工作法"]) for k in "abc"]
    apart = Ruling("apart", node("a", "Initiative", "三微工作法"), node("c", "Initiative", "三微工作法"), "")
    assert groups(link(records, Registry(frozenset({apart})))) == {"initiative/620900/三微工作法": ["a", "b"]}


SHARED = f"{BASE}initiative/620000/帐篷议事会"


def coined(key: str) -> str:
    return node(key, "Initiative", "帐篷议事会")


def taken_over(key: str, home: str, origin: str) -> ArticleRecord:
    use = Use(coined(key), "帐篷议事会", home, True, f"e{key}", "2019-01-01", taken_from=origin)
    return record(key, home, Initiative=["帐篷议事会"], uses=(use,))


def test_what_is_kept_apart_stays_so_by_way_of_others_too() -> None:
    """a and b of one province, b from c's place: c would become one with a."""
    records = [
        record("a", "620102", Initiative=["帐篷议事会"]),
        taken_over("b", "620102", "632500"),
        record("c", "632500", Initiative=["帐篷议事会"]),
    ]
    assert groups(link(records)) == {"initiative/620000/帐篷议事会": ["a", "b", "c"]}
    apart = Ruling("apart", coined("a"), coined("c"), "两件事")
    assert groups(link(records, Registry(frozenset({apart})))) == {"initiative/620000/帐篷议事会": ["a", "b"]}


def test_a_shared_node_is_kept_apart_as_well() -> None:
    records = [
        record("a", "620102", Initiative=["帐篷议事会"]),
        taken_over("b", "620102", "632500"),
        record("c", "632500", Initiative=["帐篷议事会"]),
    ]
    apart = Ruling("apart", SHARED, coined("c"), "两件事")
    assert groups(link(records, Registry(frozenset({apart})))) == {"initiative/620000/帐篷议事会": ["a", "b"]}


def test_a_rule_gives_way_to_what_people_say_is_one() -> None:
    """b is apart, so that of three of one coinage a and c alone are one."""
    records = [record(k, "620900", Initiative=["帐篷议事会"]) for k in "abc"]
    rulings = {Ruling("apart", coined("b"), coined("c"), ""), Ruling("is", coined("a"), coined("c"), "")}
    assert groups(link(records, Registry(frozenset(rulings)))) == {"initiative/620000/帐篷议事会": ["a", "c"]}


RULABLE = st.sampled_from([*map(coined, "abcdef"), SHARED])
RULED = st.lists(
    st.builds(Ruling, st.sampled_from(["is", "apart"]), RULABLE, RULABLE, st.just("")).filter(lambda r: r.one != r.other),
    max_size=6,
)


@given(RULED, st.lists(st.sampled_from(["620102", "620900", "632500"]), min_size=6, max_size=6))
@settings(max_examples=60, deadline=None)
def test_no_two_that_are_kept_apart_are_ever_one(rulings: list[Ruling], homes: list[str]) -> None:
    records = [taken_over(key, home, "632500") for key, home in zip("abcdef", homes, strict=True)]
    shared = {j.local: j.shared for j in link(records, Registry(frozenset(rulings))).joined}
    for r in rulings:
        if r.ruling == "apart":
            assert shared.get(r.one, r.one) != shared.get(r.other, r.other)


def test_an_alias_of_the_registry_gives_one_name() -> None:
    records = [record("a", "620900", Initiative=["三微法"]), record("b", "620900", Initiative=["三微工作法"])]
    links = link(records, Registry(frozenset({Ruling("alias", "三微法", "三微工作法", "简称")})))
    assert groups(links) == {"initiative/620900/三微工作法": ["a", "b"]}
    assert {j.label for j in links.joined} == {"三微工作法"}


def test_a_shared_node_may_be_ruled_to_be_another() -> None:
    records = [record(k, h, Initiative=["民族团结一家亲"]) for k, h in (("a", "650000"), ("b", "650000"), ("c", "620000"))]
    ruling = Ruling("is", f"{BASE}initiative/650000/民族团结一家亲", node("c", "Initiative", "民族团结一家亲"), "同一活动")
    links = link(records, Registry(frozenset({ruling})))
    assert groups(links) == {"initiative/650000/民族团结一家亲": ["a", "b", "c"]}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["is\ta\tb"], r"r\.tsv:2: expected 4 cells separated by tabs, got 3"),
        (["same\tarticle/a\tarticle/b\t"], r"r\.tsv:2: 'same' is none of is, apart, alias"),
        (["is\t王磊\t王雷\t"], r"r\.tsv:2: '王磊' is no node; `kg review` lists nodes"),
        (["alias\t甲\t甲\t"], r"r\.tsv:2: two different names are needed"),
        (["is\tarticle/a\tarticle/b\t", "apart\tarticle/b\tarticle/a\t"], "ruled to be one and to be apart"),
        (
            ["is\tarticle/a\tarticle/b\t", "is\tarticle/b\tarticle/c\t", "apart\tarticle/a\tarticle/c\t"],
            r"article/a and \S+article/c are ruled to be one and to be apart; .*: is \S+/a \S+/b; is \S+/b \S+/c$",
        ),
    ],
)
def test_a_registry_that_means_nothing_says_where(tmp_path: Path, rows: list[str], message: str) -> None:
    with pytest.raises(BadRegistry, match=message):
        read_registry(written(tmp_path / "r.tsv", *rows))


def test_a_registry_without_header_or_file(tmp_path: Path) -> None:
    (tmp_path / "r.tsv").write_text("is\tarticle/a\tarticle/b\t\n", encoding="utf-8")
    for path in (tmp_path / "r.tsv", tmp_path / "none.tsv"):
        with pytest.raises(BadRegistry):
            read_registry(path)


def test_rulings_are_written_as_they_are_read(tmp_path: Path) -> None:
    ruling = Ruling("apart", node("a", "Person", "王磊"), node("b", "Person", "王磊"), "两人")
    assert read_registry(written(tmp_path / "r.tsv", row_of(ruling, BASE).rstrip("\n"))).rulings == {ruling}


@pytest.mark.parametrize("why", ['他说"同一个人"', r"见 D:\卷宗\五月", "'“”'", r"\t"])
def test_a_reason_stays_the_same_however_often_it_is_written(why: str) -> None:
    ruling = Ruling("alias", "三微法", '"三微"工作法', why)
    assert ruling_of(row_of(ruling, BASE), "r.tsv:2") == ruling


def test_a_ruling_is_one_line_whatever_its_reason() -> None:
    row = row_of(Ruling("alias", "三微法", "三微工作法", "简称\n见\t附件"), BASE)
    assert ruling_of(row, "r.tsv:2").why == "简称 见 附件"


# A pure function of the set


NAMES = st.sampled_from(["三微工作法", "“三微”工作法", "五个一", "河长制", "湖长制", "民族团结一家亲"])
HOMES = st.sampled_from(["620000", "620900", "620902", "430000", "CN", None])


@st.composite
def corpora(draw: st.DrawFn) -> list[ArticleRecord]:
    return [
        record(
            f"{i:02}",
            draw(HOMES),
            draw(st.sampled_from(["2017-01-01", None])),
            Initiative=draw(st.lists(NAMES, unique=True, max_size=3)),
        )
        for i in range(draw(st.integers(1, 7)))
    ]


@given(corpora(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_links_depend_on_no_order_and_share_each_node_once(records: list[ArticleRecord], rng: random.Random) -> None:
    links = link(records)
    shuffled = records[:]
    rng.shuffle(shuffled)
    assert link(shuffled) == links
    assert candidates(shuffled) == candidates(records)
    assert len({j.local for j in links.joined}) == len(links.joined)
    shared = {j.shared for j in links.joined}
    assert all(sum(j.shared == s for j in links.joined) > 1 for s in shared)
    assert not shared & {j.local for j in links.joined}


# In the graph


@pytest.fixture(scope="module")
def gold() -> list[Document]:
    return gold_documents(corpus_dir() / "gold", corpus_dir() / "articles")


def test_records_survive_being_written(gold: list[Document]) -> None:
    for doc in gold[:12]:
        found = write_document(doc).record
        assert ArticleRecord.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_a_record_in_which_parts_have_their_names_is_read_as_well(gold: list[Document]) -> None:
    """As builds of older versions hold them."""
    found = next(record for doc in gold if len((record := write_document(doc).record).happenings) > 3 and record.posts)
    parts = {name: getattr(found, name) for name in ("named", "posts", "uses", "happenings", "counted", "said")}
    older = found.as_json() | {name: [item._asdict() for item in items] for name, items in parts.items()}
    assert ArticleRecord.from_json(json.loads(json.dumps(older))) == found


def test_the_corpus_shares_what_it_should(gold: list[Document]) -> None:
    quads = corpus_quads(gold)
    assert nquads(quads) == nquads(corpus_quads(gold[::-1]))
    graph = Graph.of(gold)
    [entity] = [e for e in graph.entities("Initiative") if e.label == "民族团结一家亲"]
    assert (entity.is_global, entity.iri) == (True, f"{BASE}initiative/650000/民族团结一家亲")
    assert len({e.article for e in entity.evidence}) == 2
    assert len([e for e in graph.entities("Person") if e.label == "王磊"]) == 3


def article(text: str, agent: str, published: str, home: str, place: EntityRef) -> Document:
    """A text in which `agent` pilots 三微工作法 at `place`."""

    def at(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    body, name = EntityRef(agent, "GovernmentAgency"), "三微工作法"
    initiative, written_as = (
        EntityRef(name if name in text else "“三微”工作法", "Initiative"),
        name if name in text else "“三微”工作法",
    )
    fillers = tuple(
        Filler(role, "entity", e.name, e, at(e.name)) for role, e in (("agent", body), ("theme", initiative), ("place", place))
    )
    event = Event(
        "e1", "Pilot", at("试点"), Span(0, len(text)), "done", (*fillers, Filler("time", "date", "2017-09", span=at("9月")))
    )
    mentions = (
        Mention("m1", at(agent), body.type, agent),
        Mention("m2", at(written_as), "Initiative", initiative.name),
        Mention("m3", at(place.name), "Place", place.name, place.code),
    )
    relation = Relation(initiative, "pilotedIn", place, event.evidence, sources=("e1",))
    dates = (Date("d1", at("9月"), "2017-09"),)
    return Document(
        agent + text,
        text,
        Metadata(title=text, published=published, territory=home),
        mentions=mentions,
        dates=dates,
        events=(event,),
        relations=(relation,),
    )


def two_articles() -> Iterable[Document]:
    jiuquan = EntityRef("酒泉市", "Place", "620900")
    yield article("9月,甘肃省民政厅在酒泉市试点三微工作法。", "甘肃省民政厅", "2018-01-05", "甘肃省", jiuquan)
    yield article("甘肃省民政厅9月起在酒泉市试点“三微”工作法。", "甘肃省民政厅", "2018-02-01", "甘肃省", jiuquan)


def test_an_initiative_of_two_articles_is_one_node_with_a_practice_and_a_corroborated_fact() -> None:
    docs = list(two_articles())
    graph, quads = Graph.of(docs), corpus_quads(docs)
    [initiative] = graph.entities("Initiative")
    assert (initiative.label, initiative.aliases) == ("三微工作法", ("“三微”工作法",))
    assert {e.words for e in initiative.evidence} == {"三微工作法", "“三微”工作法"}
    [piloted] = graph.relations("pilotedIn")
    assert len(piloted.evidence) == 2
    rows = graph.query(
        "SELECT ?name ?since ?n WHERE { ?p a kg:Practice ; kg:practiceOf ?i ; kg:territory/rdfs:label ?name ; kg:since ?since ."
        " ?c a kg:Corroboration ; rdf:subject ?i ; rdf:object ?where ; kg:articleCount ?n . ?p kg:territory ?where }"
    )
    assert rows.rows == (("酒泉市", "2017-09-01", 2),)
    reasons = graph.query("SELECT ?reason WHERE { ?l a kg:Link ; rdf:predicate kg:identifiedAs ; kg:reason ?reason }").rows
    assert set(reasons) == {("the same coinage within one territory (620000)",)}
    assert violations(quads) == ()


def test_article_graphs_never_change_with_the_registry() -> None:
    docs = list(two_articles())
    locals_ = [write_document(d).record.named[0].iri for d in docs]
    apart = Registry(frozenset({Ruling("apart", locals_[0], locals_[1], "")}))
    with_rule, without = corpus_quads(docs), corpus_quads(docs, registry=apart)
    facts = f"{BASE}graph/facts"
    assert {q for q in with_rule if q.graph_name.value != facts} == {q for q in without if q.graph_name.value != facts}
    assert set(with_rule) != set(without)
