# What a database has besides tables, keys and references: defaults, identities, checks, indexes,
# views, and what is never copied (triggers, routines). Each says the columns that must go out
# as they are for it to mean the same in a copy, and the statements that make it there.
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["KINDS", "Extra", "may_follow"]

KINDS = (
    "default", "identity", "check", "index", "view", "generated", "type", "partitions", "exclusion",
    "trigger", "routine", "event", "policy", "rule",
)  # fmt: skip
"""What extras there are, in the order in which they are made."""


@dataclass(frozen=True, slots=True)
class Extra:
    """One of them; `table` is "" for what belongs to none, `statements` empty for what is not
    copied, `otherwise` what to try where the server refuses those. `columns` are those it speaks
    of, () where that is not known. `unique` says that it keeps rows apart.
    """

    kind: str
    table: str
    name: str
    statements: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    unique: bool = False
    otherwise: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """What people find it by."""
        return ".".join(part for part in (self.table, self.name) if part)


def may_follow(
    extra: Extra, kept: Mapping[str, Collection[str]], apart: Mapping[str, Collection[str]]
) -> bool:
    """Whether a copy may have it: `kept` are the columns of its tables that go out as they are,
    `apart` those in which different values stay different.

    >>> unique = Extra("index", "t", "i", ("create …",), ("a",), unique=True)
    >>> may_follow(unique, {"t": []}, {"t": ["a"]}), may_follow(unique, {"t": []}, {"t": []})
    (True, False)
    """
    if not extra.statements:
        return False
    if extra.kind == "view":
        return True
    if extra.table not in kept:
        return False
    if extra.kind != "index":
        # A default or a condition is about values, and masked ones are others.
        return bool(extra.columns) and _within(extra.columns, kept[extra.table])
    if not extra.unique:
        return True
    return bool(extra.columns) and _within(extra.columns, apart[extra.table])


def _within(names: Sequence[str], others: Collection[str]) -> bool:
    return all(name in others for name in names)
