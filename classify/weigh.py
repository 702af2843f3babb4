# How sure a label is, 0..1, from all that speaks for and against it: small trees fitted by
# gradient boosting on columns whose truth is known, their sum brought to a probability by
# isotonic regression on kinds of columns it was not fitted on (Zadrozny and Elkan 2002). The
# model is a JSON file of numbers: reading it runs nothing, and needs no package.
from __future__ import annotations

import functools
import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

from .witness import FACTS, Company, Witness

__all__ = [
    "Local",
    "Part",
    "Tree",
    "Weighing",
    "read_trees",
    "read_weighing",
    "shipped_weighing",
]

# Nothing is certain, nor impossible.
_LEAST, _MOST = 0.01, 0.99


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree as lists by node; a node whose `left` is 0 is a leaf."""

    fact: tuple[int, ...]
    at_most: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def of(self, facts: Sequence[float]) -> float:
        """What the leaf says that these facts lead to."""
        node = 0
        while self.left[node]:
            below = facts[self.fact[node]] <= self.at_most[node]
            node = self.left[node] if below else self.right[node]
        return self.value[node]


@dataclass(frozen=True, slots=True)
class Part:
    """Trees whose values add to a score from `start`, and what a score is worth.

    `scores` rise, `worth` are the probabilities at them; between two it is on the line.
    """

    start: float
    trees: tuple[Tree, ...]
    scores: tuple[float, ...]
    worth: tuple[float, ...]

    def sure(self, facts: Sequence[float]) -> float:
        """The probability that a label with these facts is right."""
        score = self.start + sum(tree.of(facts) for tree in self.trees)
        place = bisect_right(self.scores, score)
        if place == 0 or place == len(self.scores):
            return self.worth[max(0, place - 1)]
        low, high = self.scores[place - 1], self.scores[place]
        share = (score - low) / (high - low)
        return self.worth[place - 1] + share * (self.worth[place] - self.worth[place - 1])


@dataclass(frozen=True, slots=True)
class Local:
    """What this installation's reviewers have taught: log odds times `scale`, plus `shift`,
    plus what they add for each label, plus what trees fitted to their decisions say of the facts:
    `values` where cells were looked at, `headers` where not.
    """

    scale: float = 1.0
    shift: float = 0.0
    labels: Mapping[str, float] = field(default_factory=dict)
    values: tuple[Tree, ...] = ()
    headers: tuple[Tree, ...] = ()

    def taught(
        self, sure: float, label: str, facts: Sequence[float] = (), *, read: bool = True
    ) -> float:
        """A probability after what was taught; trees have their say where there are facts."""
        sure = min(_MOST, max(_LEAST, sure))
        odds = self.scale * math.log(sure / (1.0 - sure)) + self.shift + self.labels.get(label, 0.0)
        if facts:
            odds += sum(tree.of(facts) for tree in (self.values if read else self.headers))
        return 1.0 / (1.0 + math.exp(-odds))

    def untaught(self, sure: float, label: str) -> float:
        """The probability before what was taught, where no trees were."""
        sure = min(_MOST, max(_LEAST, sure))
        odds = math.log(sure / (1.0 - sure)) - self.shift - self.labels.get(label, 0.0)
        return 1.0 / (1.0 + math.exp(-odds / self.scale))


@dataclass(frozen=True, slots=True)
class Weighing:
    """A model of how sure labels are: by cells and header, and by header alone.

    `version` says which model decided: `shipped-1`, or `local-3` where this installation has
    its own. From `takes` on a label that no rule gives is given; below `drops` one in doubt
    is not.
    """

    version: str
    values: Part
    headers: Part
    takes: float
    drops: float
    local: Local | None = None

    def sure(self, witness: Witness, company: Company, *, read: bool) -> float:
        """How sure the witness's label is; `read` where cells were looked at."""
        return self.sure_of(witness.label, witness.beside(company), read=read)

    def sure_of(self, label: str, facts: Sequence[float], *, read: bool) -> float:
        """The same of a label with these facts, in their order."""
        sure = (self.values if read else self.headers).sure(facts)
        if self.local is not None:
            sure = self.local.taught(sure, label, facts, read=read)
        return round(min(_MOST, max(_LEAST, sure)), 4)


@functools.cache
def shipped_weighing() -> Weighing:
    """The model that comes with the package."""
    return read_weighing((resources.files(__package__) / "models" / "columns.json").read_bytes())


def read_weighing(raw: bytes) -> Weighing:
    """The model in a file that training/weigh.py wrote. Raises ValueError for any other."""
    try:
        told = json.loads(raw)
        if tuple(told["facts"]) != FACTS:
            raise ValueError("a model of columns by other facts than these")
        return Weighing(
            version=told["version"],
            values=_part(told["values"]),
            headers=_part(told["headers"]),
            takes=float(told["takes"]),
            drops=float(told["drops"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"no model of columns: {type(error).__name__}") from None


def read_trees(told: Sequence[Mapping[str, Sequence[float]]]) -> tuple[Tree, ...]:
    """Trees as a file has them; raises KeyError or TypeError for anything else."""
    return tuple(
        Tree(
            tuple(int(each) for each in tree["fact"]),
            tuple(float(each) for each in tree["at_most"]),
            tuple(int(each) for each in tree["left"]),
            tuple(int(each) for each in tree["right"]),
            tuple(float(each) for each in tree["value"]),
        )
        for tree in told
    )


def _part(told: Mapping[str, list[dict[str, list[float]]]]) -> Part:
    trees = read_trees(told["trees"])
    return Part(float(told["start"]), trees, tuple(told["scores"]), tuple(told["worth"]))  # type: ignore[arg-type]  # JSON
