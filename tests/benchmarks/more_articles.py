"""What more articles of the hardest kinds bring: events found on texts in real frames, by how many others of them train.

Names are those of the annotation, so that only the model of triggers differs. Prints a row for each share of the other two
thirds (all other shelves always train): F1, precision and recall on both shelves. Some half an hour on one core.

    python tests/benchmarks/more_articles.py
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kg.extract.triggers import TriggerFinder
from kg.learn.articles import shelves
from kg.learn.sentences import written_documents
from kg.learn.triggers import agreement, article_examples, sentence_examples, train
from kg.model import Document
from kg.segment import Segmenter

UNSEEN = {"items": 104, "pages": 65}  # by shelf, about a third of it
SHARES = (0.0, 0.25, 0.5, 1.0)


def shuffled(docs: Sequence[Document]) -> list[Document]:
    """The same order each time, whatever the ids say of the hand that wrote them."""
    order = sorted(docs, key=lambda doc: doc.id)
    random.Random(1).shuffle(order)
    return order


def row(unseen: Sequence[Document], finder: TriggerFinder) -> str:
    counts = sum((agreement(doc, finder) for doc in unseen), Counter())
    precision, recall = counts["right"] / counts["found"], counts["right"] / counts["gold"]
    return f"{2 * precision * recall / (precision + recall):.3f} (P {precision:.3f}, R {recall:.3f})"


def main() -> None:
    segment = Segmenter.load()
    docs = {shelf.home.name: shelf.documents(segment) for shelf in shelves()}
    hard = {name: shuffled(docs.pop(name)) for name in UNSEEN}
    unseen = {name: found[: UNSEEN[name]] for name, found in hard.items()}
    others = {name: found[UNSEEN[name] :] for name, found in hard.items()}
    always = [example for doc in written_documents() for example in sentence_examples(segment(doc))]
    always += [example for found in docs.values() for doc in found for example in article_examples(doc)]
    print("articles more\t" + "\t".join(f"{len(found)} {name}" for name, found in unseen.items()))
    with tempfile.TemporaryDirectory() as folder:
        for share in SHARES:
            more = [doc for found in others.values() for doc in found[: int(share * len(found))]]
            path = Path(folder) / "triggers"
            train([*always, *(example for doc in more for example in article_examples(doc))], path)
            finder = TriggerFinder.of(path)
            print(f"{len(more)}\t" + "\t".join(row(found, finder) for found in unseen.values()), flush=True)


if __name__ == "__main__":
    main()
