# How much of a field is what, as people read it: every label that counts with its share, and
# whether a check stands behind the share or only the form. A share is called validated where
# there is a check to pass, matched where there is none.
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from classify.explain import percent
from classify.floor import counted_labels
from schema import DatasetFinding, FieldFinding

from .wording import Wording

__all__ = ["Found", "found_in", "mixed"]

_SAID = {
    "validated": ("校验通过{share}", "{share} validated"),
    "matched": ("格式符合{share}", "{share} matched"),
    "name": ("依名称", "by its name"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A label that counts in a field and its share of the filled cells.

    `said` is the share in words, "" where no cell was read; `leads` whether the field is
    called by this label.
    """

    label: str
    share: float
    said: str
    leads: bool


def found_in(field: FieldFinding, words: Wording) -> tuple[Found, ...]:
    """The labels that count in a field, the leading one first; none for a field without any."""
    return tuple(
        Found(
            label, share, _said(label, share, words) if field.sampled else "", label == field.label
        )
        for label, share in counted_labels(field).items()
    )


def mixed(datasets: Iterable[DatasetFinding]) -> Iterator[tuple[DatasetFinding, FieldFinding]]:
    """The fields with more than one label, or with labels of which none leads."""
    for finding in datasets:
        for field in finding.fields:
            if counted_labels(field).keys() - {field.label}:
                yield finding, field


def _said(label: str, share: float, words: Wording) -> str:
    key = "name" if not share else "validated" if label in words.checked else "matched"
    shown = f"{share:.1%}" if share >= 0.0005 else percent(share)
    return _SAID[key][words.language == "en"].format(share=shown)
