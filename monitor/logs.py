# Kinds of logs: how each is known by its beginning and what reads it. A reader takes a piece of
# text and what it has to remember from the pieces before, and gives events; how much of the
# piece it left for the next one it says too.
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from .log_postgresql import events_of_csvlog, is_csvlog

__all__ = ["KINDS", "Kind", "LogReader", "kind_of"]

Read = Callable[[str, str], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of log. `quoted` says that a record may go over several lines within quotes."""

    name: str
    is_one: Callable[[str], bool]
    read: Read
    quoted: bool = False


KINDS: Final = (Kind("postgresql-csvlog", is_csvlog, events_of_csvlog, quoted=True),)


def kind_of(head: str) -> Kind | None:
    """The kind of a log that begins so, None for one that nobody here reads."""
    for line in head.splitlines()[:20]:
        if line.strip():
            found = next((kind for kind in KINDS if kind.is_one(line)), None)
            if found is not None:
                return found
    return None


class LogReader:
    """Reads a log of a kind piece by piece, each piece of whole lines."""

    def __init__(self, kind: Kind, observer: str) -> None:
        self._kind = kind
        self._observer = observer
        self._held = ""

    def feed(self, piece: str) -> pa.RecordBatch:
        """The events of the records that are whole with this piece."""
        text = self._held + piece
        self._held = ""
        if self._kind.quoted and text.count('"') % 2:
            text, self._held = _before_open_quote(text)
        return self._kind.read(text, self._observer)

    def end(self) -> pa.RecordBatch:
        """The events of what is left, which may be cut off within a record."""
        text, self._held = self._held, ""
        return self._kind.read(text, self._observer)


def _before_open_quote(text: str) -> tuple[str, str]:
    """The text cut before the line in which a quote opens that is not closed in it."""
    at = len(text)
    while at > 0:
        at = text.rfind("\n", 0, at - 1) + 1
        if text.count('"', 0, at) % 2 == 0:
            return text[:at], text[at:]
    return "", text
