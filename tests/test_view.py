"""The explorer as a file: what Python writes into it, before any browser opens it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDFS, URIRef
from rdflib import Graph as RdfGraph

from kg.errors import InputError, UsageError
from kg.graph import EventView, Evidence, FigureView, FillerView, Graph, build_gold
from kg.model import EVENT_TYPES, MENTION_TYPES, RELATIONS, ROLES, Document, EntityRef, Event, Filler, Mention, Span
from kg.tables.loading import corpus_dir, ontology_dir
from kg.view import Frame, explorer, read_outlines, reading_pages, show, write_explorer
from kg.view.blocks import blocks
from kg.view.extent import Extent, by_article, within
from kg.view.initials import initials
from kg.view.measures import joint_actions, measure_bodies
from kg.view.page import page_data
from kg.view.projection import project
from kg.view.series import Series, contradictions, series
from kg.view.template import VIEWS, terms
from kg.view.territory import backdrop, division_rows, territories

Data = dict[str, Any]


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=["000_3933d1552c9bd586"])


@pytest.fixture(scope="module")
def data(graph: Graph) -> Data:
    return page_data(graph)


@pytest.fixture(scope="module")
def page(graph: Graph) -> str:
    return explorer(graph)


def named(data: Data, name: str) -> Data:
    return next(n for n in data["network"]["nodes"] if n["name"] == name)


def edges(data: Data, kind: str) -> list[Data]:
    return [e for e in data["network"]["edges"] if e["kind"] == kind]


def sentence_of(data: Data, claim: Data) -> str:
    sentence = data["sentences"][claim["sentence"]]
    return str(data["articles"][sentence["article"]]["text"][sentence["start"] : sentence["stop"]])


def words(data: Data, claim: int, kind: str) -> list[str]:
    found = data["claims"][claim]
    text = sentence_of(data, found)
    return [text[start:stop] for start, stop, mark in found["marks"] if mark == kind]


def test_every_statement_has_words_behind_it(data: Data) -> None:
    assert all(n["claims"] for n in data["network"]["nodes"])
    assert all(e["claims"] for e in data["network"]["edges"])
    for claim in data["claims"]:
        length = len(sentence_of(data, claim))
        assert all(0 <= start < stop <= length for start, stop, _ in claim["marks"])


def test_a_name_inside_a_longer_name_stands_on_that_name(data: Data) -> None:
    host = named(data, "甘肃省投资商会")
    assert words(data, host["claims"][0], "word") == ["甘肃省投资商会党委"]


def test_the_page_holds_the_article_as_it_is(data: Data) -> None:
    with (corpus_dir() / "articles" / "000_3933d1552c9bd586.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()
    (article,) = data["articles"]
    assert article["text"] == text
    assert all(0 <= s["start"] < s["stop"] <= len(text) for s in data["sentences"])


def test_opens_on_the_body_that_most_is_said_of(data: Data) -> None:
    assert data["network"]["nodes"][data["focus"]]["name"] == "甘肃省民政厅"


def visits(place: str, *agents: str) -> Document:
    """An article in which each of the bodies inspects something."""
    text = "".join(f"{agent}检查{place}。" for agent in agents)
    lengths = [len(f"{agent}检查{place}。") for agent in agents]
    at = [sum(lengths[:n]) for n in range(len(agents))]
    refs = [EntityRef(agent, "GovernmentAgency") for agent in agents]
    mentions = [Mention(f"m{n}", Span(s, s + len(r.name)), r.type, r.name) for n, (s, r) in enumerate(zip(at, refs, strict=True))]
    events = [
        Event(
            f"e{n}",
            "Inspection",
            Span(m.span.stop, m.span.stop + 2),
            Span(m.span.start, m.span.stop + 2 + len(place)),
            fillers=(Filler("agent", "entity", r.name, r, m.span),),
        )
        for n, (m, r) in enumerate(zip(mentions, refs, strict=True))
    ]
    return Document(id=place, text=text, mentions=tuple(mentions), events=tuple(events))


def test_opens_on_the_body_in_most_articles_not_on_who_fills_one_long_report() -> None:
    few, much = "酒泉市民政局", "酒泉市卫生健康委员会"
    texts = [visits("甲村", few, much, much, much, much), visits("乙村", few), visits("丙村", few)]
    data = page_data(Graph.of(texts))
    assert data["lead"]["name"] == few


def test_opens_on_a_focus_by_name_or_short_form(graph: Graph) -> None:
    data = page_data(graph, "省委组织部")
    assert data["network"]["nodes"][data["focus"]]["name"] == "中共甘肃省委组织部"


def test_an_unknown_focus_is_an_error(graph: Graph) -> None:
    with pytest.raises(UsageError, match="火星民政局"):
        explorer(graph, "火星民政局")


def test_an_event_joins_its_fillers(data: Data) -> None:
    event = next(n for n in data["network"]["nodes"] if n.get("event") == "Inspection" and n.get("times") == ["2017-09"])
    nodes = data["network"]["nodes"]
    roles = {(e["kind"], nodes[e["to"]]["name"], e["basis"]) for e in data["network"]["edges"] if e["from"] == event["id"]}
    assert roles == {
        ("agent", "甘肃省民政厅", "restored"),
        ("co_agent", "中共甘肃省委组织部", "stated"),
        ("co_agent", "甘肃省工商行政管理局", "stated"),
        ("target", "各地社会组织", "stated"),
        ("theme", "党建工作", "stated"),
    }
    assert words(data, event["claims"][0], "trigger") == ["调研督导"]


def test_a_relation_follows_from_its_event(data: Data) -> None:
    piloted = edges(data, "pilotedIn")[0]
    nodes = data["network"]["nodes"]
    assert (nodes[piloted["from"]]["name"], nodes[piloted["to"]]["name"]) == ("双孵化", "庆阳市")
    assert [nodes[event]["event"] for event in piloted["follows"]] == ["Pilot"]


def test_planned_and_restored_edges_are_dashed(data: Data) -> None:
    styles = {(e["status"], e["basis"]): e["dashes"] for e in data["network"]["edges"]}
    assert styles["done", "stated"] is False
    assert styles["planned", "stated"] != styles["done", "restored"]
    assert styles["planned", "stated"]
    assert styles["done", "restored"]


def test_a_figure_keeps_value_change_and_baseline(data: Data) -> None:
    rise = named(data, "10个百分点")
    assert (rise["value"], rise["unit"], rise["change"], rise["baseline"]) == (10, "百分点", "increase", "年初")
    assert rise["indicator"] == named(data, "71%")["indicator"] == "社会组织党组织覆盖率"


def test_a_large_graph_is_cut_to_what_lies_nearest(graph: Graph) -> None:
    data = page_data(graph, "双孵化", limit=12)
    names = [n["name"] for n in data["network"]["nodes"] if n["group"] != "Words"]
    assert len(names) == 12
    assert {"双孵化", "庆阳市", "甘肃省民政厅"} <= set(names)
    assert data["left_out"] == len(graph.entities()) + len(graph.events()) + len(graph.figures()) - 12
    assert data["network"]["nodes"][data["focus"]]["name"] == "双孵化"


def test_a_graph_within_the_limit_is_whole(graph: Graph, data: Data) -> None:
    keys = {n["key"] for n in data["network"]["nodes"]}
    assert {v.iri for v in (*graph.entities(), *graph.events(), *graph.figures())} <= keys
    assert data["left_out"] == 0


def test_same_graph_same_bytes(graph: Graph, page: str, tmp_path: Path) -> None:
    assert write_explorer(graph, tmp_path / "a.html").read_bytes() == page.encode("utf-8")


@pytest.fixture(scope="module")
def reading_page(graph: Graph) -> str:
    ((name, html),) = reading_pages(graph, "../explorer.html")
    assert name == graph.articles()[0].iri.rsplit("/", 1)[-1] + ".html"
    return html


@pytest.mark.parametrize("kind", ["page", "reading_page"])
def test_the_policy_allows_what_is_in_the_page_and_nothing_else(kind: str, request: pytest.FixtureRequest) -> None:
    html = request.getfixturevalue(kind)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    allowed = dict(part.strip().split(" ", 1) for part in policy[1].replace("&#39;", "'").split(";"))
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert allowed["default-src"] == "'none'"
    assert allowed["script-src"].split() == [sha256(script) for script in scripts]
    assert allowed["style-src"].split() == [sha256(css) for css in style]
    assert allowed.keys() == {"default-src", "script-src", "style-src", "base-uri", "form-action"}


def sha256(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_page_refers_to_nothing_outside(page: str) -> None:
    assert (
        re.findall(r"""(?:src|srcset|action|poster)\s*=\s*["'][^"']""", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
        == []
    )
    assert (
        re.findall(r"<(?:link|img|iframe|object|embed|base)\b", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)) == []
    )
    assert "sourceMappingURL" not in page
    assert "@import" not in page
    assert "url(" not in re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]


