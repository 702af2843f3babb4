# What speaks for and against a label of a column, as numbers: its cells, its header, what else
# they might be, and the columns beside it. The rules decide by the same facts; a model that was
# fitted on columns whose truth is known (training/weigh.py) weighs them into one confidence.
from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .checks import BY_WORDS
from .header import SPEAKS, HeaderHit
from .heading import Heading
from .recognise import Recognisers
from .score import Score

__all__ = ["FACTS", "LOWERS", "RAISES", "Company", "Seen", "Witness", "company_of", "witnesses"]

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
    "distinct",  # how many different values, as a logarithm
    "persons_beside",  # share of the other columns that are about persons
    "labelled_beside",  # share of the other columns that have any label
    "beside",  # how many other columns there are, as a logarithm
)
# What may only raise, or only lower, how sure a label is, in whatever model.
RAISES = frozenset({"net", "passed", "rule", "decided", "header", "significant", "distinct"})
LOWERS = frozenset({"other_header", "other_thing", "rival", "outranked", "chance"})


@dataclass(frozen=True, slots=True)
class Company:
    """The columns beside one: how many, and which shares of them are personal or labelled."""

    columns: int = 0
    persons: float = 0.0
    labelled: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A column's cells at a glance: how many are filled, how many different, share of words."""

    filled: int = 0
    distinct: int = 0
    words: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
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
    told = []
    for label, form in forms.items():
        recogniser = recognisers.by_id[form]
        is_given = decided is not None and decided[0] == label
        facts = {
            **_of_cells(scored.get(form), max(1, seen.filled)),
            **_of_header(label, hits, heading),
            "net": nets.get(label, 0.0),
            "rival": max((net for other, net in nets.items() if other != label), default=0.0),
            "by_words": float(recogniser.check in BY_WORDS),
            "cue": float(recogniser.evidence == "cue"),
            "worded": float(recogniser.worded or recogniser.evidence == "header"),
            "words": seen.words,
            "distinct": math.log10(1 + seen.distinct),
            "rule": decided[2] if decided is not None and is_given else 0.0,
            "decided": float(is_given),
        }
        told.append(Witness(label, form, is_given, facts))
    return tuple(told)


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


def _by_label(hits: Iterable[HeaderHit], recognisers: Recognisers) -> dict[str, HeaderHit]:
    best: dict[str, HeaderHit] = {}
    for hit in hits:
        best.setdefault(recognisers.by_id[hit.recogniser].label, hit)
    return best


def _of_cells(score: Score | None, filled: int) -> dict[str, float]:
    """What a recogniser's score over so many cells says."""
    names = ("matched", "passed", "chance", "significant", "proved", "outranked")
    if score is None:
        return dict.fromkeys(names, 0.0)
    told = (
        score.matched / filled,
        score.passed / score.matched if score.matched else 0.0,
        score.by_chance / score.eligible if score.eligible else 0.0,
        float(score.significant or score.by_form),
        float(score.proved),
        score.outranked / filled,
    )
    return dict(zip(names, told, strict=True))


def _of_header(label: str, hits: Mapping[str, HeaderHit], heading: Heading) -> dict[str, float]:
    """What the header says of the label, and of all others."""
    hit = hits.get(label)
    others = (other.strength for name, other in hits.items() if name != label)
    return {
        "header": 0.0 if hit is None else hit.strength,
        "guessed": float(hit is not None and hit.guessed),
        "comment": float(hit is not None and hit.kind == "comment"),
        "other_header": max(others, default=0.0),
        "other_thing": 0.0 if heading.other is None else heading.other.strength,
    }
