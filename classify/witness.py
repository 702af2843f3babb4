# What speaks for and against a label of a column, as numbers: its cells, its header, what else
# they might be, and the columns beside it. The rules decide by the same facts; a model that was
# fitted on columns whose truth is known (training/weigh.py) weighs them into one confidence.
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .checks import BY_WORDS
from .header import SPEAKS, HeaderHit
from .heading import Heading
from .recognise import Recognisers
from .score import Score

__all__ = ["FACTS", "Company", "Seen", "Witness", "company_of", "witnesses"]

# The facts in their order; a model names those it was fitted on. Shares are 0..1.
FACTS = (
    "net",  # share of cells left when chance is taken away, all forms of the label together
    "matched",
    "passed",  # of those that match, by the check; 1 where there is none
    "chance",  # of those that could, would pass by luck
    "significant",
    "proved",  # by a check digit or as strict a check
    "by_words",  # a word list is the check
    "cue",  # values count only beside a header that speaks for them
    "worded",  # told in words of one's own, so that a header may carry it
    "rule",  # how sure independent witnesses would be
    "decided",  # whether the rules give this label
    "header",  # strength of the header for it
    "guessed",  # the header says so by initials or an abbreviation only
    "comment",  # a comment says so
    "other_header",  # strength of the header for the strongest other label
    "other_thing",  # strength of the header for something that is no label
    "rival",  # net share of the strongest other label
    "outranked",
    "words",  # share of cells that are words by their look
    "length",  # mean length of cells, as a logarithm
    "filled",  # how many cells, as a logarithm
    "distinct",  # how many different values, as a logarithm
    "unlike",  # share of different values among all
    "persons_beside",  # share of the other columns that are about persons
    "labelled_beside",  # share of the other columns that have any label
    "beside",  # how many other columns there are, as a logarithm
)


@dataclass(frozen=True, slots=True)
class Company:
    """The columns beside one: how many, and which shares of them are personal or labelled."""

    columns: int = 0
    persons: float = 0.0
    labelled: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A column's cells at a glance: how many are filled and different, words, mean length."""

    filled: int = 0
    distinct: int = 0
    words: float = 0.0
    length: float = 0.0


@dataclass(frozen=True, slots=True)
class Witness:
    """The facts about one label of one column; `form` is the recogniser that stands for it."""

    label: str
    form: str
    decided: bool
    facts: Mapping[str, float]

    def beside(self, company: Company) -> tuple[float, ...]:
        """All facts in their order, with what the other columns add to them."""
        told = dict(self.facts)
        told["persons_beside"] = company.persons
        told["labelled_beside"] = company.labelled
        told["beside"] = math.log1p(company.columns)
        return tuple(told[name] for name in FACTS)


def witnesses(
    decided: tuple[str, str, float] | None,
    scored: Mapping[str, Score],
    heading: Heading,
    seen: Seen,
    recognisers: Recognisers,
) -> tuple[Witness, ...]:
    """A witness for each label that a column may have, that of the rules first.

    `decided` is the label, its form and the rule's own confidence. Others are those that
    values or header speak for and the header does not rule out.
    """
    forms: dict[str, str] = {}
    if decided is not None:
        forms[decided[0]] = decided[1]
    able = sorted(
        (score for score in scored.values() if score.significant or score.by_form),
        key=lambda score: (-score.net, score.identifier),
    )
    for score in able:
        if score.label not in heading.against or score.header is not None or score.proved:
            forms.setdefault(score.label, score.identifier)
    for hit in heading.hits.values():
        if hit.strength >= SPEAKS:
            forms.setdefault(recognisers.by_id[hit.recogniser].label, hit.recogniser)
    nets: dict[str, float] = {}
    for score in able:
        nets[score.label] = min(1.0, nets.get(score.label, 0.0) + score.net)
    hits = _by_label(heading.hits.values(), recognisers)
    return tuple(
        Witness(
            label,
            form,
            decided is not None and decided[0] == label,
            _facts(label, form, scored.get(form), nets, hits, heading, seen, recognisers)
            | {
                "rule": decided[2] if decided is not None and decided[0] == label else 0.0,
                "decided": float(decided is not None and decided[0] == label),
            },
        )
        for label, form in forms.items()
    )


def company_of(labels: Sequence[str | None], recognisers: Recognisers) -> tuple[Company, ...]:
    """The company that each of these columns of one table is in."""
    persons = [label is not None and _is_personal(label, recognisers) for label in labels]
    labelled = [label is not None for label in labels]
    others = len(labels) - 1
    if others <= 0:
        return tuple(Company() for _ in labels)
    return tuple(
        Company(
            others,
            (sum(persons) - personal) / others,
            (sum(labelled) - known) / others,
        )
        for personal, known in zip(persons, labelled, strict=True)
    )


def _is_personal(label: str, recognisers: Recognisers) -> bool:
    recogniser = recognisers.by_id.get(label)
    return recogniser is not None and recogniser.category.startswith("pi.")


def _by_label(hits: object, recognisers: Recognisers) -> dict[str, HeaderHit]:
    best: dict[str, HeaderHit] = {}
    for hit in hits:  # type: ignore[attr-defined]  # values of a mapping
        best.setdefault(recognisers.by_id[hit.recogniser].label, hit)
    return best


def _facts(
    label: str,
    form: str,
    score: Score | None,
    nets: Mapping[str, float],
    hits: Mapping[str, HeaderHit],
    heading: Heading,
    seen: Seen,
    recognisers: Recognisers,
) -> dict[str, float]:
    recogniser = recognisers.by_id[form]
    filled = max(1, seen.filled)
    hit = hits.get(label)
    told = {
        "net": nets.get(label, 0.0),
        "matched": 0.0,
        "passed": 0.0,
        "chance": 0.0,
        "significant": 0.0,
        "proved": 0.0,
        "outranked": 0.0,
    }
    if score is not None:
        told |= {
            "matched": score.matched / filled,
            "passed": score.passed / score.matched if score.matched else 0.0,
            "chance": score.by_chance / score.eligible if score.eligible else 0.0,
            "significant": float(score.significant or score.by_form),
            "proved": float(score.proved),
            "outranked": score.outranked / filled,
        }
    return told | {
        "by_words": float(recogniser.check in BY_WORDS),
        "cue": float(recogniser.evidence == "cue"),
        "worded": float(recogniser.worded or recogniser.evidence == "header"),
        "header": 0.0 if hit is None else hit.strength,
        "guessed": float(hit is not None and hit.guessed),
        "comment": float(hit is not None and hit.kind == "comment"),
        "other_header": max((h.strength for l, h in hits.items() if l != label), default=0.0),
        "other_thing": 0.0 if heading.other is None else heading.other.strength,
        "rival": max((net for other, net in nets.items() if other != label), default=0.0),
        "words": seen.words,
        "length": math.log1p(seen.length),
        "filled": math.log10(1 + seen.filled),
        "distinct": math.log10(1 + seen.distinct),
        "unlike": min(1.0, seen.distinct / filled),
    }
