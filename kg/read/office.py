"""Old Word and WPS documents (.doc, .wps): converted by LibreOffice where it is installed, in a profile that lasts as long."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from kg.errors import InputError, TooLarge
from kg.read.docx import read_docx
from kg.read.limits import MAX_OFFICE
from kg.system import run_within

__all__ = ["MAX_SECONDS", "read_doc"]

MAX_SECONDS = 120
"""By the clock, for one document: LibreOffice takes ten to start with a new profile."""

_PROGRAMS = ("soffice", "libreoffice", "soffice.exe")
_SAVE = "open it in Word or WPS and save it as .docx"
# No macros, no links followed, nothing fetched: the document may come from anywhere.
_SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Writer/Content/Update", "Link", "2"),
)


def read_doc(data: bytes, name: str, *, seconds: float = MAX_SECONDS) -> str:
    """The text of an old document. Raises InputError where LibreOffice is not there or cannot read it, TooLarge."""
    program = next((found for word in _PROGRAMS if (found := shutil.which(word))), None)
    if program is None:
        raise InputError(
            f"{name}: an old Word or WPS document; LibreOffice would convert it, but is not installed: install it, or {_SAVE}"
        )
    with tempfile.TemporaryDirectory(prefix="kg-office-", ignore_cleanup_errors=True) as folder:
        return read_docx(_converted(program, data, name, Path(folder), seconds), name)


def _converted(program: str, data: bytes, name: str, folder: Path, seconds: float) -> bytes:
    """The document as .docx; what LibreOffice writes beside it is gone with the folder."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_settings(), encoding="utf-8", newline="\n")
    given, made = folder / "given.doc", folder / "made" / "given.docx"
    given.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--headless", "--norestore", "--nolockcheck", "--convert-to", "docx", "--outdir", str(made.parent), str(given)]
    try:
        code, said = run_within([program, profile, *convert], seconds, folder)
    except subprocess.TimeoutExpired:
        raise TooLarge(f"{name}: LibreOffice does not convert this document within {seconds:g} seconds; {_SAVE}") from None
    except OSError as error:
        raise InputError(f"{name}: LibreOffice does not start ({error.strerror}); {_SAVE}") from error
    if not made.is_file():
        why = " ".join(said.split())[-200:] or f"it ended with code {code}"
        raise InputError(f"{name}: LibreOffice cannot convert this document ({why}); {_SAVE}")
    if made.stat().st_size > MAX_OFFICE:
        raise TooLarge(f"{name}: as .docx this document has more than {MAX_OFFICE:,} bytes; take out its pictures, or {_SAVE}")
    return made.read_bytes()


def _settings() -> str:
    """The profile's settings, in LibreOffice's own format."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{key}"><value>{value}</value></prop></item>\n'
        for path, key, value in _SETTINGS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n{items}</oor:items>\n'
