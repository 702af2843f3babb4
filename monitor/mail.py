# A mail's parts as content: texts and attachments with the names they were given, whatever way
# they were written in (RFC 2045 to 2049). The subject is content as well; it is not told apart
# from it and goes no further.
from __future__ import annotations

import email
import email.errors
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from typing import Final

from .noted import Body, Way

__all__ = ["Mail", "read_mail"]

_MOST_PARTS: Final = 200
_LONGEST_NAME: Final = 255


class Mail:
    """A mail's subject, and its parts as bodies that went one way."""

    def __init__(self, subject: str, bodies: tuple[Body, ...], names: tuple[str, ...]) -> None:
        self.subject = subject
        self.bodies = bodies
        self.names = names


def read_mail(octets: bytes, way: Way = "forth", missing: int = 0) -> Mail:
    """What a mail holds; one that is damaged as far as it can be read."""
    try:
        parsed = email.message_from_bytes(octets)
        subject = _words(str(parsed.get("subject", "")))
        bodies = list(_parts(parsed, way, missing))
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):
        # The parser gives up on what was made to break it: then it is a text.
        return Mail("", (Body(way, octets, media="text/plain", missing=missing),), ())
    if subject:
        bodies.append(Body(way, subject.encode("utf-8", "replace"), media="text/plain"))
    names = tuple(each.name for each in bodies if each.name)
    return Mail(subject, tuple(bodies), names)


def _parts(parsed: Message, way: Way, missing: int) -> Iterator[Body]:
    for place, part in enumerate(parsed.walk()):
        if place > _MOST_PARTS:
            return
        if part.is_multipart():
            continue
        octets = part.get_payload(decode=True)
        if not isinstance(octets, bytes) or not octets:
            continue
        charset = part.get_content_charset()
        media = part.get_content_type() + (f"; charset={charset}" if charset else "")
        name = _words(part.get_filename() or "")[:_LONGEST_NAME]
        yield Body(way, octets, media=media, name=name, missing=missing)
        # What is missing is missing once, wherever it was.
        missing = 0


def _words(text: str) -> str:
    """A header's text with encoded words read."""
    try:
        found = decode_header(text)
    except (email.errors.HeaderParseError, ValueError):
        return text
    parts = []
    for piece, coding in found:
        if isinstance(piece, str):
            parts.append(piece)
            continue
        try:
            parts.append(piece.decode(coding or "utf-8", "replace"))
        except LookupError:
            parts.append(piece.decode("utf-8", "replace"))
    return "".join(parts)
