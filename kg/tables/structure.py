"""What a body's name says of its place in the world: the body it is a unit of, the division it lies in.

Rules of annotation.md section 6: a bureau is no unit of its government; village bodies lie in the village, township
bodies in the township, central bodies nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.model import EntityRef
from kg.tables.agencies import Agencies
from kg.tables.loading import rows
from kg.tables.places import EMPTY, Chain, Places

__all__ = ["Structure", "Structures"]

_PREFIXES = ("中共", "共青团", "国家税务总局", "国网")
_CENTRAL = re.compile(r"(?:中央|全国|中国|中华|国家|国务院|最高人民)")
_CENTRAL_UNITS = ("局", "司", "厅", "室", "处", "中心", "总队", "水利委员会", "研究所", "研究院", "研究中心")
# 全国人大|宪法和法律委员会, 内蒙古自治区人大|农牧委员会, 镇人大|主席团; 纪委监委|驻某厅纪检监察组.
_COMMITTEE_INSIDE = re.compile(r"(?P<host>.+?(?:人大|政协))(?!常务|常委|代表).{1,12}?(?:委员会|委|主席团)")
# 四川大学|华西医院, 浙江大学医学院|附属第二医院, 华东师范大学|第二附属中学.
_AFFILIATED = re.compile(r"(?P<host>.+(?:大学|学院))(?:[^学]{1,8}医院|[^学]{0,5}(?:附属|实验)?[^学]{0,3}(?:中学|小学|幼儿园))$")
# 全国人大常委会|法制工作委员会, 县人大常委会|代表工作委员会.
_OF_STANDING = re.compile(r"(?P<host>.+(?:人大|政协)常委会).{2,12}?(?:委员会|工委|执法检查组|办公[室厅]|研究室)$")
# 重庆大学|绿色家园协会, 复旦大学|科技考古研究院, 某学院|学生会: what every university has inside it.
_OF_UNIVERSITY = re.compile(
    r"(?P<host>.{2,}(?:大学|(?<!科)学院|高等专科学校))(?:.{0,12}?(?:学生会|研究生会|图书馆|博物馆|校务委员会|社团联合会|后勤集团)"
    r"|.{2,12}(?:研究院|研究所|研究中心|重点实验室|系))$"
)
# 县人民医院|妇女工作委员会, 某集团有限公司|红十字会, 孔雀社区|人民调解委员会, 沂水县人民法院|执行局, 武警西藏总队|医院.
_INSIDE_BODY = re.compile(
    r"(?P<host>.{2,}(?:医院|公司|集团|学校|中学|小学|大学|学院|社区|村))(?:妇女工作委员会|女职工委员会|红十字会|人民调解委员会|红白理事会|学术委员会)$"
    r"|(?P<court>.{2,}人民法院)执行(?:局|指挥中心)$|(?P<armed>武警.{2,4}总队)(?:医院|.{2,6}支队)$"
)
_GROUP_OFFICE = re.compile(
    r"(?P<host>.+(?:(?<!农村工作)领导小组|联席会议))办公室$"
)  # 市委巡察工作领导小组|办公室; 农办 is the committee's
_NATIONAL_OFFICE = re.compile(r"(?P<host>.+(?:委员会|指挥部)(?=办公室)|国务院(?=办公厅|新闻办公室))(?:新闻)?办公[室厅]")
_LEAGUE_UNIT = re.compile(
    r"(?P<host>共青团(?:中央|[一-鿿]{2,12}?[省市县区州盟旗镇乡]委|[一-鿿]{2,12}?委员会))(?:机关)?(?:党组|党委|党总支|党支部|第.{1,3}党支部|.{0,8}(?:部|办公室|中心|处))"
)
_STATIONED = re.compile(r"(?P<host>中共.+?(?:纪委监委|纪委))驻.+?(?:纪检监察组|纪检组)$")
_BRANCH_OF_BRAND = re.compile(r"(?:分公司|支公司|供电局)$")
# Units that only bodies of these kinds have: 省民政厅|社会组织管理局, but 吴忠市中心血站 is no unit of a 中心.
_UNITS_OF: dict[str, tuple[str, ...]] = {
    "管理局": ("厅", "部"),
    "总队": ("厅", "局"),
    "站": ("局", "林场", "公司", "厅"),
    "系": ("大学", "学院"),
    "支队": ("总队", "局"),
    "分行": ("银行",),
    "支行": ("银行", "联社", "公司"),
    "中心支行": ("银行",),
    "附属医院": ("大学", "学院"),
    "）班": ("中学", "小学", "学校"),
}
_WORD_BEFORE = ("直机", "级机", "老", "基层")  # these make another word of the suffix behind them
# 北京银行|南京|分行, 上海长风汽车有限公司|郑州|分公司: where the branch is, and not its head office.
_OUTPOST = re.compile(r"(?:中心支公司|支公司|分公司|中心支行|支行|分行)$")
_WHOLE_BRANCHES = ("分局", "分公司", "支公司", "工务段", "车务段")
_ZONE = re.compile(r"(?:经济技术|高新技术产业|经济|高新)?(?:新区|开发区)|经开区|高新区")
_NO_BODY = ("行业", "领域", "骑手", "群体", "商圈", "片区", "工段", "开发区", "新区", "居民区", "兵团")
_POSTED = re.compile(r".*?(?:驻|对口支援|(?<!支)援)(?=[一-鿿]{2,})")  # …水利厅驻|库木艾日克村工作队
# 李家村|人力资源社会保障服务站, 黄龙村|小学: what a village has, where no division before it tells that it is one.
_OF_VILLAGE = re.compile(
    r"(?P<village>[一-鿿]{1,4}村)(?:小学|幼儿园|卫生[室所]|.{0,10}(?:服务站|服务中心|工作站|合作社|合作联社|讲习所|理事会|服务队|宣讲队))"
)
_ARMED = re.compile(r"(?:武警|中国人民武装警察部队)(?P<place>.{2,4}?)省?(?:森林|交通|水电|边防|消防)?总队")
_CUSTOMS = re.compile(r"(?P<place>.{2,4})海关")
_INSTITUTE = re.compile(r"中国(?:农业|林业|社会|医学|中医)?科学院(?P<place>.{2,3}).*(?:研究所|研究院|分院|中心|植物园)")
_POSTED_VILLAGE = re.compile(r"驻([一-鿿]{2,6}?村)(?!工作|振兴)")
_PARTY_OFFICE = re.compile(r"(?P<department>.{1,8}?(?:部|办公室|办(?!公室)|党校|工委|局))(?:.{1,6}(?:科|处|室))")
# What may stand between a body and its party or league unit: 机关党委, 第三党支部, 退休教师党支部.
_MODIFIER = re.compile(
    r"(?:机关|直属|离退休(?:干部|教师|职工)?|退休(?:干部|教师|职工|人员)?|本科生|研究生|硕士生|博士生|老干部|在职|教师|教工|学生|行政|后勤|联合|流动|临时|功能型"
    r"|维修|业务|第?[一二三四五六七八九十\d]+|“[^”]*”|\"[^\"]*\")$"
)
_GOVERNMENT_OFFICE = re.compile(r"(?:办公[室厅]|.*室|.*办)$")
_LONGEST_TEAM = 4  # characters of a team in a branch's name: …控制中心|传防|支部
_LONGEST_CLASS = 9  # …第一中学|高二（3）班|支部
_CLASSES = ("学校", "医院", "公司", "协会", "商会", "中学", "小学")
_STEM_BODIES = re.compile(r"(?:学区|中心小学|中心学校|小学|中学|卫生院|敬老院|司法所|派出所|供销社|分公司|供电所|会诊中心)")
_INNER = re.compile(r"(?:分公司|项目部|分局|交通支队|支队|分理处|支行|供销社|公司|派出所|分队|办事处)")
# 沅陵县工商联|官庄镇|分会: the township that a branch of a county's body is of.
_CHAPTER = re.compile(r"(?:联|会|局|院)(?P<place>[一-鿿]{1,6}?(?:镇|乡|街道))(?:分会|支会|工作站|联络站)$")
# What ends the name of a branch that is called by the short form of its division: 国家统计局|湖北|调查总队.
_BRANCH = re.compile(
    r"(?:中心支公司|支公司|分公司|项目部|分局|分院|分校|分会|交通支队|支队|调查总?队|监管局|监管分局|生态环境局|环境监测(?:中心)?站|供电(?:分?公司|局|所|段)"
    r"|电力(?:有限)?公司|电网(?:有限)?公司|公司|局集团有限公司|服务站|工作站|管理站|支行|分行|中心支行|站|工务段|车务段|机务段|办事处|调查队)"
)


@dataclass(frozen=True, slots=True)
class Structure:
    """What the name says; both may be unknown."""

    host: str | None = None
    place: EntityRef | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Structures:
    """Reads names of bodies and platforms; `Structures.load()` gives the tables' one instance."""

    places: Places
    party: tuple[str, ...]  # longest first
    mass: tuple[str, ...]
    office: tuple[str, ...]
    hosts: tuple[str, ...]
    national: frozenset[str]
    ministries: tuple[str, ...]  # national bodies whose names do not begin with 中央, 全国, 国家 …
    branches: tuple[str, ...]  # the words that end names of party and mass units, longest first
    units: tuple[str, ...]  # every word that ends a unit's name, longest first

    @classmethod
    def load(cls) -> Structures:
        """Built of ontology/agencies/units.tsv and hosts.tsv; once a process."""
        return _load()

    def read(self, name: str, type: str, at: str | None = None, near: tuple[str, ...] = ()) -> Structure:
        """Host and place of the entity; `near` are codes of divisions the article is about, for homonyms."""
        return Structure(self.host(name, type), self.place(name, at, near))

    @staticmethod
    def without_modifiers(words: str) -> str:
        """材料加工系|教工 without 教工, 机关|第三 without both."""
        while found := _MODIFIER.search(words):
            words = words[: found.start()]
        return words

    def is_bare(self, words: str, suffixes: tuple[str, ...]) -> bool:
        """Whether the words are a unit's kind alone, without a host: 机关党委, 第三党支部, 工会."""
        if not words.endswith(suffixes):
            return False
        suffix = next(s for s in suffixes if words.endswith(s))
        rest = self.without_modifiers(words.removesuffix(suffix))
        return not rest or self.is_bare(rest, suffixes)

    def host(self, name: str, type: str) -> str | None:
        """The body that the entity is a unit of: 中共甘肃省委组织部 → 中共甘肃省委, 甘肃省投资商会党委 → 甘肃省投资商会."""
        return None if type == "Platform" else _host(self, name, type)

    def read_host(self, name: str, type: str) -> str | None:
        """What `host` remembers: names are asked for again and again."""
        if name in self.national and not name.startswith(("中共中央", "全国")):
            return _above(name)
        if inside := _inside(name):
            return next(found for found in inside.groups() if found)
        central = self._central_host(name)
        if central:
            office = self._office_host(name)
            return office if office and len(office) > len(central) else central
        if name.startswith("共青团"):
            return self._inside_league(name) or self._league_host(name)
        if name.startswith("中共"):
            return self._party_host(name)
        if type in ("PartyUnit", "MassOrganization", "PartyOrgan"):
            found = self._strip(name, self.branches)
            if found:
                return self.host(found, type) if found.endswith(self.party) else self._if_body(found)
        return self._before_quote(name) or self._office_host(name) or self._brand(name)

    def _before_quote(self, name: str) -> str | None:
        """千秋中学|“小水滴”环保社: the body before the proper name of a team."""
        head = re.split(r"[“\"]", name, maxsplit=1)[0]
        return head if head != name and head.endswith((*_CLASSES, "局", "法院", "检察院")) and not self._is_class(head) else None

    def _brand(self, name: str) -> str | None:
        """中储粮|河南|分公司, 广西电网|柳州|供电局: a company in short, a division in short, the kind of branch."""
        found = _BRANCH_OF_BRAND.search(name)
        for length in (4, 3, 2) if found else ():
            at = found.start() - length if found else 0
            named = self.places.divisions.named(name[at : at + length]) if at > 1 else ()
            if named and named[0].level != "county" and self.places.chain(name[:at]).length < at:
                return name[:at]
        return None

    def _central_host(self, name: str) -> str | None:
        """A unit of a national body: 民政部|社会组织管理局, 国家税务总局|邢台市税务局."""
        for cut in range(len(name) - 1, 2, -1):
            if name[:cut] in self.national and not name.startswith("中共中央"):
                rest = name[cut:]
                if name[:cut].endswith("科学院"):
                    continue  # its institutes are bodies of their own
                return name[:cut] if rest.endswith(_CENTRAL_UNITS) and len(rest) > 1 else None
        return None

    def _inside_league(self, name: str) -> str | None:
        """The league's committee whose party unit or department it is: 共青团广东省委|党组, 共青团芜湖市委|机关党支部."""
        found = _LEAGUE_UNIT.fullmatch(name)
        chain = self.places.chain(name.removeprefix("共青团"))
        whole = found is not None and (found["host"] == "共青团中央" or chain.division is not None)
        return found["host"] if found and whole else None

    def _league_host(self, name: str) -> str | None:
        inner = name.removeprefix("共青团").removesuffix("工作委员会").removesuffix("委员会")
        if inner.endswith(("支部", "工委")):
            return self._without_team(inner.removesuffix("支部").removesuffix("工委"), _LONGEST_CLASS)
        return None if inner.endswith("委") or inner == "中央" else self._if_body(inner)

    def _party_host(self, name: str) -> str | None:
        if name.endswith("党组"):
            return name.removeprefix("中共").removesuffix("党组")
        chain = self._chain_of(name)
        rest = name[chain.length :]
        if name.startswith("中共中央"):
            return "中共中央" if len(name) > 4 and not name.startswith("中共中央纪委") else None
        for head in ("委", "党委", "县委"):
            if rest.startswith(head) and len(rest) > len(head) and chain.division:
                seat = name[: chain.length + len(head)]
                nearer = _PARTY_OFFICE.fullmatch(name, len(seat))
                return seat + nearer["department"] if nearer else seat
        return None

    def _chain_of(self, name: str) -> Chain:
        """The place behind 中共 …, with its length counted from the name's start."""
        prefix = next((p for p in _PREFIXES if name.startswith(p)), "")
        found = self.places.chain(name[len(prefix) :])
        return Chain(len(prefix) + found.length, found.division, found.homonyms, found.township, found.village)

    @staticmethod
    def _strip(name: str, suffixes: tuple[str, ...]) -> str | None:
        if not name.endswith(suffixes):
            return None
        suffix = next((s for s in suffixes if name.endswith(s) and len(name) > len(s)), None)
        if suffix is None:
            return None
        body = name.removesuffix(suffix)
        if body.endswith(_WORD_BEFORE):
            return None  # 市直机|关工委, 市老|科协
        while (found := _MODIFIER.search(body)) and found.start() > 0:
            body = body[: found.start()]
        return body

    def _if_body(self, name: str) -> str | None:
        """The name, unless it is a division or township: 贵溪市罗河镇|总工会 is no unit; villages are bodies."""
        chain = self.places.chain(name)
        if chain.length == len(name):
            return name if chain.village and chain.village.endswith("社区") else chain.village
        return self._without_team(name) if len(name) > 1 and not name.endswith(_NO_BODY) else None

    def _without_team(self, name: str, longest: int = 4) -> str:
        """…控制中心|传防 without the team that its branch is named for; the name itself where it ends like a body."""
        if longest == _LONGEST_TEAM and name.endswith(
            (*self.hosts, *self.office, "村", "社区", "社", "厂", "场", "站", "园", "店", "堂")
        ):
            return name
        stops = (name.rfind(h, 4) + len(h) for h in self.hosts if name.rfind(h, 4) > 0)
        cut = max((s for s in stops if len(name) - s < longest), default=len(name))
        return name[:cut]

    def _office_host(self, name: str) -> str | None:
        if not name.endswith(self.office) or name.endswith("街道办事处"):  # 西陵区|学院街道|办事处 is no school's
            return None
        unit = next(u for u in self.office if name.endswith(u))
        best, last = 0, len(name) - 1
        for suffix in self.hosts:
            at = name.rfind(suffix, 2, last)
            if at < 0:
                continue
            stop = at + len(suffix)
            if best < stop <= len(name) - len(unit) and self._is_unit(name[:stop], name[stop:], _UNITS_OF.get(unit, ())):
                best = stop
        return name[:best] if best else None

    def _is_unit(self, host: str, rest: str, only: tuple[str, ...]) -> bool:
        if host.endswith("人民政府"):
            return bool(_GOVERNMENT_OFFICE.match(rest))
        if only and not host.endswith(only):
            return False
        if host.count("（") != host.count("）"):
            return False  # 中国人寿保险（集团|）公司
        return len(rest) > 1 and not rest.startswith(("会", "司", "院", "有限", "股份", "集团")) and not self._is_class(host)

    def _is_class(self, host: str) -> bool:
        """Whether the words are a place and a class of bodies, no body: 平和县|学校 in 平和县学校甲流防控指挥部."""
        kind = next((k for k in _CLASSES if host.endswith(k)), "")
        return bool(kind) and self.places.chain(host).length == len(host) - len(kind)

    def place(self, name: str, at: str | None = None, near: tuple[str, ...] = ()) -> EntityRef | None:
        """The division, township or village that the name says it lies in; None for central bodies and plain names."""
        prefix = next((p for p in _PREFIXES if name.startswith(p)), "")
        bare = name[len(prefix) :]
        if _CENTRAL.match(bare) or bare.startswith(self.ministries):
            return self._of_chain(self._central_branch(bare, at, near)) or self._by_kind(bare, at)
        if named := self._by_kind(bare, at):
            return named
        village = _POSTED_VILLAGE.search(bare)
        if village:
            return EntityRef(village[1], "Place")
        posted = _POSTED.match(bare)
        if posted and (at_post := self.places.chain(bare[posted.end() :], at, near)).length:
            return self._of_chain(at_post)
        chain = self._in_community(self.places.chain(bare, at, near))
        if chain.length == len(bare) and chain.village and chain.village == bare:
            return None  # a village as a body: the name does not say where it lies
        if zone := self._zone(bare, chain):
            return zone
        told = self._of_chain(self._inner(bare, chain, at, near) or self._by_stem(bare, chain, near) or chain)
        if told is None and (village := _OF_VILLAGE.fullmatch(bare)):
            return EntityRef(village["village"], "Place")
        return told

    def _by_kind(self, bare: str, at: str | None) -> EntityRef | None:
        """The division in short that corps, customs and institutes have in their names: 武警|甘肃|总队, 勐腊|海关."""
        for kind in (_ARMED, _CUSTOMS, _INSTITUTE):
            found = kind.fullmatch(bare)
            named = self.places.divisions.named(found["place"], at) if found else ()
            whole = named and (named[0].level != "county" or (len({d.code for d in named}) == 1 and not named[0].is_district))
            if whole:
                return EntityRef(named[0].name, "Place", named[0].code)
        return None

    @staticmethod
    def _zone(bare: str, chain: Chain) -> EntityRef | None:
        """康巴什|新区: a zone that is called by a division's short form is a place of its own."""
        found = _ZONE.match(bare, chain.length)
        short = chain.division is not None and not bare[: chain.length].endswith(chain.division.name)
        return EntityRef(bare[: found.end()], "Place") if found and short and not chain.township else None

    @staticmethod
    def _of_chain(chain: Chain | None) -> EntityRef | None:
        return EntityRef(chain.name, "Place", chain.code) if chain is not None and chain.length else None

    def _central_branch(self, bare: str, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """The division of a central body's branch: 中国邮政储蓄银行|南丰县|支行, 中国铁路|南宁|局集团有限公司."""
        found = _BRANCH.search(bare, 4)
        while found is not None:
            if found.end() == len(bare) or found[0] in ("调查总队",):
                for length in range(8, 1, -1):
                    head = bare[max(0, found.start() - length) : found.start()]
                    named = self.places.divisions.named(head, at) if len(head) == length else ()
                    if named and (named[0].level != "county" or head == named[0].name or named[0].code in near):
                        chosen = self.places.choose(named, near)
                        return Chain(length, chosen, named)
            found = _BRANCH.search(bare, found.start() + 1)
        return None

    def _by_stem(self, bare: str, chain: Chain, near: tuple[str, ...]) -> Chain | None:
        """The township of the article's county that the name calls by its stem: 平头川|学区, …集团|凤鸣|分公司."""
        county = self.places.divisions.by_code(near[0]) if near else None
        found = _STEM_BODIES.search(bare, 2)
        if county is None or county.level != "county" or not found or chain.township:
            return None
        for length in (4, 3, 2):
            stem = bare[max(0, found.start() - length) : found.start()]
            at_head = found.start() == len(stem) or found[0] in ("供销社", "分公司")
            for kind in ("镇", "乡", "街道"):
                if at_head and len(stem) == length and self.places.divisions.has_township(county.code, stem + kind):
                    return Chain(length, county, (county,), stem + kind)
        return None

    @staticmethod
    def _in_community(chain: Chain) -> Chain:
        """A community (社区) is a body, no place: what is named by it lies in its street or city."""
        if chain.village and chain.village.endswith("社区") and chain.length > len(chain.village):
            return Chain(chain.length - len(chain.village), chain.division, chain.homonyms, chain.township)
        return chain

    def _inner(self, bare: str, chain: Chain, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """A division further in that narrows where it lies: …有限公司|石景山分公司, 国网|贵溪市供电公司, 浙江|龙游|…公司."""
        if chain.township or chain.village:
            return None
        if behind := self._behind_province(bare, chain, at, near):
            return behind
        chapter = _CHAPTER.search(bare, chain.length)
        if chapter and (township := self.places.chain(chapter["place"], at, near)).township and not township.division:
            return township
        for start in range(max(1, chain.length), len(bare) - 3):
            if not self.places.divisions.may_head(bare[start : start + 2]):
                continue
            found = self.places.chain(bare[start:], at, near)
            if not found.length or found.division is None:
                continue
            form = bare[start : start + found.length]
            within = chain.division is None or self.places.divisions.contains(chain.division.code, found.division)
            if within and (form == found.division.name or _INNER.match(bare, start + found.length)):
                return found
        return self._branch(bare, chain, at, near) or self._outpost(bare, chain, at, near)

    def _outpost(self, bare: str, chain: Chain, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """The division right before the kind of branch; a county's short form, 东方|分公司, only where the article is near."""
        found = _OUTPOST.search(bare, chain.length)
        for start in range(max(1, chain.length), found.start() - 1) if found else ():
            words = bare[start : found.start()] if found else ""
            place = self.places.chain(words, at, near) if self.places.divisions.may_head(words[:2]) else EMPTY
            if place.length == len(words) and place.division is not None and not place.township and not place.village:
                sure = place.division.level != "county" or words.endswith(place.division.name) or place.division.code in near
                return place if sure else None
        return None

    def _behind_province(self, bare: str, chain: Chain, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """The county behind its province in short, if the article is about it or its prefecture: 广西|靖西|铝都矿业有限公司."""
        if chain.division is None or chain.division.level != "province":
            return None
        for length in (4, 3, 2):
            short = bare[chain.length : chain.length + length]
            named = self.places.divisions.named(short, at, within=chain.division.code) if len(short) == length else ()
            about = [
                d for d in named if d.level == "county" and not d.is_district and (d.code in near or d.code[:4] + "00" in near)
            ]
            if about and length + chain.length < len(bare):
                return Chain(chain.length + length, about[0], named)
        return None

    def _branch(self, bare: str, chain: Chain, at: str | None, near: tuple[str, ...]) -> Chain | None:
        """The division whose short form names a branch: 天津市规划和自然资源局|津南|分局, 广西电网|柳州|供电局."""
        around = chain.division.code if chain.division else (near[0][:2] + "0000" if near else None)
        if around is None:
            return None
        for found in _BRANCH.finditer(bare, 4):
            if found.end() != len(bare) and found[0] not in _WHOLE_BRANCHES:
                continue
            for length in (4, 3, 2):
                short = bare[max(0, found.start() - length) : found.start()]
                named = self.places.divisions.named(short, at, within=around) if found.start() > length else ()
                inside = [d for d in named if d.code != around and (chain.division or d.code in near)]
                if len(short) == length and inside:
                    return Chain(length, inside[0], named)
        return None


@lru_cache(maxsize=65536)
def _host(structures: Structures, name: str, type: str) -> str | None:
    return structures.read_host(name, type)


def _above(national: str) -> str | None:
    """The body of which a national one is the office: 国家减灾委员会|办公室, 国务院|办公厅; ministries have none above them."""
    office = _NATIONAL_OFFICE.fullmatch(national)
    return office["host"] if office else None


def _inside(name: str) -> re.Match[str] | None:
    """What the name alone tells of its host, whatever its type."""
    patterns = (_OF_STANDING, _COMMITTEE_INSIDE, _AFFILIATED, _GROUP_OFFICE, _OF_UNIVERSITY, _INSIDE_BODY)
    return next((m for p in patterns if (m := p.fullmatch(name))), None) or _STATIONED.match(name)


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


@cache
def _load() -> Structures:
    kinds: dict[str, list[str]] = {"party": [], "mass": [], "office": []}
    for row in rows("agencies/units.tsv", ("suffix", "kind", "example")):
        kinds[row["kind"]].append(row["suffix"])
    hosts = [row["suffix"] for row in rows("agencies/hosts.tsv", ("suffix", "example"))]
    party, mass, office = (_longest_first(kinds[k]) for k in ("party", "mass", "office"))
    national = frozenset(b.name for b in Agencies.load().national_bodies)
    ministries = tuple(dict.fromkeys(b.name for b in Agencies.load().national_bodies if not _CENTRAL.match(b.name)))
    branches, units = _longest_first([*party, *mass]), _longest_first([*party, *mass, *office])
    return Structures(Places.load(), party, mass, office, _longest_first(hosts), national, ministries, branches, units)
