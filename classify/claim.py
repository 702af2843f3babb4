# Which recognisers claim which cells: the kernel's inner loop. Profiles prune first; what
# is left is tested position by position over cells of one length, by word list, or by RE2;
# checks run on what matched. Every way gives the answer RE2 alone would give.
from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .byte_class import LOWER, NON_ASCII, SEPARATOR, UPPER, alphabet, classes_of
from .cells import BoolArray, Cells, Index, lengths_of
from .position import Positions, Programme, members
from .profile import LONGEST
from .recognise import Compiled, Group, Recognisers
from .spelling import FULLWIDTH, SEPARATORS, needs_of, respelled

__all__ = ["Claims", "claims_of"]

Bits = npt.NDArray[np.uint64]
Classes = npt.NDArray[np.uint8]

# Nanoseconds, measured: one comparison over one cell, one call, RE2 on a short cell.
_COMPARISON, _CALL, _AUTOMATON, _SETUP = 0.12, 1_200.0, 60.0, 60_000.0


@dataclass(frozen=True, slots=True)
class Claims:
    """For each cell the recognisers that match it and those whose check passes too.

    Row w of both holds recognisers 64 w to 64 w + 63 as bits.
    """

    matched: Bits
    validated: Bits

    def add(self, recogniser: Compiled, places: Index | None, passed: BoolArray | None) -> None:
        """The recogniser matches the cells at `places` (None: all); `passed` its check."""
        word, bit = divmod(recogniser.bit, 64)
        mask = np.uint64(1 << bit)
        if places is None:
            self.matched[word] |= mask
            chosen = slice(None) if passed is None else np.flatnonzero(passed)
            self.validated[word, chosen] |= mask
        else:
            self.matched[word, places] |= mask
            self.validated[word, places if passed is None else places[passed]] |= mask


