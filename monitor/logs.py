# Kinds of logs: how each is known by its beginning and what reads it. A reader takes a piece of
# text and what it has to remember from the pieces before, and gives events; how much of the
# piece it left for the next one it says too.
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from .log_json import events_of_eve, events_of_zeek_json, is_eve, is_zeek_json
from .log_postgresql import events_of_csvlog, is_csvlog
from .log_web import events_of_combined, events_of_syslog, is_combined, is_syslog
from .log_zeek import ZeekLog, is_zeek

__all__ = ["KINDS", "Kind", "LogReader", "kind_of"]

Read = Callable[[str], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of log; `begin` makes what reads one, told whose events they are.

    `quoted` says that a record may go over several lines within quotes.
    """

    name: str
    is_one: Callable[[str], bool]
    begin: Callable[[str], Read]
    quoted: bool = False


def _by(read: Callable[[str, str], pa.RecordBatch]) -> Callable[[str], Read]:
    """For kinds whose lines stand for themselves."""
    return lambda observer: lambda text: read(text, observer)


KINDS: Final = (
    Kind("postgresql-csvlog", is_csvlog, _by(events_of_csvlog), quoted=True),
    Kind("zeek", is_zeek, ZeekLog),
    Kind("suricata-eve", is_eve, _by(events_of_eve)),
    Kind("zeek-json", is_zeek_json, _by(events_of_zeek_json)),
    Kind("syslog", is_syslog, _by(events_of_syslog)),
    Kind("web-access", is_combined, _by(events_of_combined)),
)


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
        self._quoted = kind.quoted
        self._read = kind.begin(observer)
        self._held = ""

    def feed(self, piece: str) -> pa.RecordBatch:
        """The events of the records that are whole with this piece."""
        text = self._held + piece
        self._held = ""
        if self._quoted and text.count('"') % 2:
            text, self._held = _before_open_quote(text)
        return self._read(text)

    def end(self) -> pa.RecordBatch:
        """The events of what is left, which may be cut off within a record."""
        text, self._held = self._held, ""
        return self._read(text)


def _before_open_quote(text: str) -> tuple[str, str]:
    """The text cut before the line in which a quote opens that is not closed in it."""
    at = len(text)
    while at > 0:
        at = text.rfind("\n", 0, at - 1) + 1
        if text.count('"', 0, at) % 2 == 0:
            return text[:at], text[at:]
    return "", text
