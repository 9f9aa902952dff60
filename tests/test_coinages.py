"""Coinages: the parts listed beside one that counts them, and what the words around a name make of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kg.model import Document
from kg.recognize.names import NameRecognizer
from kg.recognize.names_coined import Coinages
from kg.recognize.names_repair import Find, Page, repaired
from kg.segment import Segmenter
from kg.tables.coinages import counted, listed_before, listed_behind, numbers, pieces
from kg.tables.loading import rows, toml_tables

READINGS = toml_tables("grammar/coinages.toml", "reading")
FOUND = toml_tables("grammar/coinages.toml", "found")


@pytest.fixture(scope="module")
def tables() -> Coinages:
    return Coinages.load()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("三联工程", {3}, id="一个数"),
        pytest.param("三亮三比", {3, 6}, id="两个数与其和"),
        pytest.param("一图一码一清单", {3}, id="都是一"),
        pytest.param("“五个一”工程", {5}, id="几个一"),
        pytest.param("双百行动", {2}, id="双是二"),
        pytest.param("123工作法", {3}, id="依次的数字"),
        pytest.param("第三方评估", set(), id="序数不算"),
        pytest.param("红细胞工程", set(), id="无数"),
    ],
)
def test_a_coinage_says_how_many_parts_it_has(name: str, expected: set[int]) -> None:
    assert numbers(name) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("清江县将支部联建、干部联片、党员联户“三联行动”", "三联行动", "支部联建 干部联片 党员联户", id="不带引号"),
        pytest.param("推行亮身份、亮承诺、亮标准“三亮”活动", "三亮", "亮身份 亮承诺 亮标准", id="三字的以所数之字开头"),
        pytest.param("探索“微组织”、“微服务”和“微心愿”的“三微”工作法", "三微", "微组织 微服务 微心愿", id="各带引号"),
        pytest.param("推行“微组织”“微服务”“微心愿”三微工作法", "三微工作法", "微组织 微服务 微心愿", id="引号之间无顿号"),
        pytest.param("以“比技能、比作风、比业绩”为主要内容的“三比”", "三比", "比技能 比作风 比业绩", id="一对引号"),
        pytest.param("探索书记领办、党员联办和群众帮办三办工作法", "三办工作法", "书记领办 党员联办 群众帮办", id="和连着末项"),
        pytest.param("实施强村富民、兴业富民、惠企富民等“三大工程”", "三大工程", "强村富民 兴业富民 惠企富民", id="同一格式"),
        pytest.param("推行一核引领、两网联动、三治融合“123”工作法", "123", "一核引领 两网联动 三治融合", id="依次的数字"),
        pytest.param(
            "实施社会组织成立必约谈党建、社会组织变更负责人必约谈党建、社会组织换届必约谈党建的“三必约谈”制度",
            "三必约谈",
            "社会组织成立必约谈党建 社会组织变更负责人必约谈党建 社会组织换届必约谈党建",
            id="长的重复所数之字",
        ),
        pytest.param("将支部联建、党员联户“三联行动”", "三联行动", "", id="数不合"),
        pytest.param("推行统筹联动、支部联建、干部联片、党员联户“三联行动”", "三联行动", "", id="项多于数"),
        pytest.param("建立“先建后补、以用定建、建管并重”三步法", "三步法", "", id="引号与中心词合为一名"),
        pytest.param("推动产业、人才、文化、生态、组织“五个振兴”", "五个振兴", "", id="项不是举措"),
        pytest.param("打击恐怖主义、分裂主义、极端主义“三股势力”", "三股势力", "", id="不含所数之字"),
        pytest.param("甲县文旅委与乙县旅游局先试“一票游两县”", "一票游两县", "", id="两项长短不一"),
        pytest.param("遏制两高耗、两高排“两高”", "两高", "", id="遏制的不是举措"),
        pytest.param("将“甲拳”和“乙纱”两个非遗项目", "两个非遗项目", "", id="只是数目"),
        pytest.param("推行红细胞、绿细胞、蓝细胞“细胞工程”", "细胞工程", "", id="名中无数"),
    ],
)
def test_parts_in_front_are_as_many_as_the_name_says(text: str, name: str, expected: str) -> None:
    spans = listed_before(text, text.rindex(name), name, range(len(text)))
    assert " ".join(text[start:stop] for start, stop in spans) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("“红细胞工程”（育核、扩链、活体），", "红细胞工程", "育核 扩链 活体", id="括号"),
        pytest.param("“双亮”（即“亮身份”“亮承诺”）", "双亮", "亮身份 亮承诺", id="括号内即与引号"),
        pytest.param("“三亮”，即“亮身份、亮承诺、亮服务”。", "三亮", "亮身份 亮承诺 亮服务", id="即与一对引号"),
        pytest.param(
            "“双亮双比”活动，即亮身份、亮承诺，比技能、比业绩。", "双亮双比", "亮身份 亮承诺 比技能 比业绩", id="逗号分组"
        ),
        pytest.param("“双联”工程，包括干部联村、党员联户，推动治理", "双联", "干部联村 党员联户", id="逗号后另起"),
        pytest.param("所谓“双小”，就是小课堂、小驿站。", "双小", "小课堂 小驿站", id="就是"),
        pytest.param("“双报到”即单位、个人、家属；", "双报到", "", id="即后的数不合"),
        pytest.param("“双百工程”（以下简称“双百工程”）", "双百工程", "", id="简称"),
        pytest.param("“阿婆夜话”（“阿婆”系方言，意为奶奶）", "阿婆夜话", "", id="解释"),
    ],
)
def test_parts_behind_are_as_many_as_the_name_says(text: str, name: str, expected: str) -> None:
    spans = listed_behind(text, text.index(name) + len(name), name)
    assert " ".join(text[start:stop] for start, stop in spans) == expected


def test_a_name_is_put_together_of_counted_coinages() -> None:
    assert pieces("“三联四帮”机制") == ["三联", "四帮"]
    assert pieces("三联工程") == pieces("红细胞工程") == []


def test_a_coinage_with_its_parts_is_a_scheme_and_people_are_none() -> None:
    text = (
        "“三亮”，即亮身份、亮承诺、亮标准。“五老”（老干部、老战士、老专家、老教师、老模范）参加。“双带”党员（带头富、带民富）。"
    )
    assert [text[start:stop] for start, stop in counted(text)] == ["三亮"]


def test_parts_may_end_with_what_is_counted() -> None:
    text = "院落美、产业美、乡风美“三美”乡村"
    assert [text[start:stop] for start, stop in listed_before(text, text.index("三美"), "三美", {0})] == [
        "院落美",
        "产业美",
        "乡风美",
    ]
    assert listed_before("院落大、产业好、乡风美“三美”乡村", 12, "三美", {0}) == []


def test_a_counted_coinage_goes_on_to_its_head() -> None:
    text = "推行邻里结伴、干部结亲、社工结网“三结”关爱法，亮身份、亮承诺“双亮”活动"
    assert [text[start:stop] for start, stop in counted(text)] == ["“三结”关爱法", "双亮"]


def marked(example: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without the marks [ ], and what they mark."""
    spans, text = [], ""
    for part in re.split(r"(\[[^\]]+\])", example):
        if part.startswith("["):
            spans.append((len(text), len(text) + len(part) - 2))
        text += part.strip("[]")
    return text, spans


