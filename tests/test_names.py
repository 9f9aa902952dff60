"""Names: what the grammar composes, what the repairs mend, what the recognizer finds in sentences nobody has shown it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from kg.learn.marked import marked_documents
from kg.model import MENTION_TYPES, Document
from kg.recognize.names import NameRecognizer, decode
from kg.recognize.names_grammar import candidates, read
from kg.recognize.names_kinds import kinds
from kg.recognize.names_lexicon import Gazetteer, Lexicon
from kg.recognize.names_objects import objects
from kg.recognize.names_repair import Find, Page, of_one_list, repaired
from kg.segment import Segmenter
from kg.tables.loading import corpus_dir, rows, toml_tables


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter.load()


@pytest.fixture(scope="module")
def recognizer() -> NameRecognizer:
    return NameRecognizer.load()


def found(segmenter: Segmenter, recognizer: NameRecognizer, text: str) -> list[tuple[str, str]]:
    doc = recognizer(segmenter(Document(id="t", text=text)))
    return [(m.span.of(text), m.type) for m in doc.mentions]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("江西省民政厅厅长王某到会。", [("江西省民政厅", "GovernmentAgency"), ("王某", "Person")], id="职务不入名"),
        pytest.param(
            "省委组织部会同省财政厅印发通知。", [("省委组织部", "PartyOrgan"), ("省财政厅", "GovernmentAgency")], id="会同断开"
        ),
        pytest.param(
            "近日，县审计局审计县教育局。", [("县审计局", "GovernmentAgency"), ("县教育局", "GovernmentAgency")], id="审计断开"
        ),
        pytest.param("近日，市政协联系市县政协开展调研。", [("市政协", "MassOrganization")], id="市县政协是类名"),
        pytest.param("近日，团省委党组召开会议。", [("团省委党组", "PartyOrgan")], id="团省委党组"),
        pytest.param("今年以来，和平区民政局引导社会组织参与治理。", [("和平区民政局", "GovernmentAgency")], id="和平区"),
        pytest.param(
            "州总工会会同将乐县总工会慰问职工。",
            [("州总工会", "MassOrganization"), ("将乐县总工会", "MassOrganization")],
            id="将乐县",
        ),
        pytest.param(
            "在新余市、宜春市开展“银发管家”试点。",
            [("新余市", "Place"), ("宜春市", "Place"), ("银发管家", "Initiative")],
            id="试点取引号内",
        ),
        pytest.param("近日，集贤县社会组织党委召开会议。", [("集贤县社会组织党委", "PartyOrgan")], id="词内不断"),
        pytest.param("近日，泽普县社会组织党委举办培训班。", [("泽普县社会组织党委", "PartyOrgan")], id="党委不是会议"),
        pytest.param("推行“三问三帮”工作法。", [("“三问三帮”工作法", "Initiative")], id="工作法连引号"),
        pytest.param(
            "印发《关于加强社区工作的意见》（赣民发〔2019〕8号）。",
            [("关于加强社区工作的意见", "Document"), ("赣民发〔2019〕8号", "Document")],
            id="文件与文号",
        ),
        pytest.param(
            "被省妇联授予“全省巾帼文明岗”称号。", [("省妇联", "MassOrganization"), ("全省巾帼文明岗", "Award")], id="称号"
        ),
        pytest.param("学习贯彻党的二十大精神。", [("党的二十大精神", "PolicyConcept")], id="精神"),
        pytest.param("各级党组织、有关部门和社会组织积极参与。", [], id="类名不是提及"),
    ],
)
def test_recognizes(segmenter: Segmenter, recognizer: NameRecognizer, sentence: str, expected: list[tuple[str, str]]) -> None:
    assert found(segmenter, recognizer, f"工作动态\n{sentence}") == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("民政" * 3000, id="没有标点"),
        pytest.param("“" * 300 + "工作法" + "”" * 300, id="引号成堆"),
        pytest.param("甲\u200b县🙂民政局\x0b召开𠮷会议", id="怪字符"),
        pytest.param("省市县区" * 200 + "局", id="锚成堆"),
        pytest.param("", id="空文"),
    ],
)
def test_mentions_are_flat_sorted_and_numbered(segmenter: Segmenter, recognizer: NameRecognizer, text: str) -> None:
    mentions = recognizer(segmenter(Document(id="t", text=text))).mentions
    assert [m.id for m in mentions] == [f"m{n}" for n in range(1, len(mentions) + 1)]
    assert all(a.span.stop <= b.span.start for a, b in pairwise(mentions))
    assert all(0 <= m.span.start < m.span.stop <= len(text) for m in mentions)
    assert all(m.type in MENTION_TYPES and 0 < m.confidence <= 1 and m.rule.startswith("names.") for m in mentions)


@pytest.mark.parametrize(
    ("sentence", "words", "type_", "source"),
    [
        pytest.param("上饶市人社局召开会议", "上饶市人社局", "GovernmentAgency", "tabled", id="地名加机关"),
        pytest.param("江西省上饶市广信区人社局", "江西省上饶市广信区人社局", "GovernmentAgency", "tabled", id="地名成链"),
        pytest.param("上饶市蓝莓协会党支部", "上饶市蓝莓协会党支部", "PartyUnit", "anchored", id="地名加中心词"),
        pytest.param("推行“三帮”工作法", "“三帮”工作法", "Initiative", "behind", id="引号后中心词"),
        pytest.param("实行“双网”6688联动管理服务模式", "“双网”6688联动管理服务模式", "Initiative", "behind", id="中心词在远处"),
        pytest.param("（饶民字〔2020〕3号）", "饶民字〔2020〕3号", "Document", "number", id="文号"),
        pytest.param("余干县、鄱阳县妇联", "余干县", "MassOrganization", "elided", id="省略中心词"),
        pytest.param("在高沟、红窑、朱码三镇试点", "朱码", "Place", "counted", id="几镇"),
        pytest.param("先后到散旦、赤鹫等9个乡镇巡回义诊", "散旦", "Place", "counted", id="等几个乡镇"),
        pytest.param("太和、白舍两镇的分会换届", "太和", "Place", "counted", id="名中有和"),
        pytest.param("评为4A级社会组织", "4A级社会组织", "Award", "rating", id="等级"),
        pytest.param("阿依努尔·买买提说", "阿依努尔·买买提说", "Person", "dotted", id="间隔号"),
    ],
)
def test_grammar_proposes(segmenter: Segmenter, sentence: str, words: str, type_: str, source: str) -> None:
    lexicon = Lexicon.load()
    (one,) = segmenter(Document(id="t", text=sentence)).sentences
    proposed = {(sentence[c.start : c.stop], c.type, c.source) for c in candidates(read(sentence, one, lexicon))}
    assert (words, type_, source) in proposed


def test_grammar_ends_a_coinage_before_what_is_told_of_it(segmenter: Segmenter) -> None:
    sentence = "“鹭岛课堂”获省志愿服务项目奖"
    (one,) = segmenter(Document(id="t", text=sentence)).sentences
    quoted = [c for c in candidates(read(sentence, one, Lexicon.load())) if c.source in ("quoted", "behind")]
    assert [sentence[c.start : c.stop] for c in quoted] == ["鹭岛课堂"]


def page(text: str, **known: object) -> Page:
    fields = {"sentences": ((0, len(text)),), "titles": (), "tokens": {}, "heads": {}, "shared": {}} | known
    return Page(text, **fields)  # type: ignore[arg-type]


def test_repair_splits_bodies_that_act_together() -> None:
    text = "市民政局联合市慈善会"
    names = [f.words(text) for f in repaired((Find(0, 10, "SocialOrganization", "x"),), page(text))]
    assert names == ["市民政局", "市慈善会"]


@pytest.mark.parametrize(
    ("place", "body", "type_", "whole"),
    [
        ("湘西州", "退役军人志愿服务总队", "SocialOrganization", True),
        ("浙江省", "文成县老龄办", "GovernmentAgency", True),
        ("全国", "助残志愿者协会", "SocialOrganization", False),
        ("桦甸市李家村", "桦甸市绿林合作社", "Organization", False),  # it begins with the place itself
        ("湘西州", "助残行动", "Initiative", False),
    ],
)
def test_a_place_right_before_a_body_belongs_to_its_name(place: str, body: str, type_: str, whole: bool) -> None:
    text = f"{place}{body}慰问群众。"
    size = len(place)
    found = repaired((Find(0, size, "Place", "x"), Find(size, size + len(body), type_, "x")), page(text))
    assert [f.words(text) for f in found] == ([place + body] if whole else [place, body])


def test_repair_closes_quotes_and_takes_the_head() -> None:
    text = "上线“商e家”服务平台，"
    (find,) = repaired((Find(2, 6, "Platform", "x"),), page(text, heads={2: ((11, "Platform"),)}))
    assert find.words(text) == "“商e家”服务平台"


def test_repair_gives_list_items_the_shared_head() -> None:
    text = "南丰县、广昌县工商联说，"
    finds = (Find(0, 3, "Place", "x"), Find(4, 10, "MassOrganization", "x"))
    assert [f.type for f in repaired(finds, page(text, shared={(0, 3): ("MassOrganization",)}))] == ["MassOrganization"] * 2


def test_repair_finds_a_name_again_in_prose_but_not_in_a_signature() -> None:
    text = "县妇联成立。他说，县妇联好。\n(县妇联 李敏)"
    known = page(text, sentences=((0, 6), (6, 14), (15, 23)), tokens={9: (12, "ORG"), 16: (19, "ORG")})
    assert [f.start for f in repaired((Find(0, 3, "MassOrganization", "x"),), known)] == [0, 9]


def test_repair_takes_a_paper_title_whole() -> None:
    text = "县民政局关于同意换届的批复"
    (find,) = repaired((Find(0, 4, "GovernmentAgency", "x"),), page(text, titles=((0, len(text)),)))
    assert (find.words(text), find.type) == (text, "Document")


@pytest.mark.parametrize(
    ("text", "name", "type_", "expected"),
    [
        pytest.param("省检察院未检处处长何晨光", "省检察院", "GovernmentAgency", "省检察院未检处 GovernmentAgency", id="处室"),
        pytest.param("省检察院处长何晨光", "省检察院", "GovernmentAgency", "省检察院 GovernmentAgency", id="只有职务"),
        pytest.param("陶世和指出，", "陶世", "Person", "陶世和 Person", id="名字末字是和"),
        pytest.param("陶世和李明指出，", "陶世", "Person", "陶世 Person", id="和是连词"),
        pytest.param("团清江县委书记", "团清江县委", "PartyOrgan", "团清江县委 MassOrganization", id="团委"),
        pytest.param("让晋陕豫百姓", "晋陕豫", "Place", "晋 Place,陕 Place,豫 Place", id="省的简称各是一名"),
        pytest.param(
            "清江县委县政府部署", "清江县委县政府", "PartyOrgan", "清江县委 PartyOrgan,县政府 GovernmentAgency", id="县委县政府"
        ),
        pytest.param(
            "清江县工商联和团县委发起",
            "清江县工商联和团县委",
            "MassOrganization",
            "清江县工商联 MassOrganization,团县委 MassOrganization",
            id="和团县委",
        ),
        pytest.param("由粤港澳三地", "粤港澳", "Place", "粤 Place,港 Place,澳 Place", id="特区的简称随省"),
        pytest.param("慰问港澳同胞", "港澳", "Place", "港澳 Place", id="港澳合称"),
        pytest.param("俄乌边境，乌克兰", "俄乌", "Place", "俄 Place,乌 Place", id="两国各一字"),
        pytest.param("俄乌边境", "俄乌", "Place", "俄乌 Place", id="乌是哪国无据"),
        pytest.param("英德茶农", "英德", "Place", "英德 Place", id="英德是市"),
        pytest.param("辽宁鞍山", "辽宁", "Place", "辽宁 Place", id="合起来是一名"),
        pytest.param("党总支换届", "党总支", "PartyUnit", "", id="类名"),
        pytest.param("在白马乡第二小学开课", "", "", "", id="无名"),
        pytest.param("在白马乡第二小学开课", "白马乡第二小学", "Place", "白马乡第二小学 Organization", id="学校"),
        pytest.param("推行“南山中学”项目", "南山中学", "Initiative", "南山中学 Initiative", id="引号内是品牌"),
        pytest.param(
            "做到“三当面”（当面拆、当面换、当面验）；",
            "三当面",
            "Initiative",
            "三当面 Initiative,当面拆 Initiative,当面换 Initiative,当面验 Initiative",
            id="括号列出组成",
        ),
        pytest.param("“阿婆夜话”（“阿婆”系方言，意为奶奶）", "阿婆夜话", "Initiative", "阿婆夜话 Initiative", id="括号是解释"),
        pytest.param(
            "“三联”即干部联村、党员联户、能人联产；",
            "三联",
            "Initiative",
            "三联 Initiative,干部联村 Initiative,党员联户 Initiative,能人联产 Initiative",
            id="即后列出组成",
        ),
        pytest.param("“双报到”即单位、个人、家属；", "双报到", "Initiative", "双报到 Initiative", id="即后的数不合"),
        pytest.param(
            "县消防救援大队党委和县红十字会",
            "县消防救援大队党委和县红十字会",
            "PartyUnit",
            "县消防救援大队党委 PartyUnit,县红十字会 PartyUnit",
            id="和连着两家",
        ),
        pytest.param(
            "马鞍山市和县民政局", "马鞍山市和县民政局", "GovernmentAgency", "马鞍山市和县民政局 GovernmentAgency", id="和县"
        ),
        pytest.param(
            "印发《关于开展“安全守护”专项行动的通知》。",
            "“安全守护”专项行动",
            "Initiative",
            "关于开展“安全守护”专项行动的通知 Document",
            id="书名号内是文件",
        ),
        pytest.param("《银河旧事》获“新芽”奖", "“新芽”奖", "Award", "“新芽”奖 Award", id="书名号内不知是什么"),
        pytest.param(
            "推广青山区“红哨”工作法，",
            "青山区“红哨”工作法",
            "Initiative",
            "青山区 Place,“红哨”工作法 Initiative",
            id="引号前的地名自成一名",
        ),
        pytest.param("“邻里”试点县（市、区）", "邻里", "Initiative", "邻里 Initiative", id="括号是类名"),
        pytest.param("各县区民政局负责", "区民政局", "GovernmentAgency", "", id="各县区的局不是一家"),
        pytest.param("各乡、镇人民政府：", "镇人民政府", "GovernmentAgency", "", id="各乡镇的政府不是一家"),
        pytest.param("本县区民政局负责", "区民政局", "GovernmentAgency", "区民政局 GovernmentAgency", id="没有各字"),
        pytest.param("区级两新工委运行", "新工委", "PartyOrgan", "", id="两新工委的半截"),
        pytest.param("根据市农业农村局安排", "根据市农业农村局", "GovernmentAgency", "市农业农村局 GovernmentAgency", id="根据"),
        pytest.param("市残联、义工联等单位", "义工联等", "SocialOrganization", "义工联 SocialOrganization", id="等不是名"),
        pytest.param(
            "发挥好街镇联席会议机制，", "好街镇联席会议机制", "Initiative", "街镇联席会议机制 Initiative", id="好是补语"
        ),
        pytest.param("推选好人榜机制，", "好人榜机制", "Initiative", "好人榜机制 Initiative", id="好是名的字"),
        pytest.param(
            "为“友邻”新就业群体志愿服务队授旗",
            "友邻”新就业群体志愿服务队",
            "SocialOrganization",
            "“友邻”新就业群体志愿服务队 SocialOrganization",
            id="引号要成对",
        ),
        pytest.param("走进南山路社区，", "南山路", "Place", "南山路社区 Place", id="以路为名的社区"),
        pytest.param("南山路社区工作者说，", "南山路", "Place", "南山路 Place", id="社区工作者不是地名"),
        pytest.param("见《江城社会报》，", "江城社会报", "Document", "江城社会报 Organization", id="报纸是单位"),
        pytest.param(
            "打造江城市智慧养老信息平台，", "江城市智慧养老信息平台", "Place", "江城市智慧养老信息平台 Platform", id="平台"
        ),
        pytest.param("魏塘街道纪委约谈", "魏塘街道纪委", "PartyUnit", "魏塘街道纪委 PartyOrgan", id="街道的纪委"),
        pytest.param("会见乔石委员长，", "乔石委员长", "Person", "乔石 Person", id="职务不是名"),
    ],
)
def test_repair_reads_what_the_words_of_a_name_say(text: str, name: str, type_: str, expected: str) -> None:
    at = text.find(name) if name else 0
    finds = repaired((Find(at, at + len(name), type_, "x"),) if name else (), page(text))
    assert ",".join(f"{f.words(text)} {f.type}" for f in finds) == expected


def test_own_division_is_a_mention_wherever_it_stands_free(segmenter: Segmenter) -> None:
    text = "我县在全区率先开展，全市场主体受益。"
    (one,) = segmenter(Document(id="t", text=text)).sentences
    tokens = {t.span.start: (t.span.stop, t.tag) for t in one.tokens}
    assert [f.words(text) for f in repaired((), page(text, tokens=tokens))] == ["我县", "全区"]


@pytest.mark.parametrize("table", toml_tables("grammar/name_kinds.toml", "kind"), ids=lambda table: table["id"])
def test_kind_of_name_has_the_first_pattern_that_fits(table: dict[str, Any]) -> None:
    assert [kinds().of(example) for example in table["examples"]] == [table["produces"]] * len(table["examples"])
    assert [re.fullmatch(table["pattern"], word) for word in table["counterexamples"]] == [None] * len(table["counterexamples"])


@pytest.mark.parametrize("key", ["bare", "definite"])
def test_words_without_a_name_of_their_own_are_attested(key: str) -> None:
    for table in toml_tables("grammar/name_kinds.toml", key):
        text = " ".join(table["examples"])
        assert [word for word in table.get("words", ()) if word not in text] == []
        assert "pattern" not in table or all(re.fullmatch(table["pattern"], example) for example in table["examples"])


def test_longest_word_wins() -> None:
    gazetteer = Gazetteer.of({"海南": "a", "海南州": "b", "海": "c"})
    assert list(gazetteer.matches("海南州海南海")) == [(0, 3, "b"), (3, 5, "a"), (5, 6, "c")]


def test_words_are_looked_for_at_all_places_where_they_may_start() -> None:
    lexicon = Lexicon.load()
    for path in sorted((corpus_dir() / "offices" / "articles").glob("*.txt"))[:20]:
        text = path.read_text(encoding="utf-8")
        for gazetteer, starts in zip(lexicon.gazetteers, lexicon.starts(text), strict=True):
            assert starts == gazetteer.starts(text)
            assert list(gazetteer.matches(text, starts)) == list(gazetteer.matches(text))
            assert list(gazetteer.everywhere(text, starts)) == [
                m for at in range(len(text)) if (m := gazetteer.longest(text, at))
            ]


def test_decode_opens_a_name_where_its_beginning_was_missed() -> None:
    labels = ["O", "I-Place", "I-Place", "B-Place", "I-Person"]
    assert list(decode(labels)) == [(1, 3, "Place"), (3, 4, "Place"), (4, 5, "Person")]


@pytest.mark.parametrize(
    ("table", "columns", "word"),
    [
        pytest.param("lexicon/name_heads.tsv", ("head", "type", "example"), "head", id="中心词"),
        pytest.param("lexicon/name_words.tsv", ("word", "kind", "example"), "word", id="锚与断词"),
        pytest.param("lexicon/formulas.tsv", ("formula", "example"), "formula", id="提法"),
        pytest.param("lexicon/object_verbs.tsv", ("verb", "example"), "verb", id="带举措的动词"),
        pytest.param("lexicon/amount_verbs.tsv", ("verb", "example"), "verb", id="数量动词"),
    ],
)
def test_every_row_stands_in_its_example(table: str, columns: tuple[str, ...], word: str) -> None:
    marks = str.maketrans("", "", "“”")
    assert [r[word] for r in rows(table, columns) if r[word] not in r["example"].translate(marks)] == []


def test_marked_texts_give_back_their_names(tmp_path: object) -> None:
    path = tmp_path / "a.txt"  # type: ignore[operator]
    path.write_text("#t\n[某市/PL]动态\n[市民政局/GA]说。\n", encoding="utf-8")
    (doc,) = marked_documents(path)
    assert doc.text == "某市动态\n市民政局说。\n"
    assert [(m.span.of(doc.text), m.type) for m in doc.mentions] == [("某市", "Place"), ("市民政局", "GovernmentAgency")]


@pytest.mark.parametrize(
    ("words", "type_", "expected"),
    [
        pytest.param("团奇台县委", "PartyOrgan", [("团奇台县委", "MassOrganization")], id="团县委"),
        pytest.param("民盟德宏州委", "PartyOrgan", [("民盟德宏州委", "MassOrganization")], id="民主党派"),
        pytest.param("乌鲁木齐市水磨沟区集团", "Organization", [("乌鲁木齐市水磨沟区", "Place")], id="地名加集团"),
        pytest.param("天岭建设集团", "Organization", [("天岭建设集团", "Organization")], id="有字号的集团"),
        pytest.param("奇台县委", "PartyOrgan", [("奇台县委", "PartyOrgan")], id="县委仍是党的机关"),
        pytest.param(
            "金华市援疆指挥部向县教育局",
            "GovernmentAgency",
            [("金华市援疆指挥部", "GovernmentAgency"), ("县教育局", "GovernmentAgency")],
            id="向分开两个单位",
        ),
        pytest.param("益阳市工商局向协会", "GovernmentAgency", [("益阳市工商局", "GovernmentAgency")], id="向后只有类名"),
        pytest.param(
            "县妇联室向阳花服务队", "SocialOrganization", [("县妇联室向阳花服务队", "SocialOrganization")], id="向阳不分"
        ),
        pytest.param(
            "全国五一劳动奖章暨工人先锋号",
            "Award",
            [("全国五一劳动奖章", "Award"), ("工人先锋号", "Award")],
            id="暨分开两个奖项",
        ),
        pytest.param("表彰大会暨经验交流会", "Conference", [("表彰大会暨经验交流会", "Conference")], id="暨不分开会议"),
        pytest.param("“春耕行动”要求扩大服务队伍规模", "Initiative", [("春耕行动", "Initiative")], id="引号后不是中心词"),
        pytest.param("“春耕行动”助农服务计划", "Initiative", [("“春耕行动”助农服务计划", "Initiative")], id="引号后是中心词"),
        pytest.param(
            "局救济救灾科和社会救助事务中心",
            "GovernmentAgency",
            [("局救济救灾科", "GovernmentAgency"), ("社会救助事务中心", "GovernmentAgency")],
            id="和分开科与中心",
        ),
        pytest.param(
            "县人力资源和社会保障局", "GovernmentAgency", [("县人力资源和社会保障局", "GovernmentAgency")], id="和在名中"
        ),
        pytest.param(
            "经济开发区管委会隶属县政府",
            "GovernmentAgency",
            [("经济开发区管委会", "GovernmentAgency"), ("县政府", "GovernmentAgency")],
            id="隶属分开两个单位",
        ),
        pytest.param("中国", "Place", [("中国", "Place")], id="中国"),
        pytest.param("欧阳念慈　长沙市党支部", "PartyUnit", [("长沙市党支部", "PartyUnit")], id="人名与单位之间的空格"),
    ],
)
def test_repairs_of_one_name(words: str, type_: str, expected: list[tuple[str, str]]) -> None:
    found = repaired((Find(0, len(words), type_, "names.run"),), page(words))
    assert [(f.words(words), f.type) for f in found] == expected


@pytest.mark.parametrize(
    ("words", "found", "type_", "expected"),
    [
        pytest.param("各级民政部门聚力", "民政部", "GovernmentAgency", [], id="民政部门不是民政部"),
        pytest.param("民政部聚力", "民政部", "GovernmentAgency", [("民政部", "GovernmentAgency")], id="民政部"),
        pytest.param("走中国式现代化道路", "中国", "Place", [("中国式现代化", "PolicyConcept")], id="中国式现代化"),
        pytest.param("建成中国特色救助体系", "中国", "Place", [], id="中国特色"),
        pytest.param("内蒙古东部降温", "内蒙古东部", "GovernmentAgency", [("内蒙古", "Place")], id="方位不是名"),
        pytest.param("市委宣传部降温", "市委宣传部", "PartyOrgan", [("市委宣传部", "PartyOrgan")], id="部是名"),
    ],
)
def test_repair_of_pieces_of_another_word(words: str, found: str, type_: str, expected: list[tuple[str, str]]) -> None:
    at = words.index(found)
    got = repaired((Find(at, at + len(found), type_, "names.learnt"),), page(words))
    assert [(f.words(words), f.type) for f in got] == expected


def test_repair_joins_a_unit_to_our_own_body() -> None:
    text = "我校团委获奖，团委感谢"
    finds = (Find(0, 2, "Organization", "x"), Find(2, 4, "MassOrganization", "x"), Find(7, 9, "MassOrganization", "x"))
    assert [(f.words(text), f.type) for f in repaired(finds, page(text))] == [
        ("我校团委", "MassOrganization"),
        ("团委", "MassOrganization"),
    ]


def test_repair_takes_the_taggers_person_beside_a_post_only() -> None:
    text = "民政局王立局长说，王立好"
    known = page(text, tokens={3: (5, "PER"), 9: (11, "PER")})
    found = repaired((Find(0, 3, "GovernmentAgency", "x"),), known)
    assert [(f.start, f.words(text), f.type) for f in found][1] == (3, "王立", "Person")


def test_repair_takes_the_taggers_person_whose_name_is_not_told() -> None:
    text = "给予李某、张某某处分，周明到场"
    known = page(text, tokens={2: (4, "PER"), 5: (8, "PER"), 11: (13, "PER")})
    assert [f.words(text) for f in repaired((Find(5, 8, "Person", "x"),), known)][:2] == ["李某", "张某某"]


def test_repair_takes_quoted_words_that_end_as_a_meeting_for_one_name() -> None:
    text = "“江城商会成立百年纪念大会”，“江城商会”"
    finds = (Find(1, 5, "SocialOrganization", "x"), Find(7, 13, "Conference", "x"), Find(16, 20, "SocialOrganization", "x"))
    assert [f.words(text) for f in repaired(finds, page(text))] == ["江城商会成立百年纪念大会", "江城商会"]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("市工商联数字商会到会", [("市工商联", "MassOrganization"), ("数字商会", "SocialOrganization")], ["市工商联数字商会"]),
        (
            "市工商联直属商会到会",
            [("市工商联", "MassOrganization"), ("直属商会", "SocialOrganization")],
            ["市工商联", "直属商会"],
        ),
        ("围绕县政府中心工作", [("县政府中心", "GovernmentAgency")], ["县政府"]),
        ("在镇政府中心会议室", [("镇政府中心", "GovernmentAgency")], ["镇政府"]),
        ("到县政务服务中心工作", [("县政务服务中心", "GovernmentAgency")], ["县政务服务中心"]),
        ("纪念雷锋日暨主题活动", [("雷锋日暨", "Place")], []),
        ("在浙江诸暨参观", [("浙江诸暨", "Place")], ["浙江诸暨"]),
        ("到任家镇卫生院考察", [("任家镇卫生院", "Organization")], ["任家镇卫生院"]),
        ("时任村党支部书记周明", [("时任村党支部", "PartyUnit")], ["村党支部"]),
        ("各县区政府，民政局、人民医院参会", [("民政局", "GovernmentAgency"), ("人民医院", "Organization")], []),
        ("各社区党支部慰问", [("社区党支部", "PartyUnit")], []),
        ("各县区政府，县民政局参会", [("县民政局", "GovernmentAgency")], ["县民政局"]),
    ],
)
def test_repair_takes_a_body_whole_and_no_more(text: str, names: list[tuple[str, str]], expected: list[str]) -> None:
    finds = tuple(Find(text.index(w), text.index(w) + len(w), t, "x") for w, t in names)
    assert [f.words(text) for f in repaired(finds, page(text))] == expected


def test_repair_takes_a_place_before_its_body_for_itself() -> None:
    text = "自贡市、自贡市工商联"
    finds = (Find(0, 3, "MassOrganization", "x"), Find(4, 10, "MassOrganization", "x"))
    assert [f.type for f in repaired(finds, page(text))] == ["Place", "MassOrganization"]


def test_repair_parts_people_named_one_behind_the_other() -> None:
    text = "彭真朱镕基，旦增罗布"
    known = page(text, tokens={0: (2, "PER"), 2: (5, "PER"), 6: (8, "PER"), 8: (10, "PER")})
    found = repaired((Find(0, 5, "Person", "x"), Find(6, 10, "Person", "x"), Find(5, 5, "MassOrganization", "x")), known)
    assert [f.words(text) for f in found if f.type == "Person"] == ["彭真", "朱镕基", "旦增罗布"]


def test_repair_takes_no_person_and_no_body_of_one_letter() -> None:
    text = "希说访华，李明到场"
    known = page(text, tokens={0: (1, "PER"), 3: (4, "LOC"), 5: (7, "PER")})
    assert [(f.words(text), f.type) for f in repaired((), known)] == [("华", "Place"), ("李明", "Person")]


def test_repair_takes_no_bare_digits_for_a_name() -> None:
    text = "收入完成385,120万元，李明到场"
    known = page(text, tokens={4: (7, "ORG"), 14: (16, "PER")})
    finds = repaired((Find(8, 11, "Organization", "x"),), known)
    assert [(f.words(text), f.type) for f in finds] == [("李明", "Person")]


def test_repair_takes_no_bare_year_for_an_honour() -> None:
    text = "被评为2023年度先进单位"
    finds = repaired((Find(3, 9, "Award", "x"), Find(9, 13, "Award", "x")), page(text))
    assert [(f.words(text), f.type) for f in finds] == [("先进单位", "Award")]


def test_repair_takes_no_quoted_word_for_a_body() -> None:
    text = "成为“好邻居”，李明到场"
    known = page(text, tokens={3: (6, "ORG"), 8: (10, "PER")})
    assert [(f.words(text), f.type) for f in repaired((), known)] == [("李明", "Person")]


def test_repair_takes_the_whole_of_a_person_that_the_article_has_whole() -> None:
    text = "古丽娜尔来了，古丽娜尔说，古丽娜尔"
    finds = (Find(0, 4, "Person", "x"), Find(7, 11, "Person", "x"), Find(13, 15, "Person", "x"), Find(5, 5, "Place", "x"))
    assert [f.words(text) for f in repaired(finds, page(text)) if f.type == "Person"] == ["古丽娜尔"] * 3


def test_repair_finds_a_coinage_again_without_its_head() -> None:
    text = "推行“警民联调”机制，“警民联调”化解纠纷，警民联调。"
    found = repaired((Find(2, 10, "Initiative", "x"),), page(text))
    assert [f.words(text) for f in found] == ["“警民联调”机制", "警民联调"]


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        pytest.param("推出“错时课堂”“能工巧匠”“护士到家”等", "Initiative", ["错时课堂", "能工巧匠", "护士到家"], id="并列"),
        pytest.param("推出“错时课堂”、“能工巧匠”等", "Initiative", ["错时课堂", "能工巧匠"], id="顿号"),
        pytest.param("推出“错时课堂”，“能工巧匠”也", "Initiative", ["错时课堂"], id="不相连"),
        pytest.param("评为“错时课堂”“能工巧匠”", "Award", ["错时课堂"], id="荣誉不推广"),
        pytest.param("围绕“错时课堂”“六一儿童节”", "Initiative", ["错时课堂"], id="节日"),
    ],
)
def test_repair_takes_a_row_of_coinages_whole(text: str, type_: str, expected: list[str]) -> None:
    at = text.index("错时课堂")
    found = repaired((Find(at, at + 4, type_, "names.learnt"),), page(text))
    assert [f.words(text) for f in found] == expected


def test_repair_takes_the_spirit_of_a_person_for_an_idea() -> None:
    text = "弘扬焦裕禄精神，学习焦裕禄。"
    finds = (Find(2, 5, "Person", "x"), Find(10, 13, "Person", "x"))
    assert [(f.words(text), f.type) for f in repaired(finds, page(text))] == [
        ("焦裕禄精神", "PolicyConcept"),
        ("焦裕禄", "Person"),
    ]


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        pytest.param("五部门联合开展医养结合促进行动。", [("医养结合促进行动", "开展", "行动", "=")], id="中心词前有动词"),
        pytest.param("实施了头雁工程，要求严格", [("头雁工程", "实施", "工程", "了")], id="隔着的字"),
        pytest.param("镇里推行积分制和村务公开", [("积分制", "推行", "分制", "=")], id="到连词为止"),
        pytest.param("县里召开会议，安排工作", [], id="不是这类动词"),
    ],
)
def test_objects_end_with_a_head_or_before_a_break(
    segmenter: Segmenter, text: str, stretches: list[tuple[str, str, str, str]]
) -> None:
    lexicon = Lexicon.load()
    sentence = segmenter(Document(id="t", text=text)).sentences[0]
    found = [
        (text[o.start : o.stop], o.verb, o.head, o.way) for o in objects(read(text, sentence, lexicon), lexicon.object_verbs)
    ]
    assert found == stretches


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param("对汉川市、应城市、孝昌县民政局开展督查。", ["汉川市", "应城市"], id="县级市与县"),
        pytest.param("湖州、杭州、温州市农业农村局。", ["湖州", "杭州"], id="以州结尾的简称"),
        pytest.param("浙江省、温州市农业农村局。", [], id="省与市不并列"),
    ],
)
def test_lists_that_share_a_head(segmenter: Segmenter, text: str, items: list[str]) -> None:
    lexicon = Lexicon.load()
    sentence = segmenter(Document(id="t", text=text)).sentences[0]
    found = {(c.start, text[c.start : c.stop]) for c in candidates(read(text, sentence, lexicon)) if c.source == "elided"}
    assert [words for _, words in sorted(found)] == items


@pytest.mark.parametrize(
    ("before", "names", "behind", "types", "expected"),
    [
        pytest.param("治理", "金钱河、靳家河、磨沟河", "，", "Place Person Place", "Place Place Place", id="一条河不是人"),
        pytest.param("", "纪春明、云登扎西、戚建川", "到会", "Person Place Person", "Person Person Person", id="一个人不是地"),
        pytest.param("在", "顿内茨、红利曼、马林卡", "等方向", "Place Person Person", "Place Place Place", id="等方向"),
        pytest.param("", "纪春明、云登扎西", "到会", "Person Place", "Person Place", id="两个不成单"),
        pytest.param(
            "", "纪春明、江城、清江、李川", "到会", "Person Place Place Person", "Person Place Place Person", id="各有两个"
        ),
    ],
)
def test_people_and_places_in_a_list_are_of_one_kind(before: str, names: str, behind: str, types: str, expected: str) -> None:
    text = before + names + behind
    spans = [m.span() for m in re.finditer("[^、]+", names)]
    shift = len(before)
    finds = tuple(Find(a + shift, b + shift, type_, "x") for (a, b), type_ in zip(spans, types.split(), strict=True))
    assert " ".join(f.type for f in of_one_list(finds, page(text))) == expected


def test_countries_without_a_mark_between_are_two_names() -> None:
    text = "加拿大墨西哥警告，"
    assert [f.words(text) for f in repaired((Find(0, 6, "Place", "x"),), page(text))] == ["加拿大", "墨西哥"]


def test_two_offices_with_a_blank_between_are_two_names() -> None:
    text = "中办 国办印发意见，"
    assert [f.words(text) for f in repaired((Find(0, 5, "GovernmentAgency", "x"),), page(text))] == ["中办", "国办"]


def test_a_brand_is_no_part_of_the_coinage_before_it() -> None:
    text = "打造“早茶议事”服务品牌，"
    finds = repaired((Find(2, 12, "Initiative", "x"),), page(text))
    assert [f.words(text) for f in finds] == ["早茶议事"]
