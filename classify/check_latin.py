# Names of people in Latin letters, known by their parts: one of them stands in a list of
# frequent names, or the whole is a Chinese name in pinyin (a surname and one or two
# syllables), and no part is a word of companies, streets and things. A word list is weak evidence; without a header a column must be names nearly
# throughout.
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .cells import BoolArray, Cells, Index, Texts

__all__ = ["person_name_latin"]

_Check = Callable[[Cells], BoolArray]
_MOST_PARTS = 5
_BETWEEN = r"[ ,.'\-]+"
# One or two syllables: an initial, then a final (ISO 7098).
_SYLLABLES = (
    r"\A(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan"
    r"|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v)){1,2}\z"
)


def person_name_latin(lexicons: Mapping[str, frozenset[str]]) -> _Check:
    """A check that a text of Latin letters is made like somebody's name."""
    frequent, surnames, things = (
        pa.array(sorted(lexicons[name]), pa.large_string())
        for name in ("latin_names", "pinyin_surnames", "latin_things")
    )

    def check(cells: Cells) -> BoolArray:
        if not len(cells):
            return np.zeros(0, dtype=np.bool_)
        split: Any = pc.split_pattern_regex(pc.utf8_lower(cells.to_arrow()), _BETWEEN)
        parts, owner = split.flatten(), pc.list_parent_indices(split)
        strange = _counted(_at(owner.filter(pc.is_in(parts, things))), len(cells)) > 0
        real = pc.greater(pc.utf8_length(parts), pa.scalar(1))
        parts, owner = parts.filter(real), owner.filter(real)
        at = _at(owner)
        count = _counted(at, len(cells))
        known = _counted(at[_true(pc.is_in(parts, frequent))], len(cells))
        surname = _true(pc.is_in(parts, surnames))
        syllables = _counted(at[_true(pc.match_substring_regex(parts, _SYLLABLES))], len(cells))
        # A Chinese surname stands first, or last in Western order.
        edge = np.zeros(len(at), dtype=np.bool_)
        if len(at):
            turns = np.flatnonzero(np.diff(at)) + 1
            edge[np.concatenate(([0], turns, turns - 1, [len(at) - 1]))] = True
        named = _counted(at[surname & edge], len(cells))
        chinese = (named > 0) & (syllables == count) & (count >= 2) & (count <= 3)
        western = (known > 0) & (count <= _MOST_PARTS)
        passed: BoolArray = (western | chinese) & ~strange
        return passed

    return check


def _at(owner: Texts) -> Index:
    places: Index = owner.to_numpy(zero_copy_only=False)
    return places


def _counted(at: Index, size: int) -> Index:
    return np.bincount(at, minlength=size)


def _true(flags: Texts) -> BoolArray:
    found: BoolArray = flags.to_numpy(zero_copy_only=False)
    return found