@pytest.mark.parametrize("number", range(len(READINGS)), ids=[table["id"] for table in READINGS])
def test_words_around_a_find_say_what_it_is(tables: Coinages, number: int) -> None:
    table: dict[str, Any] = READINGS[number]
    for example in table["examples"]:
        text, ((start, stop),) = marked(example)
        assert tables.reading(text, start, stop, table["of"][0]) == table["produces"], example
    reading = next(reading for reading in tables.readings[table["of"][0]] if reading.id == table["id"])
    for example in table["counterexamples"]:
        text, ((start, stop),) = marked(example)
        assert not reading(text, start, stop), example


@pytest.mark.parametrize("table", FOUND, ids=lambda table: table["id"])
def test_patterns_find_names(tables: Coinages, table: dict[str, Any]) -> None:
    pattern = re.compile(table["pattern"])
    for example in table["examples"]:
        text, spans = marked(example)
        assert [m.span("name") for m in pattern.finditer(text)] == spans, example
        assert {(*span, table["produces"]) for span in spans} <= set(tables.missed(text))
    assert [pattern.search(example) for example in table["counterexamples"]] == [None] * len(table["counterexamples"])


def test_platforms_are_attested_and_found(tables: Coinages) -> None:
    for row in rows("lexicon/platforms.tsv", ("platform", "example")):
        named = [row["example"][name.start : name.stop] for name in tables.missed(row["example"]) if name.type == "Platform"]
        assert row["platform"] in named


