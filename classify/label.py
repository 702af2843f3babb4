# The decision on a column, with its reasons: values first, by validated rate with chance
# taken away; the header gives the cue and speaks alone where there is nothing to read. A
# rate of hits without checks never decides (GB/T 43697 leaves identification to evidence).
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from schema import Column, LabelRate, Reason, Table

from .answer import is_told_by_answers, only_answers
from .byte_class import DIGIT, LOWER, NON_ASCII, SEPARATOR, UPPER
from .checks import BY_WORDS
from .column import ColumnLabel
from .evidence import tell
from .explain import percent, reasons_of_failing, reasons_of_values
from .header import CLEAR, SPEAKS, HeaderHit
from .heading import Heading, heading_of
from .inside import rates_inside
from .prose import rates_of_prose
from .recognise import Recognisers
from .score import Score, confidence, scores
from .settle import Draft, settled
from .sketch import estimate, example_of
from .summary import ColumnSummary, Summary
from .weigh import Weighing
from .within import rates_within
from .witness import Seen, witnesses

__all__ = ["decide", "decide_by_headers", "drafts", "drafts_by_headers"]

# A clear header needs this part of a recogniser's usual rate.
_WITH_HEADER = 0.5
_PROVED = 0.5
# The least share of a column that is reported as a label of its own.
_LEAST_SHARE = 0.005
# A weak check without header must convince by itself.
_WEAK_RATE = 0.8
# From this share of cells on that are words a column is told in words.
_WORDED = 0.5
_LEAST_WORD = 2
_TINY = 1e-9


def decide(
    summary: Summary, table: Table, recognisers: Recognisers, weighing: Weighing | None = None
) -> tuple[ColumnLabel, ...]:
    """A label for each column of the summary, in its order.

    Types and comments come from the table's columns of the same name. How sure a label is,
    and whether one in doubt is given, says the `weighing`: the shipped one where none is given.
    """
    return settled(drafts(summary, table, recognisers), recognisers, weighing)


def decide_by_headers(
    table: Table, recognisers: Recognisers, weighing: Weighing | None = None
) -> tuple[ColumnLabel, ...]:
    """A label for each column by name and comment alone: nothing was read."""
    return settled(drafts_by_headers(table, recognisers), recognisers, weighing)


def drafts(summary: Summary, table: Table, recognisers: Recognisers) -> tuple[Draft, ...]:
    """What the rules say of each column by itself, with all that speaks for its labels."""
    declared = {column.name: column for column in table.columns}
    return tuple(
        _decide(column, declared.get(column.name, Column(column.name, "")), table, recognisers)
        for column in summary.columns
    )


def drafts_by_headers(table: Table, recognisers: Recognisers) -> tuple[Draft, ...]:
    """What the rules say of each column by its name and comment."""
    return tuple(
        _by_header(
            ColumnSummary(column.name), column, heading_of(column, table, recognisers), recognisers
        )
        for column in table.columns
    )


