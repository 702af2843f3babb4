# One direction of a TCP connection put back together: segments in any order, sent again,
# overlapping or missing. Of two versions of the same bytes the first one counts, as with Zeek.
# What never came is a gap of known size and is told as such, never filled in silently.
from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["Gap", "Stream"]

_SPAN: Final = 1 << 32
_HALF: Final = 1 << 31
# How much may wait behind a hole before the hole is given up.
_MOST_WAITING: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Gap:
    """So many bytes that were sent and are not in the capture."""

    size: int


class Stream:
    """Takes segments, gives bytes in order.

    >>> stream = Stream()
    >>> stream.begin(99)
    >>> stream.put(103, b"defg"), stream.put(100, b"abcd")
    ([], [b'abcd', b'efg'])
    """

    def __init__(self, most_waiting: int = _MOST_WAITING) -> None:
        self._next: int | None = None
        self._waiting: dict[int, tuple[bytes, int]] = {}
        self._held = 0
        self._most_waiting = most_waiting
        self.missing = 0

    def begin(self, sequence: int) -> None:
        """A SYN with this sequence number: the first byte has the next one."""
        if self._next is None:
            self._next = (sequence + 1) % _SPAN

    def put(self, sequence: int, payload: bytes, sent: int | None = None) -> list[bytes | Gap]:
        """What a segment brings to pass: bytes now in order, and gaps that were given up.

        `sent` is how long it was where it was captured only in part.
        """
        size = len(payload) if sent is None else max(sent, len(payload))
        if not size:
            return []
        if self._next is None:
            # The beginning was not seen: this is as good as any.
            self._next = sequence
        ahead = _ahead(sequence, self._next)
        if ahead > 0:
            self._wait(ahead, payload, size)
            return self._given_up()
        skip = -ahead
        if skip >= size:
            return []
        return [*self._deliver(payload[skip:], size - skip), *self._joined()]

    def end(self) -> list[bytes | Gap]:
        """What is left, with the gaps before it."""
        found: list[bytes | Gap] = []
        while self._waiting:
            found += self._jump()
        return found

    def _deliver(self, payload: bytes, size: int) -> list[bytes | Gap]:
        assert self._next is not None
        self._next = (self._next + size) % _SPAN
        found: list[bytes | Gap] = [payload] if payload else []
        if size > len(payload):
            found.append(self._gap(size - len(payload)))
        return found

    def _wait(self, ahead: int, payload: bytes, size: int) -> None:
        assert self._next is not None
        at = self._next + ahead
        known = self._waiting.get(at)
        if known is None or known[1] < size:
            self._held += len(payload) - (len(known[0]) if known else 0)
            # What came first stays, what goes beyond it is new.
            first = known[0] if known else b""
            self._waiting[at] = (first + payload[len(first) :], size)

    def _joined(self) -> list[bytes | Gap]:
        """Whatever waited and now follows on."""
        found: list[bytes | Gap] = []
        while self._waiting:
            assert self._next is not None
            at = min(self._waiting, key=lambda each: _ahead(each, self._next or 0))
            ahead = _ahead(at, self._next)
            if ahead > 0:
                break
            payload, size = self._waiting.pop(at)
            self._held -= len(payload)
            if -ahead < size:
                found += self._deliver(payload[-ahead:], size + ahead)
        return found

    def _given_up(self) -> list[bytes | Gap]:
        found: list[bytes | Gap] = []
        while self._held > self._most_waiting:
            found += self._jump()
        return found

    def _jump(self) -> list[bytes | Gap]:
        """Over the next hole."""
        assert self._next is not None
        at = min(self._waiting, key=lambda each: _ahead(each, self._next or 0))
        ahead = _ahead(at, self._next)
        found: list[bytes | Gap] = []
        if ahead > 0:
            found.append(self._gap(ahead))
            self._next = (self._next + ahead) % _SPAN
        return [*found, *self._joined()]

    def _gap(self, size: int) -> Gap:
        self.missing += size
        return Gap(size)


def _ahead(one: int, other: int) -> int:
    """How far `one` lies ahead of `other` on the circle of sequence numbers, negative if behind."""
    return (one - other + _HALF) % _SPAN - _HALF
