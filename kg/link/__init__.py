"""Identity across articles, and what else ties them together: a pure function of the articles' records and the registry."""

from kg.link.linking import candidates, link
from kg.link.links import Links
from kg.link.meeting import counts
from kg.link.records import ArticleRecord
from kg.link.registry import EMPTY, Registry, read_registry

__all__ = ["EMPTY", "ArticleRecord", "Links", "Registry", "candidates", "counts", "link", "read_registry"]
