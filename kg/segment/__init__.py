"""Text → sentences with words and tags: the only place that knows a word segmenter or a tagger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.model import Document, Sentence, Span, Token
from kg.segment.sentences import plain_lines, split
from kg.segment.stand_ins import Blind, stand_ins
from kg.segment.tagger import Tagged, Tagger
from kg.segment.words import Engine, words

__all__ = ["Segmenter"]

_Tags = Callable[[Sequence[str]], list[Tagged]]


@dataclass(frozen=True, slots=True)
class _Known:
    """A tagger that has tagged some sentences already."""

    tagger: _Tags
    known: Mapping[str, Tagged]

    def __call__(self, sentences: Sequence[str]) -> list[Tagged]:
        return [self.known[text] if text in self.known else self.tagger([text])[0] for text in sentences]


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Stage: reads `text` and `lines`, writes `sentences` with tokens (and plain `lines`, where there are none).

    The tokens of a sentence cover it exactly. Their words and tags are LAC's, which reads each division under another name of
    its rank (kg.segment.stand_ins); `words` gives those of jieba's dictionary.
    """

    tagger: _Tags
    engine: Engine = "rjieba"

    @classmethod
    def load(cls, *, engine: Engine = "rjieba") -> Segmenter:
        """The segmenter with LAC's model; `engine` cuts what `words` is asked for: rjieba, or jieba as the reference."""
        return cls(Blind(Tagger.load(), stand_ins()), engine)

    def __call__(self, doc: Document) -> Document:
        doc = doc if doc.lines else replace(doc, lines=plain_lines(doc.text))
        sentences = list(split(doc))
        tagged = self.tagger([sentence.span.of(doc.text) for sentence in sentences])
        return replace(
            doc,
            sentences=tuple(
                Sentence(sentence.span, sentence.line, _tokens(sentence.span.start, tags))
                for sentence, tags in zip(sentences, tagged, strict=True)
            ),
        )

    def knowing(self, docs: Iterable[Document]) -> Segmenter:
        """The same segmenter, to be used for these documents: their sentences are tagged at once, in larger batches.

        The tags are the same, and sooner there. The documents are as the stage will see them.
        """
        lined = (doc if doc.lines else replace(doc, lines=plain_lines(doc.text)) for doc in docs)
        texts = list(dict.fromkeys(sentence.span.of(doc.text) for doc in lined for sentence in split(doc)))
        return replace(self, tagger=_Known(self.tagger, dict(zip(texts, self.tagger(texts), strict=True))))

    def words(self, text: str) -> tuple[str, ...]:
        """The words of a text by jieba's dictionary and HMM; joined, they are the text."""
        return tuple(words(text, self.engine))


def _tokens(offset: int, tagged: Tagged) -> tuple[Token, ...]:
    return tuple([Token(Span(offset + start, offset + stop), tag) for start, stop, tag in tagged])
