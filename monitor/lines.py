# Lines of protocols that talk in lines: octets in any pieces in, whole lines out. Replies of
# three digits (RFC 959 4.2, RFC 5321 4.2) may run over several lines; the last one counts.
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["Lines", "Replies"]

_LONGEST: Final = 64 << 10
_REPLY: Final = re.compile(rb"(\d{3})([ -]|$)(.*)", re.DOTALL)


class Lines:
    """One direction as lines without their ends; what is no line yet can be taken as it is."""

    def __init__(self) -> None:
        self._held = b""
        self._at = 0
        self.broken = False

    def feed(self, data: bytes) -> None:
        """Takes octets in."""
        self._held = self._held[self._at :] + data
        self._at = 0

    def next(self) -> bytes | None:
        """The next whole line, None while there is none."""
        end = self._held.find(b"\n", self._at)
        if end < 0:
            self.broken = len(self._held) - self._at > _LONGEST
            return None
        line, self._at = self._held[self._at : end], end + 1
        return line.rstrip(b"\r")

    def rest(self) -> bytes:
        """What is held, taken out."""
        held, self._held, self._at = self._held[self._at :], b"", 0
        return held


class Replies:
    """A server's replies: their code and the text of their last line."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._within: bytes | None = None
        self.broken = False

    def feed(self, data: bytes) -> Iterator[tuple[int, str]]:
        """The replies that this completes, one at a time."""
        self._lines.feed(data)
        while (line := self._lines.next()) is not None:
            found = _REPLY.match(line)
            if self._within is not None:
                if found is None or found[1] != self._within or found[2] == b"-":
                    continue
                self._within = None
            elif found is None:
                self.broken = True
                return
            elif found[2] == b"-":
                self._within = found[1]
                continue
            assert found is not None
            yield int(found[1]), found[3].decode("utf-8", "replace")
        self.broken = self._lines.broken
