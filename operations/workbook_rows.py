# The rows of each sheet of the workbook, each as a way to look its values up by the names that
# layouts use. Which names a sheet may use is decided by what its rows are.
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from policies import Layout, SheetRows, Site, System
from schema import DatasetFinding, FieldFinding, Level

from .cells import CELLS, Cell, Row
from .list_cells import (
    CHANGE_CELLS,
    DEMAND_CELLS,
    LIFE_CELLS,
    SYSTEM_CELLS,
    ChangeRow,
    DemandRow,
    SystemRow,
)
from .ownership import department_of, system_of
from .wording import Wording
from .workbook_facts import Facts

__all__ = ["Contents", "Look", "refuse_unknown", "rows_of"]

R = TypeVar("R")
# A value of a row by its name.
Look = Callable[[str], Cell]

_DATASET_CELLS = {**CELLS, **LIFE_CELLS}
_NAMES: Mapping[SheetRows, frozenset[str]] = {
    "important-datasets": frozenset(
        name for name in _DATASET_CELLS if not name.startswith("field.")
    ),
    "datasets": frozenset(name for name in _DATASET_CELLS if not name.startswith("field.")),
    "fields": frozenset(_DATASET_CELLS),
    "systems": frozenset(SYSTEM_CELLS),
    "demands": frozenset(DEMAND_CELLS),
    "changes": frozenset(CHANGE_CELLS),
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a workbook is written from; `time` (RFC 3339) dates it, `actor` had it written."""

    datasets: Sequence[DatasetFinding]
    site: Site
    words: Wording
    time: str
    facts: Facts
    actor: str = ""


def refuse_unknown(layout: Layout) -> None:
    """Nothing, where every sheet names values that its rows have; else ValueError."""
    for sheet in layout.sheets:
        for column in sheet.columns:
            for part in column.parts:
                if part.value and part.value not in _NAMES[sheet.rows]:
                    raise ValueError(
                        f"layout {layout.header.id}, sheet {sheet.id}, column {column.letter}: "
                        f"no value is called {part.value!r}"
                    )


def rows_of(rows: SheetRows, contents: Contents) -> Iterator[Look]:
    """The rows of a sheet of this kind, in order."""
    if rows == "systems":
        yield from _systems(contents)
    elif rows == "demands":
        yield from _demands(contents)
    elif rows == "changes":
        yield from _changes(contents)
    else:
        yield from _datasets(rows, contents)


def _datasets(rows: SheetRows, contents: Contents) -> Iterator[Look]:
    number = 0
    for dataset in contents.datasets:
        system = system_of(contents.site, dataset.source)
        department = department_of(contents.site, system)
        fields: Sequence[FieldFinding | None] = dataset.fields
        if rows == "datasets":
            fields = [None]
        elif rows == "important-datasets":
            fields = [None] if dataset.level.rank >= Level.IMPORTANT_CANDIDATE.rank else []
        for position, field in enumerate(fields, start=1):
            number = number + 1 if field is None else position
            row = Row(
                number,
                dataset,
                field,
                contents.site,
                system,
                department,
                contents.words,
                contents.time,
                contents.facts,
            )
            yield partial(_value, _DATASET_CELLS, row)


def _systems(contents: Contents) -> Iterator[Look]:
    held: dict[str, list[DatasetFinding]] = {}
    for dataset in contents.datasets:
        system = system_of(contents.site, dataset.source)
        held.setdefault("" if system is None else system.id, []).append(dataset)
    systems: list[System | None] = [*contents.site.systems]
    if "" in held:
        systems.append(None)
    for system in systems:
        row = SystemRow(
            system,
            department_of(contents.site, system),
            tuple(held.get("" if system is None else system.id, ())),
            contents.words,
        )
        yield partial(_value, SYSTEM_CELLS, row)


def _demands(contents: Contents) -> Iterator[Look]:
    datasets = {each.id: each for each in contents.datasets}
    rows = [(demand, None) for demand in contents.site.demands]
    shares = [(None, share) for share in contents.facts.shares]
    for demand, share in [*rows, *shares]:
        dataset = datasets.get(share.dataset) if share is not None else None
        system = None if dataset is None else system_of(contents.site, dataset.source)
        row = DemandRow(
            demand,
            share,
            dataset,
            department_of(contents.site, system),
            contents.words,
        )
        yield partial(_value, DEMAND_CELLS, row)


def _changes(contents: Contents) -> Iterator[Look]:
    for number, changed in enumerate(contents.facts.changes, start=1):
        row = ChangeRow(number, changed, contents.words)
        yield partial(_value, CHANGE_CELLS, row)


def _value(cells: Mapping[str, Callable[[R], Cell]], row: R, name: str) -> Cell:
    return cells[name](row)
