# From counts to rates: what chance alone would pass is taken away, luck in small columns
# is refused, and the witnesses (values, header) are joined into one confidence. One rule
# for checks and bare patterns: of `s` cells that could have passed, `e` would by chance.
from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass

from .byte_class import LOWER, UPPER
from .checks import BY_WORDS
from .header import SPEAKS, HeaderHit
from .member import Compiled
from .recognise import Recognisers
from .spelling import UPPER_CASE
from .summary import ColumnSummary

__all__ = ["Score", "confidence", "scores"]

# How far a header alone is to be trusted; its strength scales it.
_HEADER_TRUST = 0.65
# With silent headers a label by luck should happen once in ten thousand columns.
_UNLIKELY = math.log(1e4)
_UNLIKELY_WITH_HEADER = math.log(10.0)
# A check that passes no more by chance is as good as a check digit.
_STRICT = 0.1
# What is said never to pass by chance still might.
_NEVER = 1e-9


@dataclass(frozen=True, slots=True)
class Score:
    """One recogniser over one column, cells claimed by a higher precedence left out.

    `matched` and `passed` count cells; `by_chance` of the `eligible` ones would pass by
    luck. `net` is the share of non-empty cells left when chance is taken away;
    `significant` that luck does not explain it; `outranked` how many more cells it would
    have had but for precedence. `by_form` is set where every cell of the form passes, and
    luck would have had to give form and check at once: enough for a column of one cell,
    unless the form has another reason (an order number that opens with a region and a date).
    """

    compiled: Compiled
    matched: int
    passed: int
    eligible: int
    by_chance: float
    net: float
    significant: bool
    outranked: int
    header: HeaderHit | None
    by_form: bool = False

    @property
    def identifier(self) -> str:
        """The recogniser's id."""
        return self.compiled.recogniser.id

    @property
    def label(self) -> str:
        """What a column of this is called by: its id, or that of which it is a form."""
        return self.compiled.recogniser.label

    @property
    def weak(self) -> bool:
        """Whether only a word list speaks, whose chance varies from column to column."""
        return self.header is None and self.compiled.recogniser.check in BY_WORDS

    @property
    def proved(self) -> bool:
        """Whether a check digit, or as strict a check, stands behind each cell that passed."""
        recogniser = self.compiled.recogniser
        strict = recogniser.check is not None and recogniser.check not in BY_WORDS
        return strict and recogniser.chance <= _STRICT


def scores(
    column: ColumnSummary,
    recognisers: Recognisers,
    headers: Mapping[str, HeaderHit],
    distinct: int,
) -> dict[str, Score]:
    """A score for each recogniser that may speak here and matches at least one cell.

    Those of evidence `cue` may speak only where the header speaks for them. A cell that
    several validate belongs to the highest precedence.
    """
    filled = column.rows - column.empty
    ranked = [
        each
        for each in recognisers.ranked
        if each.recogniser.evidence == "value" or _speaks(headers, each)
    ]
    matched = dict.fromkeys((each.recogniser.id for each in ranked), 0)
    passed = dict(matched)
    outranked = dict(matched)
    for (claims, validated), count in column.claims.items():
        owned = False
        for each in ranked:
            identifier = each.recogniser.id
            valid = bool(validated >> each.bit & 1)
            if owned:
                outranked[identifier] += count if valid else 0
            elif claims >> each.bit & 1:
                matched[identifier] += count
                passed[identifier] += count if valid else 0
                owned = valid
    return {
        identifier: _score(
            each,
            column,
            recognisers,
            headers.get(identifier) if _speaks(headers, each) else None,
            counts=(matched[identifier], passed[identifier], outranked[identifier]),
            independent=min(1.0, distinct / filled) if filled else 0.0,
        )
        for each in ranked
        if matched[identifier := each.recogniser.id] or outranked[identifier]
    }


