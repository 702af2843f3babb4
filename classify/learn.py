# What reviewers' decisions teach about labels of columns: how far the shipped model's confidence
# is to be trusted here (its log odds scaled and shifted, for each label a little more or less),
# which facts say more or less here (trees on top of the shipped ones), and what names of columns
# stand for. Logistic regression that is held to the shipped model by a penalty, so that few
# decisions move little (Platt 1999, with a prior); trees as far as they tell decisions that they
# were not grown on. Needs numpy alone.
from __future__ import annotations

import dataclasses
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from schema import Weighed

from .grow import Rows, trees_worth_keeping
from .name import name_of
from .weigh import Local, Tree, Weighing, read_trees, shipped_weighing
from .witness import FACTS

__all__ = [
    "LEAST_DECISIONS",
    "Decided",
    "Lesson",
    "TooFewDecisionsError",
    "learn",
    "read_lesson",
    "said_by_shipped",
]

Numbers = npt.NDArray[np.float64]

# Fewer decisions than this say more about chance than about the tables here.
LEAST_DECISIONS = 20
# How often a name must have been decided on in the same way, never in another.
_AGREED = 2
# What holds scale, shift and labels to the shipped model: a label gives way first, so that what
# was decided about one says little about the others.
_HOLD_SCALE, _HOLD_SHIFT, _HOLD_LABEL = 40.0, 8.0, 0.5
_STEPS, _SMALL = 50, 1e-8


class TooFewDecisionsError(ValueError):
    """There are not enough decisions to learn from: how many there are, how many it takes."""

    def __init__(self, found: int) -> None:
        super().__init__(f"{found} of {LEAST_DECISIONS} decisions")
        self.found = found


