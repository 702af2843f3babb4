# Who else holds this table: two tables compared column by column through their imprints, so
# that a copy is found though columns were renamed, left out or put in another order, and though
# only part of the rows went along. Running numbers, dates and codes agree between any two
# tables; what tells is columns whose values hardly meet by chance.
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from schema import FieldFinding, Imprint

from .imprint import Likeness, hashes_of, likeness

__all__ = [
    "ColumnPair",
    "Holding",
    "Kind",
    "Resemblance",
    "holding_of",
    "resemblances",
    "resemble",
    "resembling",
]

Kind = Literal["copy", "part", "whole", "overlap"]
Places = npt.NDArray[np.int64]

# Fewer agreeing values than this are an accident.
_LEAST_SEEN = 5
# A column with fewer different values (a sex, a status) says nothing of where it came from.
_LEAST_DISTINCT = 20
# So many values could have the form of the column for each that is there.
_SPARSE = 1_000
_UNIQUE = 0.9
# From this share on a column's values count as all being there; a few may be mistyped.
_ALL = 0.9
_MOST_COLUMNS = 2 / 3
# Tables without a column that tells are the same only where everything agrees.
_SAME = 0.95
_COLUMNS_WITHOUT_TELLING = 3
_TURNED: Mapping[Kind, Kind] = {
    "copy": "copy", "part": "whole", "whole": "part", "overlap": "overlap",
}  # fmt: skip
_RANKS: Mapping[Kind, int] = {"copy": 0, "part": 1, "whole": 1, "overlap": 2}
_OWNER_BITS = np.uint64(32)
_OWNER = np.uint64((1 << 32) - 1)
_CHUNK = 1 << 20
_DAYS = 36_525
_DATE = re.compile(r"####([-/.年])##?([-/.月])##?日?|########|######")
_VALUES = {"#": 10, "a": 26, "某": 1_000}


@dataclass(frozen=True, slots=True)
class Holding:
    """A table as it can be compared; `telling` names the columns that can prove a copy."""

    dataset: str
    columns: tuple[Imprint, ...]
    telling: frozenset[str]


@dataclass(frozen=True, slots=True)
class ColumnPair:
    """Two columns that hold the same values; `telling` where that is no chance."""

    field: str
    other: str
    likeness: Likeness
    telling: bool


@dataclass(frozen=True, slots=True)
class Resemblance:
    """What one table has of another.

    `kind`: copy (each holds the other), part (the other holds all of this one), whole (this
    one holds all of the other), overlap (they share some values).
    """

    kind: Kind
    pairs: tuple[ColumnPair, ...]

    def turned(self) -> Resemblance:
        """The same seen from the other table."""
        pairs = (
            ColumnPair(each.other, each.field, each.likeness.turned(), each.telling)
            for each in self.pairs
        )
        return Resemblance(_TURNED[self.kind], tuple(pairs))

    @property
    def strength(self) -> float:
        """How much of either is in the other, by the column that tells most; for ordering."""
        return max(max(each.likeness.contained, each.likeness.contains) for each in self.pairs)


def holding_of(
    dataset: str,
    columns: Iterable[Imprint],
    fields: Sequence[FieldFinding],
    identifying: Collection[str],
) -> Holding:
    """A table with what its findings say of which columns tell.

    `identifying` are labels whose values identify someone or something: such a column tells
    wherever it stands. Any other does where it is nearly unique and its values are few among
    those of its form.
    """
    columns = tuple(columns)
    by_name = {each.name: each for each in fields}
    telling = {
        each.field
        for each in columns
        if (field := by_name.get(each.field)) and _tells(each, field, identifying)
    }
    return Holding(dataset, columns, frozenset(telling))


def resemble(one: Holding, other: Holding, *, least: float = 0.3) -> Resemblance | None:
    """What the first table has of the second, or None where it is nothing to speak of.

    From the share `least` on, either way, of the values of a column that tells.
    """
    pairs = _paired(one, other)
    weighty = [each for each in pairs if each.telling and _reaches(each.likeness, least)]
    kind = _kind(one, other, pairs)
    if weighty or (kind == "copy" and _same_throughout(one, other, pairs)):
        return Resemblance(kind, tuple(sorted(pairs, key=_order)))
    return None


