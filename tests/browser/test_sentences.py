"""The search box finds sentences as well as names, in the explorer and on a reading page; evidence can be cited."""

from __future__ import annotations

from pathlib import Path

import pytest
from visiting import Visit, until

HIT = "#hits [data-sentence]"
SAID = """() => {
  window.said = [];
  const button = document.querySelector("#panel .cite");
  new MutationObserver(() => window.said.push(button.textContent)).observe(button, {childList: true, subtree: true});
}"""


def sentences(visit: Visit, words: str) -> list[str]:
    visit.page.fill("#search", words)
    visit.page.wait_for_selector(HIT)
    return visit.page.locator(f"{HIT} .snippet").all_inner_texts()


def asked(visit: Visit) -> str:
    return "".join(visit.page.locator("#text .piece.asked").all_text_contents())


@pytest.mark.parametrize("where", ["explorer", "reading"])
def test_a_sentence_is_found_marked_and_shown_in_the_text(where: str, request: pytest.FixtureRequest) -> None:
    visit: Visit = request.getfixturevalue(where)
    (snippet,) = sentences(visit, "重点督导 古籍")
    assert snippet.endswith("重点督导。")
    assert set(visit.page.locator(f"{HIT} mark").all_inner_texts()) == {"重点督导", "古籍"}
    visit.page.locator(HIT).click()
    assert asked(visit) == "5月,对甘肃古籍文献整理编译中心等35个全省性社会组织党建工作进行重点督导。"
    assert visit.page.locator("#hits").is_hidden()


def test_on_a_phone_the_sentence_has_the_width(reading: Visit) -> None:
    reading.resize(375, 700)
    sentences(reading, "双孵化")
    line, box = (reading.page.locator(where).first.bounding_box() for where in ("#hits .snippet", "#hits"))
    assert line is not None
    assert box is not None
    assert line["width"] > 0.8 * box["width"]
    assert reading.page.evaluate("document.documentElement.scrollWidth") <= 375


def test_names_come_first_and_the_keyboard_reaches_sentences(explorer: Visit) -> None:
    sentences(explorer, "双孵化")
    options = explorer.page.locator("#hits [role=option]:not([aria-disabled])")
    assert options.first.get_attribute("data-id") is not None
    names = explorer.page.locator("#hits [data-id]").count()
    for _ in range(names):
        explorer.page.press("#search", "ArrowDown")
    explorer.page.press("#search", "Enter")
    assert "双孵化" in asked(explorer)


def test_width_case_and_quotation_marks_do_not_count(reading: Visit) -> None:
    assert sentences(reading, "５月") == sentences(reading, "5月")
    assert sentences(reading, '"两个覆盖"') == sentences(reading, "“两个覆盖”")


def test_offsets_count_characters_and_only_what_was_read_is_found(several: Visit) -> None:
    found = several.page.evaluate(
        """() => {
        const text = '𠮷县“督导”会。\\n𠮷县“督导”检查。';
        const graph = { articles: [{}], parts: new Map([[0, { text, read: [[9, 18]] }]]) };
        const { hits } = Zhengmai.searchSentences(graph, '"督导"', 5);
        return hits.map(({ at, words }) => [[...text].slice(...at).join(''), words]);
    }"""
    )
    assert found == [["𠮷县“督导”检查。", "𠮷县“督导”检查。"]]


def test_the_texts_are_read_when_somebody_searches(several: Visit) -> None:
    assert several.page.evaluate("() => Zhengmai.page.graph.folded === undefined")
    assert sentences(several, "党组织")
    assert several.page.evaluate("() => Zhengmai.page.graph.folded.size") == 5


def test_of_many_sentences_the_first_are_listed_and_all_are_counted(several: Visit) -> None:
    assert len(sentences(several, ",")) == 30
    assert several.page.locator("#hits .sentences").inner_text().startswith("原文句子(30 / ")


def test_evidence_is_copied_with_its_reference(explorer: Visit, explorer_file: Path) -> None:
    explorer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer.page.evaluate(SAID)  # the button says it for a moment alone
    explorer.page.locator("#panel .cite").first.click()
    until(explorer.page, lambda: explorer.page.evaluate("() => window.said.some(words => words.includes('已复制'))"))
    copied = explorer.page.evaluate("() => navigator.clipboard.readText()")
    sentence, _, reference = copied.partition("\n")
    assert sentence.startswith("“")
    assert sentence.endswith("”")
    assert "[N]. 中国社会报" in reference
    assert explorer_file.is_file()
