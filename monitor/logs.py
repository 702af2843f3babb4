# Kinds of logs: how each is known by its beginning and what reads it. A reader takes a piece of
# text and what it has to remember from the pieces before, and gives events; how much of the
# piece it left for the next one it says too, and which lines it could not read.
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from .log_access_json import events_of_access_json, is_access_json
from .log_cef import events_of_cef, is_cef
from .log_ecs import events_of_ecs, is_ecs
from .log_json import events_of_eve, events_of_zeek_json, is_eve, is_zeek_json
from .log_leef import events_of_leef, is_leef
from .log_mysql_audit import (
    XML_START,
    events_of_audit_csv,
    events_of_audit_json,
    events_of_audit_xml,
    is_audit_csv,
    is_audit_json,
    is_audit_xml,
)
from .log_mysql_general import GENERAL_START, GeneralLog, is_general
from .log_netflow import (
    NFDUMP_START,
    NfdumpCsv,
    events_of_nfdump_json,
    is_nfdump_csv,
    is_nfdump_json,
)
from .log_pairs import events_of_pairs, is_pairs
from .log_postgresql import events_of_csvlog, events_of_jsonlog, is_csvlog, is_jsonlog
from .log_postgresql_text import POSTGRESQL_START, PostgresqlText, is_postgresql_text
from .log_reading import About, Read, Reading, told_apart
from .log_syslog import events_of_syslog, is_syslog
from .log_web import events_of_combined, is_combined
from .log_windows import events_of_windows, is_windows
from .log_zeek import ZeekLog, is_zeek

__all__ = ["KINDS", "Kind", "LogReader", "Unread", "kind_of"]

# A record that is longer is read as it is: memory is bounded.
_LONGEST: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of log; `begin` makes what reads one, told whose events they are.

    `quoted` says that a record may go over several lines within quotes; `starts` is what a line
    begins with that begins a record, where a record may have further lines. `remembers` says
    that what a log said before is needed to read on.
    """

    name: str
    is_one: Callable[[str], bool]
    begin: Callable[[About], Read]
    quoted: bool = False
    starts: str = ""
    remembers: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """How many lines nobody could read, and the number of the first of them, from 1 on."""

    count: int = 0
    first: int = 0


def _by(read: Callable[[str, About], Reading]) -> Callable[[About], Read]:
    """For kinds whose lines stand for themselves."""
    return lambda about: lambda text: read(text, about)


_ACCESS_JSON: Final = "access-json"
KINDS: Final = (
    Kind("postgresql-csvlog", is_csvlog, _by(events_of_csvlog), quoted=True),
    Kind("zeek", is_zeek, ZeekLog, remembers=True),
    Kind("suricata-eve", is_eve, _by(events_of_eve)),
    Kind("windows-events", is_windows, _by(events_of_windows)),
    Kind("postgresql-jsonlog", is_jsonlog, _by(events_of_jsonlog)),
    Kind("mysql-audit-json", is_audit_json, _by(events_of_audit_json)),
    Kind("zeek-json", is_zeek_json, _by(events_of_zeek_json)),
    Kind(_ACCESS_JSON, is_access_json, _by(events_of_access_json)),
    Kind("ecs", is_ecs, _by(events_of_ecs)),
    Kind("nfdump-csv", is_nfdump_csv, NfdumpCsv, remembers=True),
    Kind("nfdump-json", is_nfdump_json, _by(events_of_nfdump_json), starts=NFDUMP_START),
    Kind("cef", is_cef, _by(events_of_cef)),
    Kind("leef", is_leef, _by(events_of_leef)),
    Kind("mariadb-audit", is_audit_csv, _by(events_of_audit_csv)),
    Kind("mysql-audit-xml", is_audit_xml, _by(events_of_audit_xml), starts=XML_START),
    Kind("mysql-general", is_general, GeneralLog, starts=GENERAL_START, remembers=True),
    Kind("device-pairs", is_pairs, _by(events_of_pairs)),
    Kind("syslog", is_syslog, _by(events_of_syslog)),
    Kind("postgresql-log", is_postgresql_text, PostgresqlText, starts=POSTGRESQL_START,
         remembers=True),
    Kind("web-access", is_combined, _by(events_of_combined)),
)  # fmt: skip


def kind_of(head: str, fields: Mapping[str, str] | None = None) -> Kind | None:
    """The kind of a log that begins so, None for one that nobody here reads.

    `fields` are the operator's names for the columns of requests in JSON.
    """
    own = [each for each in KINDS if each.name == _ACCESS_JSON] if fields else []
    for line in head.split("\n")[:20]:
        if line.strip():
            if any(is_access_json(line, fields) for _ in own):
                return own[0]
            found = next((kind for kind in KINDS if kind.is_one(line)), None)
            if found is not None:
                return found
    return None


class LogReader:
    """Reads a log of a kind piece by piece, each piece of whole lines.

    `identity` tells the file from others however it is called, and `line` is how many lines of it
    were read before: with the times of events they make up their ids.
    """

    def __init__(self, kind: Kind, about: About, identity: str = "", line: int = 0) -> None:
        self._kind = kind
        self._starts = re.compile(rf"^(?:{kind.starts})", re.MULTILINE) if kind.starts else None
        self._read = kind.begin(about)
        self._identity = identity
        self._line = line
        self._held = ""
        self._unread = Unread()

    def feed(self, piece: str, *, whole: bool = False) -> pa.RecordBatch:
        """The events of the records that are whole with this piece; `whole` says that all are."""
        text = self._held + piece
        self._held = ""
        if not whole and len(text) < _LONGEST:
            text, self._held = self._divided(text)
        return self._told(text)

    def remember(self, text: str) -> None:
        """Takes in what a log said before, whose events were handed on by others."""
        self._read(text)

    def end(self) -> pa.RecordBatch:
        """The events of what is left, which may be cut off within a record."""
        text, self._held = self._held, ""
        return self._told(text)

    def unread(self) -> Unread:
        """The lines that could not be read since this was last asked."""
        told, self._unread = self._unread, Unread()
        return told

    def _divided(self, text: str) -> tuple[str, str]:
        if self._kind.quoted and text.count('"') % 2:
            return _before_open_quote(text)
        if self._starts is not None:
            last = 0
            for found in self._starts.finditer(text):
                last = found.start()
            return text[:last], text[last:]
        return text, ""

    def _told(self, text: str) -> pa.RecordBatch:
        reading = self._read(text)
        lost = reading.unread
        if len(lost):
            first = self._unread.first or self._line + int(lost.min()) + 1
            self._unread = Unread(self._unread.count + len(lost), first)
        events = told_apart(reading, self._identity, self._line)
        self._line += text.count("\n")
        return events


def _before_open_quote(text: str) -> tuple[str, str]:
    """The text cut before the line in which a quote opens that is not closed in it."""
    at = len(text)
    while at > 0:
        at = text.rfind("\n", 0, at - 1) + 1
        if text.count('"', 0, at) % 2 == 0:
            return text[:at], text[at:]
    return "", text
