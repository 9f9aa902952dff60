"""Relations: the rows of relations.tsv on hand-made events, posts and components on hand-made sentences."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from kg.extract.posts import PostFinder
from kg.extract.posts import relations as post_relations
from kg.extract.relations import RelationExtractor, components, event_rules, title_ends, title_issuers
from kg.model import Document, EntityRef, Event, Filler, Mention, Metadata, Relation, Span
from kg.record import from_record, to_record
from kg.resolve import Resolver
from kg.tables.loading import corpus_dir, rows


def document(text: str, *names: tuple[str, str, str], territory: EntityRef | None = None, title: str | None = None) -> Document:
    """A document whose mentions are (surface, type, name), each at its first place after the one before."""
    mentions, at = [], 0
    for number, (surface, kind, name) in enumerate(names, 1):
        at = text.index(surface, at)
        mentions.append(Mention(f"m{number}", Span(at, at + len(surface)), kind, name))
        at += len(surface)
    return Document("d", text, Metadata(title=title), mentions=tuple(mentions), territory=territory)


def held(doc: Document) -> set[tuple[str, str, str | None]]:
    return {(r.subject.name, r.object.name, r.post) for r in post_relations(PostFinder.load()(doc))}


QILIAN = EntityRef("祁连县", "Place", "630222")

POSTS = {
    "分别当选": (
        document(
            "成立雪岭工坊联合党支部，画师占某某、教师饶某某分别当选书记、副书记",
            ("雪岭工坊联合党支部", "PartyUnit", "雪岭工坊联合党支部"),
            ("占某某", "Person", "占某某"),
            ("饶某某", "Person", "饶某某"),
        ),
        {("占某某", "雪岭工坊联合党支部", "书记"), ("饶某某", "雪岭工坊联合党支部", "副书记")},
    ),
    "各在一处当选": (
        document(
            "古楼街道老干部党支部、茌平铝厂党支部先后开会，王某某、鹿某某分别当选书记",
            ("古楼街道老干部党支部", "PartyUnit", "古楼街道老干部党支部"),
            ("茌平铝厂党支部", "PartyUnit", "茌平铝厂党支部"),
            ("王某某", "Person", "王某某"),
            ("鹿某某", "Person", "鹿某某"),
        ),
        {("王某某", "古楼街道老干部党支部", "书记"), ("鹿某某", "茌平铝厂党支部", "书记")},
    ),
    "免去": (
        document(
            "免去周某某的舟山市民政局局长职务",
            ("周某某", "Person", "周某某"),
            ("舟山市民政局", "GovernmentAgency", "舟山市民政局"),
        ),
        {("周某某", "舟山市民政局", "局长")},
    ),
    "是…的负责人": (
        document(
            "乔某某是祁连县雪岭刺绣合作社的理事长",
            ("乔某某", "Person", "乔某某"),
            ("祁连县雪岭刺绣合作社", "Organization", "祁连县雪岭刺绣合作社"),
        ),
        {("乔某某", "祁连县雪岭刺绣合作社", "理事长")},
    ),
    "成员与其本职": (
        document(
            "县宣讲团成员，县教育局党组书记、局长怀某某到校",
            ("县宣讲团", "Organization", "祁连县宣讲团"),
            ("县教育局党组", "PartyOrgan", "中共祁连县教育局党组"),
            ("怀某某", "Person", "怀某某"),
        ),
        {
            ("怀某某", "祁连县宣讲团", "成员"),
            ("怀某某", "中共祁连县教育局党组", "书记"),
            ("怀某某", "祁连县教育局", "局长"),
        },
    ),
    "紧接": (
        document("县民政局局长张三说", ("县民政局", "GovernmentAgency", "祁连县民政局"), ("张三", "Person", "张三")),
        {("张三", "祁连县民政局", "局长")},
    ),
    "党组书记、厅长": (
        document(
            "省民政厅党组书记、厅长李四出席", ("省民政厅党组", "PartyOrgan", "中共青海省民政厅党组"), ("李四", "Person", "李四")
        ),
        {("李四", "中共青海省民政厅党组", "书记"), ("李四", "青海省民政厅", "厅长")},
    ),
    "组织部长": (
        document(
            "县委常委、组织部长王五",
            ("县委", "PartyOrgan", "中共祁连县委"),
            ("组织部", "PartyOrgan", "中共祁连县委组织部"),
            ("王五", "Person", "王五"),
        ),
        {("王五", "中共祁连县委", "常委"), ("王五", "中共祁连县委组织部", "部长")},
    ),
    "一地之长在其政府": (
        document("会议召开，副县长赵六出席", ("赵六", "Person", "赵六"), territory=QILIAN),
        {("赵六", "祁连县人民政府", "副县长")},
    ),
    "顿号后承前": (
        document(
            "市总工会常务副主席孙一、副主席钱二到会",
            ("市总工会", "MassOrganization", "西宁市总工会"),
            ("孙一", "Person", "孙一"),
            ("钱二", "Person", "钱二"),
        ),
        {("孙一", "西宁市总工会", "常务副主席"), ("钱二", "西宁市总工会", "副主席")},
    ),
    "前任不算": (
        document("原县政协副主席周七到场", ("县政协", "MassOrganization", "祁连县政协"), ("周七", "Person", "周七")),
        set(),
    ),
    "括号": (
        document("阳光幼儿园(园长 吴八)参加", ("阳光幼儿园", "Organization", "阳光幼儿园"), ("吴八", "Person", "吴八")),
        {("吴八", "阳光幼儿园", "园长")},
    ),
    "大会选举": (
        document(
            "海北州藏毯协会第三届会员代表大会召开，选举郑九为会长",
            ("海北州藏毯协会第三届会员代表大会", "Conference", "海北州藏毯协会第三届会员代表大会"),
            ("郑九", "Person", "郑九"),
        ),
        {("郑九", "海北州藏毯协会", "会长")},
    ),
    "名单成列": (
        document(
            "冯十　玉树州牦牛协会秘书长\n", ("冯十", "Person", "冯十"), ("玉树州牦牛协会", "SocialOrganization", "玉树州牦牛协会")
        ),
        {("冯十", "玉树州牦牛协会", "秘书长")},
    ),
    "名单共一职": (
        document(
            "推举县酿醋协会副会长沈一、韩二和杨三参会",
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
            *((name, "Person", name) for name in ("沈一", "韩二", "杨三")),
        ),
        {(name, "祁连县酿醋协会", "副会长") for name in ("沈一", "韩二", "杨三")},
    ),
    "独一之职不及后人": (
        document(
            "县酿醋协会会长沈一、韩二参会",
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
            ("沈一", "Person", "沈一"),
            ("韩二", "Person", "韩二"),
        ),
        {("沈一", "祁连县酿醋协会", "会长")},
    ),
    "职务后有注": (
        document("副县长（援青）朱四到场", ("朱四", "Person", "朱四"), territory=QILIAN),
        {("朱四", "祁连县人民政府", "副县长")},
    ),
    "上级市长": (
        document("副市长秦五到场", ("秦五", "Person", "秦五"), territory=EntityRef("城关区", "Place", "620102")),
        {("秦五", "兰州市人民政府", "副市长")},
    ),
    "无级之区不设区长": (
        document("区长尤六到场", ("尤六", "Person", "尤六"), territory=EntityRef("柳荫居民区", "Place")),
        set(),
    ),
    "当选名单": (
        document(
            "海北州藏毯协会第四届会员大会选出班子：\n会　　长：许七\n副会长：何八、吕九（西宁某公司）、施十\n",
            ("海北州藏毯协会第四届会员大会", "Conference", "海北州藏毯协会第四届会员大会"),
            *((name, "Person", name) for name in ("许七", "何八", "吕九", "施十")),
        ),
        {("许七", "海北州藏毯协会", "会长")} | {(name, "海北州藏毯协会", "副会长") for name in ("何八", "吕九", "施十")},
    ),
    "村支书": (
        document("柳湾村热闹起来，村支书张一说", ("柳湾村", "Place", "柳湾村"), ("张一", "Person", "张一")),
        {("张一", "柳湾村党支部", "书记")},
    ),
    "嘎查支书": (
        document("柳湾嘎查热闹起来，嘎查支书张一说", ("柳湾嘎查", "Place", "柳湾嘎查"), ("张一", "Person", "张一")),
        {("张一", "柳湾嘎查党支部", "书记")},
    ),
    "苏木人大主席": (
        document(
            "中共祁连县柳湾苏木党委书记张一和苏木人大主席孔二到场",
            ("中共祁连县柳湾苏木党委", "PartyOrgan", "中共祁连县柳湾苏木党委"),
            *((name, "Person", name) for name in ("张一", "孔二")),
        ),
        {("张一", "中共祁连县柳湾苏木党委", "书记"), ("孔二", "祁连县柳湾苏木人大", "主席")},
    ),
    "街道人大工委主任": (
        document(
            "中共祁连县柳湾街道党工委书记张一，人大工委主任孔二到场",
            ("中共祁连县柳湾街道党工委", "PartyOrgan", "中共祁连县柳湾街道党工委"),
            *((name, "Person", name) for name in ("张一", "孔二")),
        ),
        {("张一", "中共祁连县柳湾街道党工委", "书记")},
    ),
    "村第一书记": (
        document("柳湾村热闹起来，村第一书记孔二说", ("柳湾村", "Place", "柳湾村"), ("孔二", "Person", "孔二")),
        {("孔二", "柳湾村", "第一书记")},
    ),
    "本会之长不在来宾": (
        document(
            "县酿醋协会换届\n县酿醋协会开会，海东市烘焙协会来人祝贺。会长曹三报告工作。",
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
            ("海东市烘焙协会", "SocialOrganization", "海东市烘焙协会"),
            ("曹三", "Person", "曹三"),
            title="县酿醋协会换届",
        ),
        {("曹三", "祁连县酿醋协会", "会长")},
    ),
    "被聘": (
        document("严四被县妇联聘为法律顾问", ("严四", "Person", "严四"), ("县妇联", "MassOrganization", "祁连县妇联")),
        {("严四", "祁连县妇联", "法律顾问")},
    ),
    "接任": (
        document(
            "县酿醋协会同意华五辞去秘书长职务，由金六接任。",
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
            ("华五", "Person", "华五"),
            ("金六", "Person", "金六"),
        ),
        {("金六", "祁连县酿醋协会", "秘书长")},
    ),
    "行业在其单位": (
        document(
            "县医院的魏七、陶八两名医生出诊",
            ("县医院", "Organization", "祁连县人民医院"),
            ("魏七", "Person", "魏七"),
            ("陶八", "Person", "陶八"),
        ),
        {("魏七", "祁连县人民医院", "医生"), ("陶八", "祁连县人民医院", "医生")},
    ),
    "行业不承前": (
        document(
            "县义工协会会长、出租车司机姜九说", ("县义工协会", "SocialOrganization", "祁连县义工协会"), ("姜九", "Person", "姜九")
        ),
        {("姜九", "祁连县义工协会", "会长")},
    ),
    "分管在职名内": (
        document("村委会调解主任戚十到场", ("村委会", "Organization", "柳湾村村民委员会"), ("戚十", "Person", "戚十")),
        {("戚十", "柳湾村村民委员会", "调解主任")},
    ),
    "自治区主席": (
        document("自治区副主席谢一到会", ("谢一", "Person", "谢一"), territory=EntityRef("宁夏回族自治区", "Place", "640000")),
        {("谢一", "宁夏回族自治区人民政府", "副主席")},
    ),
    "公示": (
        document(
            "尤一，女，土族，1980年5月生，中共党员，现任县民政局局长、县政协副主席，拟任县人大主任。",
            ("尤一", "Person", "尤一"),
            ("县民政局", "GovernmentAgency", "祁连县民政局"),
            ("县政协", "MassOrganization", "祁连县政协"),
            ("县人大", "GovernmentAgency", "祁连县人大"),
        ),
        {("尤一", "祁连县民政局", "局长"), ("尤一", "祁连县政协", "副主席")},
    ),
    "中央书记处": (
        document(
            "中共中央政治局委员、中央书记处书记柏一出席会议",
            ("中共中央政治局", "PartyOrgan", "中共中央政治局"),
            ("中央", "PartyOrgan", "中共中央"),
            ("柏一", "Person", "柏一"),
        ),
        {("柏一", "中共中央政治局", "委员"), ("柏一", "中共中央书记处", "书记")},
    ),
    "国家之职不在单位": (
        document(
            "中共中央总书记、国家主席、中央军委主席水二和国务委员、公安部部长窦三出席",
            ("中共中央", "PartyOrgan", "中共中央"),
            ("中央军委", "PartyOrgan", "中央军委"),
            ("水二", "Person", "水二"),
            ("公安部", "GovernmentAgency", "公安部"),
            ("窦三", "Person", "窦三"),
        ),
        {("水二", "中共中央", "总书记"), ("水二", "中央军委", "主席"), ("窦三", "公安部", "部长")},
    ),
    "副委员长": (
        document(
            "全国人大常委会副委员长章四讲话",
            ("全国人大常委会", "MassOrganization", "全国人大常委会"),
            ("章四", "Person", "章四"),
        ),
        {("章四", "全国人大常委会", "副委员长")},
    ),
    "单位名后的党组": (
        document(
            "县总工会党组书记、常务副主席云五带队",
            ("县总工会", "MassOrganization", "祁连县总工会"),
            ("云五", "Person", "云五"),
        ),
        {("云五", "中共祁连县总工会党组", "书记"), ("云五", "祁连县总工会", "常务副主席")},
    ),
    "其他班子成员": (
        document("县总工会其他班子成员苏六参加", ("县总工会", "MassOrganization", "祁连县总工会"), ("苏六", "Person", "苏六")),
        {("苏六", "祁连县总工会", "班子成员")},
    ),
    "原党组书记不算": (
        document(
            "县水务局原党组书记潘七被查", ("县水务局原党组", "PartyOrgan", "中共祁连县水务局党组"), ("潘七", "Person", "潘七")
        ),
        set(),
    ),
    "逗号之间": (
        document(
            "葛八，县民政局副局长，到场。奚九，县里的能人，也来了",
            ("葛八", "Person", "葛八"),
            ("县民政局", "GovernmentAgency", "祁连县民政局"),
            ("奚九", "Person", "奚九"),
        ),
        {("葛八", "祁连县民政局", "副局长")},
    ),
    "姓名后的称呼": (
        document(
            "县民政局范十局长和县政府彭一副县长来了，县医院郎二主任没来",
            ("县民政局", "GovernmentAgency", "祁连县民政局"),
            ("范十", "Person", "范十"),
            ("县政府", "GovernmentAgency", "祁连县人民政府"),
            ("彭一", "Person", "彭一"),
            ("县医院", "Organization", "祁连县人民医院"),
            ("郎二", "Person", "郎二"),
        ),
        {("范十", "祁连县民政局", "局长"), ("彭一", "祁连县人民政府", "副县长")},
    ),
    "新当选的": (
        document(
            "新当选县酿醋协会会长的鲁三说，来自县酿醋协会会长的韦四",
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
            ("鲁三", "Person", "鲁三"),
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
            ("韦四", "Person", "韦四"),
        ),
        {("鲁三", "祁连县酿醋协会", "会长")},
    ),
    "身为队长的": (
        document(
            "身为驻村工作队队长的贺七先到，分管副县长倪八后到",
            ("驻村工作队", "Organization", "祁连县驻村工作队"),
            ("贺七", "Person", "贺七"),
            ("倪八", "Person", "倪八"),
            territory=QILIAN,
        ),
        {("贺七", "祁连县驻村工作队", "队长"), ("倪八", "祁连县人民政府", "副县长")},
    ),
    "届次不在职名内": (
        document(
            "昌五当选县酿醋协会新一届会长，马六当选第二届理事会副会长",
            ("昌五", "Person", "昌五"),
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
            ("马六", "Person", "马六"),
        ),
        {("昌五", "祁连县酿醋协会", "会长"), ("马六", "祁连县酿醋协会", "副会长")},
    ),
    "理事会里的职务": (
        document(
            "县酿醋协会换届，昌五当选为新一届理事会会长，马六当选为理事会秘书长，方七被选举为监事会监事长，戚八当选为监事会主席",
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
            ("昌五", "Person", "昌五"),
            ("马六", "Person", "马六"),
            ("方七", "Person", "方七"),
            ("戚八", "Person", "戚八"),
        ),
        {
            ("昌五", "祁连县酿醋协会", "会长"),
            ("马六", "祁连县酿醋协会", "秘书长"),
            ("方七", "祁连县酿醋协会", "监事长"),
            ("戚八", "祁连县酿醋协会", "监事会主席"),
        },
    ),
    "供销社理事会副主任": (
        document(
            "昌五当选县供销社理事会副主任",
            ("昌五", "Person", "昌五"),
            ("县供销社", "Organization", "祁连县供销合作社联合社"),
        ),
        {("昌五", "祁连县供销合作社联合社", "理事会副主任")},
    ),
    "任命为政府副县长": (
        document(
            "县检察院院长章四列席。会议任命史五为政府副县长，任命岑六为副县长",
            ("县检察院", "GovernmentAgency", "祁连县人民检察院"),
            ("章四", "Person", "章四"),
            ("史五", "Person", "史五"),
            ("岑六", "Person", "岑六"),
            territory=QILIAN,
        ),
        {
            ("章四", "祁连县人民检察院", "院长"),
            ("史五", "祁连县人民政府", "副县长"),
            ("岑六", "祁连县人民政府", "副县长"),
        },
    ),
    "不知何县的副县长": (
        document(
            "县检察院院长章四列席。会议任命史五为政府副县长",
            ("县检察院", "GovernmentAgency", "县检察院"),
            ("章四", "Person", "章四"),
            ("史五", "Person", "史五"),
        ),
        {("章四", "县检察院", "院长")},
    ),
    "任命两职": (
        document(
            "任命唐七为祁连县人民政府副县长、代理县长，雷九、薛八任县酿醋协会会长、秘书长",
            ("唐七", "Person", "唐七"),
            ("祁连县人民政府", "GovernmentAgency", "祁连县人民政府"),
            ("雷九", "Person", "雷九"),
            ("薛八", "Person", "薛八"),
            ("县酿醋协会", "SocialOrganization", "祁连县酿醋协会"),
        ),
        {
            ("唐七", "祁连县人民政府", "副县长"),
            ("唐七", "祁连县人民政府", "代理县长"),
            ("雷九", "祁连县酿醋协会", "会长"),
            ("薛八", "祁连县酿醋协会", "会长"),
        },
    ),
    "同一人职务里的内设机构": (
        document(
            "县政协副秘书长、研究室主任史五，县总工会党组成员、经审委主任岑六，县文旅局党组成员、文化馆馆长薛七到会",
            ("县政协", "MassOrganization", "祁连县政协"),
            ("史五", "Person", "史五"),
            ("县总工会党组", "PartyOrgan", "中共祁连县总工会党组"),
            ("岑六", "Person", "岑六"),
            ("县文旅局党组", "PartyOrgan", "中共祁连县文化和旅游局党组"),
            ("薛七", "Person", "薛七"),
        ),
        {
            ("史五", "祁连县政协", "副秘书长"),
            ("史五", "祁连县政协研究室", "主任"),
            ("岑六", "中共祁连县总工会党组", "成员"),
            ("薛七", "中共祁连县文化和旅游局党组", "成员"),
        },
    ),
    "内设机构不是邻人的": (
        document(
            "县水利局党组成员、河湖中心主任雷八，县残联副理事长、康复中心主任贺九到会",
            ("县水利局党组", "PartyOrgan", "中共祁连县水利局党组"),
            ("河湖中心", "GovernmentAgency", "祁连县河湖中心"),
            ("雷八", "Person", "雷八"),
            ("县残联", "MassOrganization", "祁连县残联"),
            ("贺九", "Person", "贺九"),
        ),
        {
            ("雷八", "中共祁连县水利局党组", "成员"),
            ("雷八", "祁连县河湖中心", "主任"),
            ("贺九", "祁连县残联", "副理事长"),
        },
    ),
    "残联副理事长": (
        document(
            "县残联理事长倪一、副理事长汤二到会",
            ("县残联", "MassOrganization", "祁连县残联"),
            ("倪一", "Person", "倪一"),
            ("汤二", "Person", "汤二"),
        ),
        {("倪一", "祁连县残联", "理事长"), ("汤二", "祁连县残联", "副理事长")},
    ),
    "任组长的小组": (
        document(
            "县委决定，由苗七任组长的工作专班进驻，凤八任组长",
            ("县委", "PartyOrgan", "中共祁连县委"),
            ("苗七", "Person", "苗七"),
        ),
        set(),
    ),
    "镇组织委员": (
        document("扎麻什镇组织委员花九陪同", ("扎麻什镇", "Place", "扎麻什镇"), ("花九", "Person", "花九"), territory=QILIAN),
        {("花九", "中共祁连县扎麻什镇党委", "组织委员")},
    ),
    "镇人大主席": (
        document(
            "扎麻什镇党委书记方十，人大主席俞一陪同",
            ("扎麻什镇党委", "PartyOrgan", "中共祁连县扎麻什镇党委"),
            ("方十", "Person", "方十"),
            ("俞一", "Person", "俞一"),
        ),
        {("方十", "中共祁连县扎麻什镇党委", "书记"), ("俞一", "祁连县扎麻什镇人大", "主席")},
    ),
    "镇里的党委书记": (
        document(
            "扎麻什镇设观摩点，由党委书记平一，党委副书记、镇长黄二带队",
            ("扎麻什镇", "Place", "扎麻什镇"),
            ("平一", "Person", "平一"),
            ("黄二", "Person", "黄二"),
            territory=QILIAN,
        ),
        {
            ("平一", "中共祁连县扎麻什镇党委", "书记"),
            ("黄二", "中共祁连县扎麻什镇党委", "副书记"),
            ("黄二", "祁连县扎麻什镇人民政府", "镇长"),
        },
    ),
    "办事处与居委会": (
        document(
            "西关街道党工委书记穆一、办事处主任萧二，泉湾社区党委书记、居委会主任尹三到场",
            ("西关街道党工委", "PartyOrgan", "中共西宁市城西区西关街道党工委"),
            ("穆一", "Person", "穆一"),
            ("萧二", "Person", "萧二"),
            ("泉湾社区党委", "PartyUnit", "泉湾社区党委"),
            ("尹三", "Person", "尹三"),
        ),
        {
            ("穆一", "中共西宁市城西区西关街道党工委", "书记"),
            ("萧二", "西宁市城西区西关街道办事处", "主任"),
            ("尹三", "泉湾社区党委", "书记"),
            ("尹三", "泉湾社区居民委员会", "主任"),
        },
    ),
    "监委主任不断其前": (
        document(
            "县委常委、纪委书记、监委主任姚四到场",
            ("县委", "PartyOrgan", "中共祁连县委"),
            ("纪委", "PartyOrgan", "中共祁连县纪委"),
            ("姚四", "Person", "姚四"),
        ),
        {("姚四", "中共祁连县委", "常委"), ("姚四", "中共祁连县纪委", "书记")},
    ),
    "不知何区的区长": (
        document("区委副书记、区长邵五到场", ("区委", "PartyOrgan", "区委"), ("邵五", "Person", "邵五")),
        {("邵五", "区委", "副书记")},
    ),
    "原局长不算": (
        document(
            "原互助县社保局局长湛六讲课",
            ("原互助县社保局", "GovernmentAgency", "互助土族自治县社保局"),
            ("湛六", "Person", "湛六"),
        ),
        set(),
    ),
    "部里的书记不是部的": (
        document("县委组织部和三书记到会", ("县委组织部", "PartyOrgan", "中共祁连县委组织部"), ("和三", "Person", "和三")),
        set(),
    ),
    "在副县长陪同下": (
        document("县长任二在副县长袁三陪同下调研", ("任二", "Person", "任二"), ("袁三", "Person", "袁三"), territory=QILIAN),
        {("任二", "祁连县人民政府", "县长"), ("袁三", "祁连县人民政府", "副县长")},
    ),
    "在社区的党总支书记": (
        document("在河湾社区，党总支书记柳四介绍", ("河湾社区", "Place", "河湾社区"), ("柳四", "Person", "柳四")),
        {("柳四", "河湾社区党总支", "书记")},
    ),
    "没有职务": (document("乡亲张三说", ("张三", "Person", "张三")), set()),
}


@pytest.mark.parametrize(("doc", "expected"), POSTS.values(), ids=POSTS.keys())
def test_a_post_is_held_at_its_body(doc: Document, expected: set[tuple[str, str, str]]) -> None:
    assert held(doc) == expected


def entity(role: str, name: str, kind: str) -> Filler:
    return Filler(role, "entity", name, EntityRef(name, kind), None)


def drawn(kind: str, clause: str, trigger: str, *fillers: Filler, status: str = "done") -> set[tuple[str, str, str]]:
    at = clause.index(trigger)
    event = Event("e1", kind, Span(at, at + len(trigger)), Span(0, len(clause)), status, fillers)  # type: ignore[arg-type]
    return {(r.subject.name, r.predicate, r.object.name) for rule in event_rules() for r in rule(event, clause)}


TING, JU = entity("agent", "省厅", "GovernmentAgency"), entity("co_agent", "省局", "GovernmentAgency")


def test_agent_and_co_agent_act_jointly_and_supervise() -> None:
    target = entity("target", "某协会", "SocialOrganization")
    assert drawn("Inspection", "省厅会同省局对某协会进行督导", "督导", TING, JU, target) == {
        ("省厅", "jointActionWith", "省局"),
        ("省厅", "supervises", "某协会"),
    }


def test_a_survey_is_a_visit_and_no_supervision() -> None:
    assert drawn("Inspection", "省厅到甲市调研", "调研", TING, entity("place", "甲市", "Place")) == {("省厅", "visits", "甲市")}


def test_a_plan_yields_no_relation() -> None:
    assert drawn("Meeting", "省厅将召开大会", "召开", TING, entity("theme", "大会", "Conference"), status="planned") == set()


def test_agents_that_act_each_for_itself_are_not_joint() -> None:
    other = entity("agent", "省会", "MassOrganization")
    assert drawn("Establishment", "省厅、省会各成立一支队伍", "成立", TING, other) == set()
    assert drawn("Establishment", "省厅、省会成立一支队伍", "成立", TING, other) == {("省厅", "jointActionWith", "省会")}


def test_bodies_of_one_persons_title_are_not_joint() -> None:
    clause = "市政协副主席、市总工会主席李某带队走访"
    zx, gh = ("市政协", 0), ("市总工会", 7)
    fillers = tuple(
        Filler("agent", "entity", name, EntityRef(name, "MassOrganization"), Span(at, at + len(name))) for name, at in (zx, gh)
    )
    event = Event("e1", "Assistance", Span(16, 18), Span(0, len(clause)), "done", fillers)
    joint = next(rule for rule in event_rules() if rule.id == "joint-agents")
    assert [r.predicate for r in joint(event, clause)] == ["jointActionWith"]
    assert list(joint(event, clause, title_ends([Span(0, 14)]))) == []


def test_speakers_in_a_list_are_not_joint() -> None:
    assert drawn("Reporting", "省厅、省会作交流发言", "发言", TING, entity("agent", "省会", "MassOrganization")) == set()


def test_parts_in_brackets_are_components_and_a_count_is_none() -> None:
    names = [
        ("五色花", "Initiative", "五色花"),
        ("甲法", "Initiative", "甲法"),
        ("乙法", "Initiative", "乙法"),
        ("丙法", "Initiative", "丙法"),
    ]
    doc = document("推行“五色花”工作法(甲法、乙法)，又办丙法", *names)
    assert {(r.subject.name, r.object.name) for r in components(doc)} == {("甲法", "五色花"), ("乙法", "五色花")}


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param(
            "将支部联建、干部联片、党员联户“三联行动”作为举措",
            "支部联建 干部联片 党员联户 三联行动",
            {("支部联建", "三联行动"), ("干部联片", "三联行动"), ("党员联户", "三联行动")},
            id="在前",
        ),
        pytest.param("推行亮身份、亮承诺“三亮”活动", "亮身份 亮承诺 三亮", set(), id="数不合"),
        pytest.param(
            "推行“双联双帮”机制，“双联”到户，“双帮”到人",
            "“双联双帮”机制 双联 双帮",
            {("双联", "“双联双帮”机制"), ("双帮", "“双联双帮”机制")},
            id="合成的名",
        ),
        pytest.param(
            "“双亮”，即“亮身份、亮承诺”。推行甲法",
            "双亮 亮身份 亮承诺 甲法",
            {("亮身份", "双亮"), ("亮承诺", "双亮")},
            id="即后一对引号",
        ),
        pytest.param(
            "推行“三本账”工作法。一本是民情账，一本是民主账，一本是民力账。另有甲法",
            "“三本账”工作法 民情账 民主账 民力账 甲法",
            {(part, "“三本账”工作法") for part in ("民情账", "民主账", "民力账")},
            id="各在一处",
        ),
        pytest.param(
            "推行三亮两帮。先是亮身份、亮承诺、亮标准，再帮技术、帮销路",
            "三亮两帮 亮身份 亮承诺 亮标准 帮技术 帮销路",
            {(part, "三亮两帮") for part in ("亮身份", "亮承诺", "亮标准", "帮技术", "帮销路")},
            id="两个数",
        ),
        pytest.param("办好四把锁，有卡口锁和技防锁", "四把锁 卡口锁 技防锁", set(), id="各处之数不合"),
    ],
)
def test_listed_parts_are_components(text: str, names: str, expected: set[tuple[str, str]]) -> None:
    doc = document(text, *((name, "Initiative", name) for name in names.split()))
    assert {(r.subject.name, r.object.name) for r in components(doc)} == expected


def test_the_title_of_a_paper_names_its_issuer() -> None:
    title = "甲省民政厅关于乙事的批复"
    doc = document(f"{title}\n甲省民政厅决定", (title, "Document", title), ("甲省民政厅", "GovernmentAgency", "甲省民政厅"))
    assert [(r.subject.name, r.predicate, r.object.name) for r in title_issuers(doc)] == [("甲省民政厅", "issues", title)]


def test_a_cited_paper_and_one_of_two_issuers_name_theirs() -> None:
    title = "甲县委办公室 甲县政府办公室关于乙事的通知"
    doc = document(
        f"宣读了《{title}》。甲县委办公室、甲县政府办公室要求",
        (title, "Document", title),
        ("甲县委办公室", "PartyOrgan", "中共甲县委办公室"),
        ("甲县政府办公室", "GovernmentAgency", "甲县人民政府办公室"),
    )
    assert {(r.subject.name, r.object.name) for r in title_issuers(doc)} == {
        ("中共甲县委办公室", title),
        ("甲县人民政府办公室", title),
    }


@pytest.mark.parametrize(
    ("end", "issuers"),
    [
        ("\n甲市民政局\n甲市教育局\n2022年3月5日", {"甲市民政局", "甲市教育局"}),
        ("\n请甲市民政局\n甲市教育局\n2022年3月5日", set()),
        ("\n甲市民政局、甲市教育局来人。", set()),
    ],
)
def test_who_signs_a_paper_issues_it(end: str, issuers: set[str]) -> None:
    title = "关于表扬乙事先进集体的决定"
    signed = [("甲市民政局", "GovernmentAgency", "甲市民政局"), ("甲市教育局", "GovernmentAgency", "甲市教育局")]
    doc = document(f"{title}\n各县民政局：\n现予表扬。{end}", (title, "Document", title), *signed)
    assert {r.subject.name for r in title_issuers(doc)} == issuers


def located(doc: Document) -> set[tuple[str, str, str]]:
    founds = [r for r in doc.relations if r.predicate == "founds"]
    found = RelationExtractor.load().located(doc, founds)
    return {(r.subject.name, r.predicate, r.object.name) for r in found}


PLACES = {
    "名前之地": (
        document(
            "到门源县的雪岭铁艺工坊调研", ("门源县", "Place", "门源回族自治县"), ("雪岭铁艺工坊", "Organization", "雪岭铁艺工坊")
        ),
        {("雪岭铁艺工坊", "locatedIn", "门源回族自治县")},
    ),
    "中央机关不在一地": (
        document("在青海，民政部发布消息", ("青海", "Place", "青海省"), ("民政部", "GovernmentAgency", "民政部")),
        set(),
    ),
    "村前之乡": (
        document("同扎麻什乡柳湾村签约", ("扎麻什乡柳湾村", "Organization", "柳湾村")),
        {("柳湾村", "locatedIn", "扎麻什乡")},
    ),
    "同一社区说得最细之处": (
        document(
            "山西东圣社区办实事。山西晋城东圣社区有五个小区",
            ("山西东圣社区", "Organization", "东圣社区"),
            ("山西晋城东圣社区", "Organization", "东圣社区"),
        ),
        {("东圣社区", "locatedIn", "晋城市")},
    ),
    "并列之村同在一镇": (
        document(
            "扎麻什镇的下陈村、上陈村都通了车",
            ("扎麻什镇", "Place", "扎麻什镇"),
            ("下陈村", "Organization", "下陈村"),
            ("上陈村", "Organization", "上陈村"),
        ),
        {("下陈村", "locatedIn", "扎麻什镇"), ("上陈村", "locatedIn", "扎麻什镇")},
    ),
    "本县之中学": (
        document("走进雪岭中学", ("雪岭中学", "Organization", "雪岭中学"), territory=QILIAN),
        {("雪岭中学", "locatedIn", "祁连县")},
    ),
    "分会在其镇": (
        document("祁连县工商联扎麻什镇分会捐款", ("祁连县工商联扎麻什镇分会", "MassOrganization", "祁连县工商联扎麻什镇分会")),
        {
            ("祁连县工商联扎麻什镇分会", "unitOf", "祁连县工商联"),
            ("祁连县工商联扎麻什镇分会", "locatedIn", "扎麻什镇"),
        },
    ),
    "本省之中学未知其县": (
        document("走进雪岭中学", ("雪岭中学", "Organization", "雪岭中学"), territory=EntityRef("青海省", "Place", "630000")),
        set(),
    ),
}


@pytest.mark.parametrize(("doc", "expected"), PLACES.values(), ids=PLACES.keys())
def test_where_a_body_lies(doc: Document, expected: set[tuple[str, str, str]]) -> None:
    assert located(doc) == expected


def test_a_team_lies_where_all_who_found_it_lie() -> None:
    def founded(*founders: str) -> set[tuple[str, str, str]]:
        names = [(name, "GovernmentAgency", name) for name in founders]
        doc = document("、".join(founders) + "组建“红哈达”宣讲队", *names, ("“红哈达”宣讲队", "Organization", "“红哈达”宣讲队"))
        team = doc.mentions[-1].entity
        made = [Relation(m.entity, "founds", team, m.span, None, ("e1",)) for m in doc.mentions[:-1]]
        return {r for r in located(replace(doc, relations=tuple(made))) if r[0] == team.name}

    assert founded("祁连县司法局", "祁连县民政局") == {("“红哈达”宣讲队", "locatedIn", "祁连县")}
    assert founded("祁连县司法局", "海晏县民政局") == set()


HOMES = {"corpus": corpus_dir()} | {
    f"corpus/{name}": corpus_dir() / name
    for name in ("held", "later", "bulletins", "dispatches", "broadcasts", "offices", "press", "practice")
}


@cache
def figures(home: str) -> dict[str, tuple[int, int, int]]:
    """By predicate, how many relations of the gold were drawn from gold mentions and events, were drawn, are in the gold."""
    extract, resolve = RelationExtractor.load(), Resolver.load()
    counts: dict[str, list[int]] = {}
    for path in sorted((HOMES[home] / "gold").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        text = (HOMES[home] / "articles" / f"{path.stem}.txt").read_bytes().decode("utf-8")
        doc = from_record(record, text, extract.located.type_of)
        drawn = to_record(extract(replace(doc, relations=(), territory=resolve(doc).territory)))["relations"]
        wanted, found = {key(r) for r in record["relations"]}, {key(r) for r in drawn}
        for predicate in {k[0] for k in wanted | found}:
            sets = [{k for k in keys if k[0] == predicate} for keys in (wanted & found, found, wanted)]
            total = counts.setdefault(predicate, [0, 0, 0])
            counts[predicate] = [a + len(b) for a, b in zip(total, sets, strict=True)]
    return {predicate: (right, said, there) for predicate, (right, said, there) in counts.items()}


def key(relation: dict[str, str]) -> tuple[str, ...]:
    ends = (relation["s"], relation["o"])
    return (relation["p"], *(sorted(ends) if relation["p"] == "jointActionWith" else ends))


@pytest.mark.parametrize(
    ("home", "predicate", "share"),
    [
        ("corpus", "all", 0.975),
        ("corpus", "holdsPost", 0.97),
        ("corpus", "locatedIn", 0.97),
        ("corpus", "unitOf", 0.96),
        ("corpus/held", "all", 0.95),
        ("corpus/bulletins", "all", 0.93),
        ("corpus/dispatches", "all", 0.94),
        ("corpus/practice", "all", 0.97),
        ("corpus/press", "all", 0.97),
        ("corpus/later", "all", 0.965),
        ("corpus/later", "holdsPost", 0.96),
        ("corpus/later", "locatedIn", 0.95),
        ("corpus/later", "unitOf", 0.95),
        ("corpus/later", "visits", 0.95),
    ],
)
def test_gold_events_and_mentions_give_the_gold_relations(home: str, predicate: str, share: float) -> None:
    chosen = [v for p, v in figures(home).items() if predicate in (p, "all")]
    right, said, there = (sum(column) for column in zip(*chosen, strict=True))
    assert 2 * right / (said + there) >= share


HEADS = [(r["head"], r["example"]) for r in rows("lexicon/posts.tsv", ("head", "kind", "of", "example"))]


@pytest.mark.parametrize(("head", "example"), HEADS, ids=[h for h, _ in HEADS])
def test_each_post_is_attested_by_its_example(head: str, example: str) -> None:
    titles = PostFinder.load().titles
    stop = example.index(head) + len(head)
    match = titles.ending(example, 0, stop)
    assert match is not None
    assert match[0].endswith(head)


PREFIXES = [(r["prefix"], r["example"]) for r in rows("lexicon/post_prefixes.tsv", ("prefix", "example"))]


@pytest.mark.parametrize(("prefix", "example"), PREFIXES, ids=[p for p, _ in PREFIXES])
def test_each_prefix_is_attested_by_its_example(prefix: str, example: str) -> None:
    match = PostFinder.load().titles.ending(example, 0, len(example))
    assert match is not None
    assert match.start() == 0
    assert example.startswith(prefix)


COMMITTEES = [tuple(r.values()) for r in rows("lexicon/village_committees.tsv", ("short", "name", "example"))]


@pytest.mark.parametrize(("short", "name", "example"), COMMITTEES, ids=[short for short, _, _ in COMMITTEES])
def test_each_committee_of_a_village_is_attested_by_its_example(short: str, name: str, example: str) -> None:
    assert f"、{short}主任" in example
    assert name.endswith("委员会")
