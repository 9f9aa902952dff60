"""Makes what people save of the web and of their mail: pages with all that belongs to them, web archives, messages."""

from __future__ import annotations

import base64
import gzip
import quopri
from collections.abc import Sequence
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

__all__ = ["as_mail", "as_mhtml", "as_singlefile", "as_warc", "with_head"]

PICTURE = "data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUgAA" * 400


def with_head(page: bytes, head: str) -> bytes:
    """The page with further elements in its head."""
    return page.replace(b"<title>", head.encode() + b"<title>", 1)


def as_singlefile(page: bytes, address: str) -> bytes:
    """The page as the extension SingleFile writes it: a comment behind the first tag, pictures in the file."""
    note = f"<html><!--\n Page saved with SingleFile \n url: {address} \n saved date: Mon Jun 01 2020 10:00:00 GMT+0800\n-->"
    body = page.replace(b"<html>", note.encode(), 1)
    return body.replace(b"</body>", f'<img src="{PICTURE}"></body>'.encode())


def as_mhtml(page: bytes, address: str, *, encoding: str = "utf-8", transfer: str = "quoted-printable") -> bytes:
    """The page as Chrome saves it, with a style sheet and a picture."""
    text = page.decode().replace('<meta charset="utf-8">', "").encode(encoding)
    body = quopri.encodestring(text) if transfer == "quoted-printable" else base64.encodebytes(text)
    parts = (
        (f'text/html; charset="{encoding}"', transfer, address, body),
        ("text/css", "quoted-printable", "cid:css-1@mhtml.blink", b"p { color: red }"),
        ("image/png", "base64", address + ".png", b"iVBORw0KGgo=\r\n" * 50),
    )
    head = f"From: <Saved by Blink>\nSnapshot-Content-Location: {address}\nSubject: =?utf-8?Q?a?=\nMIME-Version: 1.0\n"
    out = head + 'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----MultipartBoundary--x----"\n\n'
    data = out.encode()
    for kind, how, place, content in parts:
        about = f"Content-Type: {kind}\nContent-Transfer-Encoding: {how}\nContent-Location: {place}\n\n"
        data += f"\n------MultipartBoundary--x----\n{about}".encode() + content
    return (data + b"\n------MultipartBoundary--x------\n").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def as_mail(
    subject: str,
    text: str | None,
    *,
    page: str | None = None,
    files: Sequence[tuple[str, bytes]] = (),
    encoding: str = "utf-8",
    date: str = "Thu, 07 May 2020 09:30:00 +0800",
) -> bytes:
    """A mail with its words as text, as page or as both, and files."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Date"], mail["Subject"] = "a@x.gov.cn", "b@x.gov.cn", date, subject
    mail["List-Post"] = "<http://lists.x.gov.cn/post>"
    if text is not None:
        mail.set_content(text, charset=encoding, cte="base64")
    if page is not None and text is None:
        mail.set_content(page, subtype="html", charset=encoding, cte="base64")
    elif page is not None:
        mail.add_alternative(page, subtype="html", charset=encoding, cte="base64")
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def as_warc(pages: Sequence[tuple[str, str, bytes]], *, packed: bool = True, status: str = "200 OK") -> bytes:
    """A web archive of (address, media type, bytes): a note about the crawl, requests, and packed answers in chunks."""
    records = [_record("warcinfo", None, "application/warc-fields", b"software: x\r\n")]
    for address, kind, data in pages:
        records.append(_record("request", address, "application/http; msgtype=request", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        body = gzip.compress(data)
        pieces = [body[at : at + 999] for at in range(0, len(body), 999)]
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        sent = head.encode() + chunks + b"0\r\n\r\n"
        records.append(_record("response", address, "application/http; msgtype=response", sent))
    return b"".join(gzip.compress(record) if packed else record for record in records)


def _record(kind: str, address: str | None, media: str, block: bytes) -> bytes:
    target = f"WARC-Target-URI: {address}\r\n" if address else ""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def nested_mail(depth: int, text: str) -> bytes:
    """Multiparts in multiparts, as deep as anyone likes."""
    inner: MIMEText | MIMEMultipart = MIMEText(text, "plain", "utf-8")
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return ("Subject: x\n" + head).encode() + inner.as_bytes()
