"""Bytes to Document: files, archives and tables, encodings, the lines of a page and what they are for, metadata."""

from kg.read.article import read_bytes, read_file, read_source, read_text
from kg.read.disk import shown
from kg.read.limits import MAX_BYTES
from kg.read.source import Source
from kg.read.sources import articles
from kg.read.table import MetadataTable, read_table
from kg.read.writing import as_written, plain, plainly

__all__ = [
    "MAX_BYTES",
    "MetadataTable",
    "Source",
    "articles",
    "as_written",
    "plain",
    "plainly",
    "read_bytes",
    "read_file",
    "read_source",
    "read_table",
    "read_text",
    "shown",
]
