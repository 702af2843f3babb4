# Messages of syslog: RFC 5424, RFC 3164 with its priority, and the files that rsyslog and syslogd
# write, whose times may have no year or be those of RFC 3339. What a message carries is read by
# its own form where that is known here: requests, CEF, LEEF, PostgreSQL's records, what MariaDB
# audits, FortiGate's pairs.
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .column import Column, column, taken
from .event import with_columns
from .log_cef import read_cef
from .log_columns import events_from, fractional_times
from .log_leef import read_leef
from .log_mysql_audit import read_audited
from .log_pairs import read_pairs
from .log_postgresql_text import read_messages
from .log_reading import About, Lines, Reading, lines_of
from .log_web import read_requests
from .log_web_cut import cut

__all__ = ["events_of_syslog", "is_syslog", "year_of"]

_NEW: Final = (
    r"^<\d{1,3}>1 (?P<time>\S+) (?P<host>\S+) (?P<program>\S+) \S+ "
    r'\S+ (?:-|(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+)(?: +(?P<message>.*))?$'
)
_OLD: Final = (
    r"^(?:<\d{1,3}>)?(?P<time>(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d))) "
    r"(?P<host>[\w.:-]+) (?:(?P<program>[\w./()-]+)(?:\[[\w.-]*\])?: ?)?(?P<message>.*)$"
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
# A clock may run ahead of the file it writes to by so much.
_AHEAD: Final = dt.timedelta(days=1)
_FORMATS: Final = frozenset({"CEF", "LEEF"})
Inner = Callable[[Sequence[str], About, Column], Reading]
_INNER: Final[tuple[tuple[re.Pattern[str], Inner], ...]] = (
    (re.compile(r"^CEF:\d"), read_cef),
    (re.compile(r"^LEEF:\d"), read_leef),
    (re.compile(r'^\S+ \S+ (?:\S+ )?\S+ \[[^\]]+\] "'), read_requests),
    (
        re.compile(r"^\[\d+-\d+\] |^(?:[^ ].{0,200})?(?:LOG|ERROR|FATAL|STATEMENT):  "),
        read_messages,
    ),
    (re.compile(r"^[^, ]+,[^,]*,[^,]*,\d+,\d+,[A-Z_]+,"), read_audited),
    (re.compile(r"^(?:date=\S+ time=\S+|logver=|devname=)"), read_pairs),
)


def is_syslog(line: str) -> bool:
    """Whether a line is a message of syslog in one of its forms."""
    return any(re.match(each, line) is not None for each in (_NEW, _OLD))


def events_of_syslog(text: str, about: About) -> Reading:
    """A message for each line; its text is what rules of keywords look at."""
    lines = lines_of(text)
    parts, places, unread = cut(lines, _NEW)
    if len(unread):
        older, where, left = cut([lines[place] for place in unread.tolist()], _OLD)
        parts = {
            name: pa.concat_arrays([parts[name], older[name]])
            for name in ("time", "host", "program", "message")
        }
        places, unread = np.concatenate([places, unread[where]]), unread[left]
        order = np.argsort(places, kind="stable")
        places = places[order]
        parts = {name: each.take(column(order)) for name, each in parts.items()}
    parts = _whole_messages(parts)
    rows = len(places)
    columns: dict[str, Column] = {
        "@timestamp": _times(parts["time"], about),
        "host.name": parts["host"],
        "process.name": parts["program"],
        "message": parts["message"],
        "event.category": column(["host"] * rows, pa.string()),
        "event.action": column(["syslog"] * rows, pa.string()),
        "event.dataset": column(["syslog"] * rows, pa.string()),
    }
    return _with_inner(events_from(columns, places, about, unread), about)


def year_of(month: int, day: int, written: dt.datetime) -> int:
    """The year of a date without one, in a log that was last written to then.

    >>> year_of(12, 31, dt.datetime(2027, 1, 1, 8, tzinfo=dt.UTC))
    2026
    """
    latest = (written + _AHEAD).date()
    return latest.year if (month, day) <= (latest.month, latest.day) else latest.year - 1


def _whole_messages(parts: dict[str, Column]) -> dict[str, Column]:
    """The parts with CEF and LEEF put back before their records: they look like a program."""
    programs = parts["program"].to_pylist()
    if not _FORMATS.intersection(programs):
        return parts
    messages = [
        f"{program}:{message or ''}" if program in _FORMATS else message
        for program, message in zip(programs, parts["message"].to_pylist(), strict=True)
    ]
    plain = [None if program in _FORMATS else program for program in programs]
    return {
        **parts,
        "program": column(plain, pa.string()),
        "message": column(messages, pa.string()),
    }


def _times(texts: Column, about: About) -> Column:
    return fractional_times([_whole(each, about) for each in texts.to_pylist()], about.zone)


def _whole(text: str | None, about: About) -> str | None:
    """A time with its year in front."""
    if text is None or text[:1].isdigit():
        return text
    month, day = _MONTHS.get(text[:3], 0), int(text[4:6])
    rest = text[7:]
    if len(rest) > 12 and rest[4] == " ":
        return f"{rest[:4]}-{month:02}-{day:02} {rest[5:]}"
    if about.latest is None:
        return None
    return f"{year_of(month, day, about.latest())}-{month:02}-{day:02} {rest}"


def _with_inner(outer: Reading, about: About) -> Reading:
    """The messages whose own form is known, with what they say in place of the plain message."""
    batch = outer.events
    messages = batch.column("message").to_pylist()
    chosen: dict[int, list[int]] = {}
    for place, message in enumerate(messages):
        kind = _kind_of(message)
        if kind is not None:
            chosen.setdefault(kind, []).append(place)
    gone = np.zeros(batch.num_rows, np.bool_)
    batches, lines = [], []
    for kind, places in chosen.items():
        held = taken(batch, np.array(places, np.int64))
        texts = [str(messages[place]) for place in places]
        inner = _INNER[kind][1](texts, about, held.column("@timestamp"))
        read = np.ones(len(places), np.bool_)
        read[inner.unread] = False
        gone[np.array(places, np.int64)[read]] = True
        batches.append(_joined(inner.events, held, inner.lines))
        lines.append(outer.lines[np.array(places, np.int64)[inner.lines]])
    if not gone.any():
        return outer
    plain = np.flatnonzero(~gone)
    every = np.concatenate([outer.lines[plain], *lines])
    order = np.argsort(every, kind="stable")
    whole = pa.Table.from_batches([taken(batch, plain), *batches]).combine_chunks().to_batches()
    events = taken(whole[0], order) if whole else batch.slice(0, 0)
    return Reading(events, every[order], outer.unread)


def _kind_of(message: str | None) -> int | None:
    if not message:
        return None
    return next((at for at, (form, _) in enumerate(_INNER) if form.match(message)), None)


def _joined(inner: pa.RecordBatch, outer: pa.RecordBatch, places: Lines) -> pa.RecordBatch:
    """What messages say, with the host and program of syslog where they say none."""
    of_outer = taken(outer, places)
    filled: dict[str, Column] = {
        name: pc.call_function("coalesce", [inner.column(name), of_outer.column(name)])
        for name in ("host.name", "process.name")
    }
    return with_columns(inner, filled)
