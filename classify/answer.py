# Columns of answers: each cell says yes or no and nothing else (1 and 0, Y and N, 是 and 否). Such
# a column tells whether, not what: `contact` with yes and no names nobody, and `age3` with 0 and 1
# is a group, not an age. What is told by a word of a list (married: no) is told so as well.
from __future__ import annotations

import functools

import numpy as np

from policies import Recogniser

from .blank import word_hashes
from .sketch import Hashes

__all__ = ["is_told_by_answers", "only_answers"]

_ANSWERS = [
    "0",
    "1",
    "0.0",
    "1.0",
    "yes",
    "no",
    "y",
    "n",
    "true",
    "false",
    "t",
    "f",
    "是",
    "否",
    "有",
    "无",
    "对",
    "错",
    "真",
    "假",
    "是的",
    "不是",
    "√",
    "×",
]
# Fewer cells may be a one or a naught by chance, where they are numbers.
LEAST_CELLS = 10


def only_answers(sketch: bytes, filled: int) -> bool:
    """Whether every one of so many filled cells, whose distinct values this sketch holds, is one."""
    values = np.frombuffer(sketch, dtype=np.uint64)
    if filled < LEAST_CELLS or not 0 < len(values) <= len(_answers()):
        return False
    return bool(np.isin(values, _answers()).all())


def is_told_by_answers(recogniser: Recogniser) -> bool:
    """Whether yes or no tells what this is about: the state of a person or thing, no name, no
    number and no measure.
    """
    if recogniser.values or recogniser.evidence == "header":
        return True
    return recogniser.worded and recogniser.category.startswith("pi.health")


@functools.cache
def _answers() -> Hashes:
    return word_hashes(_ANSWERS)
