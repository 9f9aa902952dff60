"""Which events a text states: types, words, status; what states none; and how the finder answers to changes of a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from kg.errors import RecordError, TableError
from kg.extract.frames import SILENT
from kg.extract.lexemes import COLUMNS, RATING_COLUMNS, UNRATED, lexemes, rating_of, ratings_of
from kg.extract.modality import markers
from kg.extract.trigger_candidates import passages
from kg.extract.trigger_cues import cues
from kg.extract.trigger_words import Words
from kg.extract.triggers import Trigger, TriggerFinder
from kg.learn.noise import with_faults
from kg.learn.sentences import parse, written_documents
from kg.learn.triggers import examples, train
from kg.model import Document, Line, Mention, Metadata, Sentence, Span, Token
from kg.record import from_record, read_records
from kg.segment import Segmenter
from kg.tables.loading import corpus_dir, rows, toml_tables

if TYPE_CHECKING:
    from pathlib import Path


@cache
def segmenter() -> Segmenter:
    return Segmenter.load()


@cache
def finder() -> TriggerFinder:
    return TriggerFinder.load()


def found(marked: str, **metadata: str) -> tuple[Document, tuple[Trigger, ...]]:
    doc = segmenter()(replace(parse(f"标题\n{marked}"), metadata=Metadata(**metadata)))
    return doc, finder().find(doc)


def stated(marked: str, **metadata: str) -> list[str]:
    """The events of a sentence as `type words`, planned ones with a question mark behind the type."""
    doc, triggers = found(marked, **metadata)
    return [f"{t.type}{'?' * (t.status == 'planned')} {t.span.of(doc.text)}" for t in triggers]


def types(marked: str) -> list[str]:
    return [event.split()[0] for event in stated(marked)]


STATED = {
    "督导": ("[省民政厅|ga]对[临夏州|pl]社会组织党建工作进行{专项督导|Inspection}。", "Inspection"),
    "走访": ("[县残联|mo]{走访|Inspection}残疾人家庭#64户#。", "Inspection"),
    "召开会议": ("@3月5日@,[县民政局|ga]{召开|Meeting}全县社会组织工作会议。", "Meeting"),
    "举办培训班": ("[市委两新工委|po]{举办|Training}党组织书记培训班#2期#。", "Training"),
    "举办活动": ("[团县委|mo]{举办|Implementation}“[青春建功|in]”活动。", "Implementation"),
    "试点": ("[市民政局|ga]在[凤城市|pl]开展“[五社联动|in]”{试点|Pilot}。", "Pilot"),
    "被评为": ("[江城义工联|so]被[省民政厅|ga]{评为|Recognition}“[先进社会组织|aw]”。", "Recognition"),
    "获评": ("[陈庄村|or]{获评|Recognition}“[省级文明村|aw]”。", "Recognition"),
    "成立": ("[县商务局|ga]{成立|Establishment}了外贸行业党委。", "Establishment"),
    "揭牌": ("@9月1日@,[市志愿服务中心|pf]在[高新区|pl]{揭牌|Establishment}。", "Establishment"),
    "当选": ("[李明|pe]{当选|Election}会长。", "Election"),
    "聘请": ("[县检察院|ga]{聘请|Election}[周杰|pe]为听证员。", "Election"),
    "印发": ("[市委组织部|po]{印发|Issuance}《[关于加强社会组织党建工作的意见|do]》。", "Issuance"),
    "约谈": ("[区市场监管局|ga]{约谈|Rectification}企业负责人#9名#。", "Rectification"),
    "查处": ("[县公安局|ga]{查处|Rectification}赌博案件#11起#。", "Rectification"),
    "选派": ("[市总工会|mo]{选派|Dispatch}党建指导员#45名#。", "Dispatch"),
    "刊发": ("在[中国社会报|or]{刊发|Publicity}稿件#6篇#。", "Publicity"),
    "推行": ("[临江镇|pl]{推行|Implementation}“[一线工作法|in]”。", "Implementation"),
    "汇报": ("[区民政局|ga]向[市民政局|ga]{汇报|Reporting}了工作情况。", "Reporting"),
    "捐赠": ("[市浙江商会|so]向[盘县|pl]{捐赠|Assistance}电脑#60台#。", "Assistance"),
    "慰问": ("[县工会|mo]主席[张凯|pe]{慰问|Assistance}困难职工#28名#。", "Assistance"),
    "学习": ("[局党组|po]集中{学习|Study}[党的二十大精神|pc]。", "Study"),
    "签订": ("[市商会|so]与[农商银行|or]{签订|Cooperation}战略合作协议。", "Cooperation"),
}


@pytest.mark.parametrize(("sentence", "kind"), STATED.values(), ids=STATED)
def test_states_event(sentence: str, kind: str) -> None:
    doc, triggers = found(sentence)
    gold = doc.events[0]
    assert [t.type for t in triggers] == [kind]
    assert triggers[0].span.overlaps(gold.trigger)
    assert triggers[0].evidence.covers(triggers[0].span)
    assert triggers[0].status == "done"


NOTHING = {
    "号召": "[王强|pe]强调,各级各部门要加强领导,深入开展调研,切实整改问题。",
    "要求的清单": "会议要求,要提高认识。\n一是加大检查力度。\n二是开展专项培训。",
    "否定": "对没有整改到位的企业,不予验收。",
    "不再": "[县统计局|ga]不再公布月度数据。",
    "没有及时": "[县民政局|ga]没有及时印发通知。",
    "尚未": "[县政府|ga]尚未召开会议。",
    "目的": "为进一步加强社会组织管理,促进健康发展,",
    "方式": "[调研组|or]通过查阅资料、召开座谈会等方式,掌握了实情。",
    "机构名": "督导组由[市纪委|po]牵头,检查组成员#12名#。",
    "职务": "[县委|po]组织部部长[刘洋|pe]出席会议。",
    "陪同": "[县民政局|ga]局长[赵敏|pe]陪同调研。",
    "成效": "群众满意度明显提高,党员意识不断增强。",
    "名称之内": "[全省社会组织党建工作座谈会|co]精神。",
    "问题": "阵地建设滞后、人员培训不够等问题依然存在。",
}


@pytest.mark.parametrize("sentence", NOTHING.values(), ids=NOTHING)
def test_states_nothing(sentence: str) -> None:
    assert stated(sentence) == []


def test_implementation_needs_something_named() -> None:
    assert stated("[临江镇|pl]推行“[一线工作法|in]”。") == ["Implementation 推行"]
    assert stated("[临江镇|pl]推行各项便民措施。") == []


def test_spreading_may_leave_its_theme_to_an_earlier_sentence() -> None:
    assert types("在[三合村|pl]试点“[积分制|in]”。\n@9月@起,其余#19个#村全面推开。") == ["Pilot", "Implementation"]


def test_light_verb_is_no_part_of_the_trigger() -> None:
    assert stated("[省民政厅|ga]对[临夏州|pl]社会组织进行专项督查。") == ["Inspection 专项督查"]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("[县财政局|ga]安排补助资金#60万元#。", "安排"),  # a noun that begins with a verb: 补助|资金
        ("[镇政府|ga]派发宣传手册#280份#。", "派发"),
        ("[市司法局|ga]为[老年协会|so]提供法律援助#23场#。", "提供"),  # its object, whatever stands behind
        ("[县图书馆|or]发放补贴#420元#。", "发放"),
        ("[县工会|mo]走访慰问困难职工#28名#。", "走访慰问"),
    ],
)
def test_what_a_verb_takes_is_no_part_of_the_trigger(sentence: str, words: str) -> None:
    doc, triggers = found(sentence)
    assert [t.span.of(doc.text) for t in triggers] == [words]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("[县民政局|ga]对[上坪敬老院|or]进行了消防安全检查。", ["Inspection 检查"]),
        ("[县水利局|ga]局长[陆远航|pe]到[上坪镇|pl]开展防汛工作调研。", ["Inspection 调研"]),
        ("[县水利局|ga]对[上坪镇|pl]开展检查,对[下坪镇|pl]进行了防汛工作督查。", ["Inspection 检查", "Inspection 督查"]),
        ("[县妇联|mo]在[上坪镇|pl]开展了妇女创业情况调研。", ["Inspection 调研"]),
    ],
)
def test_light_verb_and_its_noun_are_one_event(sentence: str, words: list[str]) -> None:
    assert stated(sentence) == words


def test_compound_is_one_event() -> None:
    assert stated("[县工会|mo]走访慰问困难职工#28名#。") == ["Assistance 走访慰问"]


def test_verbs_that_touch_are_one_event_however_long() -> None:
    assert types("[县民政局|ga]联合[县公安局|ga]对民办非企业单位开展联合执法检查。") == ["Inspection"]


def test_evidence_holds_subject_and_circumstances() -> None:
    doc, triggers = found("@4月18日@,[县民政局|ga]局长[李强|pe]带队,到[红星社区|or]调研社会组织工作。会议结束。")
    assert [t.evidence.of(doc.text) for t in triggers] == ["4月18日,县民政局局长李强带队,到红星社区调研社会组织工作"]


def test_evidence_ends_at_the_event_before() -> None:
    doc, triggers = found("[县民政局|ga]印发《[方案|do]》,选派指导员#20名#,效果明显。")
    assert [t.evidence.of(doc.text) for t in triggers] == ["县民政局印发《方案》", "选派指导员20名"]


def test_counts_events_of_one_sentence() -> None:
    sentence = "[县民政局|ga]印发《[实施方案|do]》,选派指导员#20名#,约谈负责人#3名#。"
    assert types(sentence) == ["Issuance", "Dispatch", "Rectification"]


def test_two_initiatives_are_two_events() -> None:
    assert types("推行“[一线工作法|in]”,开展“[暖心行动|in]”。") == ["Implementation", "Implementation"]


def test_passive_and_active_agree() -> None:
    active = types("[省民政厅|ga]授予[江城商会|so]“[先进社会组织|aw]”称号。")
    passive = types("[江城商会|so]被[省民政厅|ga]授予“[先进社会组织|aw]”称号。")
    assert active == passive == ["Recognition"]


def test_title_states_what_body_states_again() -> None:
    text = "[县民政局|ga]召开社会组织座谈会"
    assert finder().find(segmenter()(parse(f"{text}\n@3月5日@,{text}。"))) != ()
    assert finder().find(segmenter()(parse(f"{text}\n县城新貌。"))) == ()


def test_heading_states_nothing() -> None:
    doc = parse("标题\n[县民政局|ga]召开社会组织座谈会\n会场座无虚席。")
    lines = (Line(Span(0, 2), "title"), Line(Span(3, 16), "heading"), Line(Span(17, len(doc.text)), "paragraph"))
    assert finder().find(segmenter()(replace(doc, lines=lines))) == ()


PLANS = {
    "将": "下半年,[市民政局|ga]将{}。",
    "下一步": "下一步,[市民政局|ga]{}。",
    "拟": "[市民政局|ga]拟{}。",
    "计划": "[市民政局|ga]计划年内{}。",
    "表示": "[王强|pe]表示,[市民政局|ga]将{}。",
    "还要": "国庆节前,[市民政局|ga]还要{}。",
}
DEEDS = {
    "印发": "印发《[管理办法|do]》",
    "举办": "举办培训班#3期#",
    "选派": "选派指导员#12名#",
    "开展": "开展“[清风行动|in]”",
    "督导": "对[各县|or]进行专项督导",
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_marker_of_plans_makes_a_plan(plan: str, deed: str) -> None:
    done, planned = stated(f"@3月@,[市民政局|ga]{deed}。"), stated(plan.format(deed))
    assert [event.split()[0] for event in planned] == [event.split()[0] + "?" for event in done] != []


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_call_states_nothing(deed: str) -> None:
    assert stated(f"会议要求,各地各部门要{deed}。") == []


@pytest.mark.parametrize("past", ["已", "此前已", "今年以来,累计"])
def test_word_of_the_past_beats_the_plan(past: str) -> None:
    assert stated(f"[县民政局|ga]将于年底验收,{past}选派指导员#12名#。")[-1] == "Dispatch 选派"


def test_plan_reaches_over_its_list() -> None:
    text = "[县民政局|ga]将抓好两项工作:\n一是印发《[管理办法|do]》。\n二是举办培训班#3期#。"
    assert types(text) == ["Issuance?", "Training?"]


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        pytest.param("推行“[积分制|in]”。", "Implementation?", id="主语承前"),
        pytest.param("会同[县教育局|ga]举办培训班#3期#。", "Training?", id="会同者非主语"),
        pytest.param("在[茅坪镇|pl]举办培训班#3期#。", "Training?", id="地点非主语"),
        pytest.param("[县妇联|mo]举办培训班#3期#。", "Training", id="另有主语"),
        pytest.param("[县妇联|mo]、[县教育局|ga]联合举办培训班#3期#。", "Training", id="另有几个主语"),
        pytest.param("会上,举办培训班#3期#。", "Training", id="会上"),
        pytest.param("@2020年9月@,举办培训班#3期#。", "Training", id="过去的时间"),
    ],
)
def test_plan_goes_on_where_nobody_else_acts(behind: str, found: str) -> None:
    assert types(f"下一步,[县民政局|ga]将印发《[管理办法|do]》。{behind}") == ["Issuance?", found]


def test_list_of_a_plan_goes_on_behind_another_subject() -> None:
    text = "[县民政局|ga]将抓好工作:\n一是印发《[管理办法|do]》。[县妇联|mo]举办了培训班#3期#。\n二是召开座谈会。"
    assert types(text)[0] == "Issuance?"


def test_plan_ends_with_its_paragraph() -> None:
    assert types("下一步,[县民政局|ga]将印发《[管理办法|do]》。\n@4月@,[县妇联|mo]举办培训班#3期#。") == ["Issuance?", "Training"]


def test_date_after_publication_is_a_plan() -> None:
    doc = parse("标题\n@5月20日@,[县民政局|ga]举办培训班#3期#。")
    doc = replace(doc, dates=tuple(replace(d, value="2021-05-20") for d in doc.dates))
    status = {
        published: [t.status for t in finder().find(segmenter()(replace(doc, metadata=Metadata(published=published))))]
        for published in ("2021-05-10", "2021-06-10")
    }
    assert status == {"2021-05-10": ["planned"], "2021-06-10": ["done"]}


@pytest.mark.parametrize(
    ("marked", "planned"),
    [
        ("[县民政局|ga]计划新增驿站#30处#。", ["30处"]),
        ("下一步,[县民政局|ga]将建成驿站#30处#。", ["30处"]),
        ("[县民政局|ga]力争年底前覆盖率达到#98%#,目前覆盖率为#72%#。", ["98%"]),
        ("[县民政局|ga]力争会员由#36家#增至#100家#。", ["100家"]),
        ("[县民政局|ga]建成驿站#30处#。", []),
    ],
)
def test_figures_of_plans_are_planned(marked: str, planned: list[str]) -> None:
    doc = segmenter()(parse(f"标题\n{marked}"))
    ids = finder().read(doc)[1]
    assert [f.span.of(doc.text) for f in doc.figures if f.id in ids] == planned


@pytest.mark.parametrize(("as_of", "planned"), [("2025", True), ("2021-05", False), (None, False)])
def test_figure_of_a_time_after_publication_is_planned(as_of: str | None, planned: bool) -> None:
    doc = parse("标题\n覆盖率达到#98%#。")
    figures = tuple(replace(f, as_of=as_of) for f in doc.figures)
    doc = segmenter()(replace(doc, figures=figures, metadata=Metadata(published="2021-06-10")))
    assert bool(finder().read(doc)[1]) == planned


def test_preposition_jiang_is_no_plan() -> None:
    events = stated("[省民政厅|ga]将[凤城市|pl]列为“[五社联动|in]”试点。")
    assert events in (["Pilot 列为"], ["Pilot 试点"])  # one pilot, done; either of its two words states it


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        pytest.param("[梁平区|pl]将赏花、采茶与普法宣传紧密结合,开展“[茶乡普法|in]”活动。", ["Implementation"], id="将…结合"),
        pytest.param("[县水利局|ga]梳理#21项#拟赋权事项,搭建“[一码通|pf]”平台。", ["Establishment"], id="拟赋权事项"),
        pytest.param("[县水利局|ga]拟搭建“[一码通|pf]”平台。", ["Establishment?"], id="拟"),
        pytest.param("铁路部门计划加开旅客列车#90列#。", ["Assistance?"], id="计划为动词"),
        pytest.param("#全国#计划招募支教教师#300名#。", ["Dispatch?"], id="计划招募"),
    ],
)
def test_word_of_planning_plans_as_verb_alone(sentence: str, found: list[str]) -> None:
    assert types(sentence) == found


@pytest.mark.parametrize(("words", "status"), [("到来之际", "done"), ("前夕", "done"), ("下午", "planned")])
def test_day_to_come_dates_nothing(words: str, status: str) -> None:
    doc = parse(f"标题\n@9月10日@{words},[县教育局|ga]举办培训班#3期#。")
    doc = replace(doc, dates=tuple(replace(d, value="2021-09-10") for d in doc.dates), metadata=Metadata(published="2021-09-09"))
    assert [t.status for t in finder().find(segmenter()(doc))] == [status]


def test_found_twice_alike_and_in_order() -> None:
    doc, first = found("[县民政局|ga]印发《[方案|do]》,举办培训班#3期#。")
    assert first == finder().find(doc)
    assert list(first) == sorted(first, key=lambda t: t.span)
    assert all(0 < t.confidence <= 1 and t.rule.startswith("trigger:") for t in first)


def test_needs_no_tokens() -> None:
    doc = parse("标题\n[县民政局|ga]印发《[管理办法|do]》。")
    assert [t.type for t in finder().find(doc)] == ["Issuance"]


def test_text_without_content() -> None:
    assert finder().find(Document("x", "")) == ()
    assert finder().find(Document("x", "\n 　\n")) == ()


def test_long_sentence_comes_in_pieces() -> None:
    text = "检查企业，" * 1000
    pieces = list(passages(Document("x", text), lexemes()))
    assert max(len(p.span) for p in pieces) <= 1000
    assert "".join(p.span.of(text) for p in pieces) == text


def test_shipped_model_fits_the_tables() -> None:
    """A model trained with other tables would fall far below: features would not meet."""
    counts: Counter[str] = Counter()
    for name, record in list(read_records(corpus_dir() / "gold").items())[::6]:
        with (corpus_dir() / "articles" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
            doc = segmenter()(from_record(record, file.read()))
        triggers = finder().find(doc)
        right = sum(any(t.type == e.type and t.span.overlaps(e.trigger) for t in triggers) for e in doc.events)
        same = sum(any(t.status == e.status and t.span.overlaps(e.trigger) for t in triggers) for e in doc.events)
        counts += Counter(right=right, same=same, gold=len(doc.events))
    assert counts["right"] > 0.93 * counts["gold"]
    assert counts["same"] > 0.93 * counts["gold"]


def test_rows_of_triggers_are_attested() -> None:
    table = list(rows("lexicon/triggers.tsv", COLUMNS))
    unattested = [row["trigger"] for row in table if row["trigger"] not in row["example"]]
    off = [row["trigger"] for row in table if row["counterexample"] and row["trigger"] not in row["counterexample"]]
    assert unattested == off == []
    assert len(table) == len({row["trigger"] for row in table})


def test_every_verb_is_rated() -> None:
    assert [word for word, verb in lexemes().verbs.items() if verb.rating is UNRATED] == []


@pytest.mark.parametrize("key", ["class", "grade"])
def test_classes_and_grades_are_attested(key: str) -> None:
    """Each word of the vocabulary stands once, its examples are rated so, and no two verbs of the examples are one."""
    tables = toml_tables("grammar/verb_classes.toml", key)
    rated = {row["verb"]: row[key] for row in rows("lexicon/verb_classes.tsv", RATING_COLUMNS)}
    assert {table["id"] for table in tables} == set(rated.values())
    assert len(tables) == len({table["id"] for table in tables})
    wrong = [(table["id"], verb) for table in tables for verb in table["examples"] if rated[verb] != table["id"]]
    assert wrong == []


def test_a_longer_verb_without_a_row_has_the_rating_of_its_end() -> None:
    verbs = lexemes().verbs
    rating = verbs["印发"].rating
    assert rating_of("再次印发", "印发", {"印发": rating}) == rating
    assert rating_of("再次印发", "再次印发", {"印发": rating}) is UNRATED


def test_ratings_must_be_of_the_vocabulary() -> None:
    with pytest.raises(TableError, match="捐赠"):
        ratings_of([{"verb": "捐赠", "class": "giving", "grade": "often"}])
    with pytest.raises(TableError, match="stands twice"):
        ratings_of([{"verb": "捐赠", "class": "giving", "grade": "always"}] * 2)


@pytest.mark.parametrize("table", toml_tables("grammar/objects.toml", "object"), ids=lambda table: table["id"])
def test_kind_of_objects_is_attested(table: dict[str, list[str]]) -> None:
    assert all(any(noun in example for noun in table["nouns"]) for example in table["examples"])
    assert len(table["nouns"]) == len(set(table["nouns"]))


@pytest.mark.parametrize("table", toml_tables("grammar/modality.toml", "marker"), ids=lambda table: table["id"])
def test_markers_are_attested(table: dict[str, list[str]]) -> None:
    assert all(any(word in example for word in table["words"]) for example in table["examples"])
    assert all(any(word in guard for word in table["words"]) for guard in table.get("guards", ()))


@pytest.mark.parametrize(
    ("text", "verb", "denied"),
    [
        pytest.param("县统计局不再公布数据", "公布", True, id="不再"),
        pytest.param("没有按规定及时印发通知", "印发", True, id="两个副词"),
        pytest.param("没有党员的企业成立支部", "成立", False, id="否定在别处"),
        pytest.param("李明不再担任局长", "担任", False, id="离任"),
    ],
)
def test_denial_is_of_the_verb_right_behind(text: str, verb: str, denied: bool) -> None:
    assert markers().denies(text, text.index(verb)) is denied


def test_words_of_denial_are_attested() -> None:
    (table,) = toml_tables("grammar/modality.toml", "denied")
    text = " ".join(table["examples"])
    assert [word for word in (*table["words"], *table["adverbs"], *table["posts"]) if word not in text] == []


def test_marker_inside_a_name_is_none() -> None:
    doc = parse("[明年计划|in]开展。")
    passage = next(passages(doc, lexemes()))
    assert list(markers().positions("future", passage, passage.span)) == []


def test_verb_of_a_longer_noun_is_none() -> None:
    words = [(span.of("座谈会"), row) for span, row, _ in lexemes().scan("座谈会", 0, 3)]
    assert words == [("座谈会", None)]


def cues_of(marked: str, words: str) -> set[str]:
    """The features of the candidate with these words."""
    sentences = tuple(passages(parse(marked), lexemes()))
    rows = zip(sentences[0].candidates, cues(sentences, markers())[0], strict=True)
    return next(set(row) for candidate, row in rows if candidate.span.of(sentences[0].text) == words)


def proposed(marked: str, words: str) -> str | None:
    """The type that the tables give the candidate with these words."""
    guess = next(cue for cue in cues_of(marked, words) if cue.startswith("g="))
    return None if guess == "g=-" else guess.removeprefix("g=")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("各项工作要从群众需要出发。", "出发"),
        ("干部坚持从本县实际出发定措施。", "出发"),
        ("协会以新发展理念为指导，做了不少实事。", "指导"),
    ],
)
def test_stance_is_silent(sentence: str, words: str) -> None:
    assert cues_of(sentence, words) & SILENT


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("#6支#救援队从县城出发。", "出发"),
        ("专家到合作社指导生产。", "指导"),
        ("专家以师傅的身份为农户指导生产。", "指导"),
    ],
)
def test_stance_needs_its_frame(sentence: str, words: str) -> None:
    assert not cues_of(sentence, words) & SILENT


@pytest.mark.parametrize(
    ("sentence", "words", "silent"),
    [
        ("会议商定了[县政协十届二次会议|co]召开时间。", "召开", True),
        ("会议研究了[县政协十届二次会议|co]召开的有关事项。", "召开", True),
        ("[县政协|mo]在会场召开[县政协十届二次会议|co]。", "召开", False),
        ("镇长致辞说,今天我们在这里隆重举行签约仪式。", "举行", True),
        ("镇长说,今天,我们相聚在这里,共同举行签约仪式。", "举行", True),
        ("今天,[茅坪镇|pl]在这里隆重举行签约仪式。", "举行", False),
        ("站长表示,我们积极配合[市审计局|ga]做好这次调研。", "调研", True),
        ("站长表示,我们做好调研配合工作。", "调研", True),
        ("[县教育局|ga]配合[市审计局|ga]在校调研。", "调研", False),
    ],
)
def test_a_meeting_on_the_agenda_a_welcome_and_help_are_silent(sentence: str, words: str, silent: bool) -> None:
    assert bool(cues_of(sentence, words) & SILENT) == silent


@pytest.mark.parametrize(("behind", "planned"), [("在即", True), ("临近", True), ("当天", False)])
def test_what_is_near_is_a_plan(behind: str, planned: bool) -> None:
    assert stated(f"[县妇女第十次代表大会|co]召开{behind},[县妇联|mo]走访妇女#20名#。")[0].startswith("Meeting?") == planned


def test_jubilee_is_told() -> None:
    assert "jubilee" in cues_of("大家庆祝协会成立30周年。", "成立")
    assert "jubilee" in cues_of("今天是首批自然公园设立十周年。", "设立")
    assert "jubilee" not in cues_of("协会成立党支部,迎来30周年。", "成立")


def test_wish_is_told() -> None:
    assert "mk=wish" in cues_of("两地商会愿同各方签订协议。", "签订")
    assert "mk=wish" not in cues_of("志愿者同商会签订协议。", "签订")


def test_quality_behind_a_verb_is_told() -> None:
    """走访力度 is the name of a quality; in 走访中加大力度 the noun stands apart."""
    assert any(cue.startswith("oa=capacity") for cue in cues_of("各村的走访力度不够。", "走访"))
    assert not any(cue.startswith("oa=") for cue in cues_of("各村走访中加大力度。", "走访"))


def test_name_is_what_its_last_noun_says() -> None:
    """A course, a ceremony, a bench: what the name begins with may say something else."""
    assert proposed("[县妇联|mo]举办[全县妇联干部座谈培训班|co]。", "举办") == "Training"
    assert proposed("[全省青年骨干交流研讨班|co]在[酒泉市|pl]举行。", "举行") == "Training"
    assert proposed("[县总工会|mo]举办[“安康杯”劳动竞赛启动仪式|co]。", "举办") == "Meeting"
    assert "o=course" not in cues_of("[县妇联|mo]举办[培训班学员座谈会|co]。", "举办")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("孩子们走进国防教育课堂。", "教"),
        ("全市党建工作有声有色。", "建"),
        ("这是各级干部的责任。", "任"),
        ("群众在网上就能看到结果。", "上"),
    ],
)
def test_one_character_within_a_noun_states_nothing(sentence: str, words: str) -> None:
    doc = segmenter()(parse(sentence))
    assert words not in [c.span.of(doc.text) for p in passages(doc, lexemes()) for c in p.candidates]


def test_one_character_within_a_verb_may_state_something() -> None:
    """捐 in 捐助, 送 in 运送."""
    doc = segmenter()(parse("志愿者为山区学校捐助了#200套#课桌。"))
    assert [c.span.of(doc.text) for p in passages(doc, lexemes()) for c in p.candidates] == ["捐"]


def test_class_of_a_verb_is_weighed_with_its_marks_and_its_subject() -> None:
    told = cues_of("[县民政局|ga]计划选派干部下乡。", "选派")
    assert {"vc|mk=sending|future", "vc|m-=sending|GovernmentAgency"} <= told
    assert "vc|m-=sending|-" in cues_of("今年选派干部下乡。", "选派")


def test_what_a_verb_asks_of_its_surroundings_is_weighed_with_it_and_its_like() -> None:
    assert {"r|o=提供|goods", "c9|o=供|goods", "r|in=提供|为"} <= cues_of("协会为农户提供种子。", "提供")
    assert {"r|a=开展|以来", "c9|a=展|以来", "vcg|a=carrying|mostly|以来"} <= cues_of("活动开展以来成效明显。", "开展")
    sentences = tuple(passages(segmenter()(parse("协会为农户提供优质种子。")), lexemes()))
    told = {cue for row in cues(sentences, markers())[0] for cue in row}
    assert {"w|nw=提供|优质", "c9|nw=供|优质", "r|t+1=提供|a", "s|of=Assistance|种子"} <= told


def test_benefit_is_told_from_goods() -> None:
    assert any(cue.startswith("o=benefit") for cue in cues_of("这条路为山乡提供有力支撑。", "提供"))
    assert not any(cue.startswith("o=benefit") for cue in cues_of("协会为农户提供种子。", "提供"))


@pytest.mark.parametrize("paper", ["实施细则", "实施方案", "实施意见", "指导思想", "指导意见"])
def test_paper_that_begins_with_a_verb_states_nothing(paper: str) -> None:
    assert not [c for p in passages(parse(f"大家熟悉这份{paper}。"), lexemes()) for c in p.candidates]


@pytest.mark.parametrize(
    ("sentence", "words", "kind"),
    [
        ("全市#9个#县区举办读书班。", "举办", "Study"),
        ("全市#9个#县区举办培训班。", "举办", "Training"),
        ("当地增补社区公共服务设施#40处#。", "增补", "Establishment"),
        ("大会增补理事#5名#。", "增补", "Election"),
        ("省医院派医生#23名#下乡。", "派", "Dispatch"),
        ("县妇联在景区设服务点#12处#。", "设", "Establishment"),
        ("各单位对照清单自查自纠。", "自查自纠", "Inspection"),
        ("县里推选示范店#20家#。", "推选", "Recognition"),
        ("大会推选会长。", "推选", "Election"),
        ("纪检干部筛查积案#9件#。", "筛查", "Inspection"),
        ("县里整合文艺队伍#5支#。", "整合", "Establishment"),
        ("全县#4个#村被列为首批先行区。", "列为", "Pilot"),
        ("全县#4个#村被列为示范点。", "列为", "Recognition"),
        ("全县#4个#企业列入了经营异常名录。", "列入", "Rectification"),
        ("省住建厅公布[绿色建筑条例|do]。", "公布", "Issuance"),
        ("省住建厅公布房价走势。", "公布", "Publicity"),
        ("全市#9个#县区举行培训班。", "举行", "Training"),
    ],
)
def test_tables_propose_by_object(sentence: str, words: str, kind: str) -> None:
    assert proposed(sentence, words) == kind


def unknown_verbs(marked: str) -> list[str]:
    """The words of the candidates that no row of the table has."""
    doc = segmenter()(parse(marked))
    return [c.span.of(doc.text) for p in passages(doc, lexemes()) for c in p.candidates if not c.lexemes]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("社区干部与业主沟通了#16次#。", ["沟通"]),
        ("护工陪了老人整整一夜。", ["陪"]),
        ("师傅们熬了#3锅#姜汤。", ["熬"]),
        ("社区干部与业主沟通顺畅。", []),
        ("护工陪老人说话。", []),
        ("居民满意度超过了#96%#。", []),
        ("网格减少了#12个#。", []),
    ],
)
def test_unknown_verb_that_tells_a_deed_is_weighed(sentence: str, words: list[str]) -> None:
    assert unknown_verbs(sentence) == words


@pytest.mark.parametrize("verb", [row["verb"] for row in rows("lexicon/amount_verbs.tsv", ("verb", "example"))])
def test_a_verb_of_amounts_tells_no_deed(verb: str) -> None:
    doc = parse(f"居民满意度{verb}了#3倍#。")
    tokens = (Token(Span(5, 5 + len(verb)), "v"),)
    (passage,) = passages(replace(doc, sentences=(Sentence(Span(0, len(doc.text)), 0, tokens),)), lexemes())
    assert [c for c in passage.candidates if not c.lexemes] == []


def test_notation_of_written_sentences() -> None:
    doc = parse("@3月@,[省民政厅|ga]{派出|Dispatch}#7个#工作组,{拟查|Inspection?}")
    assert doc.text == "3月,省民政厅派出7个工作组,拟查"
    assert [(m.span.of(doc.text), m.type) for m in doc.mentions] == [("省民政厅", "GovernmentAgency")]
    assert [(e.trigger.of(doc.text), e.type, e.status) for e in doc.events] == [
        ("派出", "Dispatch", "done"),
        ("拟查", "Inspection", "planned"),
    ]
    assert [(f.span.of(doc.text), f.unit) for f in doc.figures] == [("7个", "个")]


@pytest.mark.parametrize("marked", ["[省民政厅|xx]", "{派出|Nothing}"])
def test_notation_rejects_unknown_types(marked: str) -> None:
    with pytest.raises(RecordError):
        parse(marked)


def test_written_sentences_leave_no_marks() -> None:
    assert all(not set("[]{}|#@") & set(doc.text) for doc in written_documents())


def test_written_events_have_candidates() -> None:
    for doc in written_documents():
        spans = [c.span for p in passages(doc, lexemes()) for c in p.candidates]
        lost = [e.trigger.of(doc.text) for e in doc.events if not any(s.overlaps(e.trigger) for s in spans)]
        assert lost == []


def test_words_beside_a_verb_are_told_but_those_of_names_are_not() -> None:
    text = "县民政局筹资30万元，为老人发放生活补贴。"
    tokens = (
        ("县民政局", "ORG"),
        ("筹资", "v"),
        ("30万元", "m"),
        ("，", "w"),
        ("为", "p"),
        ("老人", "n"),
        ("发放", "v"),
        ("生活", "n"),
        ("补贴", "n"),
    )
    found = [Token(Span(text.index(w), text.index(w) + len(w)), tag) for w, tag in tokens]
    doc = Document(
        "t",
        text,
        lines=(Line(Span(0, len(text)), "paragraph"),),
        sentences=(Sentence(Span(0, len(text)), 0, tuple(found)),),
        mentions=(Mention("m1", Span(0, 4), "GovernmentAgency"),),
    )
    passage = next(passages(doc, lexemes()))
    given = next(c for c in passage.candidates if c.span.of(text) == "发放")
    cues = set(Words.of(passage).around(given).cues("发放"))
    assert {"nw=生活", "pw=老人", "sh=老人", "oh=补贴", "of=生活", "wo=发放|补贴"} <= cues
    raised = next(c for c in passage.candidates if c.span.of(text) == "筹资")
    assert "pw=#" in set(Words.of(passage).around(raised).cues("筹资"))


def test_faults_are_the_same_each_time() -> None:
    doc = next(written_documents())
    assert with_faults(doc, 1) == with_faults(doc, 1)
    assert len(with_faults(doc, 1, missed=1.0).mentions) == 0


def test_training_is_deterministic(tmp_path: Path) -> None:
    data = [example for doc in list(written_documents())[:3] for example in examples(doc)]
    train(data, tmp_path / "a")
    train(data, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_verb_of_no_example_is_read_as_its_class(tmp_path: Path) -> None:
    """捐赠 and its like were seen to state events, 反映 and its like not: so 转赠 does, and 致词 does not."""
    giving, telling = ("捐赠", "赠送", "调拨", "划拨", "下拨", "拨款"), ("反映", "报警", "投诉")
    assert {lexemes().verbs[verb].rating.kind for verb in (*giving, "转赠")} == {"giving"}
    lines = [f"[县总工会|mo]{{{verb}|Assistance}}棉衣。" for verb in giving] + [f"[县总工会|mo]{verb}棉衣。" for verb in telling]
    data = [example for line in lines * 8 for example in examples(segmenter()(parse(f"标题。\n{line}")))]
    train(data, tmp_path / "model")
    finder = TriggerFinder.of(tmp_path / "model")
    assert [t.type for t in finder.find(segmenter()(parse("标题。\n[县总工会|mo]转赠棉衣。")))] == ["Assistance"]
    assert finder.find(segmenter()(parse("标题。\n[县总工会|mo]致词棉衣。"))) == ()


def test_a_trigger_is_the_whole_verb() -> None:
    assert stated("资金由[县工商联|mo]#25名#企业家捐助。") == ["Assistance 捐助"]


def test_no_verb_lies_across_two_words() -> None:
    assert not any("分发" in event for event in stated("[县残联|mo]充分发挥#64名#志愿者的作用。"))


SILENCED = {
    "要求及于句末": ("[周立新|pe]强调,各站要守住阵地,推广“[邻里夜校|in]”。", "推广"),
    "分号后再要求": ("[周立新|pe]要求,要提高认识;要有组织地开展“[冬日暖阳|in]”活动。", "开展"),
    "要求及于下一句": ("[周立新|pe]指出,创建成效明显。要总结经验,推广“[邻里夜校|in]”。", "推广"),
    "以要开头": ("要坚持问题导向,推广“[邻里夜校|in]”。", "推广"),
    "要紧盯": ("要紧盯隐患,开展“[冬日暖阳|in]”活动。", "开展"),
    "各级要": ("各级党组织要提高认识,推广“[邻里夜校|in]”。", "推广"),
    "应当": ("物业公司应当推广“[邻里夜校|in]”。", "推广"),
    "愿": ("我方愿同各地商会一道,推广“[香料之路|in]”。", "推广"),
    "期待": ("[市政协|mo]期待各商会继续实施“[万企兴村|in]”行动。", "实施"),
    "指出": ("[周立新|pe]指出,推广“[邻里夜校|in]”的路子走对了。", "推广"),
    "文件要求": ("《[养老服务方案|do]》要求,推广“[时间银行|in]”。", "推广"),
    "他人可": ("参保人可在手机上提交申请,办理备案。", "办理"),
    "报道称": ("[丰城晚报|or]报道称,门店比上月增加。", "报道"),
    "之际": ("值此[宁海县茶叶协会|so]成立之际,谨致祝贺。", "成立"),
    "祝贺周年": ("各界人士祝贺[宁海县茶叶协会|so]成立#30#周年。", "成立"),
    "主办者": ("由[市总工会|mo]主办的“[工匠杯|in]”大赛在[青羊区|pl]举行。", "主办"),
    "通过…等": ("团员们通过参观[烈士陵园|pl]、重温誓词等活动,接受了教育。", "参观"),
    "通过走访": ("[工作组|or]通过走访企业,掌握了实情。", "走访"),
}
SPOKEN = {
    "说到时间": ("[周立新|pe]强调,各站要守住阵地,明年[市妇联|mo]将推广“[邻里夜校|in]”。", "推广"),
    "已经做了": ("[周立新|pe]强调,服务要跟上,[市妇联|mo]已推广“[邻里夜校|in]”。", "推广"),
    "响应": ("[周立新|pe]指出,群众热情很高。商户积极响应,推广“[邻里夜校|in]”。", "推广"),
    "希望小学": ("[团县委|mo]为希望小学举办培训班#2期#。", "举办"),
    "的要求": ("[县民政局|ga]按照应建尽建的要求,推广“[时间银行|in]”。", "推广"),
    "分号后他人": ("参保人可在手机上提交申请;[市医保局|ga]办理备案#300件#。", "办理"),
    "祝贺当选": ("[省茶叶学会|so]致电祝贺[李明|pe]当选会长。", "当选"),
    "由某某主办": ("分论坛由[市总工会|mo]主办,[市科协|mo]协办。", "主办"),
    "通过检查": ("新添的候车区通过检查,后天启用。", "检查"),
    "的期盼": ("为回应乡亲改良品种的期盼,[县农业农村局|ga]开展“[送技上门|in]”活动。", "开展"),
    "主办": ("[市总工会|mo]主办“[工匠杯|in]”大赛。", "主办"),
    "走访": ("[工作组|or]走访企业#46家#,掌握了实情。", "走访"),
    "称号": ("[县妇联|mo]发布称号名单。", "发布"),
}


@pytest.mark.parametrize(("sentence", "words"), SILENCED.values(), ids=SILENCED)
def test_voice_is_silent(sentence: str, words: str) -> None:
    assert last_cues(sentence, words) & SILENT


@pytest.mark.parametrize(("sentence", "words"), SPOKEN.values(), ids=SPOKEN)
def test_voice_reaches_no_further(sentence: str, words: str) -> None:
    assert not last_cues(sentence, words) & SILENT


def test_event_told_again_is_marked() -> None:
    text = "[县妇联|mo]推广“[邻里夜校|in]”。\n推广“[邻里夜校|in]”以来,学员很多。"
    assert "again" in last_cues(text, "推广")
    assert "again" not in cues_of(text, "推广")


def last_cues(marked: str, words: str) -> set[str]:
    """The features of the last candidate that ends with these words: 走访 of 通过走访."""
    sentences = tuple(passages(parse(marked), lexemes()))
    rows = [
        pair
        for p, found in zip(sentences, cues(sentences, markers()), strict=True)
        for pair in zip(p.candidates, found, strict=True)
    ]
    return next(set(row) for candidate, row in reversed(rows) if candidate.span.of(sentences[0].text).endswith(words))
