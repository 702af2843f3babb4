# What reads a protocol: bytes of each direction in order in, what they say out.
from __future__ import annotations

from typing import Protocol

from .noted import Noted
from .stream import Gap

__all__ = ["Reader"]


class Reader(Protocol):
    """A protocol's reader."""

    @property
    def over(self) -> bool:
        """Whether there is nothing more to learn."""

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """From the source."""

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """To the source."""

    def end(self) -> list[Noted]:
        """What is known at the end."""
