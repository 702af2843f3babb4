# One end of an IEC 60870-5-104 connection, below what is said on it (clause 5): numbers of what was
# sent and received, the windows k and w, the times t1, t2 and t3. Time comes in as seconds, so that
# it is the drill's: the same in memory and on sockets.
from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from . import iec104
from .iec104 import NUMBERS, TESTFR, Apdu, Information

__all__ = ["Line", "Terms"]

_TESTED = 0x83


@dataclass(frozen=True, slots=True)
class Terms:
    """What both ends of a connection agree on; the standard's own proposals.

    `t1_s`: how long it is waited for an acknowledgement or a confirmation; `t2_s`: how long one is
    kept back; `t3_s`: after how much silence the connection is tested. `k`: how many frames may be
    on their way; `w`: after how many at the latest they are acknowledged.
    """

    t1_s: float = 15.0
    t2_s: float = 10.0
    t3_s: float = 20.0
    k: int = 12
    w: int = 8


class Line:
    """The state of one end."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._sent = self._received = 0
        # What waits until the window lets it out, when each frame on its way went out, and since
        # when the first that was received waits for our acknowledgement.
        self._queue: deque[Information] = deque()
        self._on_the_way: deque[float] = deque()
        self._unacknowledged = 0
        self._first_at = 0.0
        self._heard: float | None = None
        self._tested: float | None = None

    def take(self, apdu: Apdu, now: float) -> bool:
        """What a received frame says of numbers and life; False where the connection must end."""
        self._heard = now
        if apdu.kind == "U":
            if apdu.control == _TESTED:
                self._tested = None
            return True
        if not self._acknowledged(apdu.received):
            return False
        if apdu.kind == "I":
            if apdu.sent != self._received:
                return False
            self._received = (self._received + 1) % NUMBERS
            if not self._unacknowledged:
                self._first_at = now
            self._unacknowledged += 1
        return True

    def put(self, information: Information) -> None:
        """Something to be sent as soon as the window lets it."""
        self._queue.append(information)

    def out(self, now: float) -> bytes:
        """What may go now: numbered frames and, where so many came that it is due, one that
        acknowledges them.
        """
        return b"".join(self._numbered(now)) + self._acknowledging(now)

    def due(self, now: float) -> list[bytes] | None:
        """The same, and a test of a connection that is silent; None where the other end is dead."""
        terms = self._terms
        if self._heard is None:
            self._heard = now
        oldest = min([*self._on_the_way, *([] if self._tested is None else [self._tested])], default=now)  # fmt: skip
        if now - oldest > terms.t1_s:
            return None
        frames = [*self._numbered(now)]
        acknowledging = self._acknowledging(now)
        if acknowledging:
            frames.append(acknowledging)
        if self._tested is None and now - self._heard >= terms.t3_s:
            self._tested = now
            frames.append(iec104.unnumbered(TESTFR))
        return frames

    def acknowledgement(self) -> bytes:
        """A frame that acknowledges all that was received, whether it is due or not."""
        self._unacknowledged = 0
        return iec104.supervisory(self._received)

    def let_go(self) -> None:
        """What waits to be sent is given up: data were stopped."""
        self._queue.clear()

    @property
    def is_full(self) -> bool:
        """Whether what is put has to wait for acknowledgements."""
        return bool(self._queue) or len(self._on_the_way) >= self._terms.k

    def _numbered(self, now: float) -> Iterator[bytes]:
        while self._queue and len(self._on_the_way) < self._terms.k:
            yield iec104.information_frame(self._sent, self._received, self._queue.popleft())
            self._sent = (self._sent + 1) % NUMBERS
            self._on_the_way.append(now)
            self._unacknowledged = 0

    def _acknowledging(self, now: float) -> bytes:
        held = self._unacknowledged
        late = held and now - self._first_at >= self._terms.t2_s
        if not late and held < self._terms.w:
            return b""
        return self.acknowledgement()

    def _acknowledged(self, number: int) -> bool:
        """Frames that the other end says it has; False where it names some that were never sent."""
        first = (self._sent - len(self._on_the_way)) % NUMBERS
        arrived = (number - first) % NUMBERS
        if arrived > len(self._on_the_way):
            return False
        for _ in range(arrived):
            self._on_the_way.popleft()
        return True
