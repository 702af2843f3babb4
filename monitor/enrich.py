# Events joined with what is known: which graded data they touched and how much of it, which
# domain a name belongs to, whether traffic stays inside, in which country an address is registered
# and whether the day is worked. A statement that was seen on the wire
# and in the server's log is one reading: its records count once.
from __future__ import annotations

import datetime as dt
import ipaddress
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from schema import EVENT_SCHEMA, strictest

from .asset import Assets
from .calendar import Calendar
from .column import Column, column
from .content import Content
from .event import with_columns
from .geography import countries_of
from .statement import without_values

__all__ = ["Enricher", "registered_domain"]

_INSIDE: Final = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16",
    "100.64.0.0/10", "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip
# Second-level names under which others register, as far as they are common here.
_SHARED: Final = frozenset({"com", "net", "org", "gov", "edu", "ac", "co", "mil", "gob", "go"})
_COUNTRY: Final = 2
_SAME_STATEMENT: Final = dt.timedelta(seconds=120)
_REMEMBERED: Final = 100_000
_COLUMNS: Final = (
    "@timestamp", "event.action", "event.id", "source.ip", "source.port", "user.name",
    "db.name", "db.statement", "db.rows", "network.protocol",
)  # fmt: skip


class Enricher:
    """Adds what is known to batches of events, in the order in which they come."""

    def __init__(
        self,
        assets: Assets,
        inside: Sequence[str] = _INSIDE,
        calendar: Calendar | None = None,
    ) -> None:
        self._calendar = calendar
        self._assets = assets
        self._inside = [ipaddress.ip_network(each) for each in inside]
        self._is_inside: dict[str, bool] = {}
        self._told: OrderedDict[tuple[object, ...], list[dt.datetime]] = OrderedDict()

    def enrich(
        self, batch: pa.RecordBatch, contents: Mapping[str, Content] | None = None
    ) -> pa.RecordBatch:
        """The batch with the columns under `tongguan`, direction and domain filled.

        `contents` is what was found in the content of events, by their ids.
        """
        columns: dict[str, pa.Array[pa.Scalar[pa.DataType]]] = {}
        names = batch.column("dns.question.name")
        if names.null_count < len(names):
            unique = names.unique()
            domains = pa.array([each and registered_domain(each) for each in unique.to_pylist()])
            encoded = names.dictionary_encode()
            mapped = dict(zip(unique.to_pylist(), domains.to_pylist(), strict=True))
            by_code = pa.array(
                [mapped[each] for each in encoded.dictionary.to_pylist()], pa.string()
            )
            columns["dns.question.registered_domain"] = by_code.take(encoded.indices)
        columns["network.direction"] = self._directions(batch)
        for end in ("source", "destination"):
            name = f"{end}.geo.country_iso_code"
            columns[name] = self._countries(batch.column(f"{end}.ip"), batch.column(name))
        if self._calendar is not None:
            stamps = batch.column("@timestamp").cast(pa.int64()).to_numpy()
            columns["tongguan.day"] = self._calendar.days(stamps)
        columns |= self._graded(batch, contents or {})
        return with_columns(batch, columns)

    def _graded(
        self, batch: pa.RecordBatch, contents: Mapping[str, Content]
    ) -> dict[str, pa.Array[pa.Scalar[pa.DataType]]]:
        statements = batch.column("db.statement")
        if not contents and statements.null_count == len(statements):
            return {}
        names = [each for each in EVENT_SCHEMA.names if each.startswith("tongguan.")]
        filled: dict[str, list[object]] = {
            name: batch.column(name).to_pylist() for name in (*names, "db.rows")
        }
        for place, row in enumerate(batch.select(list(_COLUMNS)).to_pylist()):
            content = contents.get(row["event.id"])
            if row["db.statement"] is None and content is None:
                continue
            found = self._reading(row, content) if row["db.statement"] else _passed(content)
            for name, value in found.items():
                filled[name][place] = value
        return {
            name: pa.array(values, EVENT_SCHEMA.field(name).type) for name, values in filled.items()
        }

    def _reading(self, row: Mapping[str, object], content: Content | None) -> dict[str, object]:
        """What a statement read, by the catalogue and by the rows that came back."""
        statement, database = str(row["db.statement"]), str(row["db.name"] or "")
        touched = self._assets.touched(statement, database)
        levels, labels, datasets = [], dict[str, int](), list[str]()
        rows = row["db.rows"] if isinstance(row["db.rows"], int) else None
        persons = None
        if touched is not None:
            levels.append(touched.level)
            labels |= dict.fromkeys(touched.labels, 0)
            datasets += touched.datasets
            rows = touched.rows if rows is None else rows
            persons = touched.persons
        if content is not None and content.is_graded:
            levels.append(content.level)
            labels |= content.labels
            datasets += [each for each in content.datasets if each not in datasets]
            persons = content.persons or persons
            rows = content.records if rows is None else rows
        if not levels or self._seen_already(row, statement):
            return {}
        rows = rows or 0
        return {
            "tongguan.datasets": datasets or None,
            "tongguan.labels": list(labels) or None,
            "tongguan.level": strictest(levels).value,
            "tongguan.way": "back",
            "tongguan.records": rows,
            "tongguan.persons": min(persons, rows) if persons is not None else None,
        }

    def _seen_already(self, row: Mapping[str, object], statement: str) -> bool:
        """Whether the same reading was told before by the other side: the wire or the log."""
        if row["source.port"] is None:
            return False
        who = (row["source.ip"], row["source.port"], without_values(statement).rstrip("; "))
        on_wire = row["network.protocol"] is not None
        stamp = row["@timestamp"]
        assert isinstance(stamp, dt.datetime)
        told = self._told.get((*who, not on_wire), [])
        for place, other in enumerate(told):
            if abs(stamp - other) <= _SAME_STATEMENT:
                # Each was told once for each time it was made.
                del told[place]
                return True
        self._told.setdefault((*who, on_wire), []).append(stamp)
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        return False

    def _directions(self, batch: pa.RecordBatch) -> pa.Array[pa.StringScalar]:
        ends = []
        for name in ("source.ip", "destination.ip"):
            encoded = batch.column(name).dictionary_encode()
            inside = pa.array([self._lies_inside(each) for each in encoded.dictionary.to_pylist()])
            ends.append(inside.cast(pa.bool_()).take(encoded.indices).to_pylist())
        told = [
            None if one is None or other is None else _DIRECTIONS[one, other]
            for one, other in zip(*ends, strict=True)
        ]
        return pa.array(told, pa.string())

    def _countries(self, addresses: Column, told: Column) -> Column:
        """The countries that events tell, or else those in which addresses are registered."""
        encoded: Any = addresses.dictionary_encode()
        asked = [
            None if each is None or self._lies_inside(each) is not False else each
            for each in encoded.dictionary.to_pylist()
        ]
        if not any(asked):
            return told
        registered = column(countries_of(asked), pa.string()).take(encoded.indices)
        found: Column = pc.call_function("coalesce", [told, registered])
        return found

    def _lies_inside(self, address: str | None) -> bool | None:
        if address is None:
            return None
        if address not in self._is_inside:
            try:
                found = ipaddress.ip_address(address)
            except ValueError:
                return None
            if len(self._is_inside) > _REMEMBERED:
                self._is_inside.clear()
            self._is_inside[address] = any(
                found.version == each.version and found in each for each in self._inside
            )
        return self._is_inside[address]


