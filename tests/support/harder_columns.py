# The kinds of column_kinds.py and further_kinds.py as real tables have them: mistyped, with more
# left out than filled in, with other things among them, with a part masked already, and with
# what encodings leave behind (full-width letters, ideographic blanks, signs that were lost).
from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from column_kinds import KINDS, SILENT, Kind, LabelledColumn
from faker import Faker
from further_kinds import FURTHER

__all__ = ["EVERY_KIND", "harder_columns"]

EVERY_KIND: tuple[Kind, ...] = (*KINDS, *FURTHER)
_BLANKS = ("", "", "无", "不详", "-", "NULL", "N/A", "暂无", "/")
_STRANGE = ("待核实", "见附件", "同上", "A-17", "2,300", "已变更", "重复")
_WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}


def harder_columns(rows: int, seed: int) -> Iterator[LabelledColumn]:
    """Every kind in every manner once; the same seed gives the same columns."""
    rng = random.Random(seed)
    faker = Faker("zh_CN")
    faker.seed_instance(seed)
    for kind in EVERY_KIND:
        for manner, spoil in _MANNERS.items():
            silent = kind.silent and rng.random() < 0.4
            header = rng.choice(SILENT if silent else kind.headers)
            values = [spoil(kind.value(rng, faker), rng) for _ in range(rows)]
            yield LabelledColumn(kind.name, manner, header, values, kind.label)


def _mistyped(value: str, rng: random.Random) -> str:
    """One cell in ten with a sign left out, doubled or changed for its neighbour."""
    if rng.random() >= 0.1 or len(value) < 2:
        return value
    at = rng.randrange(len(value) - 1)
    return rng.choice(
        (
            value[:at] + value[at + 1 :],
            value[:at] + value[at] + value[at:],
            value[:at] + value[at + 1] + value[at] + value[at + 2 :],
        )
    )


def _left_out(value: str, rng: random.Random) -> str:
    """Three cells in five left out, as people leave them out."""
    return rng.choice(_BLANKS) if rng.random() < 0.6 else value


def _mixed(value: str, rng: random.Random) -> str:
    """Three cells in ten something else."""
    return rng.choice(_STRANGE) if rng.random() < 0.3 else value


def _masked(value: str, rng: random.Random) -> str:
    """A quarter masked already, in their middle."""
    if rng.random() >= 0.25 or len(value) < 2:
        return value
    third = max(1, len(value) // 3)
    return value[:third] + "*" * max(1, len(value) - 2 * third) + value[len(value) - third :]


def _reencoded(value: str, rng: random.Random) -> str:
    """What GBK and back leaves: wide letters and digits, wide blanks, a sign in five hundred lost."""
    draw = rng.random()
    if draw < 0.15:
        value = value.translate(_WIDE)
    elif draw < 0.3:
        value = f"\u3000{value}\u3000"
    elif draw < 0.35:
        value = f"\ufeff{value}"
    return "".join("?" if rng.random() < 0.002 else sign for sign in value)


_MANNERS: dict[str, Callable[[str, random.Random], str]] = {
    "mistyped": _mistyped,
    "left out": _left_out,
    "mixed": _mixed,
    "partly masked": _masked,
    "re-encoded": _reencoded,
}