def test_the_licence_of_vis_network_stands_in_the_page(page: str) -> None:
    assert "The Apache 2.0 License" in page
    assert "The MIT License" in page


def test_data_is_json_that_cannot_leave_its_element(page: str, data: Data) -> None:
    found = dict(re.findall(r'<script type="application/json" id="([^"]+)">(.*?)</script>', page, re.DOTALL))
    assert found.keys() == {"data", "network", "article-0"}
    assert not set("<>&\u2028\u2029") & set("".join(found.values()))
    assert json.loads(found["article-0"])["text"] == data["articles"][0]["text"]
    nodes = json.loads(found["network"])["network"]["nodes"]
    assert [node["name"] for node in nodes] == [node["name"] for node in data["network"]["nodes"]]


def test_a_frame_holds_the_page_and_no_more() -> None:
    html = Frame('<p title="a">"&</p>', height=300)._repr_html_()
    assert 'sandbox="allow-scripts"' in html
    assert "allow-same-origin" not in html
    assert 'srcdoc="&lt;p title=&quot;a&quot;&gt;&quot;&amp;&lt;/p&gt;"' in html
    assert 'height="300"' in html


def test_every_type_role_and_relation_has_its_terms() -> None:
    assert list(terms()["types"]) == [*MENTION_TYPES, "Event", "Figure", "Words"]
    assert list(terms()["events"]) == list(EVENT_TYPES)
    assert [role for role in terms()["roles"] if role != "scope"] == list(ROLES)
    assert list(terms()["relations"]) == list(RELATIONS)


