"""What can go wrong, as a tree; every message says what, where and what to do.

KgError
├── UsageError            wrong arguments of a command or a function
├── InputError            an article that cannot be read
│   ├── NotText           binary, not Chinese encodings, NUL bytes, lone surrogates
│   ├── TooLarge          more text than the limit
│   └── BadMetadata       the metadata table is not as documented
├── BadRegistry           the registry of identities is not as documented
├── BadProject            kg.toml, or a table that it names, is not as documented
├── BadDecisions          a file of decisions or of a coded sample is not as documented
├── TableError            a row of ontology/ that breaks its table's contract
├── RecordError           a gold or record file that breaks the annotation format
├── StoreError            a build folder that is missing, damaged or of another schema
├── QueryError            a SPARQL query that cannot be parsed or run
├── RequestError          what the endpoint answers with an error status
└── RemoteError           another server that does not answer, refuses, or answers what was not asked
"""

from __future__ import annotations

__all__ = [
    "BadDecisions",
    "BadMetadata",
    "BadProject",
    "BadRegistry",
    "InputError",
    "KgError",
    "NotText",
    "QueryError",
    "RecordError",
    "RemoteError",
    "RequestError",
    "StoreError",
    "TableError",
    "TooLarge",
    "UsageError",
]


class KgError(Exception):
    """Base of every error that this package raises on purpose."""


class UsageError(KgError):
    """The caller asked for something that does not exist or does not fit together."""


class InputError(KgError):
    """An article cannot be read; the others of the same call still can."""


class NotText(InputError):
    """The bytes are no text in any encoding that we read."""


class TooLarge(InputError):
    """The text is longer than the limit that the caller set."""


class BadMetadata(InputError):
    """The metadata table has a wrong header, a doubled row or a malformed value."""


class BadRegistry(KgError):
    """The registry of identities has a wrong header, or a row that means nothing: `FILE:LINE: what`."""


class BadProject(KgError):
    """A project's kg.toml, or a table or question that it names, is not as documented: `FILE:LINE: what, and what to do`."""


class BadDecisions(KgError):
    """A row of a file of decisions, or of a coded sample, that means nothing: `FILE:LINE: what`."""


class TableError(KgError):
    """A reference table or rule file breaks its contract: `FILE:LINE: what, and what was expected`."""


class RecordError(KgError):
    """A gold or record file breaks the annotation format: `FILE: KEY: what`."""


class StoreError(KgError):
    """A build folder is missing, damaged or written by another schema version."""


class QueryError(KgError):
    """A SPARQL query cannot be parsed or run; the message carries the engine's own words."""


class RequestError(KgError):
    """A request that the endpoint does not carry out: the HTTP status, what is wrong, and how long to wait if at all."""

    def __init__(self, status: int, message: str, *, retry_after: int | None = None, allow: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after  # seconds
        self.allow = allow  # methods that the address takes


class RemoteError(KgError):
    """Another server cannot be reached, refuses, or answers what was not asked; the message carries its own words."""
