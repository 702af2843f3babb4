# The provenance graph of an incident, made from the events that led to it. What an event says
# is an edge; that what was read is what was sent afterwards from the same machine is concluded,
# and marked so.
from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from schema import Alert, Incident

from .describe import request_of
from .provenance import Chain, Trace
from .statement import reading_of, without_values
from .walk import Row, Scan, cited, walked

__all__ = ["Known", "traced"]

_SHORTLY: Final = dt.timedelta(hours=1)
_LONGEST: Final = 240
_DIGEST: Final = 12


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue says of a data set: its name, where it is, and whether it is a file."""

    name: str
    source: str
    is_file: bool = False


def traced(
    incident: Incident, alerts: Sequence[Alert], scan: Scan, known: Mapping[str, Known]
) -> Trace:
    """What led to the incident; `alerts` are its own, `known` the catalogue by data sets' ids.

    `scan` gives the archive's enriched events from a day before the incident to its end, anew
    at each call.
    """
    found = walked(incident, alerts, scan)
    chain = Chain()
    told = _Told(chain, known)
    for row in found.rows:
        told.event(row)
    told.conclude()
    by_event = cited(alerts)
    techniques: dict[str, list[str]] = {}
    for alert in alerts:
        for name in alert.technique:
            techniques.setdefault(name, []).append(alert.id)
    return Trace(
        incident.id,
        chain.nodes(),
        chain.edges(
            {
                identifier: [name for alert in named for name in alert.technique]
                for identifier, named in by_event.items()
            }
        ),
        {name: tuple(named) for name, named in techniques.items()},
        found.missing,
        found.cut,
    )


class _Told:
    """Puts events into a chain, and remembers what was read and sent."""

    def __init__(self, chain: Chain, known: Mapping[str, Known]) -> None:
        self._chain = chain
        self._known = known
        self._read: list[tuple[str, Row]] = []
        self._sent: list[tuple[str, Row]] = []
        self._statements: list[tuple[str, Row]] = []
        self._tables: dict[str, list[str]] = {}

    def event(self, row: Row) -> None:
        """The edges that an event says."""
        if row["db.statement"]:
            self._statement(row)
        elif row["event.category"] == "authentication":
            self._session(row)
        elif row["dns.question.name"]:
            self._name(row)
        elif row["http.request.method"] or row["url.path"] or row["tongguan.records"]:
            self._request(row)
        elif row["destination.ip"]:
            source, target = (self._host(row[f"{end}.ip"]) for end in ("source", "destination"))
            if source and target and source != target:
                self._chain.edge(source, target, "reached", [_seen(row)])

    def conclude(self) -> None:
        """Which tables statements read, whichever side told; what was read and sent after it."""
        for statement, row in self._statements:
            tables = self._tables[statement]
            if not tables:
                place = row["db.name"] or ""
                tables = [
                    self._chain.node("table", f"{place}/{name}", name, database=place)
                    for name in reading_of(row["db.statement"]).tables
                ]
            for table in dict.fromkeys(tables):
                self._chain.edge(statement, table, "read", [_seen(row)])
        for request, later in self._sent:
            for statement, earlier in self._read:
                gap = later["@timestamp"] - earlier["@timestamp"]
                if (
                    earlier["source.ip"] == later["source.ip"]
                    and dt.timedelta() <= gap <= _SHORTLY
                    and _same_data(earlier, later)
                ):
                    seen = [_seen(earlier), _seen(later)]
                    self._chain.edge(statement, request, "fed", seen, inferred=True)

    def _session(self, row: Row) -> str | None:
        """Who signed in from where; the session, where it can be told from others."""
        chain, seen = self._chain, [_seen(row)]
        address, user = row["source.ip"], row["user.name"]
        if not address and not user:
            return None
        port = row["source.port"]
        end = address or "?"
        name = f"{end}:{port}" if port is not None else end
        server = row["destination.ip"] or ""
        session = chain.node(
            "session", f"{user or '?'}@{name}", name, database=row["db.name"] or "", server=server,
            protocol=row["network.protocol"] or "",
        )  # fmt: skip
        if host := self._host(address):
            chain.edge(host, session, "opened", seen)
        if user:
            account = chain.node("account", user, user)
            chain.edge(account, session, "signed-in", seen)
        return session

    def _statement(self, row: Row) -> None:
        chain, seen = self._chain, [_seen(row)]
        session = self._session(row)
        text = without_values(row["db.statement"]).rstrip("; ")
        key = _digest(session or "", row["db.name"] or "", text)
        statement = chain.node(
            "statement", key, text[:_LONGEST], rows=_number(row["db.rows"]),
            records=_number(row["tongguan.records"]),
        )  # fmt: skip
        if session:
            chain.edge(session, statement, "ran", seen)
        known = self._tables.setdefault(statement, [])
        known += [self._dataset(each) for each in row["tongguan.datasets"] or ()]
        self._statements.append((statement, row))
        if row["tongguan.labels"]:
            self._read.append((statement, row))

    def _request(self, row: Row) -> None:
        chain, seen = self._chain, [_seen(row)]
        name = request_of(row) or row["event.action"] or "?"
        source, target = row["source.ip"] or "", row["destination.ip"] or ""
        request = chain.node(
            "request", _digest(source, target, name, row["tongguan.way"] or ""), name[:_LONGEST],
            records=_number(row["tongguan.records"]),
        )  # fmt: skip
        back = row["tongguan.way"] == "back"
        if host := self._host(source):
            chain.edge(*((request, host, "fetched") if back else (host, request, "sent")), seen)
        if row["user.name"]:
            account = chain.node("account", row["user.name"], row["user.name"])
            chain.edge(account, request, "named", seen)
        if (server := self._host(target)) and server != self._host(source):
            chain.edge(*((server, request, "told") if back else (request, server, "reached")), seen)
        elif server and not back:
            # One machine sent to itself: where it went stands beside where it came from.
            place = f"{target}:{row['destination.port']}"
            chain.edge(request, chain.node("host", place, place), "reached", seen)
        self._content(request, row)
        if row["file.name"]:
            file = chain.node("file", row["file.name"], row["file.name"])
            chain.edge(file, request, "carried", seen)
        if not back and row["tongguan.records"] and not row["tongguan.copy"]:
            self._sent.append((request, row))

    def _content(self, request: str, row: Row) -> None:
        """What a request carried: data sets, or masked copies of them and whose they are."""
        chain, seen = self._chain, [_seen(row)]
        tables = [self._dataset(each) for each in row["tongguan.datasets"] or ()]
        shares = [
            chain.node("share", each, each, known_by=row["tongguan.copy"] or "watermark")
            for each in row["tongguan.shares"] or ()
        ]
        for share in shares:
            for table in tables:
                chain.edge(table, share, "copied", seen)
            if row["tongguan.recipient"]:
                name = row["tongguan.recipient"]
                chain.edge(share, chain.node("recipient", name, name), "given", seen)
        for each in shares or tables:
            chain.edge(each, request, "carried", seen)

    def _name(self, row: Row) -> None:
        name = row["dns.question.name"]
        domain = self._chain.node("domain", name, name)
        if asker := self._host(row["source.ip"]):
            self._chain.edge(asker, domain, "resolved", [_seen(row)])
        for address in row["dns.answers.data"] or ():
            if host := self._host(address):
                self._chain.edge(domain, host, "resolved", [_seen(row)])

    def _host(self, address: str | None) -> str | None:
        return self._chain.node("host", address, address) if address else None

    def _dataset(self, identifier: str) -> str:
        known = self._known.get(identifier, Known(identifier, ""))
        return self._chain.node(
            "file" if known.is_file else "table", identifier, known.name, dataset=identifier,
            source=known.source,
        )  # fmt: skip


def _same_data(one: Row, other: Row) -> bool:
    for name in ("tongguan.datasets", "tongguan.labels"):
        first, second = set(one[name] or ()), set(other[name] or ())
        if first and second:
            return bool(first & second)
    return False


def _seen(row: Row) -> tuple[dt.datetime, str]:
    return row["@timestamp"], row["event.id"]


def _number(value: object) -> str:
    return "" if value is None else str(value)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_DIGEST]
