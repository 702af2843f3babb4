# A programmable controller: its cells as Modbus sees them, the pumps it holds by a tank's
# level, and who wrote what. It obeys whoever reaches it, as controllers of its kind do.
from __future__ import annotations

from dataclasses import dataclass

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

__all__ = ["MODBUS", "Controller", "Written"]

MODBUS = 502

_WRITABLE = frozenset({"coil", "holding"})


@dataclass(frozen=True, slots=True)
class Written:
    """A setting that was written, by whom and when."""

    time: float
    peer: str
    setting: str
    before: float
    after: float


class Controller:
    """A controller's cells and its program; a Bank and a Service."""

    port = MODBUS

    def __init__(self, host: Host, persona: Persona | None, plant: Plant | None) -> None:
        self.initial = {each.setting: each.value for each in host.registers if each.setting}
        self.settings = dict(self.initial)
        self.written: list[Written] = []
        self._cells: dict[tuple[str, int], Register] = {
            (each.table, each.at): each for each in host.registers
        }
        self._control = host.control
        self._persona = persona
        self._plant = plant
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

    def scan(self) -> None:
        """One cycle of the program: pumps switched as levels and settings say."""
        plant = self._plant
        if plant is None:
            return
        for control in self._control:
            level = plant.point(f"{control.tank}.level")
            if self.settings[control.manual]:
                plant.switch(control.pump, running=bool(self.settings[control.command]))
            elif level < self.settings[control.start]:
                plant.switch(control.pump, running=True)
            elif level > self.settings[control.stop]:
                plant.switch(control.pump, running=False)

    def write_requests(self, setting: str, value: float) -> list[bytes]:
        """What an operator's screen sends to have a setting so."""
        cell = next(each for each in self._cells.values() if each.setting == setting)
        number = round(value * cell.scale)
        if cell.table == "coil":
            return [write_coil(1, cell.at, on=bool(number))]
        return [write_register(1, cell.at, number)]

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
            before = self.settings[cell.setting]
            self.settings[cell.setting] = after
            self.written.append(Written(self._now, self._peer, cell.setting, before, after))

    def identification(self) -> tuple[str, ...]:
        """What the persona says it is."""
        persona = self._persona
        return (persona.vendor, persona.product, persona.revision) if persona else ("", "", "")

    def _number(self, cell: Register) -> int:
        if cell.setting:
            value = self.settings[cell.setting]
        else:
            value = self._plant.point(cell.point) if self._plant else 0.0
        return min(max(round(value * cell.scale), 0), 0xFFFF)
