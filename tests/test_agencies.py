"""Short forms, national bodies and reforms of organs; hosts and places in the names of bodies."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import kg.resolve
from kg.resolve.rules import confidences
from kg.tables.agencies import Agencies, expand_school
from kg.tables.divisions import Divisions
from kg.tables.loading import corpus_dir, rows
from kg.tables.structure import Structures

AGENCIES = Agencies.load()
STRUCTURES = Structures.load()


@pytest.mark.parametrize(
    ("organ", "full"),
    [
        ("人社局", "人力资源和社会保障局"),
        ("工商局", "工商行政管理局"),
        ("教委责任督学工作站", "教育委员会责任督学工作站"),
        ("教育局关工委", "教育局关心下一代工作委员会"),
        ("检察院第三党支部", "人民检察院第三党支部"),
        ("政府办", "人民政府办公室"),
        ("城关十小", "城关第十小学"),
        ("第六中学", "第六中学"),
        ("直机关工委", "直机关工委"),
        ("工商联", "工商联"),
        ("市场监督管理局", "市场监督管理局"),
    ],
)
def test_short_forms_are_written_out(organ: str, full: str) -> None:
    assert AGENCIES.expand(organ, "2016") == full


@pytest.mark.parametrize(
    ("organ", "year", "full"),
    [
        ("消防大队", "2016", "公安消防大队"),
        ("消防大队", "2022", "消防救援大队"),
        ("文旅局", "2020", "文化和旅游局"),
        ("文旅局", "2012", "文旅局"),  # founded in 2018
        ("地方志办公室", "2020", "地方志办公室"),
        ("人力资源社会保障局", "2020", "人力资源和社会保障局"),
        ("卫健局关工委", "2020", "卫生健康局关心下一代工作委员会"),
    ],
)
def test_short_forms_of_their_years(organ: str, year: str, full: str) -> None:
    assert AGENCIES.expand(organ, year) == full


@pytest.mark.parametrize("row", [*rows("lexicon/school_kinds.tsv", ("short", "full", "example"))], ids=lambda r: r["short"])
def test_kind_of_school_stands_in_the_example_and_is_written_out(row: dict[str, str]) -> None:
    assert row["short"] in row["example"]
    assert row["full"] in expand_school(row["example"])


@pytest.mark.parametrize("row", [*rows("lexicon/unit_owners.tsv", ("unit", "owner", "example"))], ids=lambda r: r["example"])
def test_unit_and_owner_stand_in_the_example(row: dict[str, str]) -> None:
    assert row["example"].endswith(row["unit"])
    assert row["owner"] in row["example"].removesuffix(row["unit"])


def test_expanding_twice_changes_nothing() -> None:
    assert [s.full for s in AGENCIES.sectors if AGENCIES.expand(s.full) != s.full] == []


def test_national_bodies() -> None:
    body = AGENCIES.national("中组部")
    assert body is not None
    assert (body.name, body.type) == ("中共中央组织部", "PartyOrgan")
    assert AGENCIES.national("全国妇联") is not None
    assert AGENCIES.national("省妇联") is None


@pytest.mark.parametrize(
    ("surface", "at", "name"),
    [
        ("广电总局", "2009", "国家广播电影电视总局"),
        ("广电总局", "2015-03", "国家新闻出版广电总局"),
        ("广电总局", "2021", "国家广播电视总局"),
        ("广电总局", None, "国家广播电视总局"),
        ("国家电网", "2012", "国家电网公司"),
        ("国家电网", "2021", "国家电网有限公司"),
        ("三峡集团", "2015", "中国长江三峡集团公司"),
        ("国家减灾委", "2020", "国家减灾委员会"),
        ("国家煤矿安监局", "2016", "国家煤矿安全监察局"),
        ("国家矿山安监局", "2024", "国家矿山安全监察局"),
        ("国铁集团", "2024", "中国国家铁路集团有限公司"),
        ("武汉铁路局", "2012", None),
    ],
)
def test_national_bodies_of_their_years(surface: str, at: str | None, name: str | None) -> None:
    body = AGENCIES.national(surface, at)
    assert (body.name if body else None) == name


def test_reforms_lead_there_and_back() -> None:
    after = [r for r in AGENCIES.successors("工商行政管理局") if r.kind == "merged"]
    assert [(r.after, r.year) for r in after] == [("市场监督管理局", "2018")]
    assert "食品药品监督管理局" in {r.before for r in AGENCIES.predecessors("市场监督管理局")}


def test_campaign_of_the_month() -> None:
    assert AGENCIES.campaign("主题教育", "2019-10-08") == "“不忘初心、牢记使命”主题教育"
    assert AGENCIES.campaign("主题教育", "2023-11") == "学习贯彻习近平新时代中国特色社会主义思想主题教育"
    assert AGENCIES.campaign("主题教育", "2016") is None
    assert AGENCIES.campaign("主题教育", None) is None


@pytest.mark.parametrize(
    ("table", "column", "columns"),
    [
        ("sectors", "short", ("short", "full", "since", "until", "type", "example", "english")),
        ("national", "surface", ("surface", "name", "type", "since", "until", "example", "english")),
        ("units", "suffix", ("suffix", "kind", "example")),
        ("hosts", "suffix", ("suffix", "example")),
        ("party", "short", ("short", "full", "where", "example")),
        ("campaigns", "short", ("short", "full", "since", "until", "example")),
        ("institutions", "name", ("name", "full", "example")),
        ("bureaus", "name", ("name", "example")),
        ("laws", "short", ("short", "full", "example")),
        ("plenums", "short", ("plenum", "short", "full", "example")),
        ("plenums", "plenum", ("plenum", "short", "full", "example")),
        ("stations", "suffix", ("suffix", "full", "bureau", "example")),
    ],
)
def test_every_row_has_an_example_of_its_form(table: str, column: str, columns: tuple[str, ...]) -> None:
    listed = list(rows(f"agencies/{table}.tsv", columns))
    assert [r[column] for r in listed if not _attests(r["example"], r[column], table)] == []


def _attests(example: str, form: str, table: str) -> bool:
    """Whether the example has the form; units and hosts may stand in it under their short form."""
    if table in ("units", "hosts"):
        return form in example or AGENCIES.expand_tail(AGENCIES.expand(example[1:])).find(form) >= 0
    return form in example


def test_every_rule_of_the_resolver_has_its_confidence() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(kg.resolve.__path__[0]).glob("*.py")))
    ids = r'"([a-z]+(?:-[a-z]+)*)"'
    used = set(re.findall(rf"(?:Named|unit_of|_named)\([^\n]*, {ids}[,)]", code))
    assert used <= set(confidences()) <= set(re.findall(ids, code))
    assert all(0 < c < 1 for c in confidences().values())


@pytest.mark.parametrize(
    ("name", "type", "host"),
    [
        ("甘肃省投资商会党委", "PartyUnit", "甘肃省投资商会"),
        ("中共甘肃省委组织部", "PartyOrgan", "中共甘肃省委"),
        ("中共中央统战部", "PartyOrgan", "中共中央"),
        ("中共邢台市市场监督管理局党组", "PartyOrgan", "邢台市市场监督管理局"),
        ("永州市民政局社会组织管理科", "GovernmentAgency", "永州市民政局"),
        ("民政部社会组织管理局", "GovernmentAgency", "民政部"),
        ("国家税务总局邢台市税务局", "GovernmentAgency", "国家税务总局"),
        ("柳咀村党总支", "PartyUnit", "柳咀村"),
        ("江西铜信金属有限公司工会", "MassOrganization", "江西铜信金属有限公司"),
        ("重庆市江津区人民政府教育督导室", "GovernmentAgency", "重庆市江津区人民政府"),
        ("全国人大财政经济委员会", "MassOrganization", "全国人大"),
        ("宁夏回族自治区人大常委会办公厅", "MassOrganization", "宁夏回族自治区人大常委会"),
        ("祁连县八宝镇人大主席团", "MassOrganization", "祁连县八宝镇人大"),
        ("水利部黄河水利委员会", "GovernmentAgency", "水利部"),
        ("国家统计局青海调查总队", "GovernmentAgency", "国家统计局"),
        ("国家减灾委员会办公室", "GovernmentAgency", "国家减灾委员会"),
        ("国务院办公厅", "GovernmentAgency", "国务院"),
        ("国家卫生健康委员会", "GovernmentAgency", None),
        ("国家统计局青海调查总队农业处", "GovernmentAgency", "国家统计局青海调查总队"),
        ("国家税务总局格尔木市税务局第一税务分局", "GovernmentAgency", "国家税务总局格尔木市税务局"),
        ("青海省民政厅社会组织管理局", "GovernmentAgency", "青海省民政厅"),
        ("祁连县农业农村局兽医站", "GovernmentAgency", "祁连县农业农村局"),
        ("中共青海省纪委监委驻青海省水利厅纪检监察组", "PartyOrgan", "中共青海省纪委监委"),
        ("中共新县县委老干部局", "PartyOrgan", "中共新县县委"),
        ("中储粮青海分公司", "Organization", "中储粮"),
        ("祁连中学“雪豹”环保社", "SocialOrganization", "祁连中学"),
        ("青海大学附属医院", "Organization", "青海大学"),
        ("四川大学华西医院", "Organization", "四川大学"),
        ("南山大学医学院附属第二医院", "Organization", "南山大学医学院"),
        ("青海大学小麦育种团队", "Organization", "青海大学"),
        ("中国人民银行海东市中心支行", "Organization", "中国人民银行"),
        ("中共海东市委巡察工作领导小组办公室", "PartyOrgan", "中共海东市委巡察工作领导小组"),
        ("中共祁连县委农村工作领导小组办公室", "PartyOrgan", "中共祁连县委"),
        ("武警青海总队海东支队", "Organization", "武警青海总队"),
        ("新疆生产建设兵团总工会", "MassOrganization", None),
        ("海东市快递行业联合党支部", "PartyUnit", None),
        ("西宁市中心血站", "Organization", None),
        ("中国铁路兰州局集团有限公司", "Organization", None),
        ("西宁市直机关工委", "PartyOrgan", None),
        ("甘肃省民政厅", "GovernmentAgency", None),
        ("中共甘肃省委", "PartyOrgan", None),
        ("共青团甘肃省委", "MassOrganization", None),
        ("共青团甘肃省委党组", "PartyOrgan", "共青团甘肃省委"),
        ("共青团海东市委机关党支部", "PartyUnit", "共青团海东市委"),
        ("共青团海东市委学校部", "MassOrganization", "共青团海东市委"),
        ("共青团中央学校部", "MassOrganization", "共青团中央"),
        ("共青团海东市委办公室", "PartyOrgan", "共青团海东市委"),
        ("长风财产保险股份有限公司海东中心支公司", "Organization", "长风财产保险股份有限公司"),
        ("贵溪市罗河镇总工会", "MassOrganization", None),
        ("平和县学校甲流防控指挥部", "Organization", None),
        ("福建海石花食品集团有限公司", "Organization", None),
        ("宜昌市西陵区学院街道办事处", "GovernmentAgency", None),
    ],
)
def test_hosts(name: str, type: str, host: str | None) -> None:
    assert STRUCTURES.host(name, type) == host


@pytest.mark.parametrize(
    ("name", "near", "place", "code"),
    [
        ("中共甘肃省委组织部", (), "甘肃省", "620000"),
        ("中共南京市鼓楼区湖南路街道党工委", (), "湖南路街道", None),
        ("共青团拉萨市城关区委", (), "城关区", "540102"),
        ("国家税务总局邢台市税务局", (), "邢台市", "130500"),
        ("天津市规划和自然资源局津南分局", ("120112",), "津南区", "120112"),
        ("国网贵溪市供电公司", (), "贵溪市", "360681"),
        ("柳咀村党总支", (), "柳咀村", None),
        ("渭源县水务局驻杏树岔村帮扶工作队", (), "杏树岔村", None),
        ("云阳县供销合作社联合社凤鸣供销社", ("500235",), "凤鸣镇", None),
        ("中国邮政储蓄银行德清县支行", (), "德清县", "330521"),
        ("国家统计局青海调查总队", (), "青海省", "630000"),
        ("中国铁路兰州局集团有限公司", (), "兰州市", "620100"),
        ("青海某某保险公司海东支公司", ("630000", "630200"), "海东市", "630200"),
        ("浙江德清竹编有限公司", ("330500",), "德清县", "330521"),
        ("北京银行海东分行", (), "海东市", "630200"),
        ("深圳长风航空有限责任公司南昌分公司", (), "南昌市", "360100"),
        ("上海长风汽车股份有限公司德清县分公司", (), "德清县", "330521"),
        ("上海长风汽车股份有限公司东方分公司", (), "上海市", "310000"),
        ("上海长风汽车股份有限公司第三分公司", (), "上海市", "310000"),
        ("长风财产保险股份有限公司海东中心支公司", (), "海东市", "630200"),
        ("中国长风财产保险股份有限公司海东中心支公司", (), "海东市", "630200"),
        ("青海银行城东支行", (), "城东区", "630102"),
        ("康巴什新区职工之家", ("150603",), "康巴什新区", None),
        ("青海省第二批支援湖北医疗队", (), "青海省", "630000"),
        ("祁连县公安局八宝镇派出所", (), "祁连县", "632222"),
    ],
)
def test_places_of_bodies(name: str, near: tuple[str, ...], place: str, code: str | None) -> None:
    found = STRUCTURES.place(name, "2021", near)
    assert found is not None
    assert (found.name, found.code) == (place, code)


@pytest.mark.parametrize(
    "name", ["中共中央组织部", "全国妇联", "民政部", "国务院扶贫开发领导小组办公室", "六家窝堡", "水乡护渔队", "惠州村"]
)
def test_bodies_without_a_place(name: str) -> None:
    assert STRUCTURES.place(name) is None


@pytest.mark.parametrize("folder", ["gold", "later/gold"])
def test_gold_relations_that_names_give(folder: str) -> None:
    hits = {"unitOf": [0, 0, 0], "locatedIn": [0, 0, 0]}
    bodies = ("Organization", "Agency", "Organ", "Unit", "Platform")
    for path in sorted((corpus_dir() / folder).glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        codes = {m["code"] for m in record["mentions"] if m["code"]}
        own = [d.code for d in Divisions.load().named(record["territory"] or "") if d.code in codes]
        found: dict[str, set[tuple[str, str]]] = {"unitOf": set(), "locatedIn": set()}
        for m in record["mentions"]:
            if m["type"].endswith(bodies):
                said = STRUCTURES.read(m["name"], m["type"], record["published"], (*own, *sorted(codes)))
                found["unitOf"] |= {(m["name"], said.host)} if said.host else set()
                found["locatedIn"] |= {(m["name"], said.place.name)} if said.place else set()
        for predicate, pairs in found.items():
            want = {(r["s"], r["o"]) for r in record["relations"] if r["p"] == predicate}
            for i, n in enumerate((len(want & pairs), len(pairs), len(want))):
                hits[predicate][i] += n
    assert {p: 2 * right / (said + want) > 0.93 for p, (right, said, want) in hits.items()} == {"unitOf": True, "locatedIn": True}