def test_terms_say_what_the_ontology_says() -> None:
    ontology = RdfGraph().parse(ontology_dir() / "kg.ttl")
    for section in ("types", "events", "relations", "roles"):
        for name, term in terms()[section].items():
            node = URIRef("https://w3id.org/zhengmai/ontology#" + {"co_agent": "coAgent"}.get(name, name))
            labels = {label.language: str(label).lower() for label in ontology.objects(node, RDFS.label)}  # type: ignore[attr-defined]
            if name != "scope":
                assert labels == {"zh": term["zh"], "en": term["en"].lower()}, name


def test_types_are_told_apart_without_colour() -> None:
    glyphs = [term["glyph"] for term in terms()["types"].values()]
    assert len(set(glyphs)) == len(glyphs)
    assert set(glyphs) == set(terms()["glyphs"])


@pytest.mark.parametrize(("theme", "ground"), [("light", "#fbfaf7"), ("dark", "#14181f")])
def test_colours_stand_out_from_their_ground(theme: str, ground: str) -> None:
    weak = {
        name: round(contrast(term[theme], ground), 2)
        for name, term in terms()["types"].items()
        if contrast(term[theme], ground) < 4.5
    }
    assert weak == {}


def contrast(a: str, b: str) -> float:
    """WCAG 2 contrast ratio of two colours."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# Blocks


def test_a_claim_is_the_same_in_the_block_of_its_article(two: Graph) -> None:
    data = page_data(two)
    split = blocks(data)
    starts = split["data"]["starts"]
    assert len(starts) == 2

    def told(number: int) -> Data:
        article = bisect_right(starts, number) - 1
        part = split[f"article-{article}"]
        claim = part["claims"][number - starts[article]]
        start, stop = part["sentences"][claim["sentence"]]
        return {**claim, "sentence": {"article": article, "start": start, "stop": stop}}

    for kind in ("nodes", "edges"):
        for before, after in zip(data["network"][kind], split["network"]["network"][kind], strict=True):
            claims = [data["claims"][number] for number in before["claims"]]
            expected = [{**claim, "sentence": data["sentences"][claim["sentence"]]} for claim in claims]
            assert [told(number) for number in after["claims"]] == expected
            assert after["sure"] == max(claim["confidence"] for claim in claims)


def test_a_page_opens_on_counts_that_add_up_to_its_nodes(two: Graph) -> None:
    data = page_data(two)
    opening = blocks(data)["data"]
    assert not opening.keys() & {"network", "sentences", "claims", "measures"}
    assert sum(count for _, _, count in opening["tally"]) == opening["size"]["nodes"] == len(data["network"]["nodes"])
    assert opening["lead"]["name"] == data["network"]["nodes"][data["focus"]]["name"]
    assert all("text" not in article for article in opening["articles"])


# Articles by themselves


@pytest.fixture(scope="module")
def two() -> Graph:
    return build_gold(corpus_dir() / "gold", corpus_dir() / "articles", only=["000_3933d1552c9bd586", "dev03_sichuan_huiyi"])


def test_an_article_by_itself_has_its_own_words_only(two: Graph) -> None:
    extents = by_article(two)
    assert len(extents) == 2
    for iri, extent in extents.items():
        views = (*extent.entities, *extent.figures, *extent.events, *extent.relations)
        assert {e.article for view in views for e in view.evidence} == {iri}
    assert sum(len(x.events) for x in extents.values()) == len(two.events())
    assert {e.iri for x in extents.values() for e in x.entities} == {e.iri for e in two.entities()}


def test_every_article_has_a_reading_page(two: Graph) -> None:
    pages = dict(reading_pages(two, "../explorer.html"))
    assert len(pages) == 2
    titles = {re.search("<title>(.*?)</title>", html)[1].split(" · ")[0] for html in pages.values()}  # type: ignore[index]
    assert titles == {a.label for a in two.articles()}
    assert all(len(html) < 400_000 for html in pages.values())


# Where things lie


@pytest.fixture(scope="module")
def extent(graph: Graph) -> Extent:
    return within(graph, {v.iri for views in (graph.entities(), graph.events(), graph.figures()) for v in views})


def test_nodes_lie_where_their_place_their_body_or_their_event_lies(graph: Graph, extent: Extent) -> None:
    found = territories(extent)
    codes = {e.label: found.get(e.iri) for e in graph.entities()}
    assert codes["庆阳市"] == ("621000",)
    assert codes["酒泉市中小企业联合会"] == ("620900",)
    assert codes["双孵化"] == ("621000",)
    meetings = {e.role("time")[0].label: found[e.iri] for e in graph.events("Meeting") if e.role("time")}
    assert meetings == {"2017-05": ("620900",), "2017-10": ("621000",)}


def test_the_tree_of_places_reaches_up_to_the_provinces() -> None:
    rows = division_rows(["620902", "110107", "000000"])
    assert {code: row.get("parent") for code, row in rows.items()} == {
        "620902": "620900",
        "620900": "620000",
        "620000": None,
        "110107": "110000",
        "110000": None,
    }
    assert all("at" in row for row in rows.values())


degrees = st.tuples(st.floats(74, 135), st.floats(18, 53))


@given(degrees, st.floats(0.2, 3), st.floats(0.2, 3))
def test_on_the_map_north_is_up_and_east_is_right(place: tuple[float, float], east: float, north: float) -> None:
    x, y = project(*place)
    assert project(place[0] + east, place[1])[0] > x
    # away from the central meridian a parallel bends, so north is compared along one meridian
    assert project(place[0], place[1] + north)[1] < y


def test_the_backdrop_is_the_country_and_no_outline() -> None:
    points = backdrop()
    assert 330 < len(points) < 350
    assert all(abs(x) < 600 and -50 < y < 900 for x, y in points)


def shape(kind: str, coordinates: object) -> str:
    return json.dumps({"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}})


RING = [[100.0, 30.0], [101.0, 30.0], [101.0, 31.0], [100.0, 30.0]]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (shape("Polygon", [RING]), 1),
        (shape("MultiPolygon", [[RING], [RING, RING]]), 3),
        (shape("LineString", RING), 1),
        (json.dumps({"type": "GeometryCollection", "geometries": [{"type": "MultiLineString", "coordinates": [RING, RING]}]}), 2),
    ],
)
def test_outlines_of_every_kind(text: str, count: int, tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    file.write_text(text, encoding="utf-8")
    drawn = read_outlines(file)
    assert len(drawn) == count
    assert all(re.fullmatch(r"M[-\d. L]+Z?", d) for d in drawn)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no json", "no GeoJSON"),
        ("[]", "no GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "holds no outline"),
        (shape("Point", [100.0, 30.0]), "holds no outline"),
        (shape("LineString", [[11131949.0, 3503549.0], [0, 0], [1, 1]]), "no degrees"),
        (shape("LineString", [["<img>", 2], [0, 0]]), "no GeoJSON"),
    ],
)
def test_what_is_no_outline_is_an_error(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_outlines(file)


def test_outlines_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_outlines(tmp_path / "a.geojson")


# Measures and figures


def test_bodies_by_how_many_they_are_tied_to(graph: Graph, extent: Extent) -> None:
    labels = {e.iri: e.label for e in graph.entities()}
    measures = measure_bodies(extent)
    assert labels[measures[0].iri] == "甘肃省民政厅"
    assert measures[0].betweenness == max(m.betweenness for m in measures)
    assert [m.degree for m in measures] == sorted((m.degree for m in measures), reverse=True)
    assert measures == measure_bodies(extent)
    assert set(range(max(m.community for m in measures) + 1)) == {m.community for m in measures}


def test_bodies_that_act_jointly_stand_apart_within_the_picture(graph: Graph, extent: Extent) -> None:
    places = joint_actions(extent)
    ends = {end for r in graph.relations("jointActionWith") for end in (r.subject, r.object)}
    assert places.keys() == ends
    assert len(set(places.values())) == len(places)
    assert all(0 < x < 1000 and y > 0 for x, y in places.values())


def test_no_network_no_measures() -> None:
    nothing = Extent((), (), (), ())
    assert measure_bodies(nothing) == ()
    assert joint_actions(nothing) == {}


def test_a_rate_and_its_change_are_one_series(graph: Graph) -> None:
    labels = {f.iri: f.label for f in graph.figures()}
    whole = within(graph, {*labels, *(e.iri for e in graph.entities())})
    found = {tuple(labels[iri] for iri in s.figures): s.holder for s in series(whole)}
    assert found["71%", "10个百分点"] == graph.entity("甘肃省").iri


def told(article: str, sentence: int = 0) -> tuple[Evidence, ...]:
    return (Evidence(article, None, None, "", sentence, sentence, sentence, "rule", 1.0),)


def compared(figures: Iterable[FigureView]) -> list[tuple[str, ...]]:
    return [s.figures for s in series(Extent((), tuple(figures), (), ()))]


def test_figures_of_a_place_nobody_names_stand_beside_those_of_their_sentence_alone() -> None:
    where = {"a": told("one"), "b": told("two"), "c": told("two"), "d": told("two", 40)}
    assert compared(figure(iri, 1, 1, scope=None, place=None, evidence=at) for iri, at in where.items()) == [("b", "c")]


def test_figures_of_two_places_of_one_name_are_not_compared() -> None:
    codes = {"n": "320106", "k": "410204"}
    figures = [figure(iri, n, n, scope="鼓楼区", place=codes[iri[0]]) for n, iri in enumerate(("n1", "n2", "k1", "k2"))]
    assert compared(figures) == [("n1", "n2"), ("k1", "k2")]
    assert list(contradictions(figures)) == [("n1", "n2"), ("k1", "k2")]


def test_a_figure_without_a_place_is_of_the_body_that_acts_in_what_it_counts() -> None:
    def event(iri: str, count: str, *agents: str) -> EventView:
        fillers = [FillerView("count", count, count, "figure", None, told(iri))]
        fillers += [FillerView("agent", agent, agent, "entity", "GovernmentAgency", told(iri)) for agent in agents]
        return EventView(iri, iri, "Training", "done", "", iri, tuple(fillers), told(iri))

    figures = tuple(figure(iri, 1, 1, scope=None, place=None, evidence=told(iri)) for iri in "abc")
    events = event("e1", "a", "民政局"), event("e2", "b", "民政局"), event("e3", "c", "民政局", "教育局")
    assert series(Extent((), figures, events, ())) == [Series(("a", "b"), "民政局")]


def figure(iri: str, lower: float | None, upper: float | None, **more: Any) -> FigureView:
    fixed = {"label": iri, "type": "level", "value": lower or upper or 0, "max": None, "unit": "%", "modifier": None}
    said = {"indicator": "覆盖率", "measures": None, "baseline": None, "scope": "甘肃省", "place": "620000", "as_of": "2018"}
    return FigureView(iri=iri, lower=lower, upper=upper, **{**fixed, **said, "evidence": (), **more})


def test_figures_of_one_standard_indicator_are_a_series_in_any_words() -> None:
    said = [("党组织覆盖率", "党组织覆盖率"), ("党的组织覆盖率", "党组织覆盖率"), ("工作覆盖率", None)]
    figures = [figure(str(n), n, n, indicator=words, measures=standard) for n, (words, standard) in enumerate(said)]
    assert compared(figures) == [("0", "1")]
    assert list(contradictions(figures)) == [("0", "1")]


bounds = st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)).filter(
    lambda pair: pair[0] is None or pair[1] is None or pair[0] <= pair[1]
)


@given(bounds, bounds)
def test_figures_differ_where_no_number_fits_both(a: tuple[int | None, int | None], b: tuple[int | None, int | None]) -> None:
    def fits(number: int, limits: tuple[int | None, int | None]) -> bool:
        low, high = limits
        return (low is None or low <= number) and (high is None or number <= high)

    found = list(contradictions([figure("a", *a), figure("b", *b)]))
    assert (found == [("a", "b")]) is not any(fits(n, a) and fits(n, b) for n in range(10))


@pytest.mark.parametrize(
    "other", [{"place": "620900"}, {"as_of": "2017"}, {"indicator": "合格率"}, {"type": "increase"}, {"unit": "百分点"}]
)
def test_figures_of_different_things_do_not_contradict(other: dict[str, str]) -> None:
    assert list(contradictions([figure("a", 71, 71), figure("b", 80, 80, **other)])) == []


def test_figures_of_two_places_of_one_name_do_not_contradict_and_a_wide_sign_is_no_other_unit() -> None:
    """鼓楼区 of 南京 and of 开封."""
    here, there = figure("a", 71, 71, scope="鼓楼区", place="320106"), figure("b", 80, 80, scope="鼓楼区", place="410204")
    assert list(contradictions([here, there])) == []
    assert compared([here, there]) == []
    assert list(contradictions([here, figure("b", 80, 80, place="320106", unit="％")])) == [("a", "b")]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("甘肃省民政厅", "gssmzt"), ("重庆市", "cqs"), ("两学一做A1", "lxyza1"), ("ABC", ""), ("𠮷田协会", "txh")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_view_that_there_is_not(graph: Graph) -> None:
    with pytest.raises(UsageError, match="timeline"):
        show(graph, view="hologram")


def test_every_view_has_its_name() -> None:
    assert set(VIEWS) <= terms()["ui"].keys()
