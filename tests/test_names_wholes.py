"""Whole names of meetings, works, branches and channels, where the tagger finds pieces of them or none."""

from __future__ import annotations

from typing import Any

import pytest

from kg.model import Document
from kg.recognize.names_repair import Find, Page, repaired
from kg.recognize.names_wholes import Wholes, completed, settled
from kg.segment import Segmenter
from kg.tables.divisions import Divisions
from kg.tables.loading import toml_tables

TABLE = "grammar/name_wholes.toml"


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter.load()


def page(segmenter: Segmenter, text: str) -> Page:
    sentences = segmenter(Document(id="t", text=text)).sentences
    tokens = {t.span.start: (t.span.stop, t.tag) for s in sentences for t in s.tokens}
    return Page(text, tuple((s.span.start, s.span.stop) for s in sentences), (), tokens, {}, {})


def finds(text: str, *names: tuple[str, str]) -> tuple[Find, ...]:
    return tuple(Find(text.index(words), text.index(words) + len(words), type_, "x") for words, type_ in names)


def told(text: str, found: tuple[Find, ...]) -> str:
    return ",".join(f"{f.words(text)} {f.type}" for f in found)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param(
            "县水利局召开2023年度河湖长制工作联席会议。", [], "2023年度河湖长制工作联席会议 Conference", id="年度在会名里"
        ),
        pytest.param("公司召开2018年度总结表彰大会。", [], "", id="总结表彰大会是类名"),
        pytest.param("县农业局举办杂豆种植培训班。", [], "", id="题目不成班名"),
        pytest.param(
            "“暖冬同行”捐赠仪式在学校举行。", [("暖冬同行", "Initiative")], "“暖冬同行”捐赠仪式 Conference", id="引号与仪式"
        ),
        pytest.param(
            "村里举行“师徒同心”结对仪式。", [("师徒同心", "Initiative")], "师徒同心 Initiative", id="举行后引号里是举措"
        ),
        pytest.param("在广场举行“师徒结对”仪式。", [("师徒结对", "Initiative")], "师徒结对 Initiative", id="引号后只有仪式"),
        pytest.param(
            "县里举行不忘“一二八”鸣钟仪式。", [("一二八", "Initiative")], "不忘“一二八”鸣钟仪式 Conference", id="引号前有词"
        ),
        pytest.param("志愿者服务杭州亚运会期间。", [("杭州", "Place")], "杭州亚运会 Conference", id="赛会与其地"),
        pytest.param("志愿者住进亚运村，获亚运会金牌。", [], "", id="赛会的村与奖牌"),
        pytest.param(
            "十四运组委会迎接十四运的志愿者。",
            [("十四运组委会", "Organization")],
            "十四运组委会 Organization,十四运 Conference",
            id="赛会的组委会",
        ),
        pytest.param("第六届湖区生态保护大会在南昌开幕。", [], "第六届湖区生态保护大会 Conference", id="第几届"),
        pytest.param(
            "南昌市第六届农民龙舟运动会开幕。",
            [("南昌市", "Place")],
            "南昌市第六届农民龙舟运动会 Conference",
            id="第几届前有地名",
        ),
        pytest.param("会议举行第二次全体会议。", [], "", id="第几次全体会议没有名"),
        pytest.param(
            "在《湖区保护公约》第二届缔约方大会上发言。",
            [("湖区保护公约", "Document")],
            "《湖区保护公约》第二届缔约方大会 Conference",
            id="以书名开头的会",
        ),
        pytest.param("今年举办30场乡村振兴论坛。", [], "", id="多少场"),
        pytest.param("规范创建示范和节庆展会论坛。", [("示范和节庆展会论坛", "Conference")], "", id="并列的类名"),
        pytest.param("党的十七大以来，", [("党的十七大以来", "Conference")], "党的十七大 Conference", id="以来不是名"),
        pytest.param(
            "全国工商联第五次全国代表大会召开。",
            [("全国工商联", "MassOrganization")],
            "全国工商联第五次全国代表大会 Conference",
            id="会名以单位开头",
        ),
        pytest.param("中央书记处书记出席。", [("中央", "PartyOrgan")], "中央书记处 PartyOrgan", id="中央书记处"),
        pytest.param("中共中央政治局委员出席。", [("中共中央", "PartyOrgan")], "中共中央政治局 PartyOrgan", id="中共中央政治局"),
        pytest.param("中央书记出席。", [("中央", "PartyOrgan")], "中央 PartyOrgan", id="中央的书记"),
        pytest.param(
            "召开全区食品安全“守底线”专项行动部署会。",
            [("全区食品安全", "Conference"), ("“守底线”专项行动部署会", "Conference")],
            "全区食品安全“守底线”专项行动部署会 Conference",
            id="两段会名相连",
        ),
        pytest.param(
            "学习贯彻党的二十大精神中央宣讲团到会。",
            [("党的二十大精神", "PolicyConcept"), ("中央宣讲团", "SocialOrganization")],
            "学习贯彻党的二十大精神中央宣讲团 Organization",
            id="宣讲团的全名",
        ),
        pytest.param("省级层面建立志愿服务工作协调机制。", [], "", id="层面后是动词"),
        pytest.param("甬金铁路今天开通。", [("甬金", "Place")], "甬金铁路 Place", id="铁路"),
        pytest.param("记者说，深茂通道建成。", [("茂", "Place"), ("深", "Place")], "深茂通道 Place", id="两地的字合成的通道"),
        pytest.param("畅通安全通道。", [], "", id="安全通道是类名"),
        pytest.param("云南铁路运量增长。", [("云南", "Place")], "云南 Place", id="省的铁路是类名"),
        pytest.param("在石桥镇广场跳舞。", [("石桥镇", "Place")], "石桥镇 Place", id="镇的广场是类名"),
        pytest.param("包银高铁宁夏段开通。", [("宁夏", "Place")], "包银高铁宁夏段 Place", id="铁路的一段"),
        pytest.param("南昌机场集团发布消息。", [("南昌机场集团", "Organization")], "南昌机场集团 Organization", id="机场的公司"),
        pytest.param(
            "在沈阳侵华日军第五部队罪证陈列馆广场，",
            [("沈阳侵华", "Place"), ("陈列馆", "Place")],
            "沈阳侵华日军第五部队罪证陈列馆广场 Place",
            id="纪念馆名里有动词",
        ),
        pytest.param(
            "清河县工商联石桥镇分会捐款。",
            [("清河县工商联", "MassOrganization")],
            "清河县工商联石桥镇分会 MassOrganization",
            id="工商联的分会",
        ),
        pytest.param(
            "清河县工商联副分会长到会。",
            [("清河县工商联", "MassOrganization")],
            "清河县工商联 MassOrganization",
            id="会长不是分会",
        ),
        pytest.param(
            "在南昌广播电视台新闻综合频道播出。",
            [("南昌广播电视台新闻综合", "Organization")],
            "南昌广播电视台新闻综合频道 Platform",
            id="频道",
        ),
        pytest.param(
            "中央层面农田保护工作专班通报。", [("工作专班", "Organization")], "中央层面农田保护工作专班 Organization", id="专班"
        ),
        pytest.param("中央书记处书记到会。", [("中央", "PartyOrgan")], "中央书记处 PartyOrgan", id="表中的全名"),
        pytest.param(
            "清河县人大常委会党组开会。",
            [("清河县人大常委会", "MassOrganization"), ("党组", "PartyOrgan")],
            "清河县人大常委会党组 PartyOrgan",
            id="单位与它的党组",
        ),
        pytest.param(
            "荣获第三届江城基层治理论坛优秀案例奖。",
            [("第三届江城基层治理论坛", "Conference"), ("优秀案例奖", "Award")],
            "第三届江城基层治理论坛优秀案例奖 Award",
            id="论坛的奖",
        ),
        pytest.param("在北京人民大会堂会见。", [("北京人民大会", "Conference")], "北京人民大会堂 Place", id="大会堂不是会"),
        pytest.param("党的二十大胜利召开。", [("党的二十大胜利", "Conference")], "党的二十大 Conference", id="胜利召开"),
        pytest.param("银桥航天03批卫星升空。", [("银桥航天", "SocialOrganization")], "", id="卫星不是单位"),
        pytest.param("驱逐舰苏州舰返航。", [("苏州", "Place")], "苏州舰 Organization", id="军舰"),
        pytest.param("海门全省率先试点。", [("海门全省", "Place")], "海门 Place", id="县后的全省"),
        pytest.param("辽宁全省推广。", [("辽宁全省", "Place")], "辽宁全省 Place", id="省后的全省"),
    ],
)
def test_whole_names(segmenter: Segmenter, text: str, names: list[tuple[str, str]], expected: str) -> None:
    assert told(text, completed(tuple(sorted(finds(text, *names))), page(segmenter, text))) == expected


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param("江山就是人民。", [("江山", "Place")], "", id="日常的词"),
        pytest.param("浙江江山的企业。", [("江山", "Place")], "江山 Place", id="省名在前"),
        pytest.param("通道、麻阳两县推广。", [("通道", "Place"), ("麻阳", "Place")], "通道 Place,麻阳 Place", id="并列的县"),
        pytest.param("通道在建，通道侗族自治县发文。", [("通道", "Place")], "", id="近旁没有别的地名"),
        pytest.param("到江山调研，江山市作了汇报。", [("江山", "Place")], "江山 Place", id="全称在文中"),
        pytest.param("在白马战役纪念馆，人们献花。", [("白马战役纪念馆", "Organization")], "白马战役纪念馆 Place", id="在馆中"),
        pytest.param(
            "白马战役纪念馆举办展览。", [("白马战役纪念馆", "Organization")], "白马战役纪念馆 Organization", id="馆举办"
        ),
        pytest.param(
            "在白马战役纪念馆、石桥革命陈列馆，人们献花。",
            [("白马战役纪念馆", "Place"), ("石桥革命陈列馆", "Organization")],
            "白马战役纪念馆 Place,石桥革命陈列馆 Place",
            id="并列的馆",
        ),
    ],
)
def test_kinds_that_the_article_tells(segmenter: Segmenter, text: str, names: list[tuple[str, str]], expected: str) -> None:
    assert told(text, settled(finds(text, *names), page(segmenter, text))) == expected


