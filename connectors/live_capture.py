# What passes an interface now, as the batches that a capture's file gives. Frames stay in memory
# until they were read and are kept nowhere.
from __future__ import annotations

import errno
import select
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

import numpy as np
import pyarrow as pa

from schema import MisuseError

from .capture import captured_batch
from .live_filter import filter_program
from .live_ring import Ring, frames_of

__all__ = ["LONGEST_SNAP", "LiveCapture"]

LONGEST_SNAP: Final = 262_144
_RING: Final = 64 << 20
_MOST_BLOCKS: Final = 16
_LOOPBACK, _RADIO = 772, 803
# By the kernel's number for a kind of hardware: the link type of a frame. What has no frames of
# its own, like a tunnel, shows bare packets.
_LINKS: Final = {1: 1, _LOOPBACK: 1, 32: 247, _RADIO: 127}
_RAW: Final = 101


class LiveCapture:
    """An interface's packets from now on; a context manager.

    `ports` keeps to frames from or to these, `snap` to so many bytes of each frame. Raises
    MisuseError where there is no such interface or nobody allowed this.
    """

    def __init__(
        self,
        interface: str,
        *,
        ports: Sequence[int] = (),
        snap: int = LONGEST_SNAP,
        ring: int = _RING,
        promiscuous: bool = True,
    ) -> None:
        self.interface = interface
        try:
            self._ring = Ring(
                interface, program=filter_program(ports, snap), size=ring, promiscuous=promiscuous
            )
        except OSError as error:
            raise MisuseError(_refused(interface, error)) from None
        self._link = _LINKS.get(self._ring.hardware, _RAW)
        self._twice = self._ring.hardware == _LOOPBACK

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def wait(self, seconds: float) -> bool:
        """Whether there is something, waiting so long for it."""
        poll = select.poll()
        poll.register(self._ring.fileno(), select.POLLIN | select.POLLERR)
        return bool(poll.poll(max(0, seconds) * 1_000))

    def take(self) -> pa.RecordBatch | None:
        """The packets that came since, a batch of `CAPTURED`; None where none did.

        There may be more at once.
        """
        blocks = self._ring.taken(_MOST_BLOCKS)
        if not blocks:
            return None
        held, at, found = np.empty(sum(map(len, blocks)), np.uint8).data, 0, []
        for block in blocks:
            held[at : at + len(block)] = block
            starts, *rest = frames_of(memoryview(block), self._link, twice=self._twice)
            found.append((starts + at, *rest))
            at += len(block)
        starts, captured, wire, time, link = map(np.concatenate, zip(*found, strict=True))
        if not len(starts):
            return None
        return captured_batch(held, (starts, captured, wire, time, link))

    def counted(self) -> tuple[int, int]:
        """How many packets the kernel took in and how many of them it had no room for, so far."""
        self._ring.count()
        return self._ring.received, self._ring.dropped

    def is_down(self) -> bool:
        """Whether the interface went down since last asked."""
        return self._ring.fault() in (errno.ENETDOWN, errno.ENODEV)

    def close(self) -> None:
        """The interface left alone again."""
        self._ring.close()


def _refused(interface: str, error: OSError) -> str:
    if error.errno in (errno.EPERM, errno.EACCES):
        return (
            f"packets of {interface} cannot be read: this takes root or the right CAP_NET_RAW "
            "(setcap cap_net_raw+ep on the Python that runs this)"
        )
    # Of a name that is none the system says no number.
    if error.errno in (errno.ENODEV, errno.ENXIO, None):
        return f"there is no interface {interface} here"
    return f"packets of {interface} cannot be read: the system has no memory for them or no support"
