# What a detector says: an alert in the suite's own shape. A detector is a callable that is
# handed what passed since its last call; the monitor's can stand in for the range's own.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from .host_log import Line
from .journal import Frame, Value

__all__ = ["NOTHING", "Beside", "Captured", "Detector", "RangeAlert"]


@dataclass(frozen=True, slots=True)
class RangeAlert:
    """A finding on the wire: by which rule, of whom, and on what it rests."""

    id: str
    time: float
    rule: str
    techniques: tuple[str, ...]
    risk_type: str
    severity: str
    source: str
    destination: str
    evidence: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Captured:
    """A packet as it passed a bridge, at a second of the drill."""

    time: float
    packet: bytes


@dataclass(frozen=True, slots=True)
class Beside:
    """What passed since the last call beside the frames: hosts' logs, and packets where bridges are
    captured (None where there are none).
    """

    packets: Sequence[Captured] | None = None
    lines: Sequence[Line] = ()


NOTHING = Beside()


class Detector(Protocol):
    """Says what is news in what passed. Frames are what the sockets of the lab carried."""

    def __call__(
        self, frames: Sequence[Frame], beside: Beside = NOTHING, /
    ) -> Sequence[RangeAlert]:
        """The alerts of what passed since the last call."""
