# What a detector says: an alert in the suite's own shape. A detector is a callable that is
# handed the frames since its last call; the monitor's can stand in for the range's own.
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .journal import Frame, Value

__all__ = ["Detector", "RangeAlert"]


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


Detector = Callable[[Sequence[Frame]], Sequence[RangeAlert]]
