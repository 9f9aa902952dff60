"""Who did what to whom: one hand-made sentence for each construction, with invented bodies and people of other provinces.

Names stand as [surface|type] or [surface|type|full name], dates as [5月|Date|2021-05], figures as [3次|Figure],
triggers as <words|type>.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Literal

import pytest

from kg.extract.clauses import function_words
from kg.extract.discourse import Candidate, Discourse
from kg.extract.nested import issuers
from kg.extract.pairing import joined_words, split
from kg.extract.role_rules import NONE, repair
from kg.extract.roles import RoleFinder, focus_of
from kg.learn.articles import shelves
from kg.learn.roles import GoldTrigger, examples, gold_triggers, train
from kg.model import MENTION_TYPES, ROLES, Date, Document, Event, Figure, Filler, Line, LineKind, Mention, Span
from kg.segment import Segmenter
from kg.tables.loading import rows

Item = Mention | Date | Figure
_MARK = re.compile(r"\[([^|\]]+)\|([A-Za-z]+)(?:\|([^\]]+))?\]|<([^|>]+)\|([A-Za-z]+)>")


def parse(marked: str) -> tuple[Document, list[GoldTrigger]]:
    """The document and the triggers of a marked text."""
    text, items, triggers, last = "", [], [], 0
    for n, mark in enumerate(_MARK.finditer(marked)):
        text += marked[last : mark.start()]
        last = mark.end()
        words = mark[1] or mark[4]
        span = Span(len(text), len(text) + len(words))
        text += words
        if mark[4]:
            triggers.append((span, mark[5]))
        else:
            items.append(item(n, span, mark[2], words, mark[3]))
    text += marked[last:]
    doc = Document(
        "t",
        text,
        mentions=tuple(i for i in items if isinstance(i, Mention)),
        dates=tuple(i for i in items if isinstance(i, Date)),
        figures=tuple(i for i in items if isinstance(i, Figure)),
    )
    return segmenter()(doc), [GoldTrigger(s, t, Span(max(0, text.rfind("。", 0, s.start)), s.stop), "done") for s, t in triggers]


def item(number: int, span: Span, kind: str, words: str, full: str | None) -> Item:
    if kind == "Date":
        return Date(f"d{number}", span, full or words)
    if kind == "Figure":
        return Figure(words, span, 1.0, words[-1])
    return Mention(f"m{number}", span, kind, full or words)


@cache
def segmenter() -> Segmenter:
    return Segmenter.load()


@cache
def gold_documents() -> list[Document]:
    return shelves()[0].documents(segmenter())


@cache
def finder() -> RoleFinder:
    return RoleFinder.load()


def extract(marked: str) -> tuple[Document, tuple[Event, ...]]:
    doc, triggers = parse(marked)
    return doc, finder()(doc, triggers, Discourse(doc, [t.span for t in triggers], function_words()))


def roles(event: Event) -> dict[str, list[str]]:
    return {role: [f.value for f in event.role(role)] for role in ROLES if event.role(role)}


CASES: Sequence[tuple[str, str, list[dict[str, list[str]]]]] = [
    (
        "主语_时间_把会开",
        "[3月12日|Date|2021-03-12],[衢州市民政局|GovernmentAgency]<召开|Meeting>[全市养老服务工作会议|Conference|衢州市养老服务工作会议]。",
        [{"agent": ["衢州市民政局"], "theme": ["衢州市养老服务工作会议"], "time": ["2021-03-12"]}],
    ),
    (
        "会同_对_进行",
        "[9月|Date|2021-09],[宜春市民政局|GovernmentAgency]会同[市财政局|GovernmentAgency|宜春市财政局]对[宜春市樟木商会|SocialOrganization]收费情况进行<专项检查|Inspection>。",
        [
            {
                "agent": ["宜春市民政局"],
                "co_agent": ["宜春市财政局"],
                "target": ["宜春市樟木商会"],
                "theme": ["收费情况"],
                "time": ["2021-09"],
            }
        ],
    ),
    (
        "联合_在_开展",
        "[衢江区妇联|MassOrganization]联合[区司法局|GovernmentAgency|衢州市衢江区司法局]在[莲花镇|Place]<开展|Implementation>“[暖巢行动|Initiative]”[6场|Figure]。",
        [
            {
                "agent": ["衢江区妇联"],
                "co_agent": ["衢州市衢江区司法局"],
                "theme": ["暖巢行动"],
                "place": ["莲花镇"],
                "count": ["6场"],
            }
        ],
    ),
    (
        "被_授予",
        "[2020年|Date|2020],[黄山市徽墨协会|SocialOrganization]被[省民政厅|GovernmentAgency|安徽省民政厅]<授予|Recognition>“[全省先进社会组织|Award]”称号。",
        [{"agent": ["安徽省民政厅"], "target": ["黄山市徽墨协会"], "theme": ["全省先进社会组织"], "time": ["2020"]}],
    ),
    (
        "授予_称号",
        "[淮南市总工会|MassOrganization]<授予|Recognition>[淮河焊工班|Organization]等[9个|Figure]集体“[工人先锋号|Award]”称号。",
        [{"agent": ["淮南市总工会"], "target": ["淮河焊工班"], "theme": ["工人先锋号"], "count": ["9个"]}],
    ),
    (
        "获",
        "[郴州市银杏义工协会|SocialOrganization]<荣获|Recognition>[5A级社会组织|Award]。",
        [{"target": ["郴州市银杏义工协会"], "theme": ["5A级社会组织"]}],
    ),
    (
        "印发_文件",
        "[6月|Date|2019-06],[遵义市教育局|GovernmentAgency]<印发|Issuance>《[关于规范校外托管的通知|Document]》。",
        [{"agent": ["遵义市教育局"], "theme": ["关于规范校外托管的通知"], "time": ["2019-06"]}],
    ),
    (
        "省略主语_从上句恢复",
        "[3月|Date|2021-03],[遵义市教育局|GovernmentAgency]<印发|Issuance>《[关于规范校外托管的通知|Document]》。"
        "[5月|Date|2021-05],<召开|Meeting>[校外托管推进会|Conference]。",
        [
            {"agent": ["遵义市教育局"], "theme": ["关于规范校外托管的通知"], "time": ["2021-03"]},
            {"agent": ["遵义市教育局"], "theme": ["校外托管推进会"], "time": ["2021-05"]},
        ],
    ),
    (
        "同句后续动词共主语",
        "[南通市慈善会|SocialOrganization]<设立|Establishment>[江海助学基金|Initiative],<资助|Assistance>困难学生[120名|Figure]。",
        [
            {"agent": ["南通市慈善会"], "theme": ["江海助学基金"]},
            {"agent": ["南通市慈善会"], "target": ["困难学生"], "count": ["120名"]},
        ],
    ),
    (
        "先后_时间地点配对",
        "[4月|Date|2021-04]、[8月|Date|2021-08],[省文旅厅|GovernmentAgency|江西省文化和旅游厅]先后在[抚州市|Place]、[鹰潭市|Place]<召开|Meeting>[全省民宿发展推进会|Conference|江西省民宿发展推进会]。",
        [
            {"agent": ["江西省文化和旅游厅"], "theme": ["江西省民宿发展推进会"], "place": ["抚州市"], "time": ["2021-04"]},
            {"agent": ["江西省文化和旅游厅"], "theme": ["江西省民宿发展推进会"], "place": ["鹰潭市"], "time": ["2021-08"]},
        ],
    ),
    (
        "分别_主体金额配对",
        "[宿州市梨业协会|SocialOrganization]、[宿州市面粉商会|SocialOrganization]分别<捐款|Assistance>[20万元|Figure]、[8万元|Figure]。",
        [
            {"agent": ["宿州市梨业协会"], "count": ["20万元"]},
            {"agent": ["宿州市面粉商会"], "count": ["8万元"]},
        ],
    ),
    (
        "选举_为_为",
        "会议<选举|Election>[贺兰枝|Person]为会长、[司徒衡|Person]等[4人|Figure]为副会长。",
        [
            {"target": ["贺兰枝"], "theme": ["会长"]},
            {"target": ["司徒衡"], "theme": ["副会长"], "count": ["4人"]},
        ],
    ),
    (
        "聘请_为",
        "[玉溪市检察院|GovernmentAgency|玉溪市人民检察院]<聘请|Election>[段云溪|Person]等[6名|Figure]律师为听证员。",
        [{"agent": ["玉溪市人民检察院"], "target": ["段云溪"], "theme": ["听证员"], "count": ["6名"]}],
    ),
    (
        "试点_在",
        "[2022年|Date|2022],[衡水市司法局|GovernmentAgency]在[枣强县|Place]、[故城县|Place]开展“[乡贤说事|Initiative]”<试点|Pilot>。",
        [{"agent": ["衡水市司法局"], "theme": ["乡贤说事"], "place": ["枣强县", "故城县"], "time": ["2022"]}],
    ),
    (
        "向_捐赠",
        "[湘潭市茶业协会|SocialOrganization]向[金霞小学|Organization]<捐赠|Assistance>图书[800册|Figure]。",
        [{"agent": ["湘潭市茶业协会"], "target": ["金霞小学"], "theme": ["图书"], "count": ["800册"]}],
    ),
    (
        "与_签订",
        "[泰州市工商联|MassOrganization]与[泰兴市仪表商会|SocialOrganization]<签订|Cooperation>《[银企合作协议|Document]》。",
        [{"agent": ["泰州市工商联"], "co_agent": ["泰兴市仪表商会"], "theme": ["银企合作协议"]}],
    ),
    (
        "下句_陪同",
        "[5月6日|Date|2023-05-06],[百色市民政局|GovernmentAgency]局长[陆远航|Person]到[田阳区|Place]<调研|Inspection>养老服务工作。[区政府|GovernmentAgency|百色市田阳区人民政府]副区长[韦青禾|Person]陪同。",
        [
            {
                "agent": ["陆远航"],
                "participant": ["韦青禾"],
                "theme": ["养老服务工作"],
                "place": ["田阳区"],
                "time": ["2023-05-06"],
            }
        ],
    ),
    (
        "出席",
        "[1月8日|Date|2023-01-08],[梅州市侨联|MassOrganization]<召开|Meeting>[九届二次全委会|Conference|梅州市侨联九届二次全委会],副市长[古清源|Person]出席。",
        [
            {
                "agent": ["梅州市侨联"],
                "participant": ["古清源"],
                "theme": ["梅州市侨联九届二次全委会"],
                "time": ["2023-01-08"],
            }
        ],
    ),
    (
        "量名_无名称的宾语",
        "[阜阳市市场监管局|GovernmentAgency|阜阳市市场监督管理局]<查处|Rectification>违法案件[37件|Figure]。",
        [{"agent": ["阜阳市市场监督管理局"], "theme": ["违法案件"], "count": ["37件"]}],
    ),
    (
        "选派_人",
        "[固原市水务局|GovernmentAgency]<选派|Dispatch>技术骨干[15名|Figure]。",
        [{"agent": ["固原市水务局"], "theme": ["技术骨干"], "count": ["15名"]}],
    ),
    (
        "建成_地点",
        "[玉林市残联|MassOrganization]在[博白县|Place]、[陆川县|Place]<建成|Establishment>康复站[12个|Figure]。",
        [{"agent": ["玉林市残联"], "theme": ["康复站"], "place": ["博白县", "陆川县"], "count": ["12个"]}],
    ),
    (
        "会议由某某召开_地点在后",
        "[7月2日|Date|2022-07-02],[全省商会工作推进会|Conference|江苏省商会工作推进会]在[盐城市|Place]<召开|Meeting>。",
        [{"theme": ["江苏省商会工作推进会"], "place": ["盐城市"], "time": ["2022-07-02"]}],
    ),
    (
        "汇报_向",
        "[临汾市民政局|GovernmentAgency]向[省民政厅|GovernmentAgency|山西省民政厅]<汇报|Reporting>了殡葬改革情况。",
        [{"agent": ["临汾市民政局"], "target": ["山西省民政厅"], "theme": ["殡葬改革情况"]}],
    ),
    (
        "学习_精神",
        "[韶关市瑶绣协会党支部|PartyUnit]<学习|Study>[党的二十大精神|PolicyConcept|二十大精神]。",
        [{"agent": ["韶关市瑶绣协会党支部"], "theme": ["二十大精神"]}],
    ),
    (
        "该局_代前文",
        "[安康市审计局|GovernmentAgency]坚持开门办公。[4月|Date|2022-04],该局<派出|Dispatch>[5个|Figure]工作组。",
        [{"agent": ["安康市审计局"], "theme": ["工作组"], "time": ["2022-04"], "count": ["5个"]}],
    ),
    (
        "该局_代前句主语_不代同伴",
        "[保山市审计局|GovernmentAgency]联合[保山市税务局|GovernmentAgency]开展工作。[4月|Date|2022-04],该局<派出|Dispatch>[5个|Figure]工作组。",
        [{"agent": ["保山市审计局"], "theme": ["工作组"], "time": ["2022-04"], "count": ["5个"]}],
    ),
    (
        "两个主体共同",
        "[贵港市妇联|MassOrganization]、[贵港市教育局|GovernmentAgency]联合<出台|Issuance>《[家庭教育指导办法|Document]》。",
        [{"agent": ["贵港市妇联", "贵港市教育局"], "theme": ["家庭教育指导办法"]}],
    ),
    (
        "新闻_报道渠道",
        "[酒钢义工联|SocialOrganization]依托“[雄关先锋|Platform]”微信公众号<推送|Publicity>信息[60条|Figure]。",
        [{"agent": ["酒钢义工联"], "target": ["雄关先锋"], "theme": ["信息"], "count": ["60条"]}],
    ),
]


@pytest.mark.parametrize(("marked", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_roles_of_each_construction(marked: str, expected: list[dict[str, list[str]]]) -> None:
    assert [roles(e) for e in extract(marked)[1]] == expected


# ── what always holds ──


@pytest.fixture(scope="module", params=range(3))
def article(request: pytest.FixtureRequest) -> tuple[Document, tuple[Event, ...]]:
    doc = gold_documents()[request.param]
    triggers = gold_triggers(doc)
    return doc, finder()(doc, triggers, Discourse(doc, [t.span for t in triggers], function_words()))


def test_fillers_quote_the_text_and_name_what_is_mentioned(article: tuple[Document, tuple[Event, ...]]) -> None:
    doc, events = article
    names = {(m.name, m.type) for m in doc.mentions}
    values = {"date": {d.value for d in doc.dates}, "figure": {q.id for q in doc.figures}}
    for filler in (f for e in events for f in e.fillers):
        assert filler.span is not None
        assert 0 < filler.confidence <= 1
        if filler.kind == "words":
            assert filler.span.of(doc.text) == filler.value
        elif filler.kind == "entity":
            assert filler.entity is not None
            assert (filler.entity.name, filler.entity.type) in names
        else:
            assert filler.value in values[filler.kind]


def test_a_filler_has_one_place_in_one_event(article: tuple[Document, tuple[Event, ...]]) -> None:
    for event in article[1]:
        keys = [(f.role, f.value) for f in event.fillers]
        assert len(keys) == len(set(keys))
        assert [ROLES.index(f.role) for f in event.fillers] == sorted(ROLES.index(f.role) for f in event.fillers)


def test_the_same_article_gives_the_same_events(article: tuple[Document, tuple[Event, ...]]) -> None:
    doc, events = article
    triggers = gold_triggers(doc)
    assert finder()(doc, triggers, Discourse(doc, [t.span for t in triggers], function_words())) == events


def test_restored_fillers_say_so_and_stand_elsewhere() -> None:
    marked = (
        "[遵义市教育局|GovernmentAgency]<印发|Issuance>《[托管通知|Document]》。"
        "[5月|Date|2021-05],<召开|Meeting>[推进会|Conference]。"
    )
    first, second = extract(marked)[1]
    assert [f.basis for f in first.role("agent")] == ["stated"]
    assert [f.basis for f in second.role("agent")] == ["restored"]
    assert second.role("agent")[0].span == first.role("agent")[0].span


def candidates(marked: str, before: Sequence[Event] = ()) -> tuple[Candidate, ...]:
    """Those of the last trigger."""
    doc, triggers = parse(marked)
    return Discourse(doc, [t.span for t in triggers], function_words()).candidates(triggers[-1].span, before)


def together(found: Sequence[Candidate]) -> list[list[str]]:
    """The names that a word for several stands for, as a subject of other sentences or where the word itself may fill a role."""
    return [
        [f.value for f in c.fillers]
        for c in found
        if "together" in c.origins or (c.source == "sentence" and len(c.fillers) > 1 and c.fillers[0].basis == "restored")
    ]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "[如皋市慈善会|SocialOrganization]、[启东市慈善会|SocialOrganization]到会。双方<签订|Cooperation>协议。",
            [["如皋市慈善会", "启东市慈善会"]],
        ),
        (
            "在[白蒲镇|Place]、[石庄镇|Place]试行。[江苏省|Place]推广。去年,两镇<召开|Meeting>议事会。",
            [["白蒲镇", "石庄镇"]],
        ),
        (
            "[如皋市慈善会|SocialOrganization]来到[白蒲镇|Place]、[石庄镇|Place]。三方<签订|Cooperation>协议。",
            [],  # nobody named three
        ),
        (
            "[如皋市教育局|GovernmentAgency]、[如皋市慈善会|SocialOrganization]到会。两部门<召开|Meeting>会议。",
            [["如皋市教育局", "如皋市慈善会"]],
        ),
        (
            "[如皋市教育局|GovernmentAgency]、[如皋市慈善会|SocialOrganization]到会。两部门负责人<走访|Inspection>学校。",
            [["如皋市教育局", "如皋市慈善会"]],  # to be restored; 两部门负责人 themselves are others
        ),
        ("[如皋市|Place]、[启东市|Place]参加。两镇<召开|Meeting>议事会。", []),  # 市 are no 镇
        ("到[如皋市|Place]、[启东市|Place]。在[白蒲镇|Place]、[石庄镇|Place]两镇<召开|Meeting>议事会。", []),  # named beside it
    ],
)
def test_a_word_for_several_names_restores_the_last_list_of_so_many(marked: str, expected: list[list[str]]) -> None:
    assert together(candidates(marked)) == expected


def test_a_word_for_several_names_may_fill_a_role_itself_with_these() -> None:
    before = "[如皋市教育局|GovernmentAgency]、[如皋市慈善会|SocialOrganization]到会。"
    alone = candidates(before + "两部门<召开|Meeting>会议。")
    assert [c.source for c in alone if len(c.fillers) == 2 and c.phrase and c.phrase.kind == "run"] == ["sentence"]
    led = candidates(before + "两部门负责人<走访|Inspection>学校。")
    assert [c.source for c in led if len(c.fillers) == 2] == ["restored"]


def test_both_sides_are_those_who_acted_together_before() -> None:
    marked = (
        "[如皋市慈善会|SocialOrganization]联合[启东市教育局|GovernmentAgency]<走访|Inspection>[海门中学|Organization]。"
        "双方<签订|Cooperation>协议。"
    )
    doc, triggers = parse(marked)
    names = {m.name: Filler("", "entity", m.name, m.entity, m.span) for m in doc.mentions}
    acted = (replace(names["如皋市慈善会"], role="agent"), replace(names["启东市教育局"], role="co_agent"))
    before = Event("e1", "Inspection", triggers[0].span, triggers[0].evidence, "done", acted, "gold", 1.0)
    assert together(candidates(marked, [before])) == [["如皋市慈善会", "启东市教育局"]]
    assert together(candidates(marked)) == []


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ("双方将<成立|Establishment>[维权工作站|Platform]。", ["如皋市妇联", "如皋市法院"]),
        ("今后,[两家|Figure]单位将<开展|Implementation>“[暖巢行动|Initiative]”。", ["如皋市妇联", "如皋市法院"]),
        ("双方共建的[维权工作站|Platform]<揭牌|Establishment>。", []),  # describes what is opened
    ],
)
def test_partners_act_where_the_word_for_both_is_the_subject(behind: str, expected: list[str]) -> None:
    partners = "[如皋市妇联|MassOrganization]与[如皋市法院|GovernmentAgency]<签订|Cooperation>合作协议。"
    (_, event) = extract(partners + behind)[1]
    assert [f.value for f in event.role("agent") if len(event.role("agent")) > 1] == expected


def test_what_an_anaphor_may_stand_for_has_an_example() -> None:
    for row in rows("lexicon/anaphors.tsv", ("noun", "types", "example")):
        assert f"该{row['noun']}" in row["example"]
        assert set(row["types"].split()) <= set(MENTION_TYPES)


def test_an_anaphor_fits_the_short_form_of_a_name() -> None:
    marked = "[市安委办|GovernmentAgency|南通市安全生产委员会办公室]部署。该办<抽查|Inspection>[9家|Figure]企业。"
    assert "南通市安全生产委员会办公室" in [f.value for c in candidates(marked) if c.source == "sentence" for f in c.fillers]


@pytest.mark.parametrize(
    ("clause", "named"),
    [
        pytest.param("<新建|Establishment>工会组织[54家|Figure]", False, id="组织是名词"),
        pytest.param("工会组织职工<走访|Inspection>[54家|Figure]企业", True, id="组织是动词"),
    ],
)
def test_a_union_founds_others_than_itself(clause: str, named: bool) -> None:
    found = candidates(f"[区总工会|MassOrganization]近日部署。{clause}。")
    assert ("区总工会" in [f.value for c in found if c.source == "sentence" for f in c.fillers]) is named


def test_words_for_a_place_stand_for_the_last_one() -> None:
    marked = "在[云阳县|Place],[清水乡|Place]连日少雨。当地<派出|Dispatch>30支服务队。"
    assert next(f.value for c in candidates(marked) if c.source == "sentence" for f in c.fillers) == "清水乡"


def restorable(marked: str) -> dict[str, set[str]]:
    """Which traces lead to each omitted subject."""
    return {c.fillers[0].value: set(c.origins) for c in candidates(marked) if c.source == "restored"}


def test_whom_the_title_names_may_act_without_being_named_again() -> None:
    marked = "[沁水县|Place]多措并举护秋收\n[省委|PartyOrgan|中共山西省委]作出部署。坚持高位推动,<成立|Establishment>工作专班。"
    assert "title" in restorable(marked)["沁水县"]
    assert "title" not in restorable(marked)["中共山西省委"]


@pytest.mark.parametrize(
    ("sentence", "acts"),
    [
        ("[阳曲县|Place]优化流程。", True),
        ("在[阳曲县|Place]走访。", False),
        ("[阳曲县|Place]的经验很好。", False),
        ("[阳曲县|Place]各级各部门抢抓农时。", False),  # not the place acts, but its departments
        ("[阳曲县|Place][12个|Figure]乡镇抢抓农时。", False),
    ],
)
def test_a_place_that_acts_may_act_in_the_next_sentence(sentence: str, acts: bool) -> None:
    found = restorable(f"秋收开始了。\n{sentence}随后<推出|Implementation>便民服务。")
    assert ("place" in found.get("阳曲县", set())) == acts


def continued(marked: str, *agents: str) -> dict[str, set[str]]:
    """Which traces lead to each subject omitted at the last trigger, where these are the agents of those before."""
    doc, triggers = parse(marked)
    before = []
    for trigger, agent in zip(triggers, agents, strict=False):
        named = next((m for m in doc.mentions if m.name == agent), None)
        kind: Literal["entity", "words"] = "entity" if named else "words"
        at = named.span if named else Span(doc.text.index(agent), doc.text.index(agent) + len(agent))
        filler = Filler("agent", kind, agent, named.entity if named else None, at)
        before.append(Event("", trigger.type, trigger.span, trigger.evidence, "done", (filler,)))
    found = Discourse(doc, [t.span for t in triggers], function_words()).candidates(triggers[-1].span, before)
    return {c.fillers[0].value: set(c.origins) for c in found if c.source == "restored"}


def test_who_went_on_without_a_name_is_told_from_who_was_told_of_since() -> None:
    found = continued(
        "[宿州市民政局|GovernmentAgency]<召开|Meeting>部署会。随后<印发|Issuance>通知。"
        "[砀山县商会|SocialOrganization]<捐赠|Assistance>书包。9月,<开展|Inspection>检查。",
        "宿州市民政局",
        "宿州市民政局",
        "砀山县商会",
    )
    assert "kept" in found["宿州市民政局"]
    assert "event1" in found["砀山县商会"]
    assert "kept" not in found["砀山县商会"]


def test_who_is_named_in_a_later_clause_alone_may_be_the_omitted_subject() -> None:
    first = "[景宁县农业局|GovernmentAgency]<召开|Meeting>部署会。"
    later = continued(first + "随后<出台|Issuance>补贴办法,现场会由[景宁县农业局|GovernmentAgency]主办。", "景宁县农业局")
    assert "event1" in later["景宁县农业局"]
    stated = continued(first + "[景宁县农业局|GovernmentAgency]又<出台|Issuance>补贴办法。", "景宁县农业局")
    assert "景宁县农业局" not in stated


def test_what_stands_behind_the_next_predicate_in_a_later_clause_fills_no_role() -> None:
    marked = "[桐庐县妇联|MassOrganization]<召开|Meeting>[动员会|Conference],由[横村镇|Place]<派出|Dispatch>[2个|Figure]组。"
    doc, (meeting, dispatch) = parse(marked)
    discourse = Discourse(doc, [meeting.span, dispatch.span], function_words())
    found = [{f.value for c in discourse.candidates(t.span, ()) for f in c.fillers} for t in (meeting, dispatch)]
    assert {"桐庐县妇联", "动员会", "横村镇"} <= found[0]
    assert "2个" not in found[0]
    assert {"桐庐县妇联", "动员会", "横村镇", "2个"} <= found[1]


def test_where_the_sentence_names_who_acts_only_the_last_agent_may_still_be_the_subject() -> None:
    first = "[宿州市民政局|GovernmentAgency]<召开|Meeting>部署会。[萧县|Place]跟进。"
    omitted = continued(first + "随后<印发|Issuance>通知。", "宿州市民政局")
    assert {"宿州市民政局", "萧县"} <= omitted.keys()
    named = continued(first + "[砀山县商会|SocialOrganization]<捐赠|Assistance>书包。", "宿州市民政局")
    assert named.keys() == {"宿州市民政局"}
    assert "event1" in named["宿州市民政局"]
    other = first + "[泗县教育局|GovernmentAgency]<印发|Issuance>方案。[砀山县商会|SocialOrganization]<捐赠|Assistance>书包。"
    assert continued(other, "宿州市民政局", "泗县教育局").keys() == {"泗县教育局"}


@pytest.mark.parametrize(
    ("clause", "own"),
    [
        ("<义诊|Assistance>", True),  # what is done is the predicate itself
        ("<义诊|Assistance>,发放手册", True),  # words of the next clause are not its own
        ("<量血压|Assistance>和体重", True),
        ("<开展|Assistance>活动", False),
        ("<慰问|Assistance>[王丽|Person]", False),
    ],
)
def test_a_trigger_says_itself_what_is_done_where_nothing_behind_it_does(clause: str, own: bool) -> None:
    found = candidates(f"[绿洲商会|SocialOrganization]在社区{clause}。")
    assert any(c.phrase is not None and c.phrase.kind == "trigger" for c in found) == own


def test_a_figure_before_another_predicate_is_no_count_of_a_later_one() -> None:
    marked = "[桐庐县妇联|MassOrganization]投入[3万元|Figure]<修建|Establishment>书屋,又<派出|Dispatch>[2个|Figure]组。"
    doc, (building, dispatch) = parse(marked)
    discourse = Discourse(doc, [building.span, dispatch.span], function_words())
    offered = [[c.type for c in discourse.candidates(t.span, ())].count("figure") for t in (building, dispatch)]
    assert offered == [1, 1]


def test_who_attends_is_somebody_not_what_is_said_beside_it() -> None:
    marked = (
        "[桐庐县妇联|MassOrganization]<召开|Meeting>[动员会|Conference]。[张华|Person]、[县总工会|MassOrganization]负责人,"
        "按照[《实施方案》|Document]要求的各项工作安排,出席会议。"
    )
    behind = [f.value for c in candidates(marked) if c.source == "after" for f in c.fillers]
    assert {"张华", "县总工会"} <= set(behind)
    assert "《实施方案》" not in behind
    assert not any("工作" in value for value in behind)


@pytest.mark.parametrize(("title", "acts_on"), [("各地动态", False), ("县民政局工作情况", True)], ids=["汇编", "一篇"])
def test_in_a_digest_nobody_acts_on_from_one_item_to_the_next(title: str, acts_on: bool) -> None:
    told = [
        "[清源县民政局|GovernmentAgency]召开座谈会。",
        "新桥落成",
        "[省水利厅|GovernmentAgency]到场。昨天<启动|Implementation>工程。",
    ]
    doc, triggers = parse("\n".join([title, *told]))
    kinds: tuple[LineKind, ...] = ("title", "paragraph", "heading", "paragraph")
    spans = [Span(*found.span()) for found in re.finditer(r"[^\n]+", doc.text)]
    doc = segmenter()(replace(doc, lines=tuple(Line(span, kind) for span, kind in zip(spans, kinds, strict=True))))
    found = Discourse(doc, [t.span for t in triggers], function_words()).candidates(triggers[0].span, ())
    restored = {c.fillers[0].value for c in found if c.source == "restored"}
    assert "省水利厅" in restored
    assert ("清源县民政局" in restored) == acts_on


def test_who_gave_an_award_does_not_act_on() -> None:
    marked = "[绿洲商会|SocialOrganization]获[中卫市工商联|MassOrganization]<表彰|{}>。随后,<举办|Meeting>培训会。"
    assert not any(o.startswith("event") for o in continued(marked.format("Recognition"), "中卫市工商联").get("中卫市工商联", ()))
    assert "event1" in continued(marked.format("Cooperation"), "中卫市工商联")["中卫市工商联"]


def test_doers_in_words_do_not_act_on_in_other_sentences() -> None:
    assert "各乡镇" not in continued("各乡镇<开展|Inspection>排查。随后<召开|Meeting>会议。", "各乡镇")
    assert "event1" in continued("[长兴镇|Place]<开展|Inspection>排查。随后<召开|Meeting>会议。", "长兴镇")["长兴镇"]


def test_the_report_of_a_place_goes_back_to_it() -> None:
    report = "[景宁县|Place]：“三聚焦”推动秋收\n一是强服务。<出台|Issuance>补贴办法。"
    assert "home" in restorable(report)["景宁县"]
    led = report + "[县农业局|GovernmentAgency]负责组织农机。"
    assert "home" not in restorable(led)["景宁县"]


def test_what_stands_behind_a_verb_is_no_subject() -> None:
    doc, _ = parse("[龙泉市|Place]贯彻落实[省委|PartyOrgan|中共浙江省委]部署。[市民政局|GovernmentAgency]牵头办理。")
    discourse = Discourse(doc, [], function_words())
    assert discourse.subject(0) == ()
    assert [f.value for f in discourse.subject(1)] == ["市民政局"]


def repaired(marked: str, **roles: str) -> dict[str, str]:
    """The roles that the rules leave of these; keys and values are words of the text and roles."""
    doc, (trigger, *_) = parse(marked)
    discourse = Discourse(doc, [trigger.span], function_words())
    found = discourse.candidates(trigger.span, ())
    focus = focus_of(trigger, doc.text, discourse.reading(discourse.sentence_at(trigger.span.start)), ())
    words = [c.phrase.span.of(doc.text) if c.phrase and c.source == "sentence" else "" for c in found]
    labels = repair(found, [(roles.get(w, NONE), 0.8) for w in words], focus)
    return {w: role for w, (role, _) in zip(words, labels, strict=True) if role != NONE}


@pytest.mark.parametrize(
    ("marked", "roles", "expected"),
    [
        ("[全省|Place]各级各部门<选派|Dispatch>指导员。", {"全省": "agent", "各级各部门": "agent"}, {"各级各部门": "agent"}),
        ("[全市|Place]企业<捐赠|Assistance>图书。", {"全市": "agent"}, {"企业": "agent"}),
        ("[全市|Place]<捐赠|Assistance>图书。", {"全市": "agent"}, {"全市": "agent"}),
    ],
)
def test_a_place_before_those_who_act_says_which_they_are(marked: str, roles: dict[str, str], expected: dict[str, str]) -> None:
    assert repaired(marked, **roles) == expected


@pytest.mark.parametrize(
    ("marked", "roles", "expected"),
    [
        pytest.param(
            "[县财政局|GovernmentAgency]局长设宴，被<免去|Election>职务。", {"县财政局": "agent"}, {}, id="职务所在的单位"
        ),
        pytest.param(
            "[县财政局|GovernmentAgency]乱发补助，局长受到<警告|Rectification>处分。", {"县财政局": "agent"}, {}, id="前面的单位"
        ),
        pytest.param(
            "[县审计局|GovernmentAgency]查出问题，一名村干部被<约谈|Rectification>。",
            {"县审计局": "agent"},
            {"县审计局": "agent"},
            id="查出问题的单位",
        ),
        pytest.param(
            "[县民政局|GovernmentAgency]列出名单，会长[叶鸣|Person]被<约谈|Rectification>。",
            {"县民政局": "agent", "叶鸣": "target"},
            {"县民政局": "agent", "叶鸣": "target"},
            id="职务有人名",
        ),
        pytest.param(
            "[县纪委|PartyOrgan]给予[周明|Person]党内<警告处分|Rectification>。",
            {"县纪委": "agent"},
            {"县纪委": "agent", "周明": "target"},
            id="给予谁",
        ),
    ],
)
def test_who_is_punished_does_not_act(marked: str, roles: dict[str, str], expected: dict[str, str]) -> None:
    assert repaired(marked, **roles) == expected


@pytest.mark.parametrize(
    ("marked", "roles", "expected"),
    [
        (
            "[区商会|SocialOrganization]成绩显著，受到[省商会|SocialOrganization]<表彰|Recognition>。",
            {"区商会": "agent", "省商会": "agent"},
            {"区商会": "target", "省商会": "agent"},
        ),
        ("[区商会|SocialOrganization]<表彰|Recognition>企业。", {"区商会": "agent"}, {"区商会": "agent"}),
    ],
)
def test_who_stands_before_the_passive_is_honoured(marked: str, roles: dict[str, str], expected: dict[str, str]) -> None:
    assert repaired(marked, **roles) == expected


@pytest.mark.parametrize(
    ("marked", "roles", "expected"),
    [
        (
            "[社区|Organization]携手[新闻中心|Organization]<组成|Establishment>服务队。",
            {"社区": "agent", "新闻中心": "theme"},
            {"社区": "agent", "新闻中心": "co_agent"},
        ),
        ("[社区|Organization]<携手|Cooperation>[新闻中心|Organization]。", {"新闻中心": "theme"}, {"新闻中心": "co_agent"}),
        ("[社区|Organization]<成立|Establishment>[新闻中心|Organization]。", {"新闻中心": "theme"}, {"新闻中心": "theme"}),
    ],
)
def test_who_is_joined_with_is_not_founded(marked: str, roles: dict[str, str], expected: dict[str, str]) -> None:
    assert {w: r for w, r in repaired(marked, **roles).items() if w in roles} == expected


@pytest.mark.parametrize(
    ("marked", "roles", "expected"),
    [
        ("来到[区法院|GovernmentAgency]等地<发放|Assistance>物品。", {"区法院": "agent"}, {}),
        ("[蔡甸|Place]等地<开展|Implementation>行动。", {"蔡甸": "agent"}, {"蔡甸": "agent"}),
        ("[区法院|GovernmentAgency]等单位<发放|Assistance>物品。", {"区法院": "agent"}, {"区法院": "agent"}),
    ],
)
def test_bodies_among_places_do_not_act(marked: str, roles: dict[str, str], expected: dict[str, str]) -> None:
    assert repaired(marked, **roles) == expected


@pytest.mark.parametrize(
    ("meeting", "body", "restored"),
    [
        pytest.param("全省养老工作现场会|Conference|山西省养老工作现场会", "长治市司法局", False, id="省的会不是市局开的"),
        pytest.param("全省养老工作现场会|Conference|山西省养老工作现场会", "中共山西省委组织部", True, id="省的会是省里开的"),
        pytest.param("全市养老工作现场会|Conference|长治市养老工作现场会", "长治市潞州区民政局", False, id="市的会不是区局开的"),
        pytest.param("养老工作现场会|Conference", "长治市司法局", True, id="会名不说范围"),
    ],
)
def test_a_meeting_of_the_whole_is_not_held_by_one_of_its_parts(meeting: str, body: str, restored: bool) -> None:
    found = candidates(f"[市局|GovernmentAgency|{body}]履职尽责。[{meeting}]近日<召开|Meeting>。")
    doc, triggers = parse(f"[市局|GovernmentAgency|{body}]履职尽责。[{meeting}]近日<召开|Meeting>。")
    reading = Discourse(doc, [triggers[0].span], function_words())
    focus = focus_of(triggers[0], doc.text, reading.reading(reading.sentence_at(triggers[0].span.start)), ())
    given = [("theme" if c.type == "Conference" else "agent" if c.source == "restored" else NONE, 0.8) for c in found]
    labels = repair(found, given, focus)
    assert any(c.source == "restored" for c in found)
    assert any(role == "agent" for role, _ in labels) is restored


def test_a_noun_alone_stands_for_a_work_but_for_no_other_initiative() -> None:
    def themes(clause: str) -> list[str]:
        marked = f"[县总工会|MassOrganization]推行[夏送清凉|Initiative]和[引水工程|Initiative]。{clause}"
        return [f.value for c in candidates(marked) if c.source == "sentence" for f in c.fillers]

    assert "夏送清凉" not in themes("近日<送去|Assistance>清凉。")
    assert "引水工程" in themes("工程<建成|Establishment>。")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[三门县|Place]通过省级中期<评估|Inspection>。", "target"),
        ("[海丰慈善会|SocialOrganization]顺利通过专家<评估|Inspection>，受到好评。", "target"),
        ("[督查组|Organization]通过实地<检查|Inspection>，掌握了情况。", "agent"),
        ("[县审计局|GovernmentAgency]通过年度<检查|Inspection>发现问题。", "agent"),
    ],
)
def test_who_passes_is_looked_into_and_who_looks_by_some_means_acts(marked: str, expected: str) -> None:
    who = marked[1 : marked.index("|")]
    assert repaired(marked, **{who: "agent"}) == {who: expected}


@pytest.mark.parametrize(
    ("marked", "roles", "expected"),
    [
        ("[县民政局|GovernmentAgency]<荣获|Recognition>先进单位。", {"县民政局": "agent"}, {"县民政局": "target"}),
        ("[李明|Person]<获|Recognition>[县总工会|MassOrganization]称号。", {"李明": "target", "县总工会": "agent"}, None),
        ("从[市政府|GovernmentAgency]<捧回|Recognition>奖杯。", {"市政府": "agent"}, None),
        ("[市政府|GovernmentAgency]<表彰|Recognition>先进单位。", {"市政府": "agent"}, None),
    ],
)
def test_who_wins_an_honour_gives_none(marked: str, roles: dict[str, str], expected: dict[str, str] | None) -> None:
    assert repaired(marked, **roles) == (expected or roles)


@pytest.mark.parametrize(
    ("marked", "roles", "expected"),
    [
        (
            "副县长[韦一|Person]见证[县水务局|GovernmentAgency]与[云岭公司|Organization]<签约|Cooperation>。",
            {"韦一": "agent", "县水务局": "agent", "云岭公司": "co_agent"},
            {"韦一": "participant", "县水务局": "agent", "云岭公司": "co_agent"},
        ),
        (
            "在[韦一|Person]的见证下,[县水务局|GovernmentAgency]与[云岭公司|Organization]<签约|Cooperation>。",
            {"韦一": "agent", "县水务局": "agent"},
            {"韦一": "participant", "县水务局": "agent"},
        ),
        (
            "[韦一|Person]见证签约,并<考察|Inspection>[云岭公司|Organization]。",
            {"韦一": "agent", "云岭公司": "target"},
            {"韦一": "agent", "云岭公司": "target"},  # in the next clause who looked on acts
        ),
        (
            "[县红十字会|MassOrganization]接受[云岭公司|Organization]<捐赠|Assistance>。",
            {"县红十字会": "agent", "云岭公司": "agent"},
            {"县红十字会": "target", "云岭公司": "agent"},
        ),
        (
            "[县红十字会|MassOrganization]收到了[云岭公司|Organization]董事长[韦一|Person]<捐款|Assistance>。",
            {"县红十字会": "agent", "韦一": "co_agent"},
            {"县红十字会": "target", "韦一": "agent"},
        ),
        (
            "[县红十字会|MassOrganization]接受检查,[云岭公司|Organization]<捐赠|Assistance>茶叶。",
            {"云岭公司": "agent"},
            {"云岭公司": "agent"},  # of another clause
        ),
        (
            "[韦一|Person]赴[上元市|Place]对口支援的[江宁县|Place]<考察|Inspection>。",
            {"韦一": "agent", "上元市": "place", "江宁县": "place"},
            {"韦一": "agent", "江宁县": "place"},
        ),
        (
            "[韦一|Person]赴[上元市|Place]<考察|Inspection>对口支援的做法。",
            {"韦一": "agent", "上元市": "place"},
            {"韦一": "agent", "上元市": "place"},
        ),
    ],
)
def test_who_looks_on_receives_or_helps_another_place(marked: str, roles: dict[str, str], expected: dict[str, str]) -> None:
    assert repaired(marked, **roles) == expected


def test_who_receives_goes_on() -> None:
    marked = (
        "[县红十字会|MassOrganization]接受[云岭公司|Organization]<捐赠|Assistance>茶叶[300盒|Figure]。随后<召开|Meeting>座谈会。"
    )
    assert [e.role("agent")[0].value for e in extract(marked)[1]] == ["云岭公司", "县红十字会"]


@pytest.mark.parametrize("congress", ["第五次会员代表大会", "换届大会", "成立暨第一次会员大会"])
def test_a_congress_is_that_of_the_society_in_its_name(congress: str) -> None:
    marked = (
        f"@3月9日@,[上元市茶艺协会{congress}|Conference]<召开|Meeting>。[上元市文联|MassOrganization]副主席[韦一|Person]到会。"
        "大会<修改|Issuance>《[上元市茶艺协会章程|Document]》,<选举产生|Election>新一届理事会。"
    )
    assert [[f.value for f in e.role("agent")] for e in extract(marked.replace("@", ""))[1]] == [["上元市茶艺协会"]] * 3


def test_a_congress_of_no_society_has_nobody_inside() -> None:
    marked = "[上元县第九届人民代表大会第三次会议|Conference]<召开|Meeting>。大会<选举|Election>[韦一|Person]为县长。"
    assert not any("inside" in origins for origins in restorable(marked).values())


@pytest.mark.parametrize(
    ("marked", "roles", "expected"),
    [
        (
            "[县民政局|GovernmentAgency]委托[云岭大学|Organization]<评估|Inspection>公益项目。",
            {"县民政局": "agent", "云岭大学": "target"},
            {"县民政局": "agent", "云岭大学": "participant"},
        ),
        (
            "[县民政局|GovernmentAgency]委托[云岭评估公司|Organization]对[县茶业商会|SocialOrganization]进行<评估|Inspection>。",
            {"县民政局": "agent", "云岭评估公司": "agent", "县茶业商会": "target"},
            {"县民政局": "agent", "云岭评估公司": "participant", "县茶业商会": "target"},
        ),
        (
            "委托[云岭评估公司|Organization]对[县茶业商会|SocialOrganization]进行<评估|Inspection>。",
            {"云岭评估公司": "agent", "县茶业商会": "target"},
            None,  # nobody else acts
        ),
        (
            "受[县民政局|GovernmentAgency]委托,[县促进会|SocialOrganization]<评估|Inspection>[县茶业商会|SocialOrganization]。",
            {"县促进会": "agent", "县茶业商会": "target"},
            None,
        ),
        (
            "[县民政局|GovernmentAgency]委托[云岭大学|Organization]<培训|Training>社工。",
            {"县民政局": "agent", "云岭大学": "target"},
            None,  # a pivot like others: no inspection, from which that it is supervised would follow
        ),
    ],
)
def test_who_inspects_by_order_is_not_looked_into(marked: str, roles: dict[str, str], expected: dict[str, str] | None) -> None:
    assert repaired(marked, **roles) == (expected or roles)


@pytest.mark.parametrize(
    ("marked", "roles", "expected"),
    [
        (
            "[云岭县|Place]<推广|Implementation>[青川县|Place]“[板凳议事会|Initiative]”经验。",
            {"云岭县": "agent", "青川县": "place", "板凳议事会": "theme"},
            {"云岭县": "agent", "板凳议事会": "theme"},
        ),
        (
            "[云岭县|Place]借鉴[青川县|Place]做法,<推行|Implementation>[议事制度|Initiative]。",
            {"云岭县": "agent", "青川县": "place", "议事制度": "theme"},
            {"云岭县": "agent", "议事制度": "theme"},
        ),
        (
            "[县民政局|GovernmentAgency]在[青川镇|Place]<推广|Implementation>“[板凳议事会|Initiative]”经验。",
            {"县民政局": "agent", "青川镇": "place", "板凳议事会": "theme"},
            None,
        ),
        (
            "[县民政局|GovernmentAgency]赴[青川镇|Place]<学习|Inspection>经验。",
            {"县民政局": "agent", "青川镇": "place"},
            None,
        ),
    ],
)
def test_where_a_way_comes_from_is_no_place_of_its_work(
    marked: str, roles: dict[str, str], expected: dict[str, str] | None
) -> None:
    assert repaired(marked, **roles) == (expected or roles)


def test_activity_behind_a_deed_is_no_matter_of_its_own() -> None:
    assert repaired("[支部|PartyUnit]开展<义诊|Assistance>活动。", 支部="agent", 活动="theme") == {"支部": "agent"}
    assert repaired("[支部|PartyUnit]<安排|Assistance>三项活动。", 三项活动="theme") == {"三项活动": "theme"}


def test_the_people_of_a_body_are_told_from_its_subject() -> None:
    (staff, part) = [c for c in candidates("[宣讲团|Organization]成员<走访|Inspection>农户。") if c.phrase and c.phrase.last <= 1]
    assert staff.around is not None
    assert part.around is not None
    assert (staff.around.title, part.around.title) == ("staff", "part")


@pytest.mark.parametrize(
    "marked",
    [
        "副县长[卓景行|Person]、局长[莫秋禾|Person]陪同副市长[宁远帆|Person]赴[青川镇|Place]<调研|Inspection>。",
        "在副县长[卓景行|Person]、局长[莫秋禾|Person]陪同下,副市长[宁远帆|Person]赴[青川镇|Place]<调研|Inspection>。",
    ],
)
def test_who_escorts_takes_part_and_who_is_escorted_acts(marked: str) -> None:
    (event,) = extract(marked)[1]
    assert [f.value for f in event.role("agent")] == ["宁远帆"]
    assert [f.value for f in event.role("participant")] == ["卓景行", "莫秋禾"]


def test_who_escorts_takes_part_where_nobody_is_named_whom_they_escort() -> None:
    marked = "与会人员在副县长[卓景行|Person]陪同下,先后<察看|Inspection>了[青川村|Place]。"
    assert repaired(marked, 卓景行="agent", 青川村="place") == {"卓景行": "participant", "青川村": "place"}


# ── who acts inside the object of another ──


def acting(marked: str) -> list[tuple[list[str], list[str]]]:
    """Agents and targets of each event."""
    return [([f.value for f in e.role("agent")], [f.value for f in e.role("target")]) for e in extract(marked)[1]]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "检查组听取了[农机局|GovernmentAgency]关于春耕备耕工作的<汇报|Reporting>,<查看|Inspection>了[农机库|Organization]。",
            [(["农机局"], ["检查组"]), (["检查组"], ["农机库"])],
        ),
        (
            "[涟水县|Place]县长[陆远航|Person]听取[农机局|GovernmentAgency]春耕工作<汇报|Reporting>。会后<查看|Inspection>了[农机库|Organization]。",
            [(["农机局"], ["陆远航"]), (["陆远航"], ["农机库"])],
        ),
        (
            "[县政协|MassOrganization]<召开|Meeting>主席会议,听取[县农机局|GovernmentAgency]、[县水利局|GovernmentAgency]关于春耕工作的<汇报|Reporting>。",
            [(["县政协"], []), (["县农机局", "县水利局"], ["县政协"])],
        ),
        (
            "[陆远航|Person]到[涟水县|Place]<调研|Inspection>。座谈时认真听取了社区工作<汇报|Reporting>。",
            [(["陆远航"], []), ([], ["陆远航"])],
        ),
        (
            "检查组听取了[农机局|GovernmentAgency]的介绍,<查看|Inspection>了[农机库|Organization]。",  # told by no event
            [(["检查组"], ["农机库"])],
        ),
        (
            "[农机局|GovernmentAgency]向[陆远航|Person]<汇报|Reporting>了春耕工作。",  # nobody listens
            [(["农机局"], ["陆远航"])],
        ),
    ],
    ids=["听取后察看", "领导听取_次句", "两单位汇报", "无名汇报人", "听取介绍", "向领导汇报"],
)
def test_who_is_heard_reports_to_the_subject_and_does_not_act_on(
    marked: str, expected: list[tuple[list[str], list[str]]]
) -> None:
    assert acting(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "为落实[省教育厅|GovernmentAgency]、[省公安厅|GovernmentAgency]<联合印发|Issuance>的《[校车管理细则|Document]》,"
            "[教育局|GovernmentAgency]<举办|Training>校车司机培训班。",
            [["省教育厅", "省公安厅"], ["教育局"]],
        ),
        (
            "[教育局|GovernmentAgency]认真贯彻[教育部|GovernmentAgency]<印发|Issuance>的《[校车管理细则|Document]》,"
            "到[小学|Organization]<检查|Inspection>校车。",
            [["教育部"], ["教育局"]],
        ),
        (
            "[教育局|GovernmentAgency]<开展|Implementation>“[护学行动|Initiative]”。根据<印发|Issuance>的《[校车管理细则|Document]》,全面排查。",
            [["教育局"], []],
        ),
        (
            "[教育局|GovernmentAgency]依照实际<制定|Issuance>《[校车管理细则|Document]》。",  # describes no paper
            [["教育局"]],
        ),
    ],
    ids=["两厅联合印发的", "贯彻部印发的", "无印发者", "制定文件"],
)
def test_who_issued_the_paper_acted_on_stands_right_before_the_verb(marked: str, expected: list[list[str]]) -> None:
    assert [[f.value for f in e.role("agent")] for e in extract(marked)[1]] == expected


def test_those_who_issued_a_paper_may_be_led_by_one() -> None:
    marked = (
        "落实[民政部|GovernmentAgency]会同[财政部|GovernmentAgency]于[2021年|Date|2021]<印发|Issuance>的《[细则|Document]》。"
    )
    doc, (trigger,) = parse(marked)
    reading = Discourse(doc, [trigger.span], function_words()).reading(0)
    directly = issuers(reading, reading.at(trigger.span.start)) or ()
    assert [reading.word(at) for at in directly] == ["民政部", "财政部"]


# ── lists told apart ──


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "副县长[陆远航|Person]、副主席[闻思齐|Person]一行先后到[上坪敬老院|Organization]、[下坪敬老院|Organization]<调研|Inspection>。",
            [(["陆远航", "闻思齐"], ["上坪敬老院", "下坪敬老院"])],
        ),
        (
            "副县长[陆远航|Person]、副主席[闻思齐|Person]分别到[上坪敬老院|Organization]、[下坪敬老院|Organization]<调研|Inspection>。",
            [(["陆远航"], ["上坪敬老院"]), (["闻思齐"], ["下坪敬老院"])],
        ),
        (
            "[县慈善会|SocialOrganization]向[上坪镇|Organization]、[下坪镇|Organization]分别<送去|Assistance>[3万元|Figure]抗旱救灾物资。",
            [(["县慈善会"], ["上坪镇", "下坪镇"])],
        ),
    ],
    ids=["一行先后", "分别", "一份物资"],
)
def test_who_acts_is_paired_by_each_not_by_turns(marked: str, expected: list[tuple[list[str], list[str]]]) -> None:
    assert acting(marked) == expected


@pytest.mark.parametrize(
    ("marked", "events"),
    [
        ("[3月|Date|2021-03]、[4月|Date|2021-04]先后在[上坪镇|Place]、[下坪镇|Place]<召开|Meeting>现场会。", 2),
        (
            "先后<走访|Inspection>农户。[县农机局|GovernmentAgency]在[上坪镇|Place]、[下坪镇|Place]<检查|Inspection>水泵、拖拉机。",
            2,
        ),
        ("由[县农机局|GovernmentAgency]局长[陆远航|Person]带队,先后赴[上坪镇|Place]、[下坪镇|Place]<检查|Inspection>水泵。", 1),
    ],
    ids=["两月两地", "前句先后", "局长带队"],
)
def test_only_lists_of_one_length_by_the_word_of_order_are_paired(marked: str, events: int) -> None:
    assert len(extract(marked)[1]) == events


def joined(marked: str, role: str, *chosen: str) -> list[str]:
    """The words of a role where these candidates have it."""
    doc, triggers = parse(marked)
    found = Discourse(doc, [t.span for t in triggers], function_words()).candidates(triggers[0].span, ())
    picked = [
        (c, tuple(replace(f, role=role) for f in c.fillers)) for c in found if c.phrase and c.phrase.span.of(doc.text) in chosen
    ]
    return [f.value for _, fillers in joined_words(picked, doc.text) for f in fillers]


@pytest.mark.parametrize(
    ("marked", "chosen", "expected"),
    [
        ("近日,[金穗英才奖|Award]评选结果<揭晓|Publicity>。", ("评选结果",), ["金穗英才奖评选结果"]),
        ("[县人社局|GovernmentAgency]<了解|Inspection>企业和群众需求。", ("需求",), ["企业和群众需求"]),
        (
            "[县人社局|GovernmentAgency]<了解|Inspection>产业发展、妇女就业等情况。",
            ("产业发展", "等情况", "就业等情况", "情况"),
            ["产业发展、妇女就业等情况"],
        ),
    ],
)
def test_words_are_taken_whole(marked: str, chosen: tuple[str, ...], expected: list[str]) -> None:
    assert joined(marked, "theme", *chosen) == expected


OBJECTS = [
    (
        "[县农机局|GovernmentAgency]<发布|Publicity>了秋收进展和“[一机一档|Initiative]”落实情况。",
        ("落实情况",),
        ["秋收进展和“一机一档”落实情况"],
    ),
    ("检查组<交办|Rectification>发现的短板,列出时限。", ("短板",), ["发现的短板"]),
    ("专班就河道清淤、险段加固和物资储备情况<作了调研|Inspection>。", ("物资储备情况",), ["河道清淤、险段加固和物资储备情况"]),
    (
        "[县妇联|MassOrganization]把助行器和防压疮垫等器具<送进|Assistance>院里。",
        ("助行器", "压疮垫", "器具"),
        ["助行器和防压疮垫等器具"],
    ),
    ("县里<签订|Cooperation>友好商会协作协议。", ("友好商会",), ["友好商会协作协议"]),
    # Behind a mark a verb begins what else is done; behind the trigger a short one is its complement.
    ("协会<供|Assistance>热水、送棉被。", ("热水", "棉被"), ["热水", "送棉被"]),
    ("林场<栽|Assistance>下耐寒的珙桐树苗。", ("珙桐树苗",), ["耐寒的珙桐树苗"]),
    # Half a quotation, what stands before a comma, and a name that acts are no part of the noun.
    ("商会<推出|Implementation>“[送暖行动|Initiative]礼包”。", ("礼包",), ["送暖行动礼包"]),
    ("[县民政局|GovernmentAgency]<资助|Assistance>大学新生,发放助学礼包。", ("助学礼包",), ["助学礼包"]),
    ("[县司法局|GovernmentAgency]<通报|Publicity>[三江镇政府|GovernmentAgency]的整改情况。", ("整改情况",), ["整改情况"]),
]


@pytest.mark.parametrize(("marked", "chosen", "expected"), OBJECTS, ids=[words[0] for _, _, words in OBJECTS])
def test_what_an_event_is_about_begins_behind_its_verb(marked: str, chosen: tuple[str, ...], expected: list[str]) -> None:
    assert joined(marked, "theme", *chosen) == expected


def test_only_what_an_event_is_about_begins_behind_its_verb() -> None:
    assert joined("检查组<约谈|Rectification>懈怠的站长。", "target", "站长") == ["站长"]
    assert joined("检查组<约谈|Rectification>懈怠的站长。", "theme", "站长") == ["懈怠的站长"]


def test_a_list_that_two_events_share_is_not_joined_again() -> None:
    doc, triggers = parse("[4月|Date|2021-04]、[8月|Date|2021-08],检查组先后<组织|Inspection>初评和终评。")
    discourse = Discourse(doc, [t.span for t in triggers], function_words())
    found = discourse.candidates(triggers[0].span, ())
    named = {"2021-04": "time", "初评": "theme", "终评": "theme"}
    picked = [(c, tuple(replace(f, role=named[c.values[0]]) for f in c.fillers)) for c in found if c.values[0] in named]
    focus = focus_of(triggers[0], doc.text, discourse.reading(0), ())
    assert [[f.value for f in fillers if f.role == "theme"] for fillers in split(picked, focus)] == [["初评"], ["终评"]]


def test_words_joined_by_and_so_on_are_one_filler() -> None:
    doc, triggers = parse("[南通市司法局|GovernmentAgency]<讲解|Publicity>土地承包、农资买卖等法律知识。")
    found = Discourse(doc, [t.span for t in triggers], function_words()).candidates(triggers[0].span, ())
    themes = [
        (c, tuple(replace(f, role="theme") for f in c.fillers))
        for c in found
        if c.phrase and c.phrase.first > 1 and c.phrase.kind == "run"
    ]
    assert len(themes) > 1
    assert [f.value for _, fillers in joined_words(themes, doc.text) for f in fillers] == ["土地承包、农资买卖等法律知识"]


@pytest.mark.parametrize("chosen", ["绿色家居", "美丽时尚", "品质生活"])
def test_one_item_of_a_list_in_words_stands_for_the_list(chosen: str) -> None:
    doc, triggers = parse("[安宁市商务局|GovernmentAgency]<推出|Implementation>绿色家居、美丽时尚、品质生活等消费场景,受到好评。")
    found = Discourse(doc, [t.span for t in triggers], function_words()).candidates(triggers[0].span, ())
    themes = [
        (c, tuple(replace(f, role="theme") for f in c.fillers))
        for c in found
        if c.phrase and c.phrase.span.of(doc.text) == chosen
    ]
    (whole,) = [f.value for _, fillers in joined_words(themes, doc.text) for f in fillers]
    assert whole == "绿色家居、美丽时尚、品质生活等消费场景"


def test_two_items_of_a_list_in_words_are_one_filler() -> None:
    doc, triggers = parse("各街道、行业单位、监管部门<汇报|Reporting>了进展。")
    found = Discourse(doc, [t.span for t in triggers], function_words()).candidates(triggers[0].span, ())
    agents = [
        (c, tuple(replace(f, role="agent") for f in c.fillers))
        for c in found
        if c.phrase and c.phrase.span.of(doc.text) in ("各街道", "监管部门")
    ]
    assert [f.value for _, fillers in joined_words(agents, doc.text) for f in fillers] == ["各街道、行业单位、监管部门"]


def test_events_are_found_without_tokens() -> None:
    doc, triggers = parse("[南通市慈善会|SocialOrganization]<设立|Establishment>[江海助学基金|Initiative]。")
    bare = replace(doc, sentences=(), lines=())
    (event,) = finder()(bare, triggers, Discourse(bare, [t.span for t in triggers], function_words()))
    assert roles(event) == {"agent": ["南通市慈善会"], "theme": ["江海助学基金"]}


def test_a_document_without_text_or_triggers_has_no_events() -> None:
    for text in ("", "没有事情发生。"):
        doc = Document("t", text)
        assert finder()(doc, (), Discourse(doc, (), function_words())) == ()


def test_training_gives_the_same_bytes_twice() -> None:
    sequences = [e for doc in gold_documents()[:2] for e in examples(doc, function_words())]
    assert train(sequences) == train(sequences)
