"""Bytes to Document: encodings, the lines of a page and what they are for, metadata, the metadata table."""

from kg.read.article import MAX_BYTES, read_bytes, read_file, read_text, shown
from kg.read.files import article_files
from kg.read.table import MetadataTable, read_table
from kg.read.writing import as_written, plain, plainly

__all__ = [
    "MAX_BYTES",
    "MetadataTable",
    "article_files",
    "as_written",
    "plain",
    "plainly",
    "read_bytes",
    "read_file",
    "read_table",
    "read_text",
    "shown",
]
