"""Articles with other names, for measuring growth: no two alike, none taken for a reprint, the same ones every time."""

from __future__ import annotations

import json
import re

import pytest
import substituted

from kg.link.signature import near_duplicates, signature

# Neighbours, which share a source; one source under the same names, 24 rounds apart; both ends of all that there are.
ROUND = len(substituted.sources())
NUMBERS = sorted(
    {
        *range(60),
        *range(ROUND, ROUND + 30),
        *range(24 * ROUND, 24 * ROUND + 30),
        *range(substituted.most() - 20, substituted.most()),
    }
)


def test_a_number_is_the_same_article_every_time() -> None:
    first = [substituted.article(n) for n in NUMBERS[:40:8]]
    substituted.renamed.cache_clear()
    assert [substituted.article(n) for n in NUMBERS[:40:8]] == first


def test_no_two_are_equal_and_none_is_taken_for_a_reprint() -> None:
    """The detector would find one: an article with a changed figure is nearly the same."""
    texts = {row["id"]: row["text"] for row in map(substituted.article, NUMBERS)}
    assert len(texts) == len(set(texts.values())) == len(NUMBERS)
    assert all(len(text) > 60 for text in texts.values())
    assert list(near_duplicates({id: signature(text) for id, text in texts.items()})) == []
    one = texts["s0000001"]
    assert list(near_duplicates({"a": signature(one), "b": signature(re.sub("[0-9]家", "7家", one))}))


def test_no_two_have_the_same_sources() -> None:
    count = ROUND
    pairs = {frozenset((n % count, (n % count + 1 + n // count) % count)) for n in range(substituted.most())}
    assert len(pairs) == substituted.most() > 100_000
    with pytest.raises(ValueError, match=r"article \d+: there are"):
        substituted.article(substituted.most())


def test_names_are_other_ones_throughout_the_article() -> None:
    """The seed speaks of 甘肃 and 酒泉; under other names of neither, and of one other province all along."""
    [seed] = [at for at, source in enumerate(substituted.sources()) if source.id.startswith("000_")]
    before, after = substituted.sources()[seed], substituted.renamed(seed, 1)
    assert {"甘肃", "酒泉"} <= {word for word in ("甘肃", "酒泉") if word in before.text}
    assert not re.search("甘肃|酒泉|庆阳", after.text + after.title)
    assert after.territory is not None
    assert after.text.count(after.territory) > 3
    assert substituted.renamed(seed, 2).territory != after.territory


def test_an_article_is_a_row_that_a_build_reads() -> None:
    row = json.loads(json.dumps(substituted.article(1), ensure_ascii=False))
    assert {"id", "title", "text"} <= set(row) <= {"id", "title", "text", "territory", "published"}
