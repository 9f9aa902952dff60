"""Mentions get the official names and codes that the annotation gives them, and follow the place when it changes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest

from kg.model import MENTION_TYPES, Document, Line, LineKind, Mention, Metadata, Span
from kg.record import from_record
from kg.resolve import Resolver
from kg.resolve.setting import level_head
from kg.resolve.shortforms import LongForms
from kg.tables.loading import corpus_dir, rows

HOMES = {"corpus": corpus_dir()} | {
    f"corpus/{name}": corpus_dir() / name
    for name in ("held", "later", "bulletins", "dispatches", "broadcasts", "offices", "press", "practice")
}
IDS = sorted(path.stem for path in (corpus_dir() / "gold").glob("*.json"))


@cache
def resolver() -> Resolver:
    return Resolver.load()


def gold(id: str, home: str = "corpus") -> Document:
    record = json.loads((HOMES[home] / "gold" / f"{id}.json").read_text(encoding="utf-8"))
    with (HOMES[home] / "articles" / f"{id}.txt").open(encoding="utf-8", newline="") as file:
        return from_record(record, file.read())


def blank(doc: Document) -> Document:
    """The document as recognition leaves it: spans and types, no names, no territory."""
    mentions = tuple(replace(m, name="", code=None) for m in doc.mentions)
    return replace(doc, mentions=mentions, metadata=replace(doc.metadata, territory=None), events=(), relations=(), figures=())


def article(text: str, mentions: list[tuple[str, str]], **metadata: str) -> Document:
    """A document whose mentions are the given (surface, type), each searched for behind the one before."""
    found, at = [], 0
    for number, (surface, type) in enumerate(mentions):
        at = text.index(surface, at)
        found.append(Mention(f"m{number}", Span(at, at + len(surface)), type))
        at += len(surface)
    return Document("test", text, Metadata(**metadata), mentions=tuple(found))


def names(doc: Document) -> list[str]:
    return [m.name for m in resolver()(doc).mentions]


@pytest.mark.parametrize(
    ("home", "names", "codes", "territories"),
    [
        ("corpus", 0.99, 0.99, 1),
        ("corpus/held", 0.95, 1, 0.88),
        ("corpus/later", 0.97, 0.99, 0.92),
        ("corpus/bulletins", 0.95, 0.99, 0.89),
        ("corpus/dispatches", 0.95, 0.99, 0.83),
        ("corpus/broadcasts", 0.96, 0.98, 0.85),
        ("corpus/offices", 0.955, 0.99, 0.9),
        ("corpus/press", 0.92, 0.97, 0.54),  # many tell of one county in the name of a province
        ("corpus/practice", 0.92, 0.99, 0.91),
    ],
)
def test_gold_names_codes_and_territories(home: str, names: float, codes: float, territories: float) -> None:
    ids = sorted(path.stem for path in (HOMES[home] / "gold").glob("*.json"))
    right = total = coded = code = territory = 0
    for id in ids:
        doc = gold(id, home)
        got = resolver()(blank(doc))
        territory += got.metadata.territory == doc.metadata.territory
        for want, m in zip(doc.mentions, got.mentions, strict=True):
            total += 1
            right += want.name == m.name
            coded += want.code is not None
            code += want.code is not None and want.code == m.code
    assert right / total >= names
    assert code / coded >= codes
    assert territory / len(ids) >= territories


TERRITORIES = {
    "央视网报一省": ("涪江洪峰过境 四川各地防汛", "央视网", "", "中国"),
    "央视网题首点名": ("【调研行】湖南：老厂出新活", "央视网", "", "湖南省"),
    "新华网不在新华区": ("盐池县滩羊上云", "新华网", "", "盐池县"),
    "厅局稿在其辖区": ("岳阳：把好堤外关", "湖南省水利厅", "市水利局巡堤", "湖南省"),
    "团体稿在其下县": ("乐坪街道：三本账", "娄星区委领导小组办公室", "街道办事处", "乐坪街道"),
    "税务局有其地": ("春风进小厂", "国家税务总局福建省税务局", "", "福建省"),
    "同名乡镇不猜其县": ("灶台家访", "石城镇中心学校", "县教育局", None),
    "央视网报一省一县": ("【走县城】浙江仙居：老粮站的新账", "央视网", "县粮食局", "浙江省"),
    "题首省名带市县": ("上海静安：商圈里的党组织", "解放日报", "区委组织部", "上海市"),
    "县政府讲各地": ("各地扎实推进年检", "盐池县人民政府", "", "盐池县"),
    "中央机关的报道": ("最高检发布一季度数据", "法治时报", "杭州市检察院", "中国"),
}


@pytest.mark.parametrize(("title", "publisher", "body", "territory"), TERRITORIES.values(), ids=TERRITORIES.keys())
def test_territories(title: str, publisher: str, body: str, territory: str | None) -> None:
    listed = [(body, "GovernmentAgency")] if body else []
    got = resolver()(article(f"{title}\n{body}", listed, title=title, publisher=publisher, published="2021-06-01"))
    assert got.metadata.territory == territory


PORT, HARVEST = ("海口秀英港", "文昌", "海南", "琼海"), ("江苏", "湖北", "太原", "兰州")


@pytest.mark.parametrize(
    ("title", "publisher", "places", "territory"),
    [
        pytest.param("【新春走基层】守着红树林", "央视网", PORT, "海南省", id="央视网讲一省"),
        pytest.param("国内联播快讯", "央视网", PORT, "中国", id="快讯讲全国"),
        pytest.param("中央代表团看望慰问各族干部群众", "央视网", PORT, "中国", id="中央的团组"),
        pytest.param("燃气管道更新改造提速", "新华社", HARVEST, "中国", id="新华社举几地为例"),
        pytest.param("守着红树林", "新华社", PORT, "海南省", id="新华社讲一省"),
    ],
)
def test_territories_of_national_features(title: str, publisher: str, places: tuple[str, ...], territory: str) -> None:
    doc = article(f"{title}\n" + "、".join(places), [(name, "Place") for name in places], title=title, publisher=publisher)
    assert resolver()(doc).metadata.territory == territory


@pytest.mark.parametrize(("field", "share"), [("published", 0.97), ("publisher", 0.95), ("title", 0.97)])
def test_gold_names_without_a_field_of_the_metadata(field: str, share: float) -> None:
    right = total = 0
    for id in IDS:
        doc = blank(gold(id))
        got = resolver()(replace(doc, metadata=replace(doc.metadata, **{field: None})))
        total += len(got.mentions)
        right += sum(want.name == m.name for want, m in zip(gold(id).mentions, got.mentions, strict=True))
    assert right / total >= share


def test_townships_tell_the_county() -> None:
    listed = [("猫场镇", "Place"), ("以那镇", "Place"), ("县关工委", "MassOrganization")]
    got = resolver()(article("猫场镇、以那镇,县关工委", listed))
    assert (got.metadata.territory, got.mentions[2].name) == ("织金县", "织金县关心下一代工作委员会")


def test_townships_tell_the_county_also_where_another_county_is_named() -> None:
    listed = [("洛舍镇", "Place"), ("钟管镇", "Place"), ("泗阳县", "Place")]
    assert resolver()(article("洛舍镇、钟管镇,泗阳县", listed)).metadata.territory == "德清县"


def test_real_article() -> None:
    doc = gold("000_3933d1552c9bd586")
    got = resolver()(blank(doc))
    assert [m.name for m in got.mentions] == [m.name for m in doc.mentions]
    assert [m.code for m in got.mentions] == [m.code for m in doc.mentions]
    assert got.territory is not None
    assert (got.territory.name, got.territory.code) == ("甘肃省", "620000")


# What changes with the place and what does not: the article moved from 甘肃 to 青海.
MOVES = {"甘肃": "青海", "酒泉": "海东", "庆阳市": "西宁市", "金昌": "海东", "平凉": "西宁"}


def moved(text: str) -> str:
    for old, new in MOVES.items():
        text = text.replace(old, new)
    return text


def test_names_follow_the_place() -> None:
    doc = gold("000_3933d1552c9bd586")
    text = moved(doc.text)
    assert len(text) == len(doc.text)  # every move keeps the length, so that spans hold
    there = replace(blank(doc), text=text, metadata=replace(doc.metadata, title=moved(doc.metadata.title or ""), territory=None))
    got = resolver()(there)
    assert [m.name for m in got.mentions] == [moved(m.name) for m in doc.mentions]
    assert {m.code[:2] for m in got.mentions if m.code} == {"63"}


@pytest.mark.parametrize(
    ("title", "surface", "type", "name"),
    [
        ("鼓楼区民政局召开会议 南京市", "区民政局", "GovernmentAgency", "南京市鼓楼区民政局"),
        ("德清县社会组织工作", "县民政局", "GovernmentAgency", "德清县民政局"),
        ("库尔勒市司法局", "州司法局", "GovernmentAgency", "巴音郭楞蒙古自治州司法局"),
        ("柳州市双拥工作", "自治区党委组织部", "PartyOrgan", "中共广西壮族自治区党委组织部"),
        ("甘肃省社会组织工作", "省委", "PartyOrgan", "中共甘肃省委"),
        ("甘肃省社会组织工作", "党中央", "PartyOrgan", "中共中央"),
        ("甘肃省社会组织工作", "省第十三次党代会", "Conference", "甘肃省第十三次党代会"),
        ("甘肃省社会组织工作", "党的十九大", "Conference", "十九大"),
        ("甘肃省社会组织工作", "全省社会组织工作会议", "Conference", "甘肃省社会组织工作会议"),
        ("甘肃省社会组织工作", "全省性社会组织培训会", "Conference", "全省性社会组织培训会"),
        ("平罗县共青团工作", "团县委", "MassOrganization", "共青团平罗县委"),
        ("平罗县关工委工作", "县关工委", "MassOrganization", "平罗县关心下一代工作委员会"),
        ("平罗县工商联工作", "县工商联", "MassOrganization", "平罗县工商联"),
        ("江津区教育工作", "区公安分局", "GovernmentAgency", "重庆市公安局江津区分局"),
        ("北京市朝阳区养老工作", "朝阳公安分局", "GovernmentAgency", "北京市公安局朝阳分局"),
        ("开封市鼓楼区工作", "鼓楼公安分局", "GovernmentAgency", "开封市公安局鼓楼分局"),
        ("朝阳市双塔区工作", "双塔公安分局", "GovernmentAgency", "朝阳市公安局双塔分局"),
        ("邢台市工作", "市文明办", "PartyOrgan", "邢台市文明办"),
        ("平罗县教育", "县六中", "Organization", "平罗县第六中学"),
        ("平罗县工作", "民政部", "GovernmentAgency", "民政部"),
        ("吉县工作", "县委", "PartyOrgan", "中共吉县县委"),
        ("吉县工作", "县委老干部局", "PartyOrgan", "中共吉县县委老干部局"),
        ("平罗县工作", "团县委", "MassOrganization", "共青团平罗县委"),
        ("平罗县工作", "团武宣县委", "MassOrganization", "共青团武宣县委"),
        ("平罗县工作", "团结乡党委", "PartyOrgan", "中共平罗县团结乡党委"),
        ("平罗县工作", "农行", "Organization", "中国农业银行"),
        ("平罗县工作", "国家电网", "Organization", "国家电网有限公司"),
        ("平罗县工作", "兰州铁路局", "Organization", "中国铁路兰州局集团有限公司"),
        ("平罗县工作", "中国石油大学", "Organization", "中国石油大学"),
        ("平罗县工作", "民盟平罗县委", "MassOrganization", "民盟平罗县委"),
        ("宁夏社会组织工作", "全区推进会", "Conference", "宁夏回族自治区推进会"),
        ("平罗县工作", "东北", "Place", "东北"),
        ("平罗县工作", "南海", "Place", "南海"),
        ("平罗县工作", "云南磨憨口岸", "Place", "磨憨口岸"),
        ("平罗县工作", "昆明火车站", "Place", "昆明火车站"),
        ("平罗县工作", "国家民政部", "GovernmentAgency", "民政部"),
        ("平罗县工作", "民政部党组", "PartyOrgan", "中共民政部党组"),
        ("平罗县工作", "国铁集团客运部", "Organization", "中国国家铁路集团有限公司客运部"),
        ("平罗县工作", "中国移动黄山分公司", "Organization", "中国移动黄山分公司"),
        ("平罗县工作", "农业银行平罗县支行", "Organization", "中国农业银行平罗县支行"),
        ("平罗县工作", "中科院南海海洋研究所", "Organization", "中国科学院南海海洋研究所"),
        ("平罗县工作", "国务院安委办", "GovernmentAgency", "国务院安全生产委员会办公室"),
        ("平罗县工作", "平罗法院", "GovernmentAgency", "平罗县人民法院"),
        ("平罗县工作", "农业局", "GovernmentAgency", "平罗县农业局"),
        ("平罗县工作", "残联", "MassOrganization", "平罗县残联"),
        ("阿克苏地区工作", "地委组织部", "PartyOrgan", "中共阿克苏地委组织部"),
        ("阿克苏地区工作", "团地委", "MassOrganization", "共青团阿克苏地委"),
        ("正蓝旗工作", "行署", "GovernmentAgency", "锡林郭勒盟行政公署"),
        ("贵州省工作", "省纪委监委驻省水利厅纪检监察组", "PartyOrgan", "中共贵州省纪委监委驻贵州省水利厅纪检监察组"),
        ("苏州市工作", "苏州工业园区管委会", "GovernmentAgency", "苏州工业园区管委会"),
        ("柘荣县工作", "柘荣县新联会", "SocialOrganization", "柘荣县新的社会阶层人士联谊会"),
        ("平罗县工作", "泰山", "Place", "泰山"),
        ("平罗县工作", "长江", "Place", "长江"),
        ("内蒙古自治区工作", "土右旗司法局", "GovernmentAgency", "土默特右旗司法局"),
        ("天津市蓟州区工作", "区农委", "GovernmentAgency", "天津市蓟州区农业农村委员会"),
        ("平罗县工作", "太湖", "Place", "太湖"),
        ("安庆市工作", "太湖", "Place", "太湖县"),
        ("新疆工作", "天山", "Place", "天山"),
        ("乌鲁木齐市工作", "天山", "Place", "天山区"),
        ("霞浦县工作", "宁德地委", "PartyOrgan", "中共宁德地委"),
        ("广东省工作", "香港特区政府", "GovernmentAgency", "香港特别行政区政府"),
        ("平罗县工作", "联合国", "Organization", "联合国"),
        ("平罗县工作", "世卫组织", "Organization", "世界卫生组织"),
        ("平罗县工作", "全国人大财经委", "MassOrganization", "全国人大财政经济委员会"),
        ("平罗县工作", "全国政协社法委", "MassOrganization", "全国政协社会和法制委员会"),
        ("黔东南州工作", "我州岑巩", "Place", "岑巩县"),
        ("太原市工作", "万柏林", "Place", "万柏林区"),
        ("平罗县工作", "陕西清涧石板山村", "Place", "石板山村"),
        ("平罗县工作", "四川北川曲山镇石椅村", "Place", "石椅村"),
        ("平罗县工作", "广东东莞大朗镇", "Place", "大朗镇"),
        ("平罗县工作", "浙江嵊泗花鸟岛", "Place", "花鸟岛"),
        ("平罗县工作", "海口秀英港", "Place", "秀英港"),
        ("平罗县工作", "成都国际铁路港", "Place", "成都国际铁路港"),
        ("平罗县工作", "广西体育中心", "Place", "广西体育中心"),
        ("平罗县工作", "四川盆地", "Place", "四川盆地"),
        ("济南市工作", "济南市市委组织部", "PartyOrgan", "中共济南市委组织部"),
        ("宁国市工作", "我市市委", "PartyOrgan", "中共宁国市委"),
        ("德州市工作", "德州市社会工作部", "PartyOrgan", "中共德州市委社会工作部"),
        ("平罗县工作", "县委办", "PartyOrgan", "中共平罗县委办公室"),
        ("晋城市工作", "市园林绿化服务中心", "GovernmentAgency", "晋城市园林绿化服务中心"),
        ("平罗县工作", "工商联党组", "PartyOrgan", "中共平罗县工商联党组"),
        ("平罗县工作", "民政局党组", "PartyOrgan", "中共平罗县民政局党组"),
        ("平罗县工作", "平罗县水务局原党组", "PartyOrgan", "中共平罗县水务局党组"),
        ("平罗县工作", "工商联头闸镇分会", "MassOrganization", "平罗县工商联头闸镇分会"),
        ("平罗县工作", "部分乡镇政府", "GovernmentAgency", "部分乡镇政府"),
        ("平罗县工作", "平罗县头闸镇支部", "PartyUnit", "平罗县头闸镇支部"),
        ("平罗县头闸镇工作", "最后镇党委", "PartyOrgan", "中共平罗县头闸镇党委"),
        ("平罗县工作", "原平罗县水务局", "GovernmentAgency", "平罗县水务局"),
        ("原阳县工作", "原阳县水务局", "GovernmentAgency", "原阳县水务局"),
        ("平罗县工作", "新疆兵团党委", "PartyOrgan", "中共新疆生产建设兵团党委"),
        ("镇安副县长下乡", "县民政局", "GovernmentAgency", "镇安县民政局"),
        ("邻水县社会工作部来广安区考察", "区委", "PartyOrgan", "中共广安市广安区委"),
        ("宁国市工作", "宁", "Place", "宁国市"),
        ("平罗县工作", "七里河晏家坪街道北院社区党支部", "PartyUnit", "北院社区党支部"),
        ("平罗县工作", "新疆生产建设兵团财政局", "GovernmentAgency", "新疆生产建设兵团财政局"),
        ("平罗县工作", "宝丰镇司法所", "GovernmentAgency", "平罗县司法局宝丰司法所"),
        ("平罗县工作", "宝丰镇派出所", "GovernmentAgency", "平罗县公安局宝丰派出所"),
        ("平罗县工作", "宝丰镇财政所", "GovernmentAgency", "平罗县宝丰镇财政所"),
        ("平罗县工作", "县直机关工委", "PartyOrgan", "中共平罗县委县直机关工委"),
        ("平罗县工作", "县委文明办", "PartyOrgan", "平罗县委文明办"),
        ("平罗县工作", "县委网信办", "PartyOrgan", "中共平罗县委网络安全和信息化委员会办公室"),
        ("平罗县工作", "平罗县工会", "MassOrganization", "平罗县总工会"),
        ("平罗县工作", "英国伦敦", "Place", "伦敦"),
        ("平罗县工作", "美国东部", "Place", "美国东部"),
        ("平罗县工作", "日本全国", "Place", "日本"),
        ("平罗县工作", "朝鲜半岛", "Place", "朝鲜半岛"),
        ("平罗县工作", "市盲协", "SocialOrganization", "石嘴山市盲人协会"),
        ("平罗县工作", "芜湖市肢协", "SocialOrganization", "芜湖市肢残人协会"),
        ("平罗县工作", "芜湖肢协", "SocialOrganization", "芜湖市肢残人协会"),
        ("平罗县工作", "江西省宁都县晨光花炮厂", "Organization", "江西省宁都县晨光花炮厂"),
        ("平罗县工作", "江西宁都县晨光花炮厂", "Organization", "宁都县晨光花炮厂"),
        ("平罗县工作", "江西省宁都县人民医院", "Organization", "宁都县人民医院"),
        ("平罗县工作", "江西省宁都县养蜂协会党支部", "PartyUnit", "江西省宁都县养蜂协会党支部"),
        ("平罗县工作", "福建省三明市晨光义工队", "SocialOrganization", "福建省三明市晨光义工队"),
        ("平罗县工作", "江苏省宜兴市援疆工作组", "Organization", "江苏省宜兴市援疆工作组"),
        ("红河州工作", "红河州养蜂协会党委", "PartyUnit", "红河州养蜂协会党委"),
        ("红河州工作", "红河州中心血站", "Organization", "红河哈尼族彝族自治州中心血站"),
        ("库尔勒市工作", "巴州中心血站", "Organization", "巴音郭楞蒙古自治州中心血站"),
        ("平罗县工作", "云南省红河州民族中学", "Organization", "红河哈尼族彝族自治州民族中学"),
        ("红河州工作", "红河州2021年科普周启动仪式", "Conference", "红河哈尼族彝族自治州2021年科普周启动仪式"),
        ("红河州工作", "红河州养蜂协会第二次代表大会", "Conference", "红河州养蜂协会第二次代表大会"),
        ("兰州市工作", "兰州百合大会", "Conference", "兰州百合大会"),
        ("平罗县工作", "总台", "Organization", "中央广播电视总台"),
        ("平罗县工作", "总台央视综合频道", "Platform", "中央广播电视总台央视综合频道"),
        ("平罗县工作", "央视综合频道", "Platform", "央视综合频道"),
        ("平罗县工作", "华", "Place", "中国"),
        ("平罗县工作", "英", "Place", "英国"),
        ("平罗县工作", "莫", "Place", "莫"),
        ("德州市工作", "德", "Place", "德州市"),
    ],
)
def test_short_forms(title: str, surface: str, type: str, name: str) -> None:
    doc = article(f"{title}\n{surface}认真落实。", [(surface, type)], title=title, published="2021-06-01")
    assert names(doc) == [name]


SCENES = {
    "陵水黎族自治县旅游和文化广电体育局": [
        ("县旅文局", "GovernmentAgency", "陵水黎族自治县旅游和文化广电体育局"),
        ("县民政局", "GovernmentAgency", "陵水黎族自治县民政局"),
    ],
    "江苏海州湾港口集团有限公司": [
        ("集团公司", "Organization", "江苏海州湾港口集团有限公司"),
        ("拖轮分公司", "Organization", "江苏海州湾港口集团有限公司拖轮分公司"),
    ],
    "江南通用机械厂": [
        ("铸造分厂党支部", "PartyUnit", "江南通用机械厂铸造分厂党支部"),
        ("热处理车间党支部", "PartyUnit", "江南通用机械厂热处理车间党支部"),
    ],
    "江南能源股份有限公司": [
        ("江南能源电石厂维修车间党支部", "PartyUnit", "江南能源电石厂维修车间党支部"),
        ("江南能源党委", "PartyUnit", "江南能源股份有限公司党委"),
    ],
    "浙江外国语学院团委": [
        ("我校", "Organization", "浙江外国语学院"),
        ("校团委", "MassOrganization", "共青团浙江外国语学院委员会"),
    ],
    "上海市民政局": [
        ("上海市闵行区民政局", "GovernmentAgency", "上海市闵行区民政局"),
        ("市局办公室", "GovernmentAgency", "上海市民政局办公室"),
    ],
    "沂源县鲁村镇中心幼儿园": [("我园", "Organization", "沂源县鲁村镇中心幼儿园")],
    "大兴区民政局": [
        ("民政部社会组织管理局管理三处", "GovernmentAgency", "民政部社会组织管理局管理三处"),
        ("市委社会工委", "PartyOrgan", "中共北京市委社会工委"),
        ("大兴区政府党组", "PartyOrgan", "中共北京市大兴区人民政府党组"),
        ("天宫院街道工委", "PartyOrgan", "中共北京市大兴区天宫院街道工委"),
    ],
    "赣州市民政局": [
        ("我局", "GovernmentAgency", "赣州市民政局"),
        ("局关工委", "MassOrganization", "赣州市民政局关心下一代工作委员会"),
        ("省关工委", "MassOrganization", "江西省关心下一代工作委员会"),
    ],
    "延吉市委组织部": [
        ("州民政局", "GovernmentAgency", "延边朝鲜族自治州民政局"),
        ("省委", "PartyOrgan", "中共吉林省委"),
        ("朝阳川镇党委", "PartyOrgan", "中共延吉市朝阳川镇党委"),
        ("依兰镇龙渊村党支部", "PartyUnit", "龙渊村党支部"),
    ],
    "内蒙古自治区民政厅": [
        ("厅机关党委", "PartyUnit", "内蒙古自治区民政厅机关党委"),
        ("锡林浩特市委统战部", "PartyOrgan", "中共锡林浩特市委统战部"),
        ("自治区团委", "MassOrganization", "共青团内蒙古自治区委"),
    ],
    "城固县人民法院": [
        ("县法院", "GovernmentAgency", "城固县人民法院"),
        ("省高院", "GovernmentAgency", "陕西省高级人民法院"),
        ("原公法庭", "GovernmentAgency", "城固县人民法院原公人民法庭"),
        ("院党组", "PartyOrgan", "中共城固县人民法院党组"),
        ("法院机关党委", "PartyUnit", "城固县人民法院机关党委"),
    ],
    "昆明理工大学城市学院": [
        ("学院党委", "PartyUnit", "昆明理工大学城市学院党委"),
        ("昆明理工大学党委", "PartyUnit", "昆明理工大学党委"),
        ("经管系党总支", "PartyUnit", "昆明理工大学城市学院经管系党总支"),
        ("省委教育工委", "PartyOrgan", "中共云南省委教育工委"),
    ],
    "浦东新区民政局": [
        ("区民政局", "GovernmentAgency", "上海市浦东新区民政局"),
        ("市委组织部", "PartyOrgan", "中共上海市委组织部"),
        ("陆家嘴街道党工委", "PartyOrgan", "中共上海市浦东新区陆家嘴街道党工委"),
    ],
    "民政部": [("财政部", "GovernmentAgency", "财政部"), ("最高检", "GovernmentAgency", "最高人民检察院")],
}


@pytest.mark.parametrize("publisher", SCENES)
def test_bodies_around_an_issuer(publisher: str) -> None:
    scene = SCENES[publisher]
    text = "。".join(surface for surface, _, _ in scene)
    doc = article(text, [(surface, type) for surface, type, _ in scene], publisher=publisher, published="2021-03-01")
    assert names(doc) == [name for _, _, name in scene]


@pytest.mark.parametrize(
    ("texts", "type", "expected"),
    [
        pytest.param(
            ("苏州市欧美同学会青委会", "苏州市欧美同学会"), "SocialOrganization", "苏州市欧美同学会", id="本会不是青委会"
        ),
        pytest.param(
            ("江门市新会区志愿者联合会", "江门市志愿者联合会"), "SocialOrganization", "江门市志愿者联合会", id="市会不是区会"
        ),
        pytest.param(("民进中央社会服务部", "民进中央"), "MassOrganization", "民进中央", id="中央不是其部"),
        pytest.param(("中央电视台新闻联播", "中央电视台"), "Organization", "中央电视台", id="电视台不是节目"),
        pytest.param(("广东穗丰陶瓷集团有限公司", "穗丰集团"), "Organization", "广东穗丰陶瓷集团有限公司", id="集团省去法律形式"),
        pytest.param(("若阿金·莫拉", "莫拉"), "Person", "若阿金·莫拉", id="姓在后"),
        pytest.param(("若阿金·莫拉", "安娜·莫拉", "莫拉"), "Person", "莫拉", id="两人同姓"),
        pytest.param(("“洁净家园”主题党日", "主题党日"), "Initiative", "主题党日", id="主题党日各支部都有"),
        pytest.param(("省政府参事室", "省政府"), "GovernmentAgency", "省政府", id="政府不是其参事室"),
        pytest.param(("县政府督查室", "县政府"), "GovernmentAgency", "县政府", id="县政府不是其督查室"),
        pytest.param(("区人大及其常委会", "区人大常委会"), "MassOrganization", "区人大常委会", id="常委会不连着人大"),
        pytest.param(("区人大常委会", "区人大"), "MassOrganization", "区人大", id="人大不是其常委会"),
        pytest.param(("眉山市县政协", "眉山市政协"), "MassOrganization", "眉山市政协", id="市政协不是市县政协"),
        pytest.param(("江城市第二实验中学", "实验中学"), "Organization", "实验中学", id="第二实验中学是另一所"),
        pytest.param(("邢台医学院", "邢台学院"), "Organization", "邢台学院", id="学院不是医学院"),
        pytest.param(("石桥市第二人民医院", "石桥市人民医院"), "Organization", "石桥市人民医院", id="第二医院是另一家"),
        pytest.param(("石桥市人民医院", "石桥医院"), "Organization", "石桥市人民医院", id="医院省去人民"),
        pytest.param(("石桥镇中学", "石桥中学"), "Organization", "石桥镇中学", id="中学省去镇字"),
    ],
)
def test_short_forms_of_fuller_names(texts: tuple[str, ...], type: str, expected: str) -> None:
    assert names(article("、".join(texts), [(text, type) for text in texts]))[-1] == expected


@pytest.mark.parametrize(
    ("full", "short", "type", "expected"),
    [
        pytest.param("省直第三人民医院", "省人民医院", "Organization", "贵州省人民医院", id="省直第三医院是另一家"),
        pytest.param("省第二中医院", "省中医院", "Organization", "贵州省中医院", id="第二中医院是另一家"),
        pytest.param("贵州省市县政协", "省政协", "MassOrganization", "贵州省政协", id="省市县政协是三级"),
        pytest.param("省汽车钣金喷漆协会", "省钣喷协会", "SocialOrganization", "贵州省汽车钣金喷漆协会", id="协会省去数字"),
    ],
)
def test_short_forms_behind_a_level_word(full: str, short: str, type: str, expected: str) -> None:
    assert names(article(f"{full}、{short}", [(full, type), (short, type)], title="贵州省工作"))[-1] == expected


def test_a_township_called_without_its_people_tells_homonyms_apart() -> None:
    listed = [("易门县", "Place"), ("铜厂乡", "Place"), ("县政协", "MassOrganization")]
    assert names(article("易门县,铜厂乡,县政协", listed, title="云南省政协调研"))[-1] == "易门县政协"


def test_papers_called_by_a_longer_class() -> None:
    full = "平罗县养老服务提升三年行动方案（2023—2025年）"
    text = f"印发《{full}》。《行动方案》提出，《方案》明确，《实施意见》另发。"
    listed = [(full, "Document"), ("行动方案", "Document"), ("方案", "Document"), ("实施意见", "Document")]
    assert names(article(text, listed, title="平罗县工作")) == [full, full, full, "实施意见"]


def test_parts_of_a_coinage_lack_no_head() -> None:
    listed = article("有场所、有活动的“双有”标准", [("有场所", "Initiative"), ("有活动", "Initiative")], title="平罗县工作")
    parts = tuple(replace(m, rule="names.component") for m in listed.mentions)
    assert names(replace(listed, mentions=parts)) == ["有场所", "有活动"]


def test_a_campaign_called_by_its_class() -> None:
    full = "树立和践行正确政绩观学习教育"
    text = f"开展{full}，学习教育以来，主题教育"
    listed = [(full, "PolicyConcept"), ("学习教育", "PolicyConcept"), ("主题教育", "PolicyConcept")]
    assert names(article(text, listed, title="平罗县工作")) == [full, full, "主题教育"]


def test_papers_called_without_who_issued_them() -> None:
    full = "平罗县养老服务发展规划（2021—2025年）"
    listed = [(full, "Document"), ("养老服务发展规划", "Document")]
    assert names(article(f"印发《{full}》，落实养老服务发展规划。", listed, title="平罗县工作")) == [full, full]
    text = "印发《全面推进平罗县养老服务发展规划》，落实养老服务发展规划。"
    listed = [("全面推进平罗县养老服务发展规划", "Document"), ("养老服务发展规划", "Document")]
    assert names(article(text, listed, title="平罗县工作"))[0] == "全面推进平罗县养老服务发展规划"


def test_papers_that_brackets_introduce() -> None:
    full = "关于山区校车安全的公告"
    text = f"发布《{full}》（以下简称《公告》），按《公告》要求"
    assert (
        names(article(text, [(full, "Document"), ("公告", "Document"), ("公告", "Document")], title="平罗县工作")) == [full] * 3
    )


def test_papers_of_plenums() -> None:
    text = "学习党的二十届三中全会精神，理解全会《决定》，落实《办法》"
    listed = [("党的二十届三中全会精神", "PolicyConcept"), ("决定", "Document"), ("办法", "Document")]
    full = "中共中央关于进一步全面深化改革、推进中国式现代化的决定"
    assert names(article(text, listed, title="平罗县工作")) == ["二十届三中全会精神", full, "办法"]


def test_sessions_of_national_deputies() -> None:
    listed = [("全国政协", "MassOrganization"), ("两会", "Conference")]
    assert names(article("全国政协委员李某今年两会的提案", listed, title="平罗县工作")) == ["全国政协", "全国两会"]
    listed = [("县政协", "MassOrganization"), ("两会", "Conference")]
    assert names(article("平罗县县政协委员李某今年两会的提案", listed, title="平罗县工作"))[1] == "两会"


def test_ratings_and_schemes_called_by_their_class() -> None:
    text = "命名星级规范化司法所9个，其中五星级2个。开展山区校车安全行动，“行动”提出"
    listed = [
        ("星级规范化司法所", "Award"),
        ("五星级", "Award"),
        ("山区校车安全行动", "Initiative"),
        ("行动", "Initiative"),
    ]
    expected = ["星级规范化司法所", "五星级规范化司法所", "山区校车安全行动", "山区校车安全行动"]
    at = text.index("“行动”") + 1
    doc = article(text, listed, title="平罗县工作")
    last = replace(doc.mentions[-1], span=Span(at, at + 2))
    assert names(replace(doc, mentions=(*doc.mentions[:-1], last))) == expected


def test_a_ministry_of_another_country_is_no_department_of_the_body_before() -> None:
    listed = [("国际奥林匹克委员会", "Organization"), ("埃及水利部", "GovernmentAgency")]
    assert names(article("国际奥林匹克委员会开会。埃及水利部到会。", listed))[1] == "埃及水利部"


def test_schemes_are_called_by_any_head_and_by_their_fullest_name() -> None:
    text = "实施山区养老服务三年行动。三年行动提出，“行动”到位。推行村企联调机制，“机制”有效。"
    listed = [(s, "Initiative") for s in ("山区养老服务三年行动", "三年行动", "“行动”", "村企联调机制", "“机制”")]
    scheme, way = "山区养老服务三年行动", "村企联调机制"
    assert names(article(text, listed)) == [scheme, scheme, scheme, way, way]


def test_papers_called_by_their_class() -> None:
    text = "公布《平罗县河道条例》。《条例》共六章，《办法》另定。"
    listed = [("平罗县河道条例", "Document"), ("条例", "Document"), ("办法", "Document")]
    assert names(article(text, listed, title="平罗县工作")) == ["平罗县河道条例", "平罗县河道条例", "办法"]


def test_bodies_of_villages_carry_nothing() -> None:
    listed = [("头闸镇柳渠村党支部", "PartyUnit"), ("村委会", "Organization")]
    got = resolver()(article("头闸镇柳渠村党支部会同村委会", listed, title="平罗县工作"))
    assert [m.name for m in got.mentions] == ["柳渠村党支部", "柳渠村村民委员会"]


def test_settlements_behind_short_forms_of_their_chain_are_called_by_themselves() -> None:
    listed = ["湖北丹江口石鼓镇", "安徽金寨天堂寨镇鸭嘴石村", "南京东路街道", "广西北海"]
    assert names(article("、".join(listed), [(name, "Place") for name in listed])) == [
        "石鼓镇",
        "鸭嘴石村",
        "南京东路街道",
        "北海市",
    ]


def test_branches_of_central_bodies_keep_the_short_form_of_their_place() -> None:
    listed = ["南宁海关", "江阴海事局", "山西煤矿安全监察局", "南宁民政局"]
    got = names(article("、".join(listed), [(name, "GovernmentAgency") for name in listed]))
    assert got == ["南宁海关", "江阴海事局", "山西煤矿安全监察局", "南宁市民政局"]


def test_words_that_begin_like_the_call_of_a_trade_union_are_none() -> None:
    listed = [("抚顺市总工会", "MassOrganization"), ("总工程师办公室", "Organization"), ("总装分厂党支部", "PartyUnit")]
    text = "抚顺市总工会慰问总工程师办公室和总装分厂党支部"
    assert names(article(text, listed, title="抚顺市工作")) == ["抚顺市总工会", "总工程师办公室", "总装分厂党支部"]


@pytest.mark.parametrize(
    ("text", "listed", "expected"),
    [
        pytest.param(
            "芜湖市政协副主席、市工商联主席孙某到会",
            [("芜湖市政协", "MassOrganization"), ("市工商联", "MassOrganization")],
            ["芜湖市政协", "芜湖市工商联"],
            id="一人之职同在一市",
        ),
        pytest.param(
            "大足区委统战部副部长、工商联党组书记李某来了",
            [("大足区委统战部", "PartyOrgan"), ("工商联党组", "PartyOrgan")],
            ["中共重庆市大足区委统战部", "中共重庆市大足区工商联党组"],
            id="一人之职同在一区",
        ),
        pytest.param(
            "芜湖市教育局、就业局负责人到会",
            [("芜湖市教育局", "GovernmentAgency"), ("就业局", "GovernmentAgency")],
            ["芜湖市教育局", "芜湖市就业服务局"],
            id="并列的局同在一市",
        ),
        pytest.param(
            "到江西南昌新四军旧址陈列馆、北京中国人民抗战纪念馆",
            [("江西南昌新四军旧址陈列馆", "Place"), ("北京中国人民抗战纪念馆", "Organization")],
            ["南昌新四军旧址陈列馆", "中国人民抗战纪念馆"],
            id="馆名不带省",
        ),
        pytest.param(
            "到山西运城闻喜县现代农业示范区",
            [("山西运城闻喜县现代农业示范区", "Place")],
            ["闻喜县现代农业示范区"],
            id="无名的园区带县",
        ),
        pytest.param(
            "团清江县委、安远县妇联会同团县委、总工会、科协慰问",
            [
                ("安远县妇联", "MassOrganization"),
                ("团县委", "MassOrganization"),
                ("总工会", "MassOrganization"),
                ("科协", "MassOrganization"),
            ],
            ["安远县妇联", "共青团安远县委", "安远县总工会", "安远县科协"],
            id="并列的群团同在一县",
        ),
        pytest.param(
            "安远县教育局、总工会到会",
            [("安远县教育局", "GovernmentAgency"), ("总工会", "MassOrganization")],
            ["安远县教育局", "安远县总工会"],
            id="局旁的总工会不在局内",
        ),
        pytest.param(
            "共青团安远县委慰问职工。总工会派人",
            [("共青团安远县委", "MassOrganization"), ("总工会", "MassOrganization")],
            ["共青团安远县委", "总工会"],
            id="团委之下无总工会",
        ),
        pytest.param(
            "安远县鸿运竹业有限公司工会、科协到会",
            [("安远县鸿运竹业有限公司工会", "MassOrganization"), ("科协", "MassOrganization")],
            ["安远县鸿运竹业有限公司工会", "安远县鸿运竹业有限公司科协"],
            id="公司的科协",
        ),
        pytest.param(
            "芜湖市委宣传部副部长、文明办主任沈某",
            [("芜湖市委宣传部", "PartyOrgan"), ("文明办", "PartyOrgan")],
            ["中共芜湖市委宣传部", "芜湖市文明办"],
            id="部与办",
        ),
        pytest.param(
            "芜湖市湾沚区教育局副局长、党组成员王某",
            [("芜湖市湾沚区教育局", "GovernmentAgency"), ("党组", "PartyOrgan")],
            ["芜湖市湾沚区教育局", "中共芜湖市湾沚区教育局党组"],
            id="局与其党组",
        ),
        pytest.param(
            "芜湖市政协副秘书长、办公室主任王某，芜湖市总工会党组成员、经审委主任李某，无为市残联副主席张某",
            [
                ("芜湖市政协", "MassOrganization"),
                ("办公室", "GovernmentAgency"),
                ("芜湖市总工会党组", "PartyOrgan"),
                ("经审委", "MassOrganization"),
                ("无为市残联", "MassOrganization"),
            ],
            ["芜湖市政协", "芜湖市政协办公室", "中共芜湖市总工会党组", "芜湖市总工会经费审查委员会", "无为市残联"],
            id="同一人职务里的内设机构",
        ),
        pytest.param(
            "芜湖市政协副主席王某，办公室主任李某",
            [("芜湖市政协", "MassOrganization"), ("办公室", "GovernmentAgency")],
            ["芜湖市政协", "办公室"],
            id="另一人职务里的内设机构",
        ),
        pytest.param(
            "芜湖市湾沚区委副书记、纪委书记王某",
            [("芜湖市湾沚区委", "PartyOrgan"), ("纪委", "PartyOrgan")],
            ["中共芜湖市湾沚区委", "中共芜湖市湾沚区纪委"],
            id="委与纪委",
        ),
        pytest.param(
            "芜湖市人大常委会党组成员吴某",
            [("芜湖市人大常委会", "MassOrganization"), ("党组", "PartyOrgan")],
            ["芜湖市人大常委会", "中共芜湖市人大常委会党组"],
            id="紧接单位的党组",
        ),
        pytest.param(
            "长沙市委组织部派人来，雨花区委常委、组织部长、统战部长冯某陪同",
            [("长沙市委组织部", "PartyOrgan"), ("雨花区委", "PartyOrgan"), ("组织部", "PartyOrgan"), ("统战部", "PartyOrgan")],
            ["中共长沙市委组织部", "中共长沙市雨花区委", "中共长沙市雨花区委组织部", "中共长沙市雨花区委统战部"],
            id="两个部同属一委",
        ),
        pytest.param(
            "沅陵县工商联官庄镇分会捐款。官庄分会、沅陵县工商联官庄分会又捐",
            [(name, "MassOrganization") for name in ("沅陵县工商联官庄镇分会", "官庄分会", "沅陵县工商联官庄分会")],
            ["沅陵县工商联官庄镇分会"] * 3,
            id="分会省去镇字",
        ),
        pytest.param(
            "官庄镇党委、镇政府支持工商联官庄镇分会",
            [("官庄镇党委", "PartyOrgan"), ("镇政府", "GovernmentAgency"), ("工商联官庄镇分会", "MassOrganization")],
            ["中共官庄镇党委", "官庄镇人民政府", "工商联官庄镇分会"],
            id="镇名不以机关开头",
        ),
        pytest.param("省市委和县乡党委都重视", [("省市委", "PartyOrgan")], ["省市委"], id="省市委是两级"),
        pytest.param(
            "市民政局行政审批科科长到桃源区民政局",
            [("市民政局行政审批科", "GovernmentAgency"), ("桃源区民政局", "GovernmentAgency")],
            ["市民政局行政审批科", "桃源区民政局"],
            id="市局之科不属区局",
        ),
        pytest.param(
            "市委常委、组织部长胡某陪同，先后到桐城市和大观区",
            [("市委", "PartyOrgan"), ("组织部", "PartyOrgan"), ("桐城市", "Place"), ("大观区", "Place")],
            ["中共安庆市委", "中共安庆市委组织部", "桐城市", "大观区"],
            id="后文各县同在一市",
        ),
        pytest.param(
            "区委书记到总寨镇，总寨镇属城中区",
            [("区委", "PartyOrgan"), ("总寨镇", "Place"), ("总寨镇", "Place"), ("城中区", "Place")],
            ["中共西宁市城中区委", "总寨镇", "总寨镇", "城中区"],
            id="镇分别同名之区",
        ),
        pytest.param(
            "芜湖市人社局、就业局和医保局派人来",
            [(name, "GovernmentAgency") for name in ("芜湖市人社局", "就业局", "医保局")],
            ["芜湖市人力资源和社会保障局", "芜湖市就业服务局", "芜湖市医疗保障局"],
            id="并列之局同在一市",
        ),
        pytest.param(
            "俄罗斯国防部发布消息。德国外交部、美国中央司令部和美国某航空公司未予回应",
            [(name, "GovernmentAgency") for name in ("俄罗斯国防部", "德国外交部", "美国中央司令部", "美国某航空公司")],
            ["俄罗斯国防部", "德国外交部", "美国中央司令部", "美国某航空公司"],
            id="外国之部不属前一部",
        ),
        pytest.param(
            "江西省人民政府与伊朗文化遗产部合办",
            [("江西省人民政府", "GovernmentAgency"), ("伊朗文化遗产部", "GovernmentAgency")],
            ["江西省人民政府", "伊朗文化遗产部"],
            id="政府之下无部",
        ),
        pytest.param(
            "印发《关于遏制雪岭景区乱收费的公告》（以下简称《公告》），按照《公告》检查",
            [(name, "Document") for name in ("关于遏制雪岭景区乱收费的公告", "公告", "公告")],
            ["关于遏制雪岭景区乱收费的公告"] * 3,
            id="公告",
        ),
        pytest.param(
            "启动雪岭安全治本三年行动。三年行动首月见效，“行动”还将延伸",
            [(name, "Initiative") for name in ("雪岭安全治本三年行动", "三年行动", "行动")],
            ["雪岭安全治本三年行动"] * 3,
            id="只说其类的举措",
        ),
        pytest.param(
            "江苏广播电视总台开播，总台的综合频道转播",
            [("江苏广播电视总台", "Organization"), ("总台", "Organization")],
            ["江苏广播电视总台"] * 2,
            id="总台是本文的总台",
        ),
        pytest.param(
            "江苏广播电视总台和福建广播电视总台联播，总台的综合频道转播",
            [("江苏广播电视总台", "Organization"), ("福建广播电视总台", "Organization"), ("总台", "Organization")],
            ["江苏广播电视总台", "福建广播电视总台", "总台"],
            id="总台不知是哪一家",
        ),
        pytest.param(
            "来到莫桑比克，中莫友好，莫方感谢",
            [("莫桑比克", "Place"), ("莫", "Place"), ("莫", "Place")],
            ["莫桑比克"] * 3,
            id="一字是同文一国",
        ),
        pytest.param(
            "甘肃省公安厅工作，兰州市公安局、天水市公安局发言；厅党委委员、政治部主任孙某到会",
            [
                ("甘肃省公安厅", "GovernmentAgency"),
                ("兰州市公安局", "GovernmentAgency"),
                ("天水市公安局", "GovernmentAgency"),
                ("厅党委", "PartyUnit"),
                ("政治部", "GovernmentAgency"),
            ],
            ["甘肃省公安厅", "兰州市公安局", "天水市公安局", "甘肃省公安厅党委", "甘肃省公安厅政治部"],
            id="厅党委委员的政治部",
        ),
        pytest.param(
            "走访凤凰、永兴、莲花等社区",
            [(name, "Place") for name in ("凤凰", "永兴", "莲花")],
            ["凤凰社区", "永兴社区", "莲花社区"],
            id="社区不是同名的县",
        ),
        pytest.param(
            "丹寨县石桥镇党委、政府会同县委、人大、政协督导",
            [
                ("丹寨县石桥镇党委", "PartyOrgan"),
                ("政府", "GovernmentAgency"),
                ("县委", "PartyOrgan"),
                ("人大", "MassOrganization"),
                ("政协", "MassOrganization"),
            ],
            ["中共丹寨县石桥镇党委", "丹寨县石桥镇人民政府", "中共丹寨县委", "丹寨县人大", "丹寨县政协"],
            id="班子的级别在前",
        ),
        pytest.param(
            "丹寨县工作：县社工部、市总慰问",
            [("丹寨县", "Place"), ("县社工部", "PartyOrgan")],
            ["丹寨县", "中共丹寨县委社会工作部"],
            id="社工部",
        ),
        pytest.param(
            "芜湖市工作：市总慰问", [("芜湖市", "Place"), ("市总", "MassOrganization")], ["芜湖市", "芜湖市总工会"], id="市总"
        ),
        pytest.param(
            "中越两国签约，来到越南", [("中", "Place"), ("越", "Place"), ("越南", "Place")], ["中国", "越南", "越南"], id="两国"
        ),
        pytest.param(
            "何平、周明到会，何书记讲话，周波和周局长发言",
            [(name, "Person") for name in ("何平", "周明", "何", "周波", "周")],
            ["何平", "周明", "何平", "周波", "周"],
            id="姓是同文一人",
        ),
    ],
)
def test_names_beside_others(text: str, listed: list[tuple[str, str]], expected: list[str]) -> None:
    assert names(article(text, listed, published="2021-06-01")) == expected


def test_a_street_of_several_cities_is_not_that_of_the_one_whose_counties_are_listed() -> None:
    listed = [("南区街道妇联", "MassOrganization"), ("中山市", "Place")]
    got = article("南区街道妇联的10户家庭获评中山市“美丽庭院”", listed)
    assert "满洲里" not in names(got)[0]


def test_two_countries_by_letters_are_those_that_the_article_names() -> None:
    doc = article("俄乌边境和老挝，乌克兰", [("俄", "Place"), ("乌", "Place"), ("老挝", "Place"), ("乌克兰", "Place")])
    doc = replace(doc, mentions=tuple(replace(m, rule="names.country") for m in doc.mentions))
    assert names(doc) == ["俄罗斯", "乌克兰", "老挝", "乌克兰"]
    indonesia = article("中印尼警方联手，在印尼和印度尼西亚", [("中", "Place"), ("印尼", "Place")])
    assert names(indonesia) == ["中国", "印度尼西亚"]


def test_bodies_behind_that_of_another_countrys_party_are_its_own() -> None:
    text = "越共中央政治局委员、中央书记处书记到会"
    doc = article(text, [("越共中央政治局", "PartyOrgan"), ("中央书记处", "PartyOrgan")])
    doc = replace(doc, mentions=tuple(replace(m, rule="names.abroad") for m in doc.mentions))
    assert names(doc) == ["越共中央政治局", "越共中央书记处"]


def test_a_department_behind_an_unknown_committee_is_not_that_of_the_articles_territory() -> None:
    listed = [("市委", "PartyOrgan"), ("组织部", "PartyOrgan")]
    got = resolver()(article("甘肃省工作\n市委常委、组织部长胡某陪同", listed, title="甘肃省工作"))
    assert [(m.name, m.resolved) for m in got.mentions] == [("市委", False), ("组织部", False)]


def test_bare_bureaus_in_an_article_of_the_country_are_of_the_city_just_named() -> None:
    listed = [("苏州", "Place"), ("市场监管局", "GovernmentAgency"), ("粮食和储备局", "GovernmentAgency")]
    text = "为企业办实事\n苏州升级平台，由市场监管局牵头。粮食和储备局发布消息。"
    got = names(article(text, listed, title="为企业办实事", publisher="央视网", published="2024-05-01"))
    assert got[1] == "苏州市市场监督管理局"


def test_a_level_word_in_an_article_of_many_places_is_of_the_one_that_opens_the_sentence() -> None:
    listed = [("湖北", "Place"), ("湖北省民政厅", "GovernmentAgency"), ("江苏", "Place"), ("省民政厅", "GovernmentAgency")]
    listed += [("河南林州", "Place"), ("市总工会", "MassOrganization"), ("湖北", "Place"), ("省妇联", "MassOrganization")]
    text = (
        "各地想办法\n湖北先行，湖北省民政厅建床位。江苏则从人手上想办法。省民政厅培训护工。\n"
        "在河南林州，市总工会送床垫。省里的湖北，省妇联上门。"
    )
    got = names(article(text, listed, title="各地想办法", published="2024-05-01"))
    assert (got[3], got[5]) == ("江苏省民政厅", "林州市总工会")
    own = names(article(text, listed, title="各地想办法", publisher="湖北省民政厅", published="2024-05-01"))
    assert own[3] == "湖北省民政厅"


@pytest.mark.parametrize(
    ("title", "county", "city"), [("各地动态", "会宁县", "白银市"), ("民政工作情况", "临洮县", "定西市")], ids=["汇编", "一篇"]
)
def test_in_a_digest_all_of_the_county_is_that_of_its_item(title: str, county: str, city: str) -> None:
    lines = (
        title,
        "临洮县民政局开展慰问",
        "临洮县民政局走访。",
        "会宁县召开推进会",
        "会宁县部署工作，全县开展检查，全市推广，全省宣传。",
    )
    surfaces = ("临洮县民政局", "临洮县民政局", "会宁县", "会宁县", "全县", "全市", "全省")
    marked = [(s, "GovernmentAgency" if s.endswith("局") else "Place") for s in surfaces]
    doc = article("\n".join(lines), marked, title=lines[1])
    kinds: tuple[LineKind, ...] = ("title", "title", "paragraph", "heading", "paragraph")
    spans = [Span(*found.span()) for found in re.finditer(r"[^\n]+", doc.text)]
    doc = replace(doc, lines=tuple(Line(span, kind) for span, kind in zip(spans, kinds, strict=True)))
    assert names(doc)[4:] == [county, city, "甘肃省"]


def test_a_township_of_the_city_just_named_is_that_citys() -> None:
    listed = [("盐津县人社局", "GovernmentAgency"), ("织金县", "Place"), ("以那镇人民政府", "GovernmentAgency")]
    text = "盐津县工作\n盐津县人社局到织金县，同以那镇人民政府办招聘会"
    assert names(article(text, listed, title="盐津县工作", published="2021-06-01"))[-1] == "织金县以那镇人民政府"


@pytest.mark.parametrize(
    ("company", "territory", "office"),
    [
        pytest.param("江苏恒远机械有限公司", None, "石桥镇人民政府", id="地名是简称"),
        pytest.param("江苏省水务集团有限公司", "江苏省", "连云港市赣榆区石桥镇人民政府", id="地名写全"),
    ],
)
def test_a_company_named_after_a_place_in_short_may_work_anywhere(company: str, territory: str | None, office: str) -> None:
    listed = [(company, "Organization"), ("石桥镇人民政府", "GovernmentAgency")]
    got = resolver()(article(f"泵站开机\n{company}装泵,石桥镇人民政府验收", listed, title="泵站开机", published="2021-06-01"))
    assert (got.metadata.territory, got.mentions[1].name) == (territory, office)


def test_guests_who_come_to_us_are_not_the_territory() -> None:
    listed = [
        ("唐山市路北区", "Place"),
        ("我区", "Place"),
        ("路北区", "Place"),
        ("北辰区", "Place"),
        ("北辰区", "Place"),
        ("区委", "PartyOrgan"),
    ]
    title = "唐山市路北区考察团来我区调研物业"
    text = f"{title}\n路北区一行到北辰区，北辰区介绍经验，区委陪同。"
    assert names(article(text, listed, title=title, published="2021-05-01"))[-1] == "中共天津市北辰区委"


def test_stations_that_belong_to_no_town_are_given_no_bureau() -> None:
    listed = ["川渝环境资源巡回法庭", "班老边防派出所", "雪岭边境派出所", "卧虎派出所"]
    got = names(article("双辽市工作\n" + "、".join(listed), [(name, "GovernmentAgency") for name in listed], title="双辽市工作"))
    assert got == ["川渝环境资源巡回法庭", "班老边防派出所", "雪岭边境派出所", "双辽市公安局卧虎派出所"]


def test_any_spans_and_metadata_are_borne() -> None:
    texts = ["", "省", "市市市市", "我省我省", "中共", "共青团", "〔2020〕", "“”", "全国全国", "甘肃省", "恩施市、利川市、巴东县"]
    for text in texts:
        for type in MENTION_TYPES:
            mentions = (Mention("m", Span(0, len(text)), type),) if text else ()
            got = resolver()(Document("x", text, Metadata(title=text, publisher=text, author=text), mentions=mentions))
            assert all(m.name and 0 < m.confidence <= 1 for m in got.mentions)


def test_tax_bureaus_before_and_after_2018() -> None:
    doc = article("邢台市工作\n市税务局", [("市税务局", "GovernmentAgency")], title="邢台市工作")
    assert names(replace(doc, metadata=replace(doc.metadata, published="2023-01-01"))) == ["国家税务总局邢台市税务局"]
    assert names(replace(doc, metadata=replace(doc.metadata, published="2012-01-01"))) == ["邢台市税务局"]


def test_heads_left_to_the_last_item() -> None:
    text = "湖北省工作\n恩施市、利川市、巴东县民政局建立月通报、月调度制度。"
    listed = [
        ("恩施市", "GovernmentAgency"),
        ("利川市", "GovernmentAgency"),
        ("巴东县民政局", "GovernmentAgency"),
        ("月通报", "Initiative"),
        ("月调度制度", "Initiative"),
    ]
    doc = article(text, listed, title="湖北省工作")
    assert names(doc) == ["恩施市民政局", "利川市民政局", "巴东县民政局", "月通报制度", "月调度制度"]


def test_homonyms_keep_their_codes() -> None:
    text = "福州市鼓楼区来访\n福州市鼓楼区与南京市鼓楼区交流,鼓楼区介绍经验。"
    listed = [("福州市鼓楼区", "Place"), ("福州市鼓楼区", "Place"), ("南京市鼓楼区", "Place"), ("鼓楼区", "Place")]
    got = resolver()(article(text, listed, publisher="南京市鼓楼区民政局"))
    assert [m.name for m in got.mentions] == ["鼓楼区"] * 4
    assert [m.code for m in got.mentions] == ["350102", "350102", "320106", "320106"]


def test_nothing_is_guessed_without_an_anchor() -> None:
    got = resolver()(
        article("省民政厅、全市和我局", [("省民政厅", "GovernmentAgency"), ("全市", "Place"), ("我局", "GovernmentAgency")])
    )
    assert [(m.name, m.resolved) for m in got.mentions] == [("省民政厅", False), ("全市", False), ("我局", False)]
    assert got.territory is None


def test_spans_types_and_text_stay_as_they_were() -> None:
    doc = blank(gold("dev14_hubei_dongtai"))
    got = resolver()(doc)
    assert [(m.id, m.span, m.type) for m in got.mentions] == [(m.id, m.span, m.type) for m in doc.mentions]
    assert all(m.name and 0 < m.confidence <= 1 for m in got.mentions)


def test_an_article_without_mentions() -> None:
    doc = Document("empty", "")
    assert resolver()(doc) == doc


@pytest.mark.parametrize("others", [pytest.param(0, id="少"), pytest.param(80, id="多")])
def test_short_forms_are_found_among_few_names_and_among_many(others: int) -> None:
    crowd = [("Organization", f"{n}号山区农机合作社") for n in range(others)]
    forms = LongForms.of([("Organization", "江城市云湖橡塑有限公司"), *crowd, ("Person", "韦某某")])
    assert forms.longer("云湖橡塑", "Organization") == "江城市云湖橡塑有限公司"
    assert forms.longer("老韦", "Person") == "韦某某"
    assert forms.longer("石桥茶业", "Organization") is None
    held = forms.with_name("Organization", "江城市穗丰陶瓷集团股份有限公司")
    assert held.longer("穗丰集团", "Organization") == "江城市穗丰陶瓷集团股份有限公司"
    more = forms.with_name("Organization", "江城市石桥茶业有限公司")
    assert more.longer("石桥茶业", "Organization") == "江城市石桥茶业有限公司"
    assert more.longer("云湖橡塑", "Organization") == "江城市云湖橡塑有限公司"


@pytest.mark.parametrize(
    ("table", "columns", "word"),
    [
        pytest.param("lexicon/calls.tsv", ("call", "ends", "whole", "level", "example"), "call", id="自称"),
        pytest.param("lexicon/village_bodies.tsv", ("organ", "full", "example"), "organ", id="村社机构"),
        pytest.param("lexicon/inner_bodies.tsv", ("host", "kind", "words", "example"), "host", id="内设机构"),
    ],
)
def test_every_row_stands_in_its_example(table: str, columns: tuple[str, ...], word: str) -> None:
    assert [r[word] for r in rows(table, columns) if r[word] not in r["example"]] == []


def test_the_example_of_a_host_names_one_of_its_inner_bodies() -> None:
    for row in rows("lexicon/inner_bodies.tsv", ("host", "kind", "words", "example")):
        behind = row["example"].partition(row["host"])[2]
        assert any(word in behind for word in row["words"].split("|")), row


LEVELS = list(rows("lexicon/level_words.tsv", ("level", "ranks", "ending", "example")))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["level"]) for row in LEVELS])
def test_level_word_is_read_in_its_example(row: dict[str, str]) -> None:
    found = level_head(row["example"])
    assert found is not None
    assert found["level"] == row["level"]