def test_short_branch_has_the_type_of_the_full_one(segmenter: Segmenter) -> None:
    text = "清河县工商联石桥镇分会捐款，石桥分会会长到场，白马分会没有来。"
    names = finds(
        text, ("清河县工商联", "MassOrganization"), ("石桥分会", "SocialOrganization"), ("白马分会", "SocialOrganization")
    )
    seen = page(segmenter, text)
    assert told(text, settled(completed(names, seen), seen)) == (
        "清河县工商联石桥镇分会 MassOrganization,石桥分会 MassOrganization,白马分会 SocialOrganization"
    )


def test_a_meeting_keeps_the_paper_it_begins_with(segmenter: Segmenter) -> None:
    text = "在《湖区保护公约》第二届缔约方大会上，各方通过《湖区保护公约》。"
    seen = page(segmenter, text)
    assert told(text, repaired(completed((), seen), seen)) == (
        "《湖区保护公约》第二届缔约方大会 Conference,湖区保护公约 Document"
    )


@pytest.mark.parametrize(
    "row",
    [r for key in ("meeting", "work", "branch", "channel", "group", "everyday") for r in toml_tables(TABLE, key)],
    ids=lambda r: r["id"],
)
def test_every_word_stands_in_an_example(row: dict[str, Any]) -> None:
    text = " ".join(row["examples"])
    assert [word for word in row["words"] if word not in text] == []


def test_everyday_words_are_divisions() -> None:
    forms = Divisions.load().forms
    assert [word for word in sorted(Wholes.load().everyday) if not forms(word)] == []