def confidence(
    score: Score | None, header: HeaderHit | None, distinct: int, *, against: bool
) -> float:
    """How sure a label is, 0 to 0.99: independent witnesses, each of which may err.

    Values err by what chance would pass, by the share of cells that do not fit and, in a
    column of few distinct values, by the fewness; a header by its strength. `against`
    means that the header clearly speaks for something else.
    """
    doubt = 1.0
    if score is not None and score.passed:
        chance = score.by_chance / score.eligible if score.eligible else 0.0
        fewness = 0.5 ** max(1, min(distinct, 50))
        doubt *= 1.0 - score.net * (1.0 - chance) * (1.0 - fewness)
    if header is not None:
        doubt *= 1.0 - _HEADER_TRUST * header.strength
    sure = 1.0 - doubt
    return round(min(0.99, sure * 0.75 if against else sure), 4)


def _speaks(headers: Mapping[str, HeaderHit], compiled: Compiled) -> bool:
    hit = headers.get(compiled.recogniser.id)
    return hit is not None and hit.strength >= SPEAKS


def _score(
    compiled: Compiled,
    column: ColumnSummary,
    recognisers: Recognisers,
    header: HeaderHit | None,
    *,
    counts: tuple[int, int, int],
    independent: float,
) -> Score:
    """The score from cells matched, passed and outranked.

    `independent` is the share of cells that are draws of their own: a value that repeats is
    one draw, however often it stands there.
    """
    matched, passed, outranked = counts
    recogniser = compiled.recogniser
    if recogniser.check is not None:
        eligible, by_chance = matched, recogniser.chance * matched
    elif header is not None or compiled.node is None or compiled.words:
        eligible, by_chance = passed, 0.0
    else:
        eligible, by_chance = _background(compiled, column, recognisers)
        eligible = max(eligible, passed)
    filled = column.rows - column.empty
    net = 0.0
    if passed > by_chance and eligible > by_chance:
        net = eligible / filled * (passed - by_chance) / (eligible - by_chance)
    surprise = _surprise(passed, eligible, by_chance) * independent
    significant = net > 0 and surprise >= (_UNLIKELY if header is None else _UNLIKELY_WITH_HEADER)
    score = Score(
        compiled, matched, passed, eligible, by_chance, net, significant, outranked, header
    )
    if significant or net <= 0 or passed < matched or not score.proved:
        return score
    # However often values repeat, those that passed are one draw at least.
    surprise = _surprise_of_form(compiled, column, recognisers, passed)
    surprise *= max(independent, 1 / passed)
    return dataclasses.replace(score, by_form=surprise >= _UNLIKELY)


def _surprise_of_form(
    compiled: Compiled, column: ColumnSummary, recognisers: Recognisers, passed: int
) -> float:
    """How unlikely it is that luck gives so many cells both the form and the check."""
    eligible, expected = 0, 0.0
    chance = max(compiled.recogniser.chance, _NEVER)
    for (classes, length), count in column.looks.items():
        share = _share(compiled, classes, length, recognisers)
        if share:
            eligible += count
            expected += count * share * chance
    # Nothing is known of how texts with marks in them come about.
    strange = max(0, passed - eligible)
    return _surprise(passed, eligible + strange, expected + strange * chance)


def _background(
    compiled: Compiled, column: ColumnSummary, recognisers: Recognisers
) -> tuple[int, float]:
    """Cells whose look the pattern could accept, and how many of them chance would give it.

    An eleven-digit order number is a mobile number by form one time in twelve; a column of
    them is not one-twelfth telephone numbers.
    """
    eligible, by_chance = 0, 0.0
    for (classes, length), count in column.looks.items():
        share = _share(compiled, classes, length, recognisers)
        if share:
            eligible += count
            by_chance += share * count
    return eligible, by_chance


def _share(compiled: Compiled, classes: int, length: int, recognisers: Recognisers) -> float:
    """The share of random texts of this look that have the form."""
    if compiled.steps & UPPER_CASE and classes & LOWER:
        classes = classes & ~LOWER | UPPER
    return recognisers.share_by_chance(compiled.bit, classes, length)


def _surprise(passed: int, eligible: int, by_chance: float) -> float:
    """Minus the logarithm of how likely luck gives so many (Chernoff's bound); 0 if it may."""
    if not eligible or not passed:
        return 0.0
    expected, found = by_chance / eligible, passed / eligible
    if found <= expected:
        return 0.0
    if expected <= 0.0:
        return math.inf
    surprise = found * math.log(found / expected)
    if found < 1.0:
        surprise += (1.0 - found) * math.log((1.0 - found) / (1.0 - expected))
    return eligible * surprise
