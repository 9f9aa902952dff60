"""Sentences and words: exact offsets, the same tags whatever is tagged beside, nothing lost."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from kg.model import Document, Line, Span
from kg.segment import Segmenter
from kg.segment.decoding import Decoder
from kg.segment.stand_ins import Blind, stand_ins
from kg.tables.loading import corpus_dir


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter.load()


def sentences(segmenter: Segmenter, text: str, *lines: Line) -> list[str]:
    doc = segmenter(Document(id="t", text=text, lines=lines))
    return [s.span.of(text) for s in doc.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("标题\n\n第一句。第二句!第三句", ["标题", "第一句。", "第二句!", "第三句"], id="句号叹号"),
        pytest.param("老人说：“知足！”说完就走了。", ["老人说：“知足！”", "说完就走了。"], id="引号随句末"),
        pytest.param("达1.2万元.来源2018.3.15", ["达1.2万元.", "来源2018.3.15"], id="英文句点"),
        pytest.param('问:"会不会?""不会!"他说。', ['问:"会不会?"', '"不会!"', "他说。"], id="直引号"),
        pytest.param("　　前有空格。 \r\n", ["前有空格。"], id="空格不入句"),
        pytest.param("\n \n", [], id="空文"),
    ],
)
def test_sentences_end_at_their_marks(segmenter: Segmenter, text: str, expected: list[str]) -> None:
    assert sentences(segmenter, text) == expected


def test_only_content_lines_have_sentences(segmenter: Segmenter) -> None:
    text = "导航\n标题\n正文。"
    lines = (Line(Span(0, 2), "boilerplate"), Line(Span(3, 5), "title"), Line(Span(6, 9), "paragraph"))
    assert sentences(segmenter, text, *lines) == ["标题", "正文。"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("𠮷林省𡋾口村🙂召开会议", id="星平面字"),
        pytest.param("甲\x01乙\x7f丙\u200b丁\ufeff", id="控制字符"),
        pytest.param("甘肃省民政厅" * 500, id="没有标点的长句"),
        pytest.param("ＡＢＣ１２３　全角", id="全角"),
        pytest.param("q", id="单字"),
    ],
)
def test_tokens_cover_each_sentence_exactly(segmenter: Segmenter, text: str) -> None:
    doc = segmenter(Document(id="t", text=text))
    assert doc.sentences
    for sentence in doc.sentences:
        at = sentence.span.start
        for token in sentence.tokens:
            assert token.span.start == at < token.span.stop
            at = token.span.stop
        assert at == sentence.span.stop


def test_tags_do_not_depend_on_the_batch(segmenter: Segmenter) -> None:
    text = (corpus_dir() / "articles" / "000_3933d1552c9bd586.txt").read_text(encoding="utf-8")
    together = segmenter(Document(id="t", text=text))
    for sentence in together.sentences[::7]:
        alone = segmenter(Document(id="t", text=sentence.span.of(text), lines=(Line(Span(0, len(sentence.span)), "paragraph"),)))
        tags = [(t.span.start, t.tag) for s in alone.sentences for t in s.tokens]
        assert tags == [(t.span.start - sentence.span.start, t.tag) for t in sentence.tokens]


@pytest.mark.parametrize("swing", [0.0, 0.2, 1.0, 20.0], ids=["无转移", "如LAC", "中", "强"])
@pytest.mark.parametrize("seed", range(8))
def test_the_path_of_tags_is_the_best_of_all_paths(seed: int, swing: float) -> None:
    random = np.random.default_rng(seed)
    decode = Decoder.of(random.normal(0, swing, (3, 3)).astype(np.float32))
    scores = random.normal(0, 1, (4, 1 + seed % 6, 3)).astype(np.float32)

    def weight(sentence: int, path: tuple[int, ...]) -> float:
        steps = sum(float(decode.transitions[a, b]) for a, b in pairwise(path))
        return sum(float(scores[sentence, at, tag]) for at, tag in enumerate(path)) + steps

    for sentence, path in enumerate(decode(scores).tolist()):
        best = max(product(range(3), repeat=len(path)), key=lambda other: weight(sentence, other))
        assert weight(sentence, tuple(path)) == pytest.approx(weight(sentence, best))


def test_tags_name_people_and_places(segmenter: Segmenter) -> None:
    text = "习近平在甘肃省考察。"
    (sentence,) = segmenter(Document(id="t", text=text)).sentences
    assert [(t.span.of(text), t.tag) for t in sentence.tokens][:3] == [("习近平", "PER"), ("在", "p"), ("甘肃省", "LOC")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{}民政局召开会议，{}副县长王强出席。", id="机关"),
        pytest.param("近日，{}义工协会赴{}慰问。", id="组织"),
        pytest.param("会议在{}召开。", id="地点"),
    ],
)
@pytest.mark.parametrize(
    "places",
    [("德清县", "湟中县", "岫岩县"), ("讷河市", "酒泉市"), ("镜湖区", "肃州区", "和平区"), ("湘西州", "海西州")],
    ids=["县", "市", "区", "州"],
)
def test_words_do_not_hang_on_the_name_of_a_division(segmenter: Segmenter, text: str, places: tuple[str, ...]) -> None:
    def cuts(place: str) -> list[tuple[int, int, str]]:
        doc = segmenter(Document(id="t", text=text.replace("{}", place)))
        return [(t.span.start, t.span.stop, t.tag) for s in doc.sentences for t in s.tokens]

    assert all(cuts(place) == cuts(places[0]) for place in places)


def test_divisions_are_read_under_other_names_of_their_length() -> None:
    blind = Blind(lambda _: [], stand_ins())
    assert blind.read("甘肃省酒泉市肃州区民政局、忠县团委") == "江苏省南京市海淀区民政局、忠县团委"
    assert blind.read("和平区、水磨沟区、湘西土家族苗族自治州") == "海淀区、石景山区、恩施土家族苗族自治州"
    assert blind.read("全市召开会议") == "全市召开会议"
    assert all(len(name) == len(read) for name, read in stand_ins().items())


def test_jieba_and_rjieba_cut_the_same_words(segmenter: Segmenter) -> None:
    reference = Segmenter(segmenter.tagger, "jieba")
    text = (corpus_dir() / "articles" / "dev03_sichuan_huiyi.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        assert segmenter.words(line) == reference.words(line)
        assert "".join(segmenter.words(line)) == line
