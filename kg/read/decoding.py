"""Bytes to text in the encodings that Chinese sites and offices use, and a refusal where the guess would be a gamble."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from kg.errors import NotText

__all__ = ["decode", "encoding_of"]

# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document (docx, xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (doc, xls)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")  # without tab, line breaks and form feed
_GUESSES = frozenset({"big5", "big5hkscs", "cp950", "gb18030", "gbk", "gb2312", "hz"})
_PLAUSIBLE = 0.9  # share of a text's non-ASCII characters that Chinese prose consists of
_COMMON = 0.75  # share of its Han that are among the 3,755 most common ones; prose has 0.95, mojibake 0.4
_FREQUENT = frozenset(
    "的一是不了在人有我这中大来上国个到们为和地出会也时要就以对生能而行工作政府民党组织部门省市县区乡镇村社会全开展领导建设"
    "发学习教育文化经济年月日动员活服务主题管理责任群众干部书记局长委召议会国會動黨員組織務區縣鄉鎮與開學習"
)
_LEAST_FREQUENT = (
    0.1  # of the Han, at least this share is of the characters above; prose of the genre has 0.4, Korean misread as Chinese 0.03
)
_ADVICE = "save it as UTF-8 and try again"


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text exactly as the bytes say it (line ends kept, a byte order mark dropped) and warnings.

    Raises NotText for binary data, NUL bytes, lone surrogates and every encoding that cannot be told with certainty.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise NotText(f"{name}: this is {what}, not a text; convert it to a .txt file first")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _clean(_strict(data[len(mark) :], encoding, name), name), ()
    if b"\x00" in data:
        raise NotText(
            f"{name}: NUL byte at offset {data.index(0)}: a binary file, or UTF-16 without a byte order mark; {_ADVICE}"
        )
    try:
        return _clean(data.decode("utf-8"), name), ()
    except UnicodeDecodeError as error:
        return _other(data, name, error)


def encoding_of(head: bytes, name: str) -> str:
    """The encoding of a table that begins so; `head` ends with a whole line. Raises NotText where it cannot be told."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    if b"\x00" in head:
        raise NotText(
            f"{name}: NUL byte at offset {head.index(0)}: a binary file, or UTF-16 without a byte order mark; {_ADVICE}"
        )
    if _decoded(head, "utf-8") is not None or _nearly_utf8(head):
        return "utf-8"
    text = _decoded(head, "gb18030")
    if text is not None and _reads_as_chinese(text):
        return "gb18030"
    guess = _guess(head)
    if guess is not None and _confirmed(head, guess) is not None:
        return guess
    raise NotText(f"{name}: not in UTF-8, GB18030, Big5 or UTF-16 with a byte order mark; {_ADVICE}")


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = "a lone surrogate" if "surrogate" in error.reason else error.reason
        raise NotText(f"{name}: marked as {encoding}, but broken at byte {error.start}: {what}; {_ADVICE}") from error


def _other(data: bytes, name: str, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    """Not UTF-8: GB18030 where it reads as Chinese prose, else what charset-normalizer finds and the same test confirms."""
    surrogate = _surrogate_at(data)
    if surrogate is not None:
        raise NotText(f"{name}: UTF-8 with a lone surrogate at byte {surrogate}; {_ADVICE}")
    if _nearly_utf8(data):
        raise NotText(
            f"{name}: UTF-8, but broken at byte {error.start} of {len(data)} (a file cut short?); repair it and try again"
        )
    text = _decoded(data, "gb18030")
    if text is not None and _reads_as_chinese(text):
        return _clean(text, name), ()
    guess = _guess(data)
    text = _confirmed(data, guess)
    if guess is not None and text is not None:
        return _clean(text, name), (f"read as {guess}, a guess from the bytes; save it as UTF-8 to be sure",)
    found = f"; it looks like {guess}" if guess else ""
    raise NotText(f"{name}: not in UTF-8, GB18030 or UTF-16 with a byte order mark{found}; {_ADVICE}")


def _surrogate_at(data: bytes) -> int | None:
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    at = next(i for i, char in enumerate(text) if "\ud800" <= char <= "\udfff")
    return len(text[:at].encode("utf-8"))


def _nearly_utf8(data: bytes) -> bool:
    """Whether all but a few bytes are multi-byte UTF-8: such a file is damaged, not in another encoding."""
    text = data.decode("utf-8", "ignore")
    wide = sum(len(char.encode("utf-8")) for char in text if char > "\x7f")
    lost = len(data) - len(text.encode("utf-8"))
    return wide > 0 and lost < 0.05 * wide


def _decoded(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(data: bytes) -> str | None:
    """What the detector finds; of a text too short for it, Big5 where it reads as Chinese in common characters."""
    from charset_normalizer import from_bytes  # 60 ms to import, and rarely needed

    best = from_bytes(data[:50_000]).best()
    if best is not None and best.encoding in _GUESSES:
        return best.encoding
    text = _decoded(data, "cp950")
    if text is not None and _reads_as_chinese(text, common=_COMMON, level=_is_common_traditional):
        return "cp950"
    return best.encoding if best else None


def _confirmed(data: bytes, guess: str | None) -> str | None:
    """The text in the guessed encoding, where it is one of Chinese and the text reads as Chinese."""
    text = _decoded(data, guess) if guess in _GUESSES else None
    return text if text is not None and _reads_as_chinese(text, common=0.0) else None


def _reads_as_chinese(text: str, common: float = _COMMON, level: Callable[[str], bool] | None = None) -> bool:
    wide = [char for char in text if char > "\x7f"]
    han = [char for char in wide if "\u4e00" <= char <= "\u9fff"]
    if not han:
        return False
    if sum(char in _FREQUENT for char in han) < _LEAST_FREQUENT * len(han):
        return False
    expected = len(han) + sum(_is_punctuation(char) for char in wide)
    return expected >= _PLAUSIBLE * len(wide) and sum(map(level or _is_common, han)) >= common * len(han)


def _is_punctuation(char: str) -> bool:
    return "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef" or char in "·—–…‘’“”×℃%①②③④⑤⑥⑦⑧⑨⑩■□●○◆◇★☆▲△→─\xa0"


def _is_common(char: str) -> bool:
    """Whether the character is in GB 2312's first level, the 3,755 most common ones."""
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _is_common_traditional(char: str) -> bool:
    """Whether the character is in Big5's first level, its 5,401 most common ones."""
    try:
        return 0xA4 <= char.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False


def _clean(text: str, name: str) -> str:
    """The text, once it is sure that it has no NUL and is no binary in disguise."""
    if "\x00" in text:
        raise NotText(f"{name}: NUL character at offset {text.index(chr(0))}; {_ADVICE}")
    control = len(_CONTROL.findall(text))
    if control > max(2, 0.01 * len(text)):
        raise NotText(f"{name}: {control} control characters in {len(text)}: a binary file; convert it to text first")
    return text
