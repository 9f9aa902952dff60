"""The clause grammar: pieces, phrases and their links, without a tagger."""

from __future__ import annotations

import pytest

from kg.extract.clauses import FunctionWords, Reading, function_words, read_sentence, sentences_of
from kg.model import Date, Document, Figure, Mention, Span, Token
from kg.tables.loading import toml_tables


def reading(
    text: str, *names: tuple[str, str], triggers: tuple[str, ...] = (), tags: tuple[tuple[str, str], ...] = ()
) -> Reading:
    """The reading of `text`, in which each (surface, type) is annotated where it first stands behind the one before it."""
    items: list[Mention | Date | Figure] = []
    at = 0
    for surface, kind in names:
        at = text.index(surface, at)
        span = Span(at, at + len(surface))
        at = span.stop
        if kind == "Date":
            items.append(Date(f"d{at}", span, "2020"))
        elif kind == "Figure":
            items.append(Figure(f"q{at}", span, 1.0, "个"))
        else:
            items.append(Mention(f"m{at}", span, kind, surface))
    tokens = [Token(Span(text.index(word), text.index(word) + len(word)), tag) for word, tag in tags]
    found = [Span(text.index(t), text.index(t) + len(t)) for t in triggers]
    return read_sentence(text, Span(0, len(text)), items, found, function_words(), tokens)


def pieces(r: Reading) -> list[tuple[str, str]]:
    return [(p.span.of(r.text), p.label if p.kind == "word" else p.kind) for p in r.pieces if p.kind != "punct"]


def lists(r: Reading) -> list[list[str]]:
    return [[p.span.of(r.text) for p in phrase.pieces] for phrase in r.phrases if len(phrase.pieces) > 1]


def test_prepositions_and_light_verbs_are_function_words() -> None:
    r = reading(
        "9月,会同省委组织部对各地学校进行督导",
        ("9月", "Date"),
        ("省委组织部", "PartyOrgan"),
        triggers=("督导",),
    )
    assert pieces(r) == [
        ("9月", "date"),
        ("会同", "companion"),
        ("省委组织部", "mention"),
        ("对", "object"),
        ("各地学校", "run"),
        ("进行", "light"),
        ("督导", "trigger"),
    ]


@pytest.mark.parametrize("whole", ["对接", "到位资金", "从业人员", "为期五天", "同步调整", "将军"])
def test_function_words_inside_longer_words_stay(whole: str) -> None:
    r = reading(f"县民政局{whole}", ("县民政局", "GovernmentAgency"))
    assert whole in "".join(words for words, kind in pieces(r) if kind == "run")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("赣州市、吉安市召开", [["赣州市", "吉安市"]]),
        ("赣州市和吉安市召开", [["赣州市", "吉安市"]]),
        ("赣州市以及吉安市召开", [["赣州市", "吉安市"]]),
        ("“赣州市”“吉安市”召开", [["赣州市", "吉安市"]]),
        ("赣州市（上犹）、吉安市召开", [["赣州市", "吉安市"]]),
        ("赣州市,吉安市召开", []),
        ("赣州市的吉安市召开", []),
    ],
)
def test_names_joined_by_a_link_are_one_phrase(text: str, expected: list[list[str]]) -> None:
    assert lists(reading(text, ("赣州市", "Place"), ("吉安市", "Place"), triggers=("召开",))) == expected


def test_yu_joins_things_and_the_last_of_a_list_but_marks_a_partner() -> None:
    partner = reading("市商会与职业学院签约", ("市商会", "SocialOrganization"), ("职业学院", "Organization"), triggers=("签约",))
    assert lists(partner) == []
    things = reading("采取“走出去”与“请进来”", ("走出去", "Initiative"), ("请进来", "Initiative"), triggers=("采取",))
    assert lists(things) == [["走出去", "请进来"]]
    last = reading("甲会、乙会与丙会签约", *[(n, "SocialOrganization") for n in ("甲会", "乙会", "丙会")], triggers=("签约",))
    assert lists(last) == [["甲会", "乙会", "丙会"]]


def test_a_comma_continues_a_list_of_places_only() -> None:
    text = "甲县、乙县，丙县、丁县开展试点"
    assert lists(reading(text, *[(n, "Place") for n in ("甲县", "乙县", "丙县", "丁县")], triggers=("试点",))) == [
        ["甲县", "乙县", "丙县", "丁县"]
    ]


