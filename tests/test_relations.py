"""Relations: the rows of relations.tsv on hand-made events, posts and components on hand-made sentences."""

from __future__ import annotations

import pytest

from kg.extract.posts import PostFinder
from kg.extract.posts import relations as post_relations
from kg.extract.relations import components, event_rules, title_issuers
from kg.model import Document, EntityRef, Event, Filler, Mention, Span
from kg.tables.loading import rows


def document(text: str, *names: tuple[str, str, str], territory: EntityRef | None = None) -> Document:
    """A document whose mentions are (surface, type, name), each at its first place after the one before."""
    mentions, at = [], 0
    for number, (surface, kind, name) in enumerate(names, 1):
        at = text.index(surface, at)
        mentions.append(Mention(f"m{number}", Span(at, at + len(surface)), kind, name))
        at += len(surface)
    return Document("d", text, mentions=tuple(mentions), territory=territory)


def held(doc: Document) -> set[tuple[str, str, str | None]]:
    return {(r.subject.name, r.object.name, r.post) for r in post_relations(PostFinder.load()(doc))}


QILIAN = EntityRef("祁连县", "Place", "630222")

POSTS = {
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


def test_the_title_of_a_paper_names_its_issuer() -> None:
    title = "甲省民政厅关于乙事的批复"
    doc = document(f"{title}\n甲省民政厅决定", (title, "Document", title), ("甲省民政厅", "GovernmentAgency", "甲省民政厅"))
    assert [(r.subject.name, r.predicate, r.object.name) for r in title_issuers(doc)] == [("甲省民政厅", "issues", title)]


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
