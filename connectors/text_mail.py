# The program that reads the text of mail, run for document.py behind guard.py: the headers
# that people read, then the body; where it comes plain and as a page, both, since they may
# differ. Files that came with it are archive.py's.
from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from .guard_frame import Message
from .html_text import blocks_of
from .mail_parts import header, message_of, texts
from .text_rows import Left, rows_of

__all__ = ["run"]

_HEADERS = {
    "Subject": "subject",
    "From": "sender",
    "Reply-To": "sender",
    "To": "recipient",
    "Cc": "recipient",
    "Bcc": "recipient",
}


def run(file: BinaryIO, _limits: tuple[int, int] = (0, 0)) -> Iterator[Message]:
    """Headers and body."""
    yield from rows_of(_texts(file))


def _texts(file: BinaryIO) -> Iterator[tuple[str, str] | Left]:
    message = message_of(file)
    for name, part in _HEADERS.items():
        yield part, header(message, name)
    for kind, text in texts(message):
        if kind == "html":
            for line, what, block in blocks_of(iter([text])):
                yield (f"body, line {line}, {what}" if what else f"body, line {line}"), block
        else:
            for number, line_text in enumerate(text.splitlines(), start=1):
                yield f"body, line {number}", line_text