def test_a_body_and_a_person_are_no_list() -> None:
    assert lists(reading("市妇联、王晓岚出席", ("市妇联", "MassOrganization"), ("王晓岚", "Person"))) == []


def test_clauses_are_numbered_by_commas_outside_brackets() -> None:
    r = reading(
        "3月,县司法局(原普法办，已撤)印发文件,受到好评", ("3月", "Date"), ("县司法局", "GovernmentAgency"), triggers=("印发",)
    )
    numbers = {p.span.of(r.text): p.clause for p in r.pieces}
    assert (numbers["3月"], numbers["县司法局"], numbers["印发"]) == (0, 1, 1)
    assert numbers["受到"] == 2


def test_runs_are_cut_behind_bodies_and_people() -> None:
    r = reading("对行业协会脱钩工作进行督查", triggers=("督查",))
    assert [p for p in pieces(r) if p[1] == "run"] == [("行业协会", "run"), ("脱钩工作", "run")]


def test_a_short_quotation_and_a_note_are_words() -> None:
    r = reading("新建“小个专”党组织20个,覆盖乡镇（街道、园区）5个", ("20个", "Figure"), ("5个", "Figure"), triggers=("新建",))
    runs = [words for words, kind in pieces(r) if kind == "run"]
    assert runs[0] == "“小个专”党组织"
    assert runs[-1].endswith("乡镇（街道、园区）")


def test_the_tagger_shows_adverbs_and_verbs_inside_runs() -> None:
    text = "各类社会组织默默学习文件"
    assert ("默默", "run") in pieces(reading(text, triggers=("学习",)))
    assert ("默默", "adverb") in pieces(reading(text, triggers=("学习",), tags=(("默默", "ad"),)))


@pytest.mark.parametrize("word", ["该会", "该县", "该分公司", "这支队伍"])
def test_anaphors_are_one_run(word: str) -> None:
    assert (word, "run") in pieces(reading(f"9月,{word}派出讲师", ("9月", "Date"), triggers=("派出",)))


@pytest.mark.parametrize("row", toml_tables("grammar/clauses.toml", "words"), ids=lambda row: f"{row['class']}-{row['where']}")
def test_each_class_of_function_words_is_attested_by_its_example(row: dict[str, object]) -> None:
    example, forms = str(row["example"]), row["forms"]
    assert isinstance(forms, list)
    assert any(form in example for form in forms)


def test_pieces_quote_the_text_in_order_and_never_overlap() -> None:
    text = "5月10日，县文旅局（挂县文物局牌子）联合“古城”义工队,在东街、西街开展“夜游”活动3次。"
    names = (("5月10日", "Date"), ("县文旅局", "GovernmentAgency"), ("3次", "Figure"))
    r = reading(text, *names, triggers=("开展",))
    stops = 0
    for piece in r.pieces:
        assert piece.span.start >= stops
        assert piece.span.of(text)
        stops = piece.span.stop
    left = "".join(p.span.of(text) for p in r.pieces)
    assert left == "".join(text.split())


def test_sentences_are_cut_where_nobody_has_segmented() -> None:
    text = "标题\n一句。两句！"
    assert [s.span.of(text).strip() for s in sentences_of(Document("x", text))] == ["标题", "一句。", "两句！"]


def test_the_table_loads_into_disjoint_places() -> None:
    words = FunctionWords.load()
    assert not words.anywhere.keys() & words.edge.keys()
    assert max(max(sizes) for sizes in words.sizes.values()) < 12


def test_long_sentences_are_read_in_parts() -> None:
    parts = sentences_of(Document("x", "县民政局" * 2000))
    assert max(len(s.span) for s in parts) <= 2000
    assert sum(len(s.span) for s in parts) == 8000


def test_a_run_is_not_cut_inside_a_word() -> None:
    r = reading("爱心企业家代表发放", triggers=("发放",), tags=(("爱心", "n"), ("企业家", "n"), ("代表", "n"), ("发放", "v")))
    assert pieces(r) == [("爱心企业家代表", "run"), ("发放", "trigger")]


def test_a_noun_that_ends_with_people_is_not_cut() -> None:
    assert pieces(reading("社会组织业务主管单位汇报", triggers=("汇报",)))[0] == ("社会组织业务主管单位", "run")


