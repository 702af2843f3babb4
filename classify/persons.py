# How many people a dataset is about: distinct values of its best person identifier, carried
# from the sample to all rows. Where only part was read the figure is an estimate and says so.
#
# Estimator: every person is taken to stand in equally many rows; the number of persons is
# the one for which a sample of this size would show as many distinct values as it did
# (method of moments; Bunge and Fitzpatrick, JASA 88, 1993). Under skew it errs low.
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from policies import GradingProfile, Policies
from schema import FieldFinding

from .floor import category_of, counted_labels
from .sentence import say
from .sketch import SIZE

__all__ = ["EXACT_DISTINCT", "Persons", "count_persons", "estimate_distinct"]

# Below this a column's distinct count is a count; from it on the sketch's estimate.
EXACT_DISTINCT = SIZE
# Twice the standard error of a sketch that keeps so many values. A sample that repeats no
# value may show this much less than its cells; taken literally, 2 % of seeming repeats
# would make a million persons a hundred thousand.
_SKETCH_ERROR = 2 / math.sqrt(EXACT_DISTINCT)


@dataclass(frozen=True, slots=True)
class Persons:
    """The people in a dataset; `sensitive` are those with sensitive personal information.

    `count` None means that nothing there tells persons apart. `detail` is the sentence
    that says how they were counted.
    """

    count: int | None = None
    exact: bool = False
    sensitive: int | None = None
    detail: str = ""


def count_persons(
    fields: Sequence[FieldFinding],
    *,
    rows: int | None,
    sampled: int,
    complete: bool,
    policies: Policies,
    profile: GradingProfile,
) -> Persons:
    """The persons in a dataset of `rows` rows, of which `sampled` were looked at.

    `complete` says that these were all. The count never exceeds the rows that are known.
    """
    field = _best_identifier(fields, policies)
    if field is None or field.distinct is None or (sampled == 0 and not complete):
        return Persons()
    distinct = min(field.distinct, field.sampled)
    if complete:
        exact = distinct < EXACT_DISTINCT
        distinct = estimate_distinct(distinct, field.sampled, field.sampled)
        key = "persons-exact" if exact else "persons-complete"
        detail = say(key, persons=f"{distinct:,}", field=field.name)
        return Persons(
            distinct, exact, _sensitive(fields, distinct, 1.0, policies, profile), detail
        )
    if rows is None:
        detail = say(
            "persons-least", persons=f"{distinct:,}", field=field.name, sampled=f"{sampled:,}"
        )
        return Persons(
            distinct, False, _sensitive(fields, distinct, 1.0, policies, profile), detail
        )
    if rows <= sampled:
        # All there seem to be, though it is not sure: nothing is left to carry it on to.
        distinct = estimate_distinct(distinct, field.sampled, field.sampled)
        detail = say(
            "persons-read", persons=f"{distinct:,}", field=field.name, sampled=f"{sampled:,}"
        )
        return Persons(
            distinct, False, _sensitive(fields, distinct, 1.0, policies, profile), detail
        )
    filled = max(field.sampled, round(rows * field.sampled / sampled))
    count = min(estimate_distinct(distinct, field.sampled, filled), rows)
    detail = say(
        "persons-estimate",
        persons=f"{count:,}",
        distinct=f"{distinct:,}",
        field=field.name,
        sampled=f"{sampled:,}",
        rows=f"{rows:,}",
    )
    sensitive = _sensitive(fields, count, rows / sampled, policies, profile)
    return Persons(count, False, sensitive, detail)


def estimate_distinct(distinct: int, sampled: int, total: int) -> int:
    """Distinct values among `total`, when `sampled` of them showed `distinct`.

    Between `distinct` and `total`; all of them where the sample repeated none, as far as
    the sketch can tell.

    >>> estimate_distinct(500, 500, 20_000), estimate_distinct(10, 500, 20_000)
    (20000, 10)
    """
    if distinct <= 0:
        return 0
    total = max(sampled, total)
    unsure = _SKETCH_ERROR if distinct >= EXACT_DISTINCT else 0.0
    if distinct >= sampled * (1 - unsure):
        return total
    if sampled == total:
        return distinct
    missed = math.log1p(-sampled / total)
    low, high = float(distinct), float(total)
    while high - low > 0.5:
        middle = (low + high) / 2
        # A person in total/middle rows is missed by the sample with exp(missed * that).
        if -middle * math.expm1(missed * total / middle) < distinct:
            low = middle
        else:
            high = middle
    return round((low + high) / 2)


def _best_identifier(fields: Sequence[FieldFinding], policies: Policies) -> FieldFinding | None:
    """The field that tells persons apart best: well filled, then precise, then most values."""
    identifiers = []
    for field in fields:
        recogniser = policies.recognisers.get(field.label or "")
        if recogniser is not None and recogniser.subject == "person":
            identifiers.append((field, recogniser.precedence))
    if not identifiers:
        return None
    # A passport column filled in one row of fifty must not hide the mobile numbers beside it.
    fullest = max(field.sampled for field, _ in identifiers)
    filled = [pair for pair in identifiers if 2 * pair[0].sampled >= fullest]
    return max(filled, key=lambda pair: (pair[1], pair[0].distinct or 0))[0]


def _sensitive(
    fields: Sequence[FieldFinding],
    persons: int,
    per_row: float,
    policies: Policies,
    profile: GradingProfile,
) -> int | None:
    """Persons with sensitive information: no more than there are cells that hold it."""
    cells = 0.0
    for field in fields:
        for label, share in counted_labels(field).items():
            category = category_of(label, policies, profile)
            if category is not None and category.sensitive:
                cells += field.sampled * (1.0 if label == field.label else share)
    return min(persons, math.ceil(cells * per_row - 1e-6))
