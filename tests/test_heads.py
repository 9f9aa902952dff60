"""What a build asks of its articles stands beside their packs and is what these say, whatever becomes of the files there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_corpus import Given, build, content, documents

from kg.build import Settings
from kg.build.heads import bring_heads, heads_of
from kg.build.packs import Packs, PackWriter
from kg.build.reading import written
from kg.link import ArticleRecord
from kg.link.columns import columns_of, records_in
from kg.link.records import Counted, Happening, Named, Post, Use
from kg.model import Metadata

WORDS = st.text(st.characters(exclude_categories=()), max_size=8)  # lone surrogates too: a name on disk may hold them
PERHAPS = st.none() | WORDS
SOME = st.lists(WORDS, max_size=3).map(tuple)
BOUNDS = st.floats(allow_nan=False)


def many(kind: object, *values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.builds(kind, *values), max_size=3).map(tuple)  # type: ignore[arg-type]


RECORDS = st.builds(
    ArticleRecord,
    iri=WORDS,
    title=WORDS,
    published=PERHAPS,
    home=PERHAPS,
    signature=st.binary(max_size=12),
    named=many(Named, WORDS, WORDS, WORDS),
    posts=many(Post, WORDS, WORDS, WORDS, WORDS),
    uses=many(Use, WORDS, WORDS, WORDS, st.booleans(), WORDS, PERHAPS, PERHAPS),
    happenings=many(Happening, WORDS, WORDS, st.booleans(), SOME, SOME, SOME, PERHAPS, PERHAPS),
    counted=many(Counted, WORDS, WORDS, WORDS, WORDS, WORDS, BOUNDS, BOUNDS, WORDS),
    facts=st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=3).map(tuple),
)


@given(st.lists(RECORDS, max_size=4))
def test_records_come_back_from_columns(records: list[ArticleRecord]) -> None:
    found = records_in(columns_of(records))
    assert found == records
    assert [list(map(type, r.facts + r.uses)) for r in found] == [list(map(type, r.facts + r.uses)) for r in records]
    assert columns_of(found) == columns_of(records)


@given(st.binary(max_size=60), st.integers(0, 200), st.lists(RECORDS, min_size=1, max_size=2))
def test_other_bytes_are_no_records(noise: bytes, cut: int, records: list[ArticleRecord]) -> None:
    with pytest.raises(ValueError, match="no records"):
        records_in(noise)
    whole = columns_of(records)
    with pytest.raises(ValueError, match="no records"):
        records_in(whole[: min(cut, len(whole) - 1)])


def keys_in(packs: Packs, pack: Path) -> list[str]:
    built = [written("x", "", doc, Settings()).built for doc in documents().values()]
    return packs.by_file(b.digest() for b in built if b)[pack]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "a.pack"
    writer = PackWriter(path)
    for doc in documents().values():
        built = written("x", "", doc, Settings()).built
        assert built is not None
        writer.add(built.digest(), built)
    writer.close()
    return path


def test_heads_are_what_the_pack_says_whatever_lies_beside_it(pack: Path) -> None:
    packs = Packs([pack.parent])
    keys = keys_in(packs, pack)
    told = {key: (packs.read(key).summary(), packs.read(key).article_record()) for key in keys}
    assert heads_of(packs, keys) == told
    bring_heads({pack: None}, packs, keys)
    beside = pack.with_suffix(".heads")
    whole = beside.read_bytes()
    assert heads_of(packs, keys) == told
    assert heads_of(packs, keys[:2]) == {key: told[key] for key in keys[:2]}
    shape = whole.replace(b"ZMH1", b"ZMH0")
    for damaged in (b"", whole[:9], whole[:-1], whole[:-40] + b"x" * 40, shape):
        beside.write_bytes(damaged)
        assert heads_of(packs, keys) == told
    packs.close()


def test_heads_are_read_where_they_are_and_no_pack_is(pack: Path) -> None:
    packs = Packs([pack.parent])
    keys = keys_in(packs, pack)
    bring_heads({pack: None}, packs, keys)
    told = heads_of(packs, keys)
    packs.close()
    pack.write_bytes(b"\0" * pack.stat().st_size)  # whoever looks into it now finds it damaged
    assert heads_of(packs, told) == told


def test_a_build_with_heads_is_the_one_without(tmp_path: Path) -> None:
    given, out, bare = Given(), tmp_path / "graph", tmp_path / "bare"
    build(given, out)
    assert (out / "records" / "000000.heads").is_file()
    shutil.copytree(out, bare)
    (bare / "records" / "000000.heads").unlink()
    given.known[sorted(given.known)[0]] = Metadata(title="别的题目")
    for folder in (out, bare):
        build(given, folder)
        assert sorted(p.name for p in (folder / "records").glob("*.heads")) == ["000000.heads", "000001.heads"]
    fresh = tmp_path / "fresh"
    build(given, fresh)
    assert content(out) == content(bare) == content(fresh)
