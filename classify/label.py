# The decision on a column, with its reasons: values first, by validated rate with chance
# taken away; the header gives the cue and speaks alone where there is nothing to read. A
# rate of hits without checks never decides (GB/T 43697 leaves identification to evidence).
from __future__ import annotations

from collections.abc import Mapping, Sequence

from schema import Column, LabelRate, Reason, Table

from .column import ColumnLabel
from .cue import SPEAKS, headers_of
from .evidence import tell
from .header import HeaderHit
from .recognise import Recognisers
from .score import Score, confidence, scores
from .sketch import estimate, example_of
from .summary import ColumnSummary, Summary
from .within import rates_within

__all__ = ["decide", "decide_by_headers"]

# From this strength on a header is clear: it may lead where the values do not forbid it.
_CLEAR = 0.8
# A clear header needs this part of a recogniser's usual rate.
_WITH_HEADER = 0.5
# The least share of a column that is reported as a label of its own.
_LEAST_SHARE = 0.005
# A weak check without header must convince by itself.
_WEAK_RATE = 0.8
_TINY = 1e-9


def decide(summary: Summary, table: Table, recognisers: Recognisers) -> tuple[ColumnLabel, ...]:
    """A label for each column of the summary, in its order.

    Types and comments come from the table's columns of the same name.
    """
    declared = {column.name: column for column in table.columns}
    return tuple(
        _decide(
            column,
            declared.get(column.name, Column(column.name, "")),
            headers_of(declared.get(column.name, Column(column.name, "")), table, recognisers),
            recognisers,
        )
        for column in summary.columns
    )


def decide_by_headers(table: Table, recognisers: Recognisers) -> tuple[ColumnLabel, ...]:
    """A label for each column by name and comment alone: nothing was read."""
    return tuple(
        _by_header(ColumnSummary(column.name), column, headers_of(column, table, recognisers))
        for column in table.columns
    )


def _decide(
    column: ColumnSummary,
    declared: Column,
    headers: Mapping[str, HeaderHit],
    recognisers: Recognisers,
) -> ColumnLabel:
    filled = column.rows - column.empty
    if filled == 0:
        return _by_header(column, declared, headers)
    distinct = estimate(column.sketch)
    scored = scores(column, recognisers, headers, distinct)
    found = sorted(
        (score for score in scored.values() if _is_found(score)),
        key=lambda score: (-score.net, -score.compiled.recogniser.precedence, score.identifier),
    )
    leading = next((score for score in found if _leads(score, distinct)), None)
    clear = _clear(headers)
    named = clear is not None and recognisers.by_id[clear.recogniser].evidence == "header"
    reasons: list[Reason] = []
    label: str | None
    if leading is not None and not (named and leading.weak):
        against = clear is not None and leading.header is None
        label, rate = leading.identifier, leading.net
        sure = confidence(leading, leading.header, distinct, against=against)
        reasons.extend(_of_values(leading, filled))
        if against and clear is not None:
            reasons.append(
                Reason(
                    "header",
                    tell("header-against", other=clear.recogniser, label=leading.identifier),
                )
            )
    else:
        label, rate, sure, reasons = _without_leader(headers, scored, recognisers, filled)
    for score in found:
        if score.identifier != label:
            reasons.append(
                Reason(
                    "values",
                    tell("also", share=_percent(score.net), label=score.identifier),
                )
            )
    rates = _rates(found, label, scored, filled)
    known = {rate.label for rate in rates}
    within = rates_within(column.within, recognisers, names=label is None)
    for held, texts in within:
        if held.label not in known:
            share = _percent(held.validated)
            told = tell("within", share=share, texts=str(texts), label=held.label)
            reasons.append(Reason("values", told))
            rates += (held,)
    return ColumnLabel(
        name=column.name,
        type=declared.type,
        comment=declared.comment,
        label=label,
        labels=rates,
        confidence=sure,
        validated=round(rate, 6),
        sampled=filled,
        empty=column.empty,
        distinct=distinct if column.sketch else None,
        example=example_of(column.shapes),
        reasons=tuple(reasons),
    )


def _is_found(score: Score) -> bool:
    """Whether so much of the column is this that it must be said."""
    least = _LEAST_SHARE
    if score.weak:
        # A word list's chance is an average: another column's may be twice that.
        least = max(least, 2 * score.compiled.recogniser.chance)
    return score.significant and score.net >= least


