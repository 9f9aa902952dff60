"""Which entities are global, under which IRI, and which stay local to their article."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kg.link.identity import DEFAULT_BASE, Identity, escape
from kg.model import Document, EntityRef, Mention, Metadata, Span


def article(
    text: str = "正文", territory: str | None = "甘肃省", published: str | None = "2018-01-05", places: tuple[EntityRef, ...] = ()
) -> Document:
    mentions = tuple(Mention(f"m{i}", Span(0, 1), "Place", p.name, p.code) for i, p in enumerate(places))
    return Document("a", text, Metadata(territory=territory, published=published), mentions=mentions)


def path(name: str, type: str, code: str | None = None, doc: Document | None = None) -> str:
    return Identity(doc or article()).of(EntityRef(name, type, code)).iri.removeprefix(DEFAULT_BASE)


@pytest.mark.parametrize(
    ("name", "type", "code", "expected"),
    [
        ("甘肃省", "Place", "620000", "place/620000"),
        ("酒泉市", "Place", None, "place/620900"),
        ("金昌市", "Place", None, "place/620300"),
        ("中国", "Place", None, "place/CN"),
        ("甘肃省民政厅", "GovernmentAgency", None, "body/620000/甘肃省民政厅"),
        ("中共庆阳市委组织部", "PartyOrgan", None, "body/621000/中共庆阳市委组织部"),
        ("共青团甘肃省委", "MassOrganization", None, "body/620000/共青团甘肃省委"),
        ("国家税务总局甘肃省税务局", "GovernmentAgency", None, "body/620000/国家税务总局甘肃省税务局"),
        ("民政部", "GovernmentAgency", None, "body/CN/民政部"),
        ("中共中央", "PartyOrgan", None, "body/CN/中共中央"),
        ("民政部社会组织管理局", "GovernmentAgency", None, "body/CN/民政部社会组织管理局"),
        ("酒泉市中小企业联合会", "SocialOrganization", None, "body/620900/酒泉市中小企业联合会"),
        ("吉林市第三医院", "Organization", None, "body/220200/吉林市第三医院"),
        ("甘民复〔2020〕17号", "Document", None, "document/甘民复〔2020〕17号"),
        ("十八届六中全会", "Conference", None, "conference/十八届六中全会"),
        ("十九大", "Conference", None, "conference/十九大"),
        ("甘肃省第十三次党代会", "Conference", None, "conference/甘肃省第十三次党代会"),
        ("两学一做", "PolicyConcept", None, "concept/两学一做"),
        ("甘肃省第十三次党代会精神", "PolicyConcept", None, "concept/甘肃省第十三次党代会精神"),
    ],
)
def test_what_tables_or_numbers_identify_is_global(name: str, type: str, code: str | None, expected: str) -> None:
    assert path(name, type, code) == expected


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("王磊", "Person"),
        ("三微工作法", "Initiative"),
        ("县社会组织孵化园", "Platform"),
        ("骆象村党支部", "PartyUnit"),
        ("骆象村", "Organization"),
        ("某协会第三次会员代表大会", "Conference"),
        ("关于培育发展社区社会组织的通知", "Document"),
        ("先进集体", "Award"),
    ],
)
def test_the_rest_is_local_to_its_article(name: str, type: str) -> None:
    one, other = (Identity(article(text)).of(EntityRef(name, type)) for text in ("甲文", "乙文"))
    assert one.scope == other.scope == "local"
    assert one.iri != other.iri


def test_two_articles_share_the_global_body() -> None:
    body = EntityRef("甘肃省民政厅", "GovernmentAgency")
    assert Identity(article("甲文")).of(body).iri == Identity(article("乙文", None, None)).of(body).iri


def test_equal_names_with_different_codes_stay_apart() -> None:
    identity = Identity(article(territory=None))
    assert len({identity.of(EntityRef("鼓楼区", "Place", code)).iri for code in ("320106", "350102", "410204", "320302")}) == 4


def test_homonym_without_a_code_is_told_by_the_article_or_stays_local() -> None:
    assert (
        path("鼓楼区", "Place", doc=article(territory="江苏省", places=(EntityRef("南京市", "Place", "320100"),)))
        == "place/320106"
    )
    assert Identity(article(territory=None)).of(EntityRef("鼓楼区", "Place")).scope == "local"


def test_division_has_its_code_of_today() -> None:
    found = Identity(article(published="1999-05-01")).of(EntityRef("酒泉地区", "Place", "622100"))
    assert (found.iri.removeprefix(DEFAULT_BASE), found.label) == ("place/620900", "酒泉市")


def test_township_is_its_countys() -> None:
    about = article(territory="会宁县", places=(EntityRef("会宁县", "Place", "620422"),))
    assert path("中川镇", "Place", doc=about) == "place/620422/中川镇"
    assert Identity(article(territory=None)).of(EntityRef("城关镇", "Place")).scope == "local"


def test_base_is_configurable() -> None:
    found = Identity(article(), "https://example.org/kg/").of(EntityRef("民政部", "GovernmentAgency"))
    assert found.iri == "https://example.org/kg/body/CN/民政部"


@pytest.mark.parametrize(
    ("words", "escaped"),
    [("“互联网+”党建模式", "“互联网+”党建模式"), ("a b<c>/d#e?f%", "a%20b%3Cc%3E%2Fd%23e%3Ff%25"), ("甲\n乙", "甲%0A乙")],
)
def test_names_become_readable_segments(words: str, escaped: str) -> None:
    assert escape(words) == escaped


def test_same_unit_through_a_change_of_rank_is_followed_and_a_merger_is_not() -> None:
    identity = Identity(article(territory=None))
    assert identity.of(EntityRef("株洲县", "Place", "430221")).iri.endswith("place/430212")  # 渌口区 since 2018
    assert identity.of(EntityRef("庆阳县", "Place", "622821")).iri.endswith("place/622821")  # went up in 西峰区 and 庆城县


def test_any_character_makes_a_valid_iri() -> None:
    every = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF)
    NamedNode("https://example.org/" + escape(every))  # raises ValueError for an invalid IRI