@dataclass(frozen=True, slots=True)
class Decided:
    """A column that a person decided on: its name, the label found with what `sure` the
    shipped model said, and the label that is right (None for none). `weighed` is what spoke
    for each label it might have had, as far as it was kept.
    """

    name: str
    found: str | None
    sure: float
    right: str | None
    weighed: tuple[Weighed, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned: `local` for confidences, `names` what names stand for ("" nothing)."""

    version: str
    base: str
    local: Local = field(default_factory=Local)
    names: Mapping[str, str] = field(default_factory=dict)

    def weighing(self) -> Weighing:
        """The shipped model with what was learned on top."""
        return dataclasses.replace(shipped_weighing(), version=self.version, local=self.local)

    def to_json(self) -> str:
        """The lesson as the text of a file; the same lesson gives the same text."""
        told = {
            "version": self.version,
            "base": self.base,
            "scale": round(self.local.scale, 6),
            "shift": round(self.local.shift, 6),
            "labels": {name: round(more, 6) for name, more in sorted(self.local.labels.items())},
            "names": dict(sorted(self.names.items())),
            "facts": FACTS,
            "values": [dataclasses.asdict(tree) for tree in self.local.values],
            "headers": [dataclasses.asdict(tree) for tree in self.local.headers],
        }
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def read_lesson(text: str) -> Lesson:
    """The lesson in the text of a file. Raises ValueError for any other text."""
    try:
        told = json.loads(text)
        labels = {str(name): float(more) for name, more in told["labels"].items()}
        # Trees of other facts than these say nothing; lessons before there were any have none.
        known = tuple(told.get("facts", ())) == FACTS
        values, headers = (
            read_trees(told.get(part, ())) if known else () for part in ("values", "headers")
        )
        local = Local(float(told["scale"]), float(told["shift"]), labels, values, headers)
        names = {str(name): str(label) for name, label in told["names"].items()}
        return Lesson(str(told["version"]), str(told["base"]), local, names)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no lesson about columns: {type(error).__name__}") from None


def learn(decisions: Sequence[Decided], version: str) -> Lesson:
    """What these decisions teach. Raises TooFewDecisionsError where they are too few."""
    if len(decisions) < LEAST_DECISIONS:
        raise TooFewDecisionsError(len(decisions))
    local = _local(decisions)
    local = dataclasses.replace(
        local,
        values=_trees(decisions, local, read=True),
        headers=_trees(decisions, local, read=False),
    )
    return Lesson(version, shipped_weighing().version, local, _names(decisions))


def said_by_shipped(weighed: Weighed) -> float:
    """How sure the shipped model is of a label with these facts."""
    return shipped_weighing().sure_of(weighed.label, _facts(weighed), read=weighed.read)


def _facts(weighed: Weighed) -> tuple[float, ...]:
    return tuple(weighed.facts.get(name, 0.0) for name in FACTS)


def _trees(decisions: Sequence[Decided], local: Local, *, read: bool) -> tuple[Tree, ...]:
    """What the facts of all labels that were weighed say more than the rest of the lesson."""
    facts, odds, right, groups = [], [], [], []
    for each in decisions:
        for weighed in each.weighed:
            if weighed.read is read:
                sure = local.taught(said_by_shipped(weighed), weighed.label)
                sure = min(0.999, max(0.001, sure))
                facts.append(_facts(weighed))
                odds.append(math.log(sure / (1.0 - sure)))
                right.append(float(weighed.label == each.right))
                # A name that stands in many tables is one case, however often it was decided on.
                groups.append(name_of(each.name).flat)
    if not facts:
        return ()
    rows = Rows(np.array(facts), np.array(odds), np.array(right), groups)
    return trees_worth_keeping(rows, FACTS)


def _local(decisions: Sequence[Decided]) -> Local:
    """Scale, shift and labels that make what was said fit what was decided."""
    judged = [each for each in decisions if each.found is not None]
    if not judged:
        return Local()
    labels = sorted({each.found for each in judged if each.found is not None})
    place = {label: number + 2 for number, label in enumerate(labels)}
    facts = np.zeros((len(judged), len(labels) + 2))
    for row, each in enumerate(judged):
        said = min(0.99, max(0.01, each.sure))
        facts[row, 0] = math.log(said / (1.0 - said))
        facts[row, 1] = 1.0
        facts[row, place[each.found or ""]] = 1.0
    right = np.array([each.found == each.right for each in judged], dtype=float)
    held = np.array([_HOLD_SCALE, _HOLD_SHIFT, *[_HOLD_LABEL] * len(labels)])
    start = np.zeros(len(labels) + 2)
    start[0] = 1.0
    told = start.copy()

    def loss(tried: Numbers) -> float:
        odds = facts @ tried
        fit = np.logaddexp(0.0, odds) - right * odds
        return float(fit.sum() + (held * (tried - start) ** 2).sum() / 2.0)

    # Newton's method on a convex loss; the step is halved while it does not help.
    for _ in range(_STEPS):
        sure = _logistic(facts @ told)
        slope = facts.T @ (sure - right) + held * (told - start)
        curve = (facts * (sure * (1.0 - sure))[:, None]).T @ facts + np.diag(held)
        step = np.linalg.solve(curve, slope)
        now = loss(told)
        while loss(told - step) > now and float(np.abs(step).max()) >= _SMALL:
            step = step / 2.0
        told = told - step
        if float(np.abs(step).max()) < _SMALL:
            break
    more = {label: float(told[place[label]]) for label in labels}
    return Local(max(0.1, float(told[0])), float(told[1]), more)


def _logistic(odds: Numbers) -> Numbers:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0))))


def _names(decisions: Sequence[Decided]) -> dict[str, str]:
    """Names of columns on which people agreed, and otherwise than the machine at least once."""
    by_name: defaultdict[str, Counter[str]] = defaultdict(Counter)
    corrected = set()
    for each in decisions:
        flat = name_of(each.name).flat
        if not flat:
            continue
        by_name[flat][each.right or ""] += 1
        if each.found != each.right:
            corrected.add(flat)
    return {
        name: next(iter(rights))
        for name, rights in by_name.items()
        if name in corrected and len(rights) == 1 and rights.total() >= _AGREED
    }
