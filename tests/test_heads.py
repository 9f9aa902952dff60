"""What words are by the noun at their end."""

import pytest

from kg.extract.heads import UNKNOWN, heads
from kg.tables.loading import toml_tables


@pytest.mark.parametrize("table", toml_tables("grammar/heads.toml", "head"), ids=lambda table: table["id"])
def test_class_of_heads_is_attested(table: dict[str, list[str]]) -> None:
    assert all(any(noun in example for noun in table["nouns"]) for example in table["examples"])


@pytest.mark.parametrize("table", toml_tables("grammar/heads.toml", "shell"), ids=lambda table: table["nouns"][0])
def test_shells_are_attested(table: dict[str, list[str]]) -> None:
    assert all(any(example.endswith(noun) for noun in heads().shells) for example in table["examples"])


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("三百余名困难职工", "person"),
        ("果农", "person"),  # by its last character
        ("入户讲解员", "person"),
        ("市级检查组", "body"),
        ("节前检查", "check"),  # the longest noun counts: 检查组 is a body
        ("每月一场的板凳会", "gathering"),
        ("全市居委会", "body"),
        ("“暖冬”棉被”", "thing"),  # marks that close the words are none of them
        ("创业担保贷款", "money"),
        ("踏踏实实", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_class_of_words(words: str, head: str) -> None:
    assert heads().of(words) == head