def resembling(
    holding: Holding, others: Iterable[Holding], *, least: float = 0.3
) -> list[tuple[str, Resemblance]]:
    """The tables among others that resemble this one, the likest first, by their ids."""
    index = _Index([(0, column) for column in _proofs(holding)])
    found = []
    for other in others:
        if other.dataset != holding.dataset and index.meets(_proofs(other)):
            alike = resemble(holding, other, least=least)
            if alike is not None:
                found.append((other.dataset, alike))
    return sorted(found, key=_rank)


def resemblances(
    holdings: Iterable[Holding], *, least: float = 0.3
) -> dict[str, list[tuple[str, Resemblance]]]:
    """For each table that others resemble those others, the likest first; each pair once looked at.

    Holds 8 bytes for each hash of a column that can prove a resemblance.
    """
    tables = list(holdings)
    index = _Index(
        [(place, column) for place, table in enumerate(tables) for column in _proofs(table)]
    )
    found: dict[str, list[tuple[str, Resemblance]]] = {}
    for first, second in index.owners_meeting():
        one, other = tables[first], tables[second]
        alike = resemble(one, other, least=least)
        if alike is not None:
            found.setdefault(one.dataset, []).append((other.dataset, alike))
            found.setdefault(other.dataset, []).append((one.dataset, alike.turned()))
    return {name: sorted(each, key=_rank) for name, each in found.items()}


class _Index:
    """Hashes with the number of whom each is of, to ask which of them others have too."""

    def __init__(self, columns: Sequence[tuple[int, Imprint]]) -> None:
        kept = [hashes_of(column) for _, column in columns]
        self._packed = np.empty(sum(map(len, kept)), dtype=np.uint64)
        end = 0
        for (owner, _), hashes in zip(columns, kept, strict=True):
            begin, end = end, end + len(hashes)
            self._packed[begin:end] = hashes
            self._packed[begin:end] <<= _OWNER_BITS
            self._packed[begin:end] |= np.uint64(owner)
        self._packed.sort()

    def met(self, hashes: npt.NDArray[np.uint32]) -> tuple[Places, Places]:
        """For each agreement the place of the hash asked for, and the owner that has it."""
        first = hashes.astype(np.uint64) << _OWNER_BITS
        begin = np.searchsorted(self._packed, first)
        lengths = np.searchsorted(self._packed, first + (np.uint64(1) << _OWNER_BITS)) - begin
        # The ranges begin..begin+length laid end to end.
        steps = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        places = np.repeat(begin, lengths) + steps
        owners = (self._packed[places] & _OWNER).astype(np.int64)
        return np.repeat(np.arange(len(hashes)), lengths), owners

    def meets(self, columns: Sequence[Imprint]) -> bool:
        """Whether these columns share at least as many values as are no accident."""
        hashes = [hashes_of(column) for column in columns]
        return bool(hashes) and len(self.met(np.concatenate(hashes))[0]) >= _LEAST_SEEN

    def owners_meeting(self) -> list[tuple[int, int]]:
        """The pairs of owners that do, the smaller first.

        Equal hashes stand in a row: they are paired at every distance that any row has.
        """
        counts: dict[int, int] = {}
        for begin in range(0, len(self._packed), _CHUNK):
            for code, count in self._meetings(begin):
                counts[code] = counts.get(code, 0) + count
        return sorted(
            (code >> 32, code & int(_OWNER)) for code, n in counts.items() if n >= _LEAST_SEEN
        )

    def _meetings(self, begin: int) -> Iterator[tuple[int, int]]:
        """Pairs of owners as one number, with how often they meet in rows that begin here."""
        places, distance = np.arange(begin, min(begin + _CHUNK, len(self._packed))), 1
        while len(places):
            places = places[places + distance < len(self._packed)]
            one, other = self._packed[places], self._packed[places + distance]
            alike = (one ^ other) >> _OWNER_BITS == 0
            places, one, other = places[alike], one[alike], other[alike]
            # A value that stands in two columns of one table is no meeting.
            apart = one != other
            code = (one[apart] << _OWNER_BITS) | (other[apart] & _OWNER)
            found, counts = np.unique(code, return_counts=True)
            yield from zip(found.tolist(), counts.tolist(), strict=True)
            distance += 1


