# Which recognisers claim which cells: the kernel's inner loop. Many cells are walked by one automaton
# for all recognisers. Of few, profiles prune first, and what is left is tested position by
# position over cells of one length, by word list, or by RE2. Checks run on what matched. Every way
# gives the answer RE2 alone would give.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from . import compiled
from .byte_class import LOWER, NON_ASCII, SEPARATOR, UPPER
from .cells import BoolArray, Cells, Index, Texts, joined, lengths_of
from .group import Group, Lone
from .mask import EVERY, Claims
from .member import Compiled
from .position import Positions, Programme
from .profile import LONGEST
from .recognise import Recognisers
from .spelling import FULLWIDTH, SEPARATORS, UPPER_CASE, classes_after, needs_of, respelled
from .task import Task

__all__ = ["claims_of"]


Classes = npt.NDArray[np.uint8]

# Nanoseconds, measured: one comparison over one cell, one call, RE2 on a short cell.
_COMPARISON, _CALL, _AUTOMATON, _SETUP = 0.12, 1_200.0, 60.0, 60_000.0
# A cell is walked again from its start for every state that it is the first to need.
_LONG = 4_096
# Comparisons from which on a look at the first character beforehand saves time.
_WORTH_A_LOOK = 16


def claims_of(
    cells: Cells, classes: Classes, recognisers: Recognisers, wanted: int = EVERY
) -> Claims:
    """The claims on each cell; `classes` are the classes of the cells' characters.

    Only recognisers whose bit is set in `wanted` are looked for.
    """
    claims = Claims(len(recognisers.matchers), len(cells))
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
            _claim(Task(spelt, after, at, group, claims, wanted=wanted))
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


@dataclass(slots=True)
class _Length:
    """The cells of one length: how many, of what classes, and who may match some of them."""

    count: int = 0
    classes: int = 0
    possible: dict[Compiled, None] = field(default_factory=dict)


def _claim(task: Task) -> None:
    if compiled.pays(task.cells):
        _at_once(task)
        if not task.wanted:
            return
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
        _by_words(task, task.with_looks(worded))
    for recogniser in task.group.lengths:
        if task.wanted >> recogniser.bit & 1:
            _by_length(task, recogniser)
    for lone in task.group.lone:
        _by_set(task, lone, looks)
    rest = {
        recogniser: theirs
        for recogniser, theirs in looks.items()
        if theirs and recogniser.expression is not None and recogniser.alone is None
    }
    _by_automaton(task, rest)


def _at_once(task: Task) -> None:
    """Match all that one automaton can have; `wanted` is then what is left."""
    together = task.group.together(task.wanted)
    if together.given_up or int(task.cells.lengths.max()) > _LONG:
        return
    states = compiled.states_of(task.cells, together.union)
    if states is None and together.renew():
        states = compiled.states_of(task.cells, together.union)
        if states is None:
            together.renew()
    if states is None:
        return
    together.settle()
    task.wanted = together.left
    counts = np.bincount(states)
    used = np.flatnonzero(counts).tolist()
    certain: dict[int, int] = {}
    which = np.zeros(len(counts), dtype=np.int32)
    checked: dict[Compiled, list[int]] = {}
    for state in used:
        sure, theirs = together.said(state)
        which[state] = certain.setdefault(sure, len(certain))
        for recogniser in theirs:
            checked.setdefault(recogniser, []).append(state)
    if any(certain):
        task.record_sets(None if len(certain) == 1 else which[states], list(certain))
    for recogniser, its in checked.items():
        if len(its) == len(used):
            task.record(recogniser, task.cells, None, hits=True)
        else:
            wanted = np.zeros(len(counts), dtype=np.bool_)
            wanted[its] = True
            task.record(recogniser, task.cells, None, wanted[states])


def _by_position(task: Task, lengths: dict[int, _Length], looks: dict[Compiled, list[int]]) -> None:
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
    task: Task, lengths: dict[int, _Length], looks: dict[Compiled, list[int]]
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


def _by_words(task: Task, chosen: Index | None) -> None:
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


def _by_length(task: Task, recogniser: Compiled) -> None:
    """Match a pattern that takes any characters: how many there are decides."""
    assert recogniser.node is not None
    least, most = recogniser.node.widths
    hits: BoolArray = (task.cells.lengths >= least) & (task.cells.lengths <= most)
    task.record(recogniser, task.cells, None, True if hits.all() else hits)


def _by_set(task: Task, lone: Lone, looks: dict[Compiled, list[int]]) -> None:
    """Match the patterns that are one set repeated: every unit must be in the set."""
    possible = []
    for member, place in lone.members:
        theirs = looks.get(member, [])
        settled = lone.settled[place]
        sure = [look for look in theirs if not look & 255 & ~settled and look >> 8 < LONGEST]
        if sure:
            # Their profile is exact: classes all of whose characters are in the set, and a length.
            chosen = task.with_looks(sure)
            cells = task.cells if chosen is None else task.cells.take(chosen)
            task.record(member, cells, chosen, hits=True)
        if len(sure) < len(theirs):
            possible.append((member, place, [look for look in theirs if look not in sure]))
    if not possible:
        return
    chosen = task.with_looks({look for _, _, theirs in possible for look in theirs})
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


def _by_automaton(task: Task, looks: dict[Compiled, list[int]]) -> None:
    """Ask RE2: for those with a core together whether any is there, then one by one."""
    cored = {each: theirs for each, theirs in looks.items() if each.cores}
    if cored:
        _by_cores(task, cored)
    for recogniser, theirs in looks.items():
        if not recogniser.cores:
            chosen = _well_begun(task, recogniser, theirs)
            if chosen is None or len(chosen):
                _ask(task, recogniser, chosen, task.arrow(chosen))


def _by_cores(task: Task, looks: dict[Compiled, list[int]]) -> None:
    """Look for what must be inside, then ask for the whole: counting around it is slow."""
    together = {look for theirs in looks.values() for look in theirs}
    cores = task.group.cores(tuple(looks), wide=all(look & NON_ASCII for look in together))
    chosen = task.with_looks(together)
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


def _well_begun(task: Task, recogniser: Compiled, looks: Sequence[int]) -> Index | None:
    """The cells of these looks that begin as a match may; None for all of them."""
    if recogniser.first is None:
        return task.with_looks(looks)
    begun = np.flatnonzero(recogniser.first.take(task.first_units(), mode="clip"))
    if not len(begun) or sum(task.counts[look] for look in looks) == len(task.cells):
        return None if len(begun) == len(task.cells) else begun
    wanted = np.zeros(1 << 16, dtype=np.bool_)
    wanted[list(looks)] = True
    return begun[wanted.take(task.looks.take(begun))]


def _ask(task: Task, recogniser: Compiled, chosen: Index | None, text: Texts) -> None:
    if not len(text):
        return
    cells = task.cells if chosen is None else task.cells.take(chosen)
    assert recogniser.expression is not None
    answer = pc.match_substring_regex(text, recogniser.expression)
    task.record(recogniser, cells, chosen, answer.to_numpy(zero_copy_only=False))
