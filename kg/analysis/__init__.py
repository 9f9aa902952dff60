"""What people count and write with a graph: panels of an initiative, chronicles of a body, sentences that hold a word.

Everything is read through `kg.graph`, and every row keeps the article and the offsets of the words that it stands on.
"""

from __future__ import annotations
