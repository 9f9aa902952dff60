"""Names that begin or end elsewhere than the tagger saw, and undertakings that the title names."""

from __future__ import annotations

from typing import Any

import pytest

from kg.model import Document
from kg.recognize.names_edges import edged
from kg.recognize.names_repair import Find, Page
from kg.segment import Segmenter
from kg.tables.loading import toml_tables


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter.load()


def told(segmenter: Segmenter, text: str, names: list[tuple[str, str]], *, titled: bool = False) -> str:
    sentences = segmenter(Document(id="t", text=text)).sentences
    tokens = {t.span.start: (t.span.stop, t.tag) for s in sentences for t in s.tokens}
    titles = ((0, text.index("\n")),) if titled else ()
    page = Page(text, tuple((s.span.start, s.span.stop) for s in sentences), titles, tokens, {}, {})
    finds = tuple(Find(text.index(words), text.index(words) + len(words), type_, "x") for words, type_ in names)
    return ",".join(f"{f.words(text)} {f.type}" for f in edged(tuple(sorted(finds)), page))


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param("落实省委决策部署和要求。", [("省委决策部署和", "PartyOrgan")], "省委 PartyOrgan", id="部署不是名"),
        pytest.param("市委组织部来了。", [("市委组织部", "PartyOrgan")], "市委组织部 PartyOrgan", id="部是名"),
        pytest.param("授予第八届江城工匠奖。", [("江城工匠奖", "Award")], "第八届江城工匠奖 Award", id="奖有届次"),
        pytest.param("获评第八届道德模范。", [("道德模范", "Award")], "道德模范 Award", id="称号无届次"),
        pytest.param(
            "结合庆祝第三届江城丰收节。",
            [("庆祝第三届江城丰收节", "Conference")],
            "第三届江城丰收节 Conference",
            id="庆祝不是节名",
        ),
        pytest.param(
            "授予杭州航道有限公司远海攻关团队称号。",
            [("杭州航道有限公司", "Organization")],
            "杭州航道有限公司 Organization",
            id="团队后还有词",
        ),
        pytest.param(
            "授予杭州航道有限公司远海攻关团队等集体。",
            [("杭州航道有限公司", "Organization")],
            "杭州航道有限公司远海攻关团队 Organization",
            id="单位的团队",
        ),
        pytest.param(
            "授予杭州第一中学支教志愿者服务队、",
            [("杭州第一中学", "Organization")],
            "杭州第一中学支教志愿者服务队 SocialOrganization",
            id="志愿者的队",
        ),
        pytest.param("由市应急局考核救援队，", [("市应急局", "GovernmentAgency")], "市应急局 GovernmentAgency", id="考核是动词"),
        pytest.param("天津航道公司白鹭号、", [("天津航道公司", "Organization")], "天津航道公司白鹭号 Organization", id="船"),
        pytest.param(
            "成立市民政局“八五”普法领导小组，",
            [("市民政局", "GovernmentAgency"), ("八五", "Initiative")],
            "市民政局“八五”普法领导小组 GovernmentAgency",
            id="引号里是任务",
        ),
        pytest.param("在县政府网站公示。", [("县政府", "GovernmentAgency")], "县政府网站 Platform", id="政府网站"),
        pytest.param("民政部网站消息", [("民政部", "GovernmentAgency")], "民政部 GovernmentAgency", id="网站消息是出处"),
        pytest.param("位于成都国际物流园区，", [("成都", "Place")], "成都国际物流园区 Place", id="园区"),
        pytest.param("位于重庆经济开发区管委会，", [("重庆", "Place")], "重庆 Place", id="管委会不是园区"),
        pytest.param(
            "到丹寨县兴仁镇清江村丹寨县清江茶叶专业合作社、",
            [("丹寨县兴仁镇清江村丹寨县清江茶叶专业合作社", "Organization")],
            "丹寨县兴仁镇清江村 Place,丹寨县清江茶叶专业合作社 Organization",
            id="两名相连",
        ),
        pytest.param("落实县委十届五次全会部署，", [("县委", "PartyOrgan")], "县委十届五次全会 Conference", id="全会"),
        pytest.param("学习县委十届五次全会精神，", [("县委", "PartyOrgan")], "县委 PartyOrgan", id="全会精神不是会"),
        pytest.param("召开县委常委会会议，", [("县委常委会", "PartyOrgan")], "县委常委会会议 Conference", id="常委会会议"),
        pytest.param("县委常委会听取汇报，", [("县委常委会", "PartyOrgan")], "县委常委会 PartyOrgan", id="常委会"),
        pytest.param(
            "落实二十届中央纪委二次全会部署，", [("中央纪委", "PartyOrgan")], "二十届中央纪委二次全会 Conference", id="届次在前"
        ),
        pytest.param(
            "2021年第九次县政府常务会议研究，",
            [("县政府", "GovernmentAgency")],
            "2021年第九次县政府常务会议 Conference",
            id="政府常务会议",
        ),
        pytest.param("召开县政府常务会议，", [("县政府", "GovernmentAgency")], "县政府 GovernmentAgency", id="没有届次的会"),
        pytest.param(
            "出席2021年全国山区教育工作会议，",
            [("全国山区教育工作会议", "Conference")],
            "2021年全国山区教育工作会议 Conference",
            id="会的年份",
        ),
        pytest.param(
            "总结2021年全国山区教育工作会议，",
            [("全国山区教育工作会议", "Conference")],
            "全国山区教育工作会议 Conference",
            id="年份不属于会",
        ),
        pytest.param(
            "学习全省推进“千企联村”工程现场会精神",
            [("“千企联村”工程现场会", "Conference")],
            "全省推进“千企联村”工程现场会 Conference",
            id="全省推进的会",
        ),
        pytest.param("区总工会党组书记李某，", [("区总工会", "MassOrganization")], "区总工会党组 PartyOrgan", id="工会的党组"),
        pytest.param(
            "新建商会党组织，区总工会党组织", [("区总工会", "MassOrganization")], "区总工会 MassOrganization", id="党组织"
        ),
        pytest.param("埃及水利部发表声明，", [("埃及", "Place")], "埃及水利部 GovernmentAgency", id="外国的部"),
        pytest.param("埃及水利部长到会，", [("埃及", "Place")], "埃及 Place", id="部长"),
        pytest.param("位于黄土高原上，", [("黄土", "Place")], "黄土高原 Place", id="高原"),
        pytest.param("秘鲁铜矿停产，", [("秘鲁", "Place")], "秘鲁铜矿 Place", id="矿"),
        pytest.param("甘肃煤矿停产，", [("甘肃", "Place")], "甘肃 Place", id="省里的矿"),
        pytest.param("舟山渔场开捕，", [("舟山", "Place")], "舟山渔场 Place", id="渔场"),
        pytest.param("江西东北部有雨，", [("江西东", "Place")], "江西 Place", id="省的一部分"),
    ],
)
def test_names_have_their_own_edges(segmenter: Segmenter, text: str, names: list[tuple[str, str]], expected: str) -> None:
    assert told(segmenter, text, names) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "某市推进老旧厂房改造\n今年实施老旧厂房改造。老旧厂房改造惠及千户。",
            "老旧厂房改造 Initiative,老旧厂房改造 Initiative,老旧厂房改造 Initiative",
            id="题目与全文都说",
        ),
        pytest.param("某市推进老旧厂房改造\n今年实施老旧厂房改造。工作有序。", "", id="只说两次"),
        pytest.param("推进生态文明建设\n加强生态文明建设。生态文明建设要抓好。", "", id="处处都建设的"),
        pytest.param("推进老旧厂房改造\n实施老旧厂房改造工程。老旧厂房改造工程完成。", "", id="名还没有完"),
    ],
)
def test_what_the_article_is_about_is_a_scheme(segmenter: Segmenter, text: str, expected: str) -> None:
    assert told(segmenter, text, [], titled=True) == expected


@pytest.mark.parametrize("row", toml_tables("grammar/name_edges.toml", "edge"), ids=lambda r: r["id"])
def test_every_word_stands_in_an_example(row: dict[str, Any]) -> None:
    text = " ".join(row["examples"])
    assert [word for word in row["words"] if word not in text] == []
