# Which recognisers claim which cells: the kernel's inner loop. Profiles prune first; what
# is left is tested position by position over cells of one length, by word list, or by RE2;
# checks run on what matched. Every way gives the answer RE2 alone would give.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from .byte_class import LOWER, NON_ASCII, SEPARATOR, UPPER
from .cells import BoolArray, Cells, Index, Texts, Units, joined, lengths_of
from .mask import EVERY, Claims, no_claims
from .position import Positions, Programme
from .profile import LONGEST
from .recognise import Compiled, Group, Lone, Recognisers
from .spelling import FULLWIDTH, SEPARATORS, UPPER_CASE, classes_after, needs_of, respelled

__all__ = ["claims_of"]


Classes = npt.NDArray[np.uint8]

# Nanoseconds, measured: one comparison over one cell, one call, RE2 on a short cell.
_COMPARISON, _CALL, _AUTOMATON, _SETUP = 0.12, 1_200.0, 60.0, 60_000.0
# Comparisons from which on a look at the first character beforehand saves time.
_WORTH_A_LOOK = 16


def claims_of(
    cells: Cells, classes: Classes, recognisers: Recognisers, wanted: int = EVERY
) -> Claims:
    """The claims on each cell; `classes` are the classes of the cells' characters.

    Only recognisers whose bit is set in `wanted` are looked for.
    """
    claims = no_claims(len(recognisers.matchers), len(cells))
    if not len(cells):
        return claims
    needs = needs_of(cells, classes)
    present = np.flatnonzero(np.bincount(needs, minlength=8))
    for need in present.tolist():
        everywhere = len(present) == 1
        places = None if everywhere else np.flatnonzero(needs == need)
        chosen = cells if places is None else cells.take(places)
        theirs = classes if places is None else classes[places]
        for spelling, group in recognisers.spellings(need):
            hopeful = _hopeful(theirs, spelling, group)
            if hopeful is not None and not len(hopeful):
                continue
            at = places if hopeful is None else hopeful if places is None else places[hopeful]
            spelt = respelled(chosen if hopeful is None else chosen.take(hopeful), spelling)
            before = theirs if hopeful is None else theirs[hopeful]
            after = classes_after(before, spelt, spelling)
            _claim(_Task(spelt, after, at, group, claims, wanted=wanted))
    return claims


def _hopeful(classes: Classes, wanted: int, group: Group) -> Index | None:
    """The cells that may match when respelled; None for all of them."""
    if not wanted or wanted & FULLWIDTH:
        return None
    may = np.zeros(256, dtype=np.bool_)
    present = np.flatnonzero(np.bincount(classes, minlength=256)).tolist()
    for each in present:
        after = each
        if wanted & SEPARATORS:
            after &= ~SEPARATOR
        if wanted & UPPER_CASE and after & LOWER:
            after = after & ~LOWER | UPPER
        # A wide hyphen may have been all there was beyond ASCII.
        may[each] = group.may_match(after) or (
            bool(after & NON_ASCII) and group.may_match(after & ~NON_ASCII)
        )
    return None if may[present].all() else np.flatnonzero(may[classes])


class _Task:
    """One spelling of some cells and the recognisers that look at it."""

    def __init__(
        self,
        cells: Cells,
        classes: Classes,
        places: Index | None,
        group: Group,
        claims: Claims,
        *,
        wanted: int,
    ) -> None:
        self.cells = cells
        self.places = places
        self.group = group
        self.claims = claims
        self.wanted = wanted
        # The look of a cell: its length (capped) and its classes, counted once for all.
        self.looks = np.minimum(cells.lengths, LONGEST).astype(np.uint16) << 8 | classes
        counts = np.bincount(self.looks)
        self.counts = {look: int(counts[look]) for look in np.flatnonzero(counts).tolist()}
        self._arrow: Texts | None = None
        self._first: Units | None = None

    def first_units(self) -> Units:
        """The first unit of each cell, read once."""
        if self._first is None:
            self._first = self.cells.from_start(0)
        return self._first

    def share_begun(self, recogniser: Compiled) -> float:
        """The share of all cells that begin as a match may."""
        if recogniser.first is None:
            return 1.0
        begun = recogniser.first.take(self.first_units(), mode="clip")
        return float(np.count_nonzero(begun)) / len(self.cells)

    def arrow(self, chosen: Index | None) -> Texts:
        """The chosen cells as Arrow text."""
        if chosen is not None:
            return self.cells.take(chosen).to_arrow()
        if self._arrow is None:
            self._arrow = self.cells.to_arrow()
        return self._arrow

    def record_certain(self, recognisers: Sequence[Compiled], chosen: Index | None) -> None:
        """Note that all cells at `chosen` match these recognisers, which have no check."""
        if self.places is not None:
            chosen = self.places if chosen is None else self.places[chosen]
        self.claims.add_certain((each.bit for each in recognisers), chosen)

    def record(
        self, recogniser: Compiled, cells: Cells, chosen: Index | None, hits: BoolArray | bool
    ) -> None:
        """Note that `hits` among `cells` match; they stand at `chosen` (None: all in order)."""
        if hits is False:
            return
        passed = None
        if hits is not True:
            found = np.flatnonzero(hits)
            if not len(found):
                return
            if len(found) < len(cells):
                if recogniser.check is not None and 2 * len(found) > len(cells):
                    # Checking the strangers too costs less than setting the others apart.
                    passed = cells.passed(recogniser.check)[found]
                cells = cells.take(found) if passed is None else cells
                chosen = found if chosen is None else chosen[found]
        if passed is None and recogniser.check is not None:
            passed = cells.passed(recogniser.check)
        if self.places is not None:
            chosen = self.places if chosen is None else self.places[chosen]
        self.claims.add(recogniser.bit, chosen, passed)


