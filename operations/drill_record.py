# The record of a drill that was run, by its id; where there is none, which others there are.
from __future__ import annotations

from typing import Final

from schema import Drill as DrillRecord
from schema import MisuseError

from .recording import Book

__all__ = ["recorded_drill"]

# Runs that are named where another is asked for that is not there.
_MOST_NAMED: Final = 5


def recorded_drill(book: Book, identifier: str) -> DrillRecord:
    """The record of a run. Raises MisuseError, with the latest there are, where there is none."""
    found = book.latest(DrillRecord, identifier)
    if found is None:
        latest = sorted(book.list(DrillRecord), key=lambda each: each.time)[-_MOST_NAMED:]
        if not latest:
            raise MisuseError(f"no drill is recorded as {identifier}, and none else is")
        known = ", ".join(f"{each.id} ({each.scenario})" for each in reversed(latest))
        raise MisuseError(f"no drill is recorded as {identifier}; the latest are {known}")
    return found
