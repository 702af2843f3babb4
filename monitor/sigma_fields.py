# Which events a Sigma rule is about, and which of their columns its fields are: the taxonomy of
# Sigma's specification for proxies, web servers, DNS, firewalls and databases, Zeek's own names
# for its logs, the names that Windows and Sysmon give their values, and messages of devices as
# syslog brings them. What no column is for is looked up among the fields that a log keeps by name.
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .column import as_places, column, same_as
from .sigma_values import Unfit
from .zeek_fields import ZEEK_FIELDS

__all__ = ["Source", "source_of"]

Places = npt.NDArray[np.bool_]

_EXTENSION: Final = "extension of url.path"
# Before a name: that field of those which a log keeps.
_FIELD: Final = "field "
_KEPT: Final = "tongguan.fields"
_WEB: Final = {
    "c-uri": "url.original", "cs-uri": "url.original", "c-uri-query": "url.query",
    "cs-uri-query": "url.query", "cs-uri-stem": "url.path", "c-uri-extension": _EXTENSION,
    "cs-host": "url.domain", "r-dns": "url.domain", "cs-method": "http.request.method",
    "sc-status": "http.response.status_code", "c-useragent": "user_agent.original",
    "cs-user-agent": "user_agent.original", "cs-referer": "http.request.referrer",
    "dst_ip": "destination.ip", "src_ip": "source.ip", "c-ip": "source.ip",
    "dst_port": "destination.port", "cs-cookie": f"{_FIELD}cookie",
}  # fmt: skip
_DNS: Final = {
    "query": "dns.question.name", "record_type": "dns.question.type",
    "qtype_name": "dns.question.type", "answer": "dns.answers.data",
    "answers": "dns.answers.data", "QueryName": "dns.question.name",
    "rcode_name": "dns.response_code",
}  # fmt: skip
_ENDS: Final = {
    "id.orig_h": "source.ip", "id.orig_p": "source.port", "id.resp_h": "destination.ip",
    "id.resp_p": "destination.port", "src_ip": "source.ip", "src_port": "source.port",
    "dst_ip": "destination.ip", "dst_port": "destination.port", "proto": "network.transport",
    "service": "network.protocol",
}  # fmt: skip
_ZEEK_HTTP: Final = {
    "host": "url.domain", "uri": "url.original", "method": "http.request.method",
    "user_agent": "user_agent.original", "status_code": "http.response.status_code",
    "referrer": "http.request.referrer", "resp_mime_types": "http.response.mime_type",
    "c-uri": "url.original", "c-useragent": "user_agent.original", **_ENDS,
}  # fmt: skip
_REQUEST_TEXTS: Final = (
    "url.original", "user_agent.original", "http.request.referrer", "message",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Events of one kind: `gate` tells them, `fields` are a rule's names for their columns.

    `texts` are the columns that words without a field are looked for in; `kept` the names of
    fields that such a log keeps, None where it may keep any.
    """

    gate: Callable[[pa.RecordBatch], Places]
    fields: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    kept: frozenset[str] | None = frozenset()

    def knows(self, name: str) -> bool:
        """Whether events of this kind have a field of this name."""
        return name in self.fields or self.kept is None or name in self.kept

    def column(self, batch: pa.RecordBatch, name: str) -> Any:
        """The column of a field, or of one of the texts."""
        wanted = self.fields.get(name, name)
        if name not in self.fields and name not in batch.schema.names:
            wanted = f"{_FIELD}{name}"
        if wanted.startswith(_FIELD):
            return _kept(batch.column(_KEPT), wanted.removeprefix(_FIELD))
        if wanted == _EXTENSION:
            return _extensions(batch.column("url.path"))
        return batch.column(wanted)


def source_of(category: str | None, product: str | None, service: str | None) -> Source:
    """The events of a rule's log source. Raises Unfit where none of ours are such."""
    if product == "zeek":
        found = _ZEEK.get(service or "")
        if found is None:
            raise Unfit(f"is about Zeek's log {service}, which is not made into such events")
        return found
    if product == "windows":
        return windows_source(category, service)
    if product == "fortigate":
        return _PAIRS
    if category in _CATEGORIES:
        return _CATEGORIES[category]
    if service in ("nginx", "apache") or product in ("nginx", "apache"):
        return _MESSAGES
    if product in _DEVICES:
        return _MESSAGES
    raise Unfit(f"is about a log that is not read here: {category or product or service}")


def _has(name: str, value: str) -> Callable[[pa.RecordBatch], Places]:
    return lambda batch: as_places(same_as(batch.column(name), value))


def _says(name: str) -> Callable[[pa.RecordBatch], Places]:
    return lambda batch: np.asarray(
        batch.column(name).is_valid().to_numpy(zero_copy_only=False), np.bool_
    )


def _extensions(paths: Any) -> Any:
    """What stands behind the last dot of a path, null where there is none."""
    found: Any = pc.call_function(
        "extract_regex", [paths], pc.ExtractRegexOptions(r"\.(?P<end>[^./]*)$")
    )
    return pc.call_function("struct_field", [found], pc.StructFieldOptions([0]))


def _kept(fields: Any, name: str) -> Any:
    """The values of a field of those that a log keeps, null where a row has none such."""
    lengths: Any = fields.value_lengths().fill_null(0)
    owners = np.repeat(np.arange(len(fields)), lengths.to_numpy(zero_copy_only=False))
    values: Any = fields.flatten()
    begin = f"{name}="
    held = as_places(pc.call_function("starts_with", [values], pc.MatchSubstringOptions(begin)))
    told: list[str | None] = [None] * len(fields)
    found = values.filter(pa.array(held)).to_pylist()
    for place, text in zip(owners[held].tolist(), found, strict=True):
        told[place] = text.removeprefix(begin)
    return column(told, pa.string())


_WEB_EVENTS: Final = Source(_has("event.category", "web"), _WEB, _REQUEST_TEXTS)
_DNS_EVENTS: Final = Source(_says("dns.question.name"), {**_DNS, **_ENDS})
_FLOWS: Final = Source(_has("event.action", "flow"), _ENDS)
_PASSED: Final = Source(
    _has("event.category", "network"), _ENDS, kept=frozenset({"action", "blocked"})
)
_STATEMENTS: Final = Source(
    _has("event.category", "database"), {"user": "user.name"}, ("db.statement",)
)
_MESSAGES: Final = Source(_says("message"), {"user": "user.name", **_ENDS}, ("message",))
_CATEGORIES: Final = {
    "proxy": _WEB_EVENTS,
    "webserver": _WEB_EVENTS,
    "dns": _DNS_EVENTS,
    "firewall": _PASSED,
    "database": _STATEMENTS,
}
_ZEEK: Final = {
    "dns": Source(
        _says("dns.question.name"), {**_DNS, **_ENDS}, kept=frozenset({"Z", "rejected", "AA"})
    ),
    "http": Source(_has("event.category", "web"), _ZEEK_HTTP, _REQUEST_TEXTS),
    "conn": _FLOWS,
    **{
        log: Source(_has("event.dataset", f"zeek.{log}"), _ENDS, (_KEPT,), frozenset(names))
        for log, names in ZEEK_FIELDS.items()
    },
}
_PAIRS: Final = Source(
    _has("event.dataset", "device.pairs"), {"user": "user.name", **_ENDS}, ("message",), None
)
_DEVICES: Final = frozenset({"cisco", "huawei", "juniper", "linux"})

# A rule's category, and the numbers of Sysmon's and of Security's events that it is about.
_WINDOWS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "process_creation": (("1",), ("4688",)),
    "process_termination": (("5",), ("4689",)),
    "network_connection": (("3",), ("5156",)),
    "image_load": (("7",), ()),
    "driver_load": (("6",), ()),
    "create_remote_thread": (("8",), ()),
    "process_access": (("10",), ()),
    "file_event": (("11",), ()),
    "file_delete": (("23", "26"), ("4660",)),
    "file_access": ((), ("4663",)),
    "registry_event": (("12", "13", "14"), ()),
    "registry_add": (("12",), ()),
    "registry_set": (("13",), ()),
    "create_stream_hash": (("15",), ()),
    "pipe_created": (("17", "18"), ()),
    "dns_query": (("22",), ()),
}
_CHANNELS: Final = frozenset({"security", "system", "application", "sysmon"})
_OF_PROCESS: Final = {
    "Image": "process.executable",
    "CommandLine": "process.command_line",
    "QueryName": "dns.question.name",
}


def windows_source(category: str | None, service: str | None) -> Source:
    """The Windows events of a category or a channel. Raises Unfit where none of ours are such."""
    found = _WINDOWS_SOURCES.get(category or f"channel {service}")
    if found is None:
        raise Unfit(f"is about a log that is not read here: windows {category or service}")
    return found


def _numbered(sysmon: tuple[str, ...], security: tuple[str, ...]) -> Callable[..., Places]:
    def gate(batch: pa.RecordBatch) -> Places:
        found = np.zeros(batch.num_rows, np.bool_)
        for dataset, codes in (("windows.sysmon", sysmon), ("windows.security", security)):
            from_there = as_places(same_as(batch.column("event.dataset"), dataset))
            for code in codes:
                found |= from_there & as_places(same_as(batch.column("event.code"), code))
        return found

    return gate


_WINDOWS_SOURCES: Final = {
    **{
        category: Source(_numbered(*numbers), _OF_PROCESS, (_KEPT,), None)
        for category, numbers in _WINDOWS.items()
    },
    **{
        f"channel {channel}": Source(
            _has("event.dataset", f"windows.{channel}"), {}, (_KEPT, "message"), None
        )
        for channel in _CHANNELS
    },
}