@dataclass(slots=True)
class _Length:
    """The cells of one length: how many, of what classes, and who may match some of them."""

    count: int = 0
    classes: int = 0
    possible: dict[Compiled, None] = field(default_factory=dict)


def _claim(task: _Task) -> None:
    looks: dict[Compiled, list[int]] = {}
    lengths: dict[int, _Length] = {}
    for look, count in task.counts.items():
        length, classes = look >> 8, look & 255
        here = lengths.setdefault(length, _Length())
        here.count += count
        here.classes |= classes
        for recogniser in task.group.possible(classes, length):
            if task.wanted >> recogniser.bit & 1:
                looks.setdefault(recogniser, []).append(look)
                here.possible[recogniser] = None
    _by_position(task, lengths, looks)
    worded = {look for each in looks if each.words for look in looks[each]}
    if worded:
        _by_words(task, _with_looks(task, worded))
    for recogniser in task.group.lengths:
        _by_length(task, recogniser)
    for lone in task.group.lone:
        _by_set(task, lone, looks)
    rest = {
        recogniser: theirs
        for recogniser, theirs in looks.items()
        if theirs and recogniser.expression is not None and recogniser.alone is None
    }
    _by_automaton(task, rest)


def _by_position(
    task: _Task, lengths: dict[int, _Length], looks: dict[Compiled, list[int]]
) -> None:
    """Test what position tests are cheaper for; what is done leaves `looks`."""
    planned = _planned(task, lengths, looks)
    for length, chosen in lengths_of(task.cells) if planned else ():
        if length not in planned:
            continue
        cells = task.cells if chosen is None else task.cells.take(chosen)
        positions = Positions(cells.rows())
        certain: list[Compiled] = []
        for recogniser, plan in planned[length].items():
            hits = positions.run(plan)
            if hits is True and recogniser.check is None:
                certain.append(recogniser)
            else:
                task.record(recogniser, cells, chosen, hits)
            looks[recogniser] = [look for look in looks[recogniser] if look >> 8 != length]
        task.record_certain(certain, chosen)


def _planned(
    task: _Task, lengths: dict[int, _Length], looks: dict[Compiled, list[int]]
) -> dict[int, dict[Compiled, Programme]]:
    """By length, what position tests are cheaper for; what cannot match leaves `looks`."""
    planned: dict[int, dict[Compiled, Programme]] = {}
    wide = task.cells.units.dtype != np.uint8
    for length, here in lengths.items():
        for recogniser in here.possible if length < LONGEST else ():
            # All cells of the length are tested, so all their classes count.
            plan = recogniser.programme(length, NON_ASCII if wide else here.classes)
            if plan is None or not looks[recogniser]:
                continue
            share = 1.0
            if plan.effort > _WORTH_A_LOOK:
                if recogniser.cores:
                    # What must be inside is looked for once for all that have such a core.
                    continue
                share = task.share_begun(recogniser)
            if not share:
                looks[recogniser] = []
            elif _is_cheap(plan, here.count, share):
                planned.setdefault(length, {})[recogniser] = plan
    return planned


def _is_cheap(plan: Programme, size: int, share: float) -> bool:
    """Whether testing `size` cells costs less than asking RE2 about this share of them."""
    return plan.effort * (_CALL + _COMPARISON * size) < _SETUP + _AUTOMATON * size * share


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
            if not task.wanted >> recogniser.bit & 1:
                continue
            task.record(recogniser, task.cells.take(theirs), theirs, hits=True)


def _by_length(task: _Task, recogniser: Compiled) -> None:
    """Match a pattern that takes any characters: how many there are decides."""
    assert recogniser.node is not None
    least, most = recogniser.node.widths
    hits: BoolArray = (task.cells.lengths >= least) & (task.cells.lengths <= most)
    task.record(recogniser, task.cells, None, True if hits.all() else hits)


