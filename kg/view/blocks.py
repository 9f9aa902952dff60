"""A page's data in blocks that a browser reads when they are asked for: what it opens with, the network, each article.

A large graph opens on counts (`tally`) without its nodes; the words of an article are read when they are shown.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

__all__ = ["NETWORK", "OPENING", "blocks"]

Data = dict[str, Any]
OPENING = "data"
NETWORK = "network"
_WITH_NETWORK = ("measures", "joint", "series", "differ", "carried")  # they name nodes
_ELSEWHERE = {"network", "sentences", "claims", "articles", *_WITH_NETWORK}


def blocks(data: Data) -> dict[str, Data]:
    """The data of a page (see page.py) by block: OPENING, NETWORK, and article-0, article-1 … in the order of the articles.

    Claims are numbered anew, article by article: `starts` says with which number each article begins, so that a number alone
    tells the article. The sentences and claims of an article stand in its block, a sentence as [start, stop].
    """
    claims, sentences = data["claims"], data["sentences"]
    article_of = [sentences[claim["sentence"]]["article"] for claim in claims]
    order = sorted(range(len(claims)), key=lambda old: article_of[old])
    number = {old: new for new, old in enumerate(order)}
    by_article: list[list[Data]] = [[] for _ in data["articles"]]
    for old in order:
        by_article[article_of[old]].append(claims[old])
    starts = [0]
    for held in by_article[:-1]:
        starts.append(starts[-1] + len(held))
    parts = {f"article-{i}": _article(data, i, held) for i, held in enumerate(by_article)}
    return {OPENING: _opening(data, starts), NETWORK: _network(data, number), **parts}


def _opening(data: Data, starts: list[int]) -> Data:
    """What the page opens with: all but the network and the words, and what a table of counts needs of the network."""
    network = data["network"]
    tally = Counter((tuple(node.get("codes", ())), node["group"]) for node in network["nodes"])
    return {
        **{key: value for key, value in data.items() if key not in _ELSEWHERE},
        "articles": [{key: article[key] for key in article if key not in ("text", "read")} for article in data["articles"]],
        "starts": starts,
        "size": {"nodes": len(network["nodes"]), "edges": len(network["edges"])},
        "tally": [(codes, group, count) for (codes, group), count in tally.items()],
    }


def _network(data: Data, number: dict[int, int]) -> Data:
    """Nodes and edges with their claims' new numbers, and `sure`: the confidence of the surest of these."""
    sure = [claim["confidence"] for claim in data["claims"]]

    def told(thing: Data) -> Data:
        known = thing["claims"]
        return {**thing, "claims": [number[claim] for claim in known], "sure": max((sure[claim] for claim in known), default=0)}

    network = {part: [told(thing) for thing in things] for part, things in data["network"].items()}
    return {"network": network, **{key: data[key] for key in _WITH_NETWORK if key in data}}


def _article(data: Data, index: int, claims: list[Data]) -> Data:
    article, places = data["articles"][index], dict[int, int]()
    here = [{**claim, "sentence": places.setdefault(claim["sentence"], len(places))} for claim in claims]
    sentences = [(data["sentences"][at]["start"], data["sentences"][at]["stop"]) for at in places]
    return {"text": article["text"], "read": article["read"], "sentences": sentences, "claims": here}
