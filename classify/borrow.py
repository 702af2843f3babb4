# Recognisers of Presidio under labels of ours: a policy names one (`text: {presidio: …}`) and
# its finds enter the spans of a text. Where a recogniser of ours has found something, its
# answer stands. Presidio is loaded only if a policy asks for it.
from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from schema import MisuseError

from .phrase import ways_of
from .recognise import Recognisers
from .span import Found

__all__ = ["Borrowed"]


class Borrowed:
    """What the policies borrow from Presidio; falsy where that is nothing.

    Raises MisuseError where a name is no recogniser that Presidio can make without a model.
    """

    def __init__(self, recognisers: Recognisers) -> None:
        self._lent = [
            (recogniser.id, _lent(recogniser.id, text.presidio))
            for recogniser in recognisers.by_id.values()
            for text in ways_of(recogniser)
            if text.presidio is not None
        ]

    def __bool__(self) -> bool:
        return bool(self._lent)

    def find(self, text: str) -> Found:
        """What the borrowed recognisers find; of two that overlap the surer one stays."""
        spans = [
            (-float(result.score), int(result.start), int(result.end), label)
            for label, recogniser in self._lent
            for result in recogniser.analyze(text, recogniser.supported_entities, None) or ()
        ]
        taken: list[tuple[int, int, str, float]] = []
        for score, start, end, label in sorted(spans):
            if all(end <= first or last <= start for first, last, _, _ in taken):
                taken.append((start, end, label, -score))
        taken.sort()
        return Found(
            tuple(label for _, _, label, _ in taken),
            np.array([start for start, _, _, _ in taken], dtype=np.int64),
            np.array([end for _, end, _, _ in taken], dtype=np.int64),
            np.array([score for _, _, _, score in taken], dtype=np.float64),
        )


def _lent(identifier: str, name: str) -> Any:
    try:
        offered = importlib.import_module("presidio_analyzer.predefined_recognizers")
    except ModuleNotFoundError:
        raise MisuseError(
            f"recogniser {identifier}: presidio-analyzer is not installed; "
            "pip install 'tongguan[presidio]'"
        ) from None
    kind = getattr(offered, name, None)
    basis = importlib.import_module("presidio_analyzer").PatternRecognizer
    if not isinstance(kind, type) or not issubclass(kind, basis):
        raise MisuseError(  # a wrong name in a policy, not a wrong type
            f"recogniser {identifier}: Presidio has no pattern recogniser {name}"
        )
    return kind()
