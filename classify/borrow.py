# Recognisers of Presidio under labels of ours: a policy names one (`text: {presidio: …}`) and
# its finds enter the spans of a text. Where a recogniser of ours has found something, its
# answer stands. Presidio is loaded only if a policy asks for it.
from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from schema import MisuseError

from .phrase import ways_of
from .recognise import Recognisers
from .span import Found

__all__ = ["Borrowed"]


@dataclass(frozen=True, slots=True)
class _Loan:
    """A recogniser of Presidio, the label its finds bear, and the kinds of them that count."""

    label: str
    recogniser: Any
    entities: tuple[str, ...]
    reads_names: bool


class Borrowed:
    """What the policies borrow from Presidio; falsy where that is nothing.

    Raises MisuseError where a name is no recogniser of Presidio, or one that Presidio cannot
    make here: a model or a service that it needs is missing.
    """

    def __init__(self, recognisers: Recognisers) -> None:
        self._loans = [
            _lent(recogniser.id, text.presidio)
            for recogniser in recognisers.by_id.values()
            for text in ways_of(recogniser)
            if text.presidio is not None
        ]
        self._language: Any = None
        if any(loan.reads_names for loan in self._loans):
            # It expects what an NLP engine says of the text: ours has no model to fetch.
            self._language = importlib.import_module(f"{__package__}.presidio").ChineseNlpEngine()

    def __bool__(self) -> bool:
        return bool(self._loans)

    def find(self, text: str) -> Found:
        """What the borrowed recognisers find; of two that overlap the surer one stays."""
        said = None if self._language is None else self._language.process_text(text, "zh")
        spans = [
            (-float(result.score), int(result.start), int(result.end), loan.label)
            for loan in self._loans
            for result in loan.recogniser.analyze(text, list(loan.entities), said) or ()
            if result.entity_type in loan.entities
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


def _lent(label: str, wanted: str) -> _Loan:
    """The recogniser of this name, or of `Name.ENTITY` for one kind of its finds alone."""
    name, _, entity = wanted.partition(".")
    try:
        offered = importlib.import_module("presidio_analyzer.predefined_recognizers")
    except ModuleNotFoundError:
        raise MisuseError(
            f"recogniser {label}: presidio-analyzer is not installed; "
            "pip install 'tongguan[presidio]'"
        ) from None
    kind = getattr(offered, name, None)
    presidio = importlib.import_module("presidio_analyzer")
    if not isinstance(kind, type) or not issubclass(kind, presidio.EntityRecognizer):
        raise MisuseError(f"recogniser {label}: Presidio has no recogniser {name}")
    _stay_at_home()
    try:
        made = kind()
    except Exception as problem:  # noqa: BLE001  each recogniser fails in a way of its own
        raise MisuseError(
            f"recogniser {label}: Presidio cannot make {name} here: {type(problem).__name__}"
        ) from None
    entities = tuple(made.supported_entities)
    if entity and entity not in entities:
        raise MisuseError(
            f"recogniser {label}: {name} finds {', '.join(sorted(entities))}, not {entity}"
        )
    reads_names = not issubclass(kind, presidio.PatternRecognizer)
    return _Loan(label, made, (entity,) if entity else entities, reads_names)


def _stay_at_home() -> None:
    """Public suffixes by the list that comes with tldextract: it would fetch a newer one."""
    suffixes: Any = importlib.import_module("tldextract.tldextract")
    suffixes.TLD_EXTRACTOR = suffixes.TLDExtract(cache_dir=None, suffix_list_urls=())