def claims_of(cells: Cells, classes: Classes, recognisers: Recognisers) -> Claims:
    """The claims on each cell; `classes` are the classes of the cells' characters."""
    words = max(1, -(-len(recognisers.compiled) // 64))
    claims = Claims(
        np.zeros((words, len(cells)), dtype=np.uint64),
        np.zeros((words, len(cells)), dtype=np.uint64),
    )
    if not len(cells):
        return claims
    needs = needs_of(cells, classes)
    present = np.flatnonzero(np.bincount(needs, minlength=8))
    for need in present.tolist():
        everywhere = len(present) == 1
        places = None if everywhere else np.flatnonzero(needs == need)
        chosen = cells if places is None else cells.take(places)
        theirs = classes if places is None else classes[places]
        for wanted, group in recognisers.spellings(need):
            spelt = respelled(chosen, wanted)
            _claim(_Task(spelt, _classes_after(theirs, spelt, wanted), places, group, claims))
    return claims


def _classes_after(classes: Classes, cells: Cells, wanted: int) -> Classes:
    """The classes of respelled cells, without reading them again where that can be."""
    if wanted & FULLWIDTH:
        return classes_of(cells)
    if wanted & SEPARATORS:
        if cells.units.dtype != np.uint8:
            return classes_of(cells)
        classes = classes & np.uint8(~SEPARATOR & 0xFF)
    if wanted & 1:
        raised = ((classes & LOWER) != 0) * np.uint8(UPPER)
        classes = (classes & np.uint8(~LOWER & 0xFF)) | raised
    return classes


class _Task:
    """One spelling of some cells and the recognisers that look at it."""

    def __init__(
        self, cells: Cells, classes: Classes, places: Index | None, group: Group, claims: Claims
    ) -> None:
        self.cells = cells
        self.places = places
        self.group = group
        self.claims = claims
        # The look of a cell: its length (capped) and its classes, counted once for all.
        self.looks = np.minimum(cells.lengths, LONGEST).astype(np.uint16) << 8 | classes
        self.counts = np.bincount(self.looks, minlength=1 << 16)
        self._arrow: pa.LargeStringArray | None = None

    def arrow(self, chosen: Index | None) -> pa.LargeStringArray:
        """The chosen cells as Arrow text."""
        if chosen is not None:
            return self.cells.take(chosen).to_arrow()
        if self._arrow is None:
            self._arrow = self.cells.to_arrow()
        return self._arrow

    def record(
        self, recogniser: Compiled, cells: Cells, chosen: Index | None, hits: BoolArray | bool
    ) -> None:
        """Note that `hits` among `cells` match; they stand at `chosen` (None: all in order)."""
        if hits is False:
            return
        if hits is not True:
            found = np.flatnonzero(hits)
            if not len(found):
                return
            if len(found) < len(cells):
                cells = cells.take(found)
                chosen = found if chosen is None else chosen[found]
        passed = None if recogniser.check is None else recogniser.check(cells)
        if self.places is not None:
            chosen = self.places if chosen is None else self.places[chosen]
        self.claims.add(recogniser, chosen, passed)


def _claim(task: _Task) -> None:
    by_length: dict[int, dict[Compiled, int]] = {}
    looks: dict[Compiled, list[int]] = {}
    sizes: dict[int, int] = {}
    for look in np.flatnonzero(task.counts).tolist():
        length, classes = look >> 8, look & 255
        sizes[length] = sizes.get(length, 0) + int(task.counts[look])
        for recogniser in task.group.possible(classes, length):
            looks.setdefault(recogniser, []).append(look)
            at_length = by_length.setdefault(length, {})
            at_length[recogniser] = at_length.get(recogniser, 0) | classes
    _by_position(task, by_length, sizes, looks)
    worded = {look for each in looks if each.words for look in looks[each]}
    if worded:
        _by_words(task, _with_looks(task, worded))
    for recogniser, theirs in looks.items():
        if recogniser.expression is not None and theirs:
            _by_automaton(task, recogniser, theirs)


def _by_position(
    task: _Task,
    by_length: dict[int, dict[Compiled, int]],
    sizes: dict[int, int],
    looks: dict[Compiled, list[int]],
) -> None:
    """Test what position tests are cheaper for; what is done leaves `looks`."""
    planned: dict[int, dict[Compiled, Programme]] = {}
    wide = task.cells.units.dtype != np.uint8
    for length, possible in by_length.items():
        together = NON_ASCII if wide else functools.reduce(operator.or_, possible.values())
        for recogniser in possible:
            plan = recogniser.programme(length, together) if length < LONGEST else None
            if plan is not None and _is_cheap(plan, sizes[length]):
                planned.setdefault(length, {})[recogniser] = plan
    if not planned:
        return
    for length, chosen in lengths_of(task.cells):
        if length not in planned:
            continue
        cells = task.cells if chosen is None else task.cells.take(chosen)
        positions = Positions(cells.rows())
        for recogniser, plan in planned[length].items():
            task.record(recogniser, cells, chosen, positions.run(plan))
            looks[recogniser] = [look for look in looks[recogniser] if look >> 8 != length]


def _is_cheap(plan: Programme, size: int) -> bool:
    return plan.effort * (_CALL + _COMPARISON * size) < _SETUP + _AUTOMATON * size


def _by_words(task: _Task, chosen: Index | None) -> None:
    text = pc.utf8_lower(task.arrow(chosen))
    found = pc.index_in(text, value_set=task.group.word_list)
    hits = np.flatnonzero(found.is_valid().to_numpy(zero_copy_only=False))
    if not len(hits):
        return
    which = found.drop_null().to_numpy(zero_copy_only=False)
    places = hits if chosen is None else chosen[hits]
    for place in np.flatnonzero(np.bincount(which)).tolist():
        theirs = places[which == place]
        for recogniser in task.group.word_owners[place]:
            task.record(recogniser, task.cells.take(theirs), theirs, hits=True)


def _by_automaton(task: _Task, recogniser: Compiled, looks: Sequence[int]) -> None:
    chosen = _with_looks(task, looks)
    cells = task.cells if chosen is None else task.cells.take(chosen)
    if recogniser.alone is not None:
        together = 0
        for look in looks:
            together |= look & 255
        task.record(recogniser, cells, chosen, _alone(recogniser, cells, together))
        return
    text = task.arrow(chosen)
    if recogniser.core is not None:
        # Looking for what must be inside is several times as fast as counting around it.
        has_core = pc.match_substring_regex(text, recogniser.core)
        inside = np.flatnonzero(has_core.to_numpy(zero_copy_only=False))
        if not len(inside):
            return
        if len(inside) < len(cells):
            cells, chosen = cells.take(inside), inside if chosen is None else chosen[inside]
            text = text.filter(has_core)
    answer = pc.match_substring_regex(text, recogniser.expression)
    task.record(recogniser, cells, chosen, answer.to_numpy(zero_copy_only=False))


def _alone(recogniser: Compiled, cells: Cells, classes: int) -> BoolArray | bool:
    """Which cells are made of one set of characters; the profile has seen to their length."""
    assert recogniser.alone is not None
    assert recogniser.node is not None
    least, most = recogniser.node.widths
    fitting: BoolArray = (cells.lengths >= least) & (cells.lengths <= most)
    if cells.units.dtype == np.uint8 and not alphabet(classes) & ~recogniser.alone.ascii:
        return fitting
    packed = cells.packed()
    filled = np.flatnonzero(packed.lengths)
    inside = np.logical_and.reduceat(members(packed.units, recogniser.alone), packed.starts[filled])
    fitting[filled] &= inside
    return fitting


def _with_looks(task: _Task, looks: Sequence[int] | set[int]) -> Index | None:
    """The places of cells with these looks; None for all of them."""
    wanted = np.zeros(1 << 16, dtype=np.bool_)
    wanted[list(looks)] = True
    if int(task.counts[wanted].sum()) == len(task.cells):
        return None
    return np.flatnonzero(wanted.take(task.looks))