def _by_set(task: _Task, lone: Lone, looks: dict[Compiled, list[int]]) -> None:
    """Match the patterns that are one set repeated: every unit must be in the set."""
    possible = []
    for member, place in lone.members:
        theirs = looks.get(member, [])
        settled = lone.settled[place]
        sure = [look for look in theirs if not look & 255 & ~settled and look >> 8 < LONGEST]
        if sure:
            # Their profile is exact: classes all of whose characters are in the set, and a length.
            chosen = _with_looks(task, sure)
            cells = task.cells if chosen is None else task.cells.take(chosen)
            task.record(member, cells, chosen, hits=True)
        if len(sure) < len(theirs):
            possible.append((member, place, [look for look in theirs if look not in sure]))
    if not possible:
        return
    chosen = _with_looks(task, {look for _, _, theirs in possible for look in theirs})
    cells = task.cells if chosen is None else task.cells.take(chosen)
    packed = cells.packed()
    inside = np.full(len(cells), 255, dtype=np.uint8)
    filled = np.flatnonzero(packed.lengths)
    if len(filled):
        sets = lone.sets_of(packed.units)
        some = packed if len(filled) == len(packed) else packed.take(filled)
        inside[filled] = joined(np.bitwise_and, sets, some)
    shortest, longest = int(cells.lengths.min()), int(cells.lengths.max())
    certain: list[Compiled] = []
    for recogniser, place, _ in possible:
        assert recogniser.node is not None
        least, most = recogniser.node.widths
        hits: BoolArray = (inside & np.uint8(1 << place)) != 0
        if shortest < least or longest > most:
            hits &= (cells.lengths >= least) & (cells.lengths <= most)
        if recogniser.check is None and hits.all():
            certain.append(recogniser)
        else:
            task.record(recogniser, cells, chosen, hits)
    task.record_certain(certain, chosen)


def _by_automaton(task: _Task, looks: dict[Compiled, list[int]]) -> None:
    """Ask RE2: for those with a core together whether any is there, then one by one."""
    cored = {each: theirs for each, theirs in looks.items() if each.cores}
    if cored:
        _by_cores(task, cored)
    for recogniser, theirs in looks.items():
        if not recogniser.cores:
            chosen = _well_begun(task, recogniser, theirs)
            if chosen is None or len(chosen):
                _ask(task, recogniser, chosen, task.arrow(chosen))


def _by_cores(task: _Task, looks: dict[Compiled, list[int]]) -> None:
    """Look for what must be inside, then ask for the whole: counting around it is slow."""
    together = {look for theirs in looks.values() for look in theirs}
    cores = task.group.cores(tuple(looks), wide=all(look & NON_ASCII for look in together))
    chosen = _with_looks(task, together)
    packed = (task.cells if chosen is None else task.cells.take(chosen)).packed()
    signs = cores.signs.take(packed.units, mode="clip")
    filled = np.flatnonzero(packed.lengths)
    hopeful = filled[np.logical_or.reduceat(signs, packed.starts[filled])]
    if not len(hopeful):
        return
    chosen = hopeful if chosen is None else chosen[hopeful]
    text = task.arrow(chosen)
    some = pc.match_substring_regex(text, cores.expression)
    inside = np.flatnonzero(some.to_numpy(zero_copy_only=False))
    if len(inside):
        chosen, text = chosen[inside], text.filter(some)
        for recogniser in looks:
            _ask(task, recogniser, chosen, text)


def _well_begun(task: _Task, recogniser: Compiled, looks: Sequence[int]) -> Index | None:
    """The cells of these looks that begin as a match may; None for all of them."""
    if recogniser.first is None:
        return _with_looks(task, looks)
    begun = np.flatnonzero(recogniser.first.take(task.first_units(), mode="clip"))
    if not len(begun) or sum(task.counts[look] for look in looks) == len(task.cells):
        return None if len(begun) == len(task.cells) else begun
    wanted = np.zeros(1 << 16, dtype=np.bool_)
    wanted[list(looks)] = True
    return begun[wanted.take(task.looks.take(begun))]


def _ask(task: _Task, recogniser: Compiled, chosen: Index | None, text: Texts) -> None:
    if not len(text):
        return
    cells = task.cells if chosen is None else task.cells.take(chosen)
    assert recogniser.expression is not None
    answer = pc.match_substring_regex(text, recogniser.expression)
    task.record(recogniser, cells, chosen, answer.to_numpy(zero_copy_only=False))


def _with_looks(task: _Task, looks: Sequence[int] | set[int]) -> Index | None:
    """The places of cells with these looks; None for all of them."""
    if sum(task.counts[look] for look in set(looks)) == len(task.cells):
        return None
    wanted = np.zeros(1 << 16, dtype=np.bool_)
    wanted[list(looks)] = True
    return np.flatnonzero(wanted.take(task.looks))