# By whether source and destination lie inside.
_DIRECTIONS: Final = {
    (True, True): "internal",
    (True, False): "outbound",
    (False, True): "inbound",
    (False, False): "external",
}


def _passed(content: Content | None) -> dict[str, object]:
    """What went over a connection in a message's body."""
    if content is None or not content.is_graded:
        return {}
    return {
        "tongguan.datasets": list(content.datasets) or None,
        "tongguan.labels": list(content.labels) or None,
        "tongguan.level": content.level.value,
        "tongguan.way": content.way,
        "tongguan.records": content.records,
        "tongguan.persons": content.persons,
        **_copied(content),
    }


def _copied(content: Content) -> dict[str, object]:
    """How a masked copy was known, which it may be, and whose."""
    if not content.copies:
        return {}
    hows = {each.how for each in content.copies}
    recipients = sorted({name for each in content.copies for name in each.recipients})
    return {
        "tongguan.copy": None if "among" in hows else content.copies[0].how,
        "tongguan.shares": sorted({share for each in content.copies for share in each.shares}),
        "tongguan.recipient": ", ".join(recipients),
    }


def registered_domain(name: str) -> str:
    """The part of a name that somebody registered, by the usual rules for countries' domains.

    >>> registered_domain("a.b.example.com"), registered_domain("x.gov.cn"), registered_domain("b.x.gov.cn")
    ('example.com', 'x.gov.cn', 'x.gov.cn')
    """
    labels = name.rstrip(".").lower().split(".")
    wide = len(labels) > _COUNTRY and len(labels[-1]) == _COUNTRY and labels[-2] in _SHARED
    return ".".join(labels[-3 if wide else -2 :])
