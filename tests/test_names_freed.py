"""Organs that the word tagger glues to what leads to them, and offices of townships and of a level's four bodies."""

from __future__ import annotations

import pytest

from kg.model import Document
from kg.recognize.names_freed import freed
from kg.recognize.names_repair import Find, Page
from kg.segment import Segmenter


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter.load()


def read(segmenter: Segmenter, text: str, names: list[tuple[str, str]]) -> str:
    sentences = segmenter(Document(id="t", text=text)).sentences
    tokens = {t.span.start: (t.span.stop, t.tag) for s in sentences for t in s.tokens}
    page = Page(text, tuple((s.span.start, s.span.stop) for s in sentences), (), tokens, {}, {})
    finds = tuple(Find(text.index(words), text.index(words) + len(words), type_, "x") for words, type_ in names)
    return ",".join(f"{f.words(text)} {f.type}" for f in freed(finds, page))


PARTY, STATE, MASS = "PartyOrgan", "GovernmentAgency", "MassOrganization"


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param(
            "县民政局联合县侨联慰问老侨胞。",
            [("县民政局", STATE)],
            "县民政局 GovernmentAgency,县侨联 MassOrganization",
            id="联合县侨联",
        ),
        pytest.param(
            "县文旅局会同县政协开展视察。",
            [("县文旅局", STATE), ("政协", MASS)],
            "县文旅局 GovernmentAgency,县政协 MassOrganization",
            id="机构之一部分已认出",
        ),
        pytest.param("会同县政协开展视察。", [], "", id="会同是县"),
        pytest.param("共和县教育局培训教师。", [("共和县教育局", STATE)], "共和县教育局 GovernmentAgency", id="共和是县"),
        pytest.param("参加者与县人大代表座谈。", [], "", id="代表不是机构"),
        pytest.param("由县政府性基金安排。", [], "", id="政府性"),
    ],
)
def test_an_organ_stands_free_of_the_word_that_leads_to_it(
    segmenter: Segmenter, text: str, names: list[tuple[str, str]], expected: str
) -> None:
    assert read(segmenter, text, names) == expected


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param("镇党政办负责登记。", [], "镇党政办 PartyOrgan", id="党政办"),
        pytest.param("街道党政办工作人员入户。", [("街道党政办", STATE)], "街道党政办 PartyOrgan", id="别的类型"),
        pytest.param(
            "镇平安办、城管办、派出所上街宣传。", [], "镇平安办 GovernmentAgency,城管办 GovernmentAgency", id="列举里只认办"
        ),
        pytest.param("沙河镇林业站巡山。", [("沙河镇", "Place")], "沙河镇林业站 GovernmentAgency", id="镇名在前"),
        pytest.param("各镇派出所上街宣传。", [], "", id="各镇的"),
        pytest.param("三个镇派出所上街宣传。", [], "", id="几个镇的"),
        pytest.param("到镇农办理手续。", [], "", id="办理"),
        pytest.param("居民到城管办反映。", [], "", id="没有级别"),
    ],
)
def test_offices_of_townships(segmenter: Segmenter, text: str, names: list[tuple[str, str]], expected: str) -> None:
    assert read(segmenter, text, names) == expected


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param("县委办主任周明到会。", [("县委", PARTY)], "县委办 PartyOrgan", id="县委办"),
        pytest.param("县委办。", [("县委", STATE)], "县委办 PartyOrgan", id="党委的办公室属党"),
        pytest.param("市委军民融合办到企业调研。", [("市委", PARTY)], "市委军民融合办 PartyOrgan", id="军民融合办"),
        pytest.param("县政协办牵头落实。", [("县政协", MASS)], "县政协办 MassOrganization", id="政协办"),
        pytest.param("县委办理提案。", [("县委", PARTY)], "县委 PartyOrgan", id="办理提案"),
        pytest.param("县民宗委办证。", [("县民宗委", STATE)], "县民宗委 GovernmentAgency", id="只有四家"),
    ],
)
def test_offices_of_a_levels_four_bodies(segmenter: Segmenter, text: str, names: list[tuple[str, str]], expected: str) -> None:
    assert read(segmenter, text, names) == expected
