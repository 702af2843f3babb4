# Whether a rule of a policy is for a label: by the label itself, its category, or whose
# identifier it is. What a rule does not name fits all.
from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

__all__ = ["fits"]


class _Rule(Protocol):
    @property
    def labels(self) -> Collection[str]: ...
    @property
    def categories(self) -> Collection[str]: ...
    @property
    def subjects(self) -> Collection[str]: ...


def fits(rule: _Rule, label: str, category: str, subject: str) -> bool:
    """Whether the rule names this label, its category (or `pi.*` above it) and its subject."""
    return (
        (not rule.labels or label in rule.labels)
        and (not rule.categories or any(_within(category, each) for each in rule.categories))
        and (not rule.subjects or subject in rule.subjects)
    )


def _within(category: str, wanted: str) -> bool:
    """Whether a category is the wanted one or, of `pi.*`, below it."""
    return category.startswith(wanted[:-1]) if wanted.endswith(".*") else category == wanted
