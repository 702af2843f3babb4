# What a comparison of two states of a data set observed: a fixed word and the names and
# figures that belong to it. Never a value from the data; whoever shows it words it.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Observation", "ObservationKind"]

ObservationKind = Literal[
    "scale",
    "content",
    "fields-added",
    "fields-removed",
    "labels-changed",
    "class-added",
    "class-removed",
    "level-raised",
    "level-lowered",
    "factors-changed",
    "merged-whole",
    "merged-part",
    "derived",
    "shared",
    "gone",
    "stated",
]


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that changed; `values` fill the sentence of its kind (`before`, `fields` …)."""

    kind: ObservationKind
    values: Mapping[str, str] = field(default_factory=dict)