def test_a_body_called_by_a_platform_is_none(tables: Coinages) -> None:
    assert [name.type for name in tables.missed("登录铁路12306购票，铁路12306青年技术团队")] == ["Platform"]


@pytest.mark.parametrize("key", ["concept", "campaign", "told"])
def test_words_around_coinages_are_attested(key: str) -> None:
    for table in toml_tables("grammar/coinages.toml", key):
        assert [word for word in table["words"] if word not in " ".join(table["examples"])] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("深入贯彻中央八项规定精神", "中央八项规定精神", id="动词在前"),
        pytest.param("扎实推动共同富裕", "共同富裕", id="几个动词"),
        pytest.param("中国式现代化不仅", "中国式现代化", id="提法之后"),
        pytest.param("深入贯彻中央八项规定精神学习教育", "深入贯彻中央八项规定精神学习教育", id="学习教育连着动词"),
        pytest.param("全面从严治党", "全面从严治党", id="提法以动词开头"),
        pytest.param("脱贫攻坚战", "脱贫攻坚战", id="一字不拆"),
        pytest.param("推进全域旅游", "推进全域旅游", id="不知道的不拆"),
    ],
)
def test_a_concept_has_no_verb_before_it(tables: Coinages, words: str, expected: str) -> None:
    start, stop = tables.concept(words, 0, len(words))
    assert words[start:stop] == expected


def page(text: str, tokens: dict[int, tuple[int, str]] | None = None) -> Page:
    return Page(text, ((0, len(text)),), (), tokens or {}, {}, {})


@pytest.mark.parametrize(
    ("text", "name", "type_", "expected"),
    [
        pytest.param(
            "将干部联片、党员联户“双联”行动",
            "双联",
            "Initiative",
            "干部联片 Initiative,党员联户 Initiative,双联 Initiative",
            id="组成在前",
        ),
        pytest.param(
            "推行“微课”“微站”双微工作法",
            "“微站”双微工作法",
            "Initiative",
            "微课 Initiative,微站 Initiative,双微工作法 Initiative",
            id="与末项分开",
        ),
        pytest.param(
            "“双亮”，即亮身份、亮承诺。", "", "", "双亮 Initiative,亮身份 Initiative,亮承诺 Initiative", id="没有找到的"
        ),
        pytest.param("县文旅委、乡旅游局“双游”", "县文旅委", "GovernmentAgency", "县文旅委 GovernmentAgency", id="机关不是组成"),
        pytest.param(
            "推进“县级统筹、乡村联动”改革", "县级统筹", "Initiative", "县级统筹、乡村联动 Initiative", id="几部分是一名"
        ),
        pytest.param("看了电影《江城》，江城在", "江城", "Document", "", id="电影不是文件"),
        pytest.param("依托江里办办理，", "江里办", "GovernmentAgency", "江里办 Platform", id="用的是平台"),
        pytest.param("听取关于清江法修订", "关于清江法", "Document", "清江法 Document", id="关于不是法名"),
        pytest.param("整治“脸面工程”，", "脸面工程", "Initiative", "", id="整治的不是举措"),
        pytest.param("举办百城联动汽车节，", "百城联动汽车节", "Organization", "百城联动汽车节 Initiative", id="节不是单位"),
        pytest.param(
            "开展树立和践行正确政绩观学习教育，学习教育以来",
            "",
            "",
            "树立和践行正确政绩观学习教育 PolicyConcept,学习教育 PolicyConcept",
            id="学习教育的简称",
        ),
        pytest.param(
            "【党纪学习教育】党纪学习教育", "党纪学习教育", "PolicyConcept", "党纪学习教育 PolicyConcept", id="全称不再拆"
        ),
    ],
)
def test_repairs_of_coinages(text: str, name: str, type_: str, expected: str) -> None:
    at = text.rfind(name) if name and text.count(name) > 1 and type_ == "PolicyConcept" else text.find(name)
    finds = repaired((Find(at, at + len(name), type_, "x"),) if name else (), page(text))
    assert ",".join(f"{f.words(text)} {f.type}" for f in finds) == expected


def test_the_recognizer_finds_a_coinage_with_its_parts_in_front() -> None:
    text = "工作动态\n清江县将支部联建、干部联片、党员联户“三联行动”作为重要举措，整治“脸面工程”。"
    doc = NameRecognizer.load()(Segmenter.load()(Document(id="t", text=text)))
    schemes = [m.span.of(text) for m in doc.mentions if m.type == "Initiative"]
    assert schemes == ["支部联建", "干部联片", "党员联户", "三联行动"]