def _decide(
    column: ColumnSummary, declared: Column, table: Table, recognisers: Recognisers
) -> Draft:
    heading = heading_of(declared, table, recognisers)
    filled = column.rows - column.empty
    if filled == 0:
        return _by_header(column, declared, heading, recognisers)
    distinct = estimate(column.sketch)
    heading, answers = _as_answers(column, heading, recognisers)
    scored = scores(column, recognisers, heading.hits, distinct)
    refused = {name for name, score in scored.items() if _is_refused(score, heading)}
    found = sorted(
        (
            score
            for name, score in scored.items()
            if name not in refused and _is_found(score, heading)
        ),
        key=lambda score: (-score.net, -score.compiled.recogniser.precedence, score.identifier),
    )
    totals: dict[str, float] = {}
    for score in found:
        totals[score.label] = min(1.0, totals.get(score.label, 0.0) + score.net)
    leading = next((score for score in found if _leads(score, totals[score.label], distinct)), None)
    clear = heading.clear
    reasons: list[Reason] = []
    label: str | None
    form: str | None
    if leading is not None and not (leading.weak and _names_itself(clear, column, recognisers)):
        against = clear is not None and leading.header is None
        form, label, rate = leading.identifier, leading.label, totals[leading.label]
        sure = confidence(leading, leading.header, distinct, against=against)
        reasons.extend(reasons_of_values(leading, filled))
        if against and clear is not None:
            told = tell("header-against", other=clear.recogniser, label=leading.identifier)
            reasons.append(Reason("header", told))
    else:
        form, rate, sure, reasons = _without_leader(heading, scored, recognisers, column)
        label = None if form is None else recognisers.by_id[form].label
    for score in found:
        if score.label != label:
            told = tell("also", share=percent(score.net), label=score.identifier)
            reasons.append(Reason("values", told))
    inside = [each for each in rates_inside(column, recognisers) if each.validated >= _LEAST_SHARE]
    for each in inside if not column.prose.texts else ():
        told = tell("inside", share=percent(each.validated), label=each.label)
        reasons.append(Reason("values", told))
    reasons.extend(answers if label is None else ())
    reasons.extend(_not_counted([scored[name] for name in refused], heading, filled))
    if label is None:
        rest = [score for score in scored.values() if score.identifier not in refused]
        reasons.extend(_too_few([score for score in rest if score not in found], filled))
    rates = _together(_rates(found, label, form, scored, filled), inside)
    for held, texts in rates_of_prose(column.prose):
        told = tell("prose", count=str(texts), texts=str(column.prose.texts), label=held.label)
        reasons.append(Reason("values", told))
        rates = (*(rate for rate in rates if rate.label != held.label), held)
    known = {rate.label for rate in rates}
    for held, texts in rates_within(column.within, recognisers, names=label is None):
        if held.label not in known:
            share = percent(held.validated)
            told = tell("within", share=share, texts=str(texts), label=held.label)
            reasons.append(Reason("values", told))
            rates += (held,)
    decided = ColumnLabel(
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
    seen = Seen(filled, distinct, _words(column))
    given = (label, form, sure) if label is not None and form is not None else None
    return Draft(decided, witnesses(given, scored, heading, seen, recognisers), read=True)


def _as_answers(
    column: ColumnSummary, heading: Heading, recognisers: Recognisers
) -> tuple[Heading, list[Reason]]:
    """The heading without what cells that only say yes or no cannot be, and that it is so."""
    if not heading.hits or not only_answers(column.sketch, column.rows - column.empty):
        return heading, []
    asked = [name for name in heading.hits if not is_told_by_answers(recognisers.by_id[name])]
    told = [Reason("values", tell("answers", label=name)) for name in asked[:1]]
    return heading.without(asked), told


def _is_refused(score: Score, heading: Heading) -> bool:
    """Whether the header names another thing and no check digit says otherwise."""
    return score.label in heading.against and score.header is None and not score.proved


def _is_found(score: Score, heading: Heading) -> bool:
    """Whether so much of the column is this that it must be said."""
    least = _LEAST_SHARE
    if score.weak:
        # A word list's chance is an average: another column's may be twice that.
        least = max(least, 2 * score.compiled.recogniser.chance)
    sure = score.significant or (score.by_form and heading.other is None)
    return sure and score.net >= least


def _leads(score: Score, net: float, distinct: int) -> bool:
    """Whether a column is called by this, which with other forms of it has this net rate."""
    least = score.compiled.recogniser.min_rate
    if score.weak:
        return net >= max(least, _WEAK_RATE) and distinct > 1
    if score.header is not None and score.header.strength >= CLEAR:
        least *= _WITH_HEADER
    if score.proved:
        # Half a column of valid numbers is no accident, whatever stands in the other half.
        least = min(least, _PROVED)
    return net + _TINY >= least


def _names_itself(clear: HeaderHit | None, column: ColumnSummary, recognisers: Recognisers) -> bool:
    """Whether a clear header stands for a kind that needs no pattern to be believed."""
    if clear is None:
        return False
    recogniser = recognisers.by_id[clear.recogniser]
    if recogniser.evidence == "header":
        return True
    return recogniser.worded and not clear.guessed and _words(column) >= _WORDED


def _words(column: ColumnSummary) -> float:
    """The share of filled cells that are words, by their look: no codes, flags or numbers."""
    words = sum(
        count
        for (classes, length), count in column.looks.items()
        if length >= _LEAST_WORD and _is_worded(classes)
    )
    return words / (column.rows - column.empty)


def _is_worded(classes: int) -> bool:
    if classes & NON_ASCII:
        return True
    if not classes & SEPARATOR:
        # With signs or digits in it a single word is an address, a path or a code.
        return not classes & ~(LOWER | UPPER)
    return bool(classes & LOWER) or bool(classes & UPPER and not classes & DIGIT)


def _without_leader(
    heading: Heading,
    scored: Mapping[str, Score],
    recognisers: Recognisers,
    column: ColumnSummary,
) -> tuple[str | None, float, float, list[Reason]]:
    """What is left when no recogniser leads by values: the header, if it may."""
    filled = column.rows - column.empty
    reasons: list[Reason] = []
    for hit in heading.hits.values():
        if hit.strength < SPEAKS:
            continue
        recogniser = recognisers.by_id[hit.recogniser]
        score = scored.get(hit.recogniser)
        sure = confidence(None, hit, 0, against=False)
        if recogniser.evidence == "header":
            return hit.recogniser, 0.0, sure, [*reasons, Reason(hit.kind, hit.detail)]
        shaped = score is not None and score.matched / filled >= recogniser.min_rate
        # Initials are too little to go by: BZMC is a currency's name before a disease's.
        if recogniser.worded and not hit.guessed:
            words = _words(column)
            if words >= _WORDED:
                told = tell(
                    "worded", share=percent(words), cells=f"{filled:,}", label=hit.recogniser
                )
                reasons += [Reason(hit.kind, hit.detail), Reason("values", told)]
                return hit.recogniser, score.net if score else 0.0, sure, reasons
        elif (
            score is not None
            and shaped
            and hit.strength >= CLEAR
            and recogniser.check
            # What is known by words is not altered words: it is something else.
            and (recogniser.check not in BY_WORDS or _words(column) >= _WORDED)
        ):
            # Right in form under a clear name, but the check fails: mistyped, altered or
            # made up. It is treated as what it says it is, with little confidence.
            sure = confidence(score, hit, 0, against=True)
            return (
                hit.recogniser,
                score.net,
                sure,
                [*reasons, *reasons_of_failing(score, hit, filled)],
            )
        passed = score.passed / filled if score is not None else 0.0
        told = tell("header-alone", label=hit.recogniser, share=percent(passed))
        reasons.append(Reason(hit.kind, told))
    return None, 0.0, 0.0, reasons


def _by_header(
    column: ColumnSummary, declared: Column, heading: Heading, recognisers: Recognisers
) -> Draft:
    """The decision where there is no cell to look at."""
    best = next((hit for hit in heading.hits.values() if hit.strength >= SPEAKS), None)
    if heading.other is not None:
        best = None
    given = None
    if best is not None:
        sure = confidence(None, best, 0, against=False)
        given = (recognisers.by_id[best.recogniser].label, best.recogniser, sure)
    decided = ColumnLabel(
        name=column.name,
        type=declared.type,
        comment=declared.comment,
        label=None if given is None else given[0],
        labels=(),
        confidence=0.0 if given is None else given[2],
        validated=0.0,
        sampled=0,
        empty=column.empty,
        distinct=None,
        example="",
        reasons=() if best is None else (Reason(best.kind, best.detail),),
    )
    return Draft(decided, witnesses(given, {}, heading, Seen(), recognisers), read=False)


def _not_counted(refused: Sequence[Score], heading: Heading, filled: int) -> list[Reason]:
    """What the values look like and, under this header, are not taken for."""
    return [
        Reason(
            "header",
            tell(
                "other-thing",
                other=heading.other.recogniser,
                share=percent(score.passed / filled),
                label=score.identifier,
            ),
        )
        for score in sorted(refused, key=lambda score: score.identifier)
        if heading.other is not None and score.significant and score.net >= _LEAST_SHARE
    ]


def _too_few(scored: Sequence[Score], filled: int) -> list[Reason]:
    """That so few values cannot be told from luck, with the likeliest label they fit."""
    likely = [
        score
        for score in scored
        if not score.weak and score.net + _TINY >= score.compiled.recogniser.min_rate
    ]
    if not likely:
        return []
    first = max(likely, key=lambda score: (score.net, score.compiled.recogniser.precedence))
    told = tell(
        "too-few",
        share=percent(first.passed / filled),
        cells=f"{filled:,}",
        label=first.identifier,
    )
    return [Reason("values", told)]


def _rates(
    found: Sequence[Score],
    label: str | None,
    form: str | None,
    scored: Mapping[str, Score],
    filled: int,
) -> Iterator[LabelRate]:
    """The rates of what was found, the leading label first even at a low rate."""
    first = [score for score in found if score.label == label]
    if not first and form is not None and form in scored:
        first = [scored[form]]
    rest = [score for score in found if score.label != label]
    for score in (*first, *rest):
        yield LabelRate(score.label, score.matched / filled, score.net)


def _together(rates: Iterable[LabelRate], inside: Sequence[LabelRate]) -> tuple[LabelRate, ...]:
    """One rate for each label: of its forms, and of numbers within longer cells beside cells
    that are such a number; a cell is one or the other.
    """
    rest = sorted(inside, key=lambda rate: (-rate.validated, rate.label))
    joined: dict[str, LabelRate] = {}
    for rate in (*rates, *rest):
        before = joined.get(rate.label, LabelRate(rate.label, 0.0, 0.0))
        joined[rate.label] = LabelRate(
            rate.label,
            round(min(1.0, before.matched + rate.matched), 6),
            round(min(1.0, before.validated + rate.validated), 6),
        )
    return tuple(joined.values())
