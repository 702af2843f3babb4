# A programmable controller: its cells as Modbus sees them, the pumps it holds by a tank's
# level, and who wrote what. It obeys whoever reaches it, as controllers of its kind do.
from __future__ import annotations

from policies import Host, Persona, Register

from .modbus import (
    FrameError,
    IllegalAddressError,
    IllegalValueError,
    answer,
    cut,
    write_coil,
    write_register,
)
from .plant import Plant
from .program import Program

__all__ = ["MODBUS", "Controller"]

MODBUS = 502

_WRITABLE = frozenset({"coil", "holding"})


class Controller(Program):
    """A controller's cells and its program; a Bank and a Service."""

    port = MODBUS

    def __init__(self, host: Host, persona: Persona | None, plant: Plant | None) -> None:
        settings = {each.setting: each.value for each in host.registers if each.setting}
        super().__init__(settings, host.control, plant)
        self._cells: dict[tuple[str, int], Register] = {
            (each.table, each.at): each for each in host.registers
        }
        self._persona = persona
        self._peer, self._now = "", 0.0

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The answer to one frame; None where it is no frame."""
        try:
            frames, rest = cut(message)
        except FrameError:
            return None
        if len(frames) != 1 or rest:
            return None
        self._peer, self._now = peer, now
        return answer(frames[0], self)

    def write_requests(self, setting: str, value: float) -> list[bytes]:
        """What an operator's screen sends to have a setting so."""
        cell = next(each for each in self._cells.values() if each.setting == setting)
        number = round(value * cell.scale)
        if cell.table == "coil":
            return [write_coil(1, cell.at, on=bool(number))]
        return [write_register(1, cell.at, number)]

    def points(self) -> dict[str, str]:
        """The point of the plant behind each register, by its table and number."""
        return {
            f"{table} {at}": each.point for (table, at), each in self._cells.items() if each.point
        }

    def read_cells(self, table: str, at: int, count: int) -> list[int]:
        """Numbers as on the wire; cells between ours are 0, a block without one of ours is none."""
        block = [self._cells.get((table, at + place)) for place in range(count)]
        if not any(block):
            raise IllegalAddressError(f"{table} {at}")
        return [self._number(cell) if cell else 0 for cell in block]

    def write_cells(self, table: str, at: int, values: list[int]) -> None:
        """Settings written; points of the plant are not."""
        cells = []
        for place, value in enumerate(values):
            cell = self._cells.get((table, at + place))
            if cell is None or not cell.setting or table not in _WRITABLE:
                raise IllegalAddressError(f"{table} {at + place}")
            if not 0 <= value <= 0xFFFF:
                raise IllegalValueError(str(value))
            cells.append((cell, value / cell.scale))
        for cell, after in cells:
            self.put(cell.setting, after, self._peer, self._now)

    def identification(self) -> tuple[str, ...]:
        """What the persona says it is."""
        persona = self._persona
        return (persona.vendor, persona.product, persona.revision) if persona else ("", "", "")

    def _number(self, cell: Register) -> int:
        value = self.value(cell.setting, cell.point)
        return min(max(round(value * cell.scale), 0), 0xFFFF)