def test_each_and_present_belong_to_the_noun_behind_them() -> None:
    r = reading("与会商会负责人汇报", triggers=("汇报",), tags=(("与会", "vn"), ("商会", "n"), ("负责人", "n"), ("汇报", "v")))
    assert pieces(r)[0] == ("与会商会负责人", "run")
    r = reading("各街道汇报", triggers=("汇报",), tags=(("各", "r"), ("街道", "n"), ("汇报", "v")))
    assert pieces(r)[0] == ("各街道", "run")
    assert ("各", "order") in pieces(reading("各建一座", triggers=("建",), tags=(("各", "r"), ("建", "v"))))


def test_a_deputy_is_a_noun_unless_an_object_follows() -> None:
    tags = (("监管", "vn"), ("部门", "n"), ("代表", "v"), ("就", "p"))
    assert pieces(reading("监管部门代表就收费发言", triggers=("发言",), tags=tags))[0] == ("监管部门代表", "run")
    tags = (("会长", "n"), ("代表", "v"), ("商会", "n"))
    assert pieces(reading("会长代表商会发言", triggers=("发言",), tags=tags))[:2] == [("会长", "run"), ("代表", "run")]


@pytest.mark.parametrize(
    ("text", "noun", "word"),
    [
        ("为民营企业提供贷款", "民营企业", ("为", "object")),  # 为民 is a guard, but no word here
        ("优待运动员家属", "运动员", ("优待运动员家属", "run")),  # no 动员
        ("约谈受害者家属", "受害者", ("约谈受害者家属", "run")),  # no 受
    ],
)
def test_no_function_word_cuts_a_noun_of_the_tagger(text: str, noun: str, word: tuple[str, str]) -> None:
    assert word in pieces(reading(text, tags=((noun, "n"),)))


def test_a_verb_that_a_guard_protects_is_still_a_verb() -> None:
    runs = [(p.span.of("做好留守儿童关爱"), p.label) for p in reading("做好留守儿童关爱", tags=(("做好", "v"),)).pieces]
    assert runs[:2] == [("做好", "verb"), ("留守儿童", "people")]


def test_function_words_stand_behind_people_inside_a_run() -> None:
    assert ("一行", "group") in pieces(reading("调研组一行赴矿区走访", triggers=("走访",)))


@pytest.mark.parametrize(
    ("text", "whole"),
    [("提供资金支持", "资金支持"), ("开展家教指导、义诊", "家教指导"), ("提出明确要求", "明确要求")],
)
def test_a_pivot_without_an_object_ends_a_noun(text: str, whole: str) -> None:
    tags = ((text[:2], "v"), *(((whole[:2], "n"),) if whole != "明确要求" else ()))
    assert (whole, "run") in pieces(reading(text, tags=tags))


def test_letting_somebody_do_something_is_a_pivot() -> None:
    assert ("让", "pivot") in pieces(reading("送医上门,让独居老人少跑路"))


@pytest.mark.parametrize("row", toml_tables("grammar/clauses.toml", "escorting"), ids=lambda row: row["forms"][0])
def test_who_escorts_attends(row: dict[str, list[str]]) -> None:
    assert [reading(f"县长{form}").pieces[-1].label for form in row["forms"]] == ["attend"] * len(row["forms"])
    assert any(form in row["example"] for form in row["forms"])


@pytest.mark.parametrize("table", ["attributive", "each", "hearing"])
def test_words_that_part_who_acts_or_describe_are_attested(table: str) -> None:
    for row in toml_tables("grammar/clauses.toml", table):
        assert any(form in row["example"] for form in row["forms"])


@pytest.mark.parametrize("row", toml_tables("grammar/clauses.toml", "here"), ids=lambda row: row["forms"][0])
def test_words_for_a_place_are_anaphors_but_before_a_noun(row: dict[str, object]) -> None:
    for form in row["forms"]:  # type: ignore[attr-defined]
        alone = reading(f"{form}组织服务队下田", tags=((form, "n"), ("组织", "v")))
        assert [p.label for p in alone.pieces][:1] == ["anaphor"]
        people = reading(f"{form}群众下田", tags=((form, "n"), ("群众", "n")))
        assert people.pieces[0].span.of(people.text) == f"{form}群众"
