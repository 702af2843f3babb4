# Which of what a database has besides tables its copy may have: what speaks of values only where
# they go out as they are, what keeps rows apart only where masking does too.
from __future__ import annotations

from collections.abc import Sequence

from connectors import DatabaseCopy, Extra, may_follow
from masking import JOINING, Plan

from .copy_check import kept_columns

__all__ = ["followers"]


def followers(
    origin: DatabaseCopy, planned: Sequence[tuple[str, Plan]]
) -> tuple[list[Extra], list[Extra]]:
    """Extras that a copy of these tables by these plans may have, and those that it may not."""
    kept = {name: kept_columns(plan) for name, plan in planned}
    apart = {
        name: [column.name for column in plan.columns if column.operator in JOINING]
        for name, plan in planned
    }
    may: list[Extra] = []
    may_not: list[Extra] = []
    for extra in origin.extras():
        (may if may_follow(extra, kept, apart) else may_not).append(extra)
    return may, may_not
