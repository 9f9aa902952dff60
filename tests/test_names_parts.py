"""Two names that the tagger takes for one, words glued to a name, and names that a list or a short form gives."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kg.model import Document
from kg.recognize.names_parts import ended, parted
from kg.recognize.names_repair import Find, Finds, Page
from kg.segment import Segmenter
from kg.tables.loading import rows, toml_tables

_TABLE = "grammar/name_parts.toml"


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter.load()


def read(segmenter: Segmenter, text: str, names: list[tuple[str, str]]) -> tuple[Finds, Page]:
    sentences = segmenter(Document(id="t", text=text)).sentences
    tokens = {t.span.start: (t.span.stop, t.tag) for s in sentences for t in s.tokens}
    page = Page(text, tuple((s.span.start, s.span.stop) for s in sentences), (), tokens, {}, {})
    finds, at = [], 0
    for words, type_ in names:
        at = text.index(words, at)
        finds.append(Find(at, at + len(words), type_, "x"))
        at += len(words)
    return tuple(finds), page


def told(finds: Finds, text: str) -> str:
    return ",".join(f"{f.words(text)} {f.type}" for f in finds)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param(
            "县政协组织县法院调研。",
            [("县政协组织县法院", "GovernmentAgency")],
            "县政协 MassOrganization,县法院 GovernmentAgency",
            id="组织是动词",
        ),
        pytest.param(
            "区人大组织区住建局询问。",
            [("区人大", "MassOrganization"), ("组织区住建局", "GovernmentAgency")],
            "区人大 MassOrganization,区住建局 GovernmentAgency",
            id="动词在名首",
        ),
        pytest.param(
            "县审计局进驻县教育局审计。",
            [("县审计局进驻县教育局", "GovernmentAgency")],
            "县审计局 GovernmentAgency,县教育局 GovernmentAgency",
            id="进驻",
        ),
        pytest.param(
            "县纪委监委约谈县农业农村局负责人。",
            [("县纪委监委约谈县", "PartyOrgan"), ("农业农村局", "GovernmentAgency")],
            "县纪委监委 PartyOrgan,县农业农村局 GovernmentAgency",
            id="级别归后名",
        ),
        pytest.param(
            "市卫健委组织市第二人民医院义诊。",
            [("市卫健委组织市第二人民医院", "Organization")],
            "市卫健委 GovernmentAgency,市第二人民医院 Organization",
            id="医院",
        ),
        pytest.param(
            "市教育局邀请丹寨县教育局座谈。",
            [("市教育局邀请丹寨县教育局", "GovernmentAgency")],
            "市教育局 GovernmentAgency,丹寨县教育局 GovernmentAgency",
            id="县名写全",
        ),
        pytest.param(
            "县社会组织县联合会成立。",
            [("县社会组织县联合会", "SocialOrganization")],
            "县社会组织县联合会 SocialOrganization",
            id="社会组织",
        ),
        pytest.param("县委组织部来了。", [("县委组织部", "PartyOrgan")], "县委组织部 PartyOrgan", id="组织部"),
        pytest.param(
            "市纪委监委派驻市法院纪检监察组到会。",
            [("市纪委监委派驻市法院纪检监察组", "PartyOrgan")],
            "市纪委监委派驻市法院纪检监察组 PartyOrgan",
            id="派驻的组",
        ),
        pytest.param("黄建东莅丹调研。", [("黄建东", "Person"), ("莅丹", "Person")], "黄建东 Person", id="莅不是人名"),
        pytest.param("李明莅渝调研。", [("李明莅渝", "Person")], "李明 Person", id="莅后不是人名"),
        pytest.param("李明来县民政局调研。", [("李明来县民政局", "Person")], "李明 Person", id="来不是人名"),
        pytest.param("何平一行到会。", [("何平一行", "Person")], "何平 Person", id="一行"),
        pytest.param("以李明同志为首。", [("以李明", "Person")], "李明 Person", id="以不是姓"),
        pytest.param("向明到会。", [("向明", "Person")], "向明 Person", id="向是姓"),
        pytest.param(
            "县十六届人大常委会开会。",
            [("县十六届", "Conference"), ("人大常委会", "MassOrganization")],
            "县十六届人大常委会 MassOrganization",
            id="届次在名中",
        ),
        pytest.param(
            "市七届人大常委会第三次会议闭幕。",
            [("市七届", "Conference"), ("人大常委会", "MassOrganization"), ("第三次会议", "Conference")],
            "市七届人大常委会第三次会议 Conference",
            id="届次与会次",
        ),
        pytest.param("举办省第三届艺术节。", [], "", id="节不是会"),
        pytest.param("县十六届人大常委会委员到会。", [("县", "Place")], "县十六届人大常委会 MassOrganization", id="常委会的委员"),
        pytest.param("他是省第十三届人大代表。", [("省", "Place")], "省 Place", id="代表不是会"),
        pytest.param(
            "政协丹寨县第十一届委员会开会。",
            [("丹寨县第十一届委员会", "Conference")],
            "政协丹寨县第十一届委员会 MassOrganization",
            id="政协委员会",
        ),
        pytest.param("市委巡察二组进驻。", [("市委", "PartyOrgan")], "市委巡察二组 PartyOrgan", id="巡察组"),
        pytest.param(
            "越共中央政治局委员、中央书记处书记到会。",
            [("越共中央政治局", "PartyOrgan"), ("中央书记处", "PartyOrgan")],
            "越共中央政治局 PartyOrgan,中央书记处 PartyOrgan",
            id="外国政党",
        ),
        pytest.param(
            "越南共产党中央总书记到会。", [("越南共产党中央总", "PartyOrgan")], "越南共产党中央 PartyOrgan", id="总书记不是名"
        ),
        pytest.param(
            "越共中央总书记到会。", [("越共", "Organization"), ("中央", "PartyOrgan")], "越共中央 PartyOrgan", id="外国政党的中央"
        ),
        pytest.param("内蒙古共建。", [("内蒙古", "Place")], "内蒙古 Place", id="内蒙古共建"),
        pytest.param("中越两国签约。", [("中越", "Place")], "中 Place,越 Place", id="两国"),
        pytest.param("中老、中哈方向通车。", [], "中 Place,老 Place,中 Place,哈 Place", id="方向"),
        pytest.param("其中老年人关系好。", [], "", id="其中不是中国"),
        pytest.param("中老年人到会。", [], "", id="没有两国"),
    ],
)
def test_parts_have_names_of_their_own(segmenter: Segmenter, text: str, names: list[tuple[str, str]], expected: str) -> None:
    assert told(parted(*read(segmenter, text, names)), text) == expected


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param(
            "县委、人大、政府、政协督导。",
            [("县委", "PartyOrgan")],
            "县委 PartyOrgan,人大 MassOrganization,政府 GovernmentAgency,政协 MassOrganization",
            id="四套班子",
        ),
        pytest.param(
            "街道党工委、办事处开会。",
            [("街道党工委", "PartyOrgan")],
            "街道党工委 PartyOrgan,办事处 GovernmentAgency",
            id="街道",
        ),
        pytest.param("镇党委、办事处开会。", [("镇党委", "PartyOrgan")], "镇党委 PartyOrgan", id="镇没有办事处"),
        pytest.param("县委、政府部门开会。", [("县委", "PartyOrgan")], "县委 PartyOrgan", id="政府部门"),
        pytest.param("各镇党委、政府落实。", [("镇党委", "PartyOrgan")], "镇党委 PartyOrgan", id="各镇"),
        pytest.param(
            "县社工部、省总、全总到会。",
            [],
            "县社工部 PartyOrgan,省总 MassOrganization,全总 MassOrganization",
            id="简称",
        ),
        pytest.param("健全总体方案，全市总、分会。", [], "", id="不是简称"),
        pytest.param("大兴务实之风。", [("大兴", "Place")], "", id="大兴是动词"),
        pytest.param("在大兴召开会议。", [("大兴", "Place")], "大兴 Place", id="大兴是地名"),
        pytest.param(
            "何平到会，何书记讲话。", [("何平", "Person"), ("何书记", "Person")], "何平 Person,何 Person", id="有名的姓"
        ),
        pytest.param(
            "街道党工委、纪工委开会。",
            [("街道党工委", "PartyOrgan"), ("纪工委", "Person")],
            "街道党工委 PartyOrgan,纪工委 PartyOrgan",
            id="纪工委不是人",
        ),
        pytest.param("何平到会，周局长讲话。", [("何平", "Person"), ("周", "Person")], "何平 Person", id="无名的姓"),
        pytest.param("杨平到会，杨花飞。", [("杨平", "Person"), ("杨", "Person")], "杨平 Person", id="姓后没有职务"),
    ],
)
def test_lists_and_short_forms_name(segmenter: Segmenter, text: str, names: list[tuple[str, str]], expected: str) -> None:
    assert told(ended(*read(segmenter, text, names)), text) == expected


@pytest.mark.parametrize("row", toml_tables(_TABLE, "part"), ids=lambda r: r["id"])
def test_every_word_stands_in_an_example(row: dict[str, Any]) -> None:
    text = " ".join(row["examples"])
    assert [word for word in row["words"] if word not in text] == []


@pytest.mark.parametrize("row", [*toml_tables(_TABLE, "short"), *toml_tables(_TABLE, "verb")], ids=lambda r: r["id"])
def test_patterns_fit_their_examples(row: dict[str, Any]) -> None:
    pattern = re.compile(row["pattern"])
    assert all(pattern.search(example) for example in row["examples"])
    assert not any(pattern.search(example) for example in row["counterexamples"])


def test_letters_of_countries_stand_in_their_examples() -> None:
    table = rows("divisions/country_letters.tsv", ("letter", "country", "example"))
    assert [row["letter"] for row in table if f"中{row['letter']}" not in row["example"]] == []
