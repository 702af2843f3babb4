# The text of a log's bytes. Programs write what they were given: most of it is UTF-8, some of it
# GB18030 or Latin-1, and what a crash left is zeros. Line by line, so that one bad line spoils no
# other, and none is dropped.
from __future__ import annotations

from typing import Final

__all__ = ["log_text"]

_MARK: Final = b"\xef\xbb\xbf"
_BROKEN: Final = "\ufffd"


def log_text(octets: bytes) -> str:
    r"""The text: UTF-8, a line that is none as GB18030 where it is that, zeros left out.

    >>> log_text("李\n".encode() + "李\n".encode("gb18030") + b"\x00\x00caf\xe9 x\n")
    '李\n李\ncaf� x\n'
    """
    octets = octets.removeprefix(_MARK)
    if b"\0" in octets:
        octets = octets.replace(b"\0", b"")
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return "\n".join(map(_line, octets.split(b"\n")))


def _line(octets: bytes) -> str:
    text = octets.decode("utf-8", "replace")
    broken = text.count(_BROKEN)
    # A line of UTF-8 that was cut within a character is still that.
    if not broken or sum(each > "\x7f" for each in text) > 2 * broken:
        return text
    try:
        return octets.decode("gb18030")
    except UnicodeDecodeError:
        return text
