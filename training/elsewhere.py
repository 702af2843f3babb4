# Columns that our generators did not make, with their truth: ninety kinds from Faker and two lots of
# English tables. Half of the kinds, with one lot, say what a score of the weighing is worth; the
# other half and the other lot are kept for measuring, and never met before.
from __future__ import annotations

import random
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests" / "support")]

from column_kinds import SILENT, labelled_columns
from columns import Known
from english_columns import english_columns
from open_columns import open_columns

__all__ = ["columns_elsewhere"]

ROWS = (2, 6, 20, 60, 200)
# Numbers with a check character, a few columns of which are altered.
CHECKED = {"bank.card", "cn.id18", "cn.uscc", "device.imei"}
# Names under which a sector's label is no more wrong than none: soil moisture is an observation of
# the weather, a day of hire tells of employment.
EITHER = {
    "customer_segment": "person.tag",
    "department_name": "org.name",
    "hire_date": "social.employment",
    "meter_reading": "energy.consumption",
    "permit_number": "licence.number",
    "sea_level_pressure": "met.observation",
    "soil_moisture": "met.observation",
    "unemployment_rate": "econ.indicator",
}


def columns_elsewhere(seed: int, *, to_measure: bool) -> Iterator[list[Known]]:
    """Tables of such columns, of few and of many rows; the same for a seed."""
    rng = random.Random(seed)
    every = []
    for rows in ROWS:
        for each in labelled_columns(rounds=2, rows=rows, seed=seed + rows):
            values, label = list(each.values), each.label
            draw = rng.random()
            if draw < 0.15:
                values, label = _mixed(values, label, each.header in SILENT, rng)
            elif draw < 0.4 and label in CHECKED:
                values, label = _altered(values, label, rng)
            if _is_to_measure(each.kind) == to_measure:
                every.append(Known(each.kind, label, each.header, values, each.manner))
        made = open_columns if to_measure else english_columns
        for header, label, values in made(rows=rows, seed=seed + rows):
            either = f"{EITHER[header]}|-" if label is None and header in EITHER else label
            every.append(Known("english", either, header, list(values), "clean"))
    by_rows: dict[int, list[Known]] = {}
    for column in every:
        by_rows.setdefault(len(column.values or ()), []).append(column)
    for some in by_rows.values():
        rng.shuffle(some)
        while some:
            size = rng.choice((1, 2, 4, 7, 10))
            yield some[:size]
            del some[:size]


def _is_to_measure(kind: str) -> bool:
    """Half of the kinds, by their name alone."""
    return zlib.crc32(kind.encode()) % 2 == 0


def _mixed(
    values: list[str], label: str | None, silent: bool, rng: random.Random
) -> tuple[list[str], str | None]:
    """A part of the cells numbers and words of no kind: under a name that says nothing not more
    than half of them, else the column is no more what it was.
    """
    strange = rng.uniform(0.1, 0.9)
    values = [
        rng.choice(("待定", "见附件", "A-17", "2,300", "同上")) if rng.random() < strange else value
        for value in values
    ]
    return values, label if strange < (0.5 if silent else 0.7) else None


def _altered(values: list[str], label: str, rng: random.Random) -> tuple[list[str], str]:
    """The last sign of each number another: altered, made up, or something else of that form
    under a wrong name. Nobody can tell which: half of them count as what they are named.
    """
    values = [
        value[:-1] + str((ord(value[-1]) + rng.randrange(1, 10)) % 10) if len(value) > 9 else value
        for value in values
    ]
    return values, label if rng.random() < 0.5 else "-"
