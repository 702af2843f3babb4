# The parts of a mail message (RFC 5322, MIME) or a page saved with its pictures (MHTML): the
# text that people read, and the files that came with it. A message within is a file too.
from __future__ import annotations

import email.policy
from collections.abc import Iterator
from email import message_from_binary_file
from email.message import EmailMessage
from typing import BinaryIO

from .encoding import decoded
from .guard_frame import Fault

__all__ = ["attachment", "attachments", "header", "message_of", "texts"]

_SUFFIXES = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}
# A header that does not keep to the grammar, or a character set nobody knows.
_FAULTS = (ValueError, LookupError, AttributeError, TypeError)


def message_of(file: BinaryIO) -> EmailMessage:
    """The message. Raises Fault("damaged") for what has not even a header."""
    try:
        message = message_from_binary_file(file, policy=email.policy.default)
    except _FAULTS:
        raise Fault("damaged") from None
    except RecursionError:
        raise Fault("deep") from None
    if not message.keys():
        raise Fault("damaged")
    return message


def texts(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """The texts that are the message itself, each with its subtype, plain or html."""
    for part, attached in _leaves(message):
        if not attached:
            yield part.get_content_subtype(), _text(part)


def attachments(message: EmailMessage) -> Iterator[str]:
    """The names of the files that came with it, in order; the place tells the rest."""
    for number, part in enumerate(_attached(message), start=1):
        yield _name(part) or f"attachment-{number}{_suffix(part)}"


def attachment(message: EmailMessage, place: int) -> bytes:
    """The content of the file at a place."""
    part = next(part for n, part in enumerate(_attached(message)) if n == place)
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        return inner.as_bytes() if isinstance(inner, EmailMessage) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def header(message: EmailMessage, name: str) -> str:
    """A header's text, "" where there is none."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except _FAULTS:
        return ""


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    return (part for part, attached in _leaves(message) if attached)


def _leaves(message: EmailMessage) -> Iterator[tuple[EmailMessage, bool]]:
    """Every part that has no parts, and whether it is a file; a message within is one part."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            inner = part.get_payload()
            if isinstance(inner, list):
                waiting.extend(each for each in reversed(inner) if isinstance(each, EmailMessage))
            continue
        text = part.get_content_type() in {"text/plain", "text/html"}
        yield part, not text or bool(_name(part)) or _is_attachment(part)


def _is_attachment(part: EmailMessage) -> bool:
    try:
        return bool(part.is_attachment())
    except _FAULTS:
        return False


def _name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except _FAULTS:
        return ""


def _suffix(part: EmailMessage) -> str:
    if part.get_content_type() == "message/rfc822":
        return ".eml"
    return _SUFFIXES.get(part.get_content_type(), "")


def _text(part: EmailMessage) -> str:
    """The text as its character set says, or as its bytes do where that says nothing true."""
    try:
        raw = part.get_payload(decode=True)
        said = part.get_content_charset() or "us-ascii"
    except _FAULTS:
        return ""
    if not isinstance(raw, bytes):
        return ""
    # What calls itself GB2312 is often GBK.
    charset = "gb18030" if said in {"gb2312", "gbk"} else said
    try:
        return raw.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return decoded(raw)
