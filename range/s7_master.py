# A client's side of S7: a connection made and agreed on, on which memory is read and written, lists
# of system state are read, and the mode is changed.
from __future__ import annotations

from collections.abc import Sequence

from . import s7
from .s7 import Address, Item
from .wire import Link, NoAnswerError, Wire

__all__ = ["S7Master"]

_PORT = 102
_LONGEST = 480
# Items that one request takes, with their answers.
_AT_ONCE = 16


class S7Master:
    """A connection to a controller. What is asked raises NoAnswerError or LinkClosedError."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._reference = 0

    @classmethod
    async def open(cls, wire: Wire, source: str, target: str) -> S7Master:
        """A connection on which memory can be read. Raises NoAnswerError."""
        made = cls(await wire.open(source, target, _PORT))
        for frame in (s7.connect(), s7.setup(_LONGEST)):
            await made._link.ask(frame)
        return made

    async def read(self, places: Sequence[Address]) -> list[float]:
        """What lies at these places. Raises NoAnswerError where one is refused."""
        found = []
        for first in range(0, len(places), _AT_ONCE):
            asked = places[first : first + _AT_ONCE]
            reply = await self._link.ask(
                s7.read_request(self._next(), [_item(each) for each in asked])
            )
            held = s7.data_values(reply)
            if len(held) != len(asked) or any(each is None for each in held):
                raise NoAnswerError("the controller has no such memory")
            found += [s7.unpacked(at, each) for at, each in zip(asked, held, strict=True) if each]
        return found

    async def block(self, db: int, size: int) -> bytes:
        """A data block's beginning; b"" where it is refused."""
        asked = s7.read_request(self._next(), [Item(0x84, db, 0, size)])
        reply = await self._link.ask(asked)
        return b"" if s7.is_refusal(reply) else s7.data_values(reply)[0] or b""

    async def write(self, place: Address, value: float) -> bool:
        """A value written; whether it was taken."""
        asked = s7.write_request(self._next(), _item(place), s7.packed(place, value))
        return not s7.is_refusal(await self._link.ask(asked))

    async def records(self, list_: int, index: int = 0) -> list[bytes]:
        """The records of a list of system state."""
        reply = await self._link.ask(s7.szl_request(self._next(), list_, index))
        return s7.szl_records(reply)[2]

    async def mode(self, *, run: bool) -> bool:
        """The program started or stopped; whether the controller did so."""
        return not s7.is_refusal(await self._link.ask(s7.set_mode(self._next(), run=run)))

    async def close(self) -> None:
        """The connection's end."""
        await self._link.close()

    def _next(self) -> int:
        self._reference = self._reference % 0xFFFF + 1
        return self._reference


def _item(place: Address) -> Item:
    bit = place.bit if place.kind == "X" else None
    return Item(place.area, place.db, place.at, place.size, bit)
