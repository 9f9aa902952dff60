"""What one input may cost, each limit with its reason. Everything beyond is refused with a message that names the limit."""

from __future__ import annotations

from typing import Final

__all__ = [
    "MAX_BYTES",
    "MAX_CONTAINED",
    "MAX_DEPTH",
    "MAX_HEADER",
    "MAX_LINE",
    "MAX_LINES",
    "MAX_MEMBERS",
    "MAX_NAME",
    "MAX_OFFICE",
    "MAX_RATIO",
    "MAX_UNPACKED",
    "SMALL",
]

MAX_BYTES: Final = 5_000_000
"""A text or page: the longest work report has 0.2 MB; beyond 5 MB a file is a dump of many. `--max-size` sets another limit."""

MAX_OFFICE: Final = 64_000_000
"""A .docx, .doc, .pdf, mail or saved page: pictures make them large, while the text that comes out of them still has to keep
within MAX_BYTES."""

MAX_CONTAINED: Final = 256_000_000
"""An archive within an archive, which is held in memory."""

MAX_UNPACKED: Final = 50_000_000_000
"""All that comes out of one archive: ten million articles of 5 KB."""

MAX_RATIO: Final = 300
"""Unpacked to packed: prose packs to a third, a million pages of one site to a fiftieth, a bomb to a thousandth."""

SMALL: Final = 100_000_000
"""So much may come out of any archive, whatever the ratio."""

MAX_MEMBERS: Final = 10_000_000
"""Members of one archive: with names alone a larger index would fill the memory."""

MAX_DEPTH: Final = 4
"""Archives in archives: a zip of years, of months, of days; an archive that contains itself has no end."""

MAX_NAME: Final = 4096
"""Characters of a member's name, as long as a path on Linux may be."""

MAX_HEADER: Final = 1_000_000
"""Bytes of a tar header that extends another (long names): read into memory before anything of the member is."""

MAX_LINE: Final = 65_536
"""Bytes of a line in the headers of a web archive: addresses have 2,000."""

MAX_LINES: Final = 1_000
"""Lines of one record's headers in a web archive: servers send 30."""