def _tells(column: Imprint, field: FieldFinding, identifying: Collection[str]) -> bool:
    if column.distinct < _LEAST_SEEN:
        return False
    if field.label in identifying:
        return True
    if column.distinct < _LEAST_DISTINCT or column.distinct < _UNIQUE * field.sampled:
        return False
    return _room(field.example) >= _SPARSE * column.distinct


def _room(shape: str) -> float:
    """How many values have this shape; no more than a century's days where it is a date."""
    if _DATE.fullmatch(shape):
        return _DAYS
    room = 1.0
    for character in shape:
        room *= _VALUES.get(character, 1)
    return room


def _comparable(holding: Holding) -> list[Imprint]:
    return [
        each
        for each in holding.columns
        if each.field in holding.telling or each.distinct >= _LEAST_DISTINCT
    ]


def _proofs(holding: Holding) -> list[Imprint]:
    """The columns by which a table can be found: those that tell, or all where none does."""
    telling = [each for each in holding.columns if each.field in holding.telling]
    return telling or _comparable(holding)


def _paired(one: Holding, other: Holding) -> list[ColumnPair]:
    """Columns brought together, the likest first, each once."""
    firsts, seconds = _comparable(one), _comparable(other)
    candidates = []
    for first, second in _meeting(firsts, seconds):
        alike = likeness(first, second)
        telling = first.field in one.telling and second.field in other.telling
        candidates.append(ColumnPair(first.field, second.field, alike, telling))
    taken: set[str] = set()
    taken_other: set[str] = set()
    pairs = []
    for pair in sorted(candidates, key=_order):
        if pair.field not in taken and pair.other not in taken_other:
            taken.add(pair.field)
            taken_other.add(pair.other)
            pairs.append(pair)
    return pairs


def _meeting(
    firsts: Sequence[Imprint], seconds: Sequence[Imprint]
) -> Iterator[tuple[Imprint, Imprint]]:
    """The pairs of columns that share more than an accident."""
    if not firsts or not seconds:
        return
    index = _Index(list(enumerate(seconds)))
    hashes = [hashes_of(each) for each in firsts]
    owners = np.repeat(np.arange(len(firsts)), [len(each) for each in hashes])
    places, others = index.met(np.concatenate(hashes))
    counts = np.bincount(
        owners[places] * len(seconds) + others, minlength=len(firsts) * len(seconds)
    )
    for code in np.flatnonzero(counts >= _LEAST_SEEN).tolist():
        yield firsts[code // len(seconds)], seconds[code % len(seconds)]


def _rank(found: tuple[str, Resemblance]) -> tuple[int, float, str]:
    name, alike = found
    return _RANKS[alike.kind], -alike.strength, name


def _order(pair: ColumnPair) -> tuple[bool, float, int, list[str]]:
    """The same from either side: names of both columns as a set."""
    alike = pair.likeness
    return not pair.telling, -alike.jaccard, -alike.seen, sorted((pair.field, pair.other))


def _reaches(alike: Likeness, least: float) -> bool:
    """Whether the share may be as large, given what was not looked at."""
    return max(alike.contained, alike.contains, alike.bounds[1], alike.bounds_back[1]) >= least


def _kind(one: Holding, other: Holding, pairs: Sequence[ColumnPair]) -> Kind:
    inside = sum(each.likeness.contained >= _ALL for each in pairs)
    around = sum(each.likeness.contains >= _ALL for each in pairs)
    part = inside >= max(1.0, _MOST_COLUMNS * len(_comparable(one)))
    whole = around >= max(1.0, _MOST_COLUMNS * len(_comparable(other)))
    if part and whole:
        return "copy"
    return "part" if part else "whole" if whole else "overlap"


def _same_throughout(one: Holding, other: Holding, pairs: Sequence[ColumnPair]) -> bool:
    return (
        len(pairs) >= _COLUMNS_WITHOUT_TELLING
        and len(pairs) == len(_comparable(one)) == len(_comparable(other))
        and all(each.likeness.jaccard >= _SAME for each in pairs)
    )
