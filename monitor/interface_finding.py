# What is wrong with data interfaces: seen and not declared (shadow), declared or seen once and silent
# since (dormant), graded data given to whoever asks (unauthenticated), and more given than is
# declared or than ever before (over-returning).
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from schema import InterfaceFinding, Level

from .alert import SEVERITIES, severity
from .interface import Interface
from .interface_use import Use

__all__ = ["FINDING_KINDS", "Judge"]

FINDING_KINDS: Final = ("unauthenticated", "over-returning", "shadow", "dormant")
# From this level on it matters who asks.
_GRADED: Final = Level.GENERAL_2
# Before there is a history to speak of.
_LEAST_DAYS: Final = 3
_TIMES: Final = 5
_LEAST_RECORDS: Final = 100
_CONFIDENCE: Final = {"unauthenticated": 0.7, "over-returning": 0.5, "shadow": 0.5}


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges interfaces on a day (since 1970, UTC+8), by what is declared and by their own past.

    `has_descriptions` says that descriptions were imported, without which nothing is shadow;
    an interface silent for `dormant_days` is dormant.
    """

    today: int
    has_descriptions: bool
    dormant_days: int

    def findings(self, interface: Interface) -> tuple[InterfaceFinding, ...]:
        """What is wrong with it, the gravest kind first."""
        use = interface.whole()
        found = []
        for kind, told in (
            ("unauthenticated", _unauthenticated(interface, use)),
            ("over-returning", tuple(_too_much(interface, use))),
            ("shadow", self._shadow(interface, use)),
            ("dormant", self._dormant(interface)),
        ):
            if told:
                found.append(InterfaceFinding(kind=kind, severity=_grave(kind, use), because=told))
        return tuple(found)

    def _shadow(self, interface: Interface, use: Use) -> tuple[str, ...]:
        if not self.has_descriptions or interface.operation is not None:
            return ()
        return f"calls={use.calls}", f"records={use.records}"

    def _dormant(self, interface: Interface) -> tuple[str, ...]:
        if not interface.days:
            return ("seen=never",)
        silent = self.today - max(interface.days)
        return (f"silent_days={silent}",) if silent >= self.dormant_days else ()


def _unauthenticated(interface: Interface, use: Use) -> tuple[str, ...]:
    if not use.open_records or use.level.rank < _GRADED.rank:
        return ()
    told = (f"open_calls={use.open_calls}", f"open_records={use.open_records}")
    is_declared = interface.operation is not None and interface.operation.is_open
    return (*told, "declared=open") if is_declared else told


def _too_much(interface: Interface, use: Use) -> Iterator[str]:
    said = interface.operation
    if said is not None and use.records:
        if said.labels is not None and (more := sorted(set(use.labels) - set(said.labels))):
            yield f"undeclared={','.join(more)}"
        if said.most_records is not None and use.most_records > said.most_records:
            yield f"records_at_once={use.most_records}"
            yield f"declared_most={said.most_records}"
    yield from _unlike_before(interface)


def _unlike_before(interface: Interface) -> Iterator[str]:
    """What its last day gave that no day before did."""
    days = sorted(day for day, use in interface.days.items() if use.records)
    if len(days) <= _LEAST_DAYS:
        return
    last, before = interface.days[days[-1]], [interface.days[day] for day in days[:-1]]
    usual = {label for each in before for label in each.labels}
    if more := sorted(set(last.labels) - usual):
        yield f"new={','.join(more)}"
    for name, of in _MEASURES:
        most = max(of(each) for each in before)
        if of(last) >= max(_LEAST_RECORDS, _TIMES * most):
            yield f"{name}={of(last)}"
            yield f"{name}_before={most}"


_MEASURES: Final[tuple[tuple[str, Callable[[Use], int]], ...]] = (
    ("most_records", lambda use: use.most_records),
    ("most_persons", lambda use: use.most_persons),
)


def _grave(kind: str, use: Use) -> str:
    """How severe: by the level and number of what was given; what gave nothing is a matter of order."""
    if kind == "dormant" or not use.records:
        return SEVERITIES[0]
    records = use.open_records if kind == "unauthenticated" else use.records
    found = severity(use.level, records, _CONFIDENCE[kind])
    return max(found, SEVERITIES[1], key=SEVERITIES.index)