def _leads(score: Score, distinct: int) -> bool:
    least = score.compiled.recogniser.min_rate
    if score.weak:
        return score.net >= max(least, _WEAK_RATE) and distinct > 1
    if score.header is not None and score.header.strength >= _CLEAR:
        least *= _WITH_HEADER
    return score.net + _TINY >= least


def _clear(headers: Mapping[str, HeaderHit]) -> HeaderHit | None:
    """The header's own first choice, where it is clear."""
    first = next(iter(headers.values()), None)
    return first if first is not None and first.strength >= _CLEAR else None


def _without_leader(
    headers: Mapping[str, HeaderHit],
    scored: Mapping[str, Score],
    recognisers: Recognisers,
    filled: int,
) -> tuple[str | None, float, float, list[Reason]]:
    """What is left when no recogniser leads by values: the header, if it may."""
    reasons: list[Reason] = []
    for hit in headers.values():
        if hit.strength < SPEAKS:
            continue
        recogniser = recognisers.by_id[hit.recogniser]
        score = scored.get(hit.recogniser)
        if recogniser.evidence == "header":
            sure = confidence(None, hit, 0, against=False)
            return hit.recogniser, 0.0, sure, [*reasons, Reason(hit.kind, hit.detail)]
        shaped = score is not None and score.matched / filled >= recogniser.min_rate
        if score is not None and shaped and hit.strength >= _CLEAR and recogniser.check:
            # Right in form under a clear name, but the check fails: mistyped, altered or
            # made up. It is treated as what it says it is, with little confidence.
            reasons.append(Reason(hit.kind, hit.detail))
            reasons.append(
                Reason(
                    "check",
                    tell(
                        "check-fails",
                        label=hit.recogniser,
                        matched=_percent(score.matched / filled),
                        passed=_percent(score.passed / score.matched),
                        check=recogniser.check,
                    ),
                )
            )
            sure = confidence(score, hit, 0, against=True)
            return hit.recogniser, score.net, sure, reasons
        passed = score.passed / filled if score is not None else 0.0
        reasons.append(
            Reason(
                hit.kind,
                tell("header-alone", label=hit.recogniser, share=_percent(passed)),
            )
        )
    return None, 0.0, 0.0, reasons


def _by_header(
    column: ColumnSummary, declared: Column, headers: Mapping[str, HeaderHit]
) -> ColumnLabel:
    """The decision where there is no cell to look at."""
    best = next((hit for hit in headers.values() if hit.strength >= SPEAKS), None)
    return ColumnLabel(
        name=column.name,
        type=declared.type,
        comment=declared.comment,
        label=None if best is None else best.recogniser,
        labels=(),
        confidence=0.0 if best is None else confidence(None, best, 0, against=False),
        validated=0.0,
        sampled=0,
        empty=column.empty,
        distinct=None,
        example="",
        reasons=() if best is None else (Reason(best.kind, best.detail),),
    )


def _of_values(score: Score, filled: int) -> list[Reason]:
    recogniser = score.compiled.recogniser
    kind = "values" if recogniser.pattern is not None else "dictionary"
    reasons = [
        Reason(
            kind,
            tell(
                "matched" if kind == "values" else "listed",
                share=_percent(score.matched / filled),
                cells=f"{filled:,}",
                label=recogniser.id,
            ),
        )
    ]
    if recogniser.check is not None and score.matched:
        reasons.append(
            Reason(
                "check",
                tell(
                    "checked",
                    share=_percent(score.passed / score.matched),
                    check=recogniser.check,
                ),
            )
        )
    if score.by_chance and score.eligible:
        reasons.append(
            Reason(
                "chance",
                tell(
                    "chance",
                    share=_percent(score.by_chance / score.eligible),
                    net=_percent(score.net),
                ),
            )
        )
    if score.outranked:
        reasons.append(
            Reason("precedence", tell("outranked", share=_percent(score.outranked / filled)))
        )
    if score.header is not None:
        reasons.append(Reason(score.header.kind, score.header.detail))
    return reasons


def _rates(
    found: Sequence[Score], label: str | None, scored: Mapping[str, Score], filled: int
) -> tuple[LabelRate, ...]:
    """The rates of what was found, the leading label first even at a low rate."""
    first = [score for score in found if score.identifier == label]
    if not first and label is not None and label in scored:
        first = [scored[label]]
    rest = [score for score in found if score.identifier != label]
    return tuple(
        LabelRate(score.identifier, round(score.matched / filled, 6), round(score.net, 6))
        for score in (*first, *rest)
    )


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.0995 else f"{share:.2%}"
