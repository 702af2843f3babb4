# Which events a Sigma rule is about, and which of their columns its fields are: the taxonomy of
# Sigma's specification for proxies, web servers, DNS, firewalls and databases, Zeek's own names
# for its logs, and messages of devices as syslog brings them.
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

__all__ = ["Source", "source_of"]

Places = npt.NDArray[np.bool_]

_EXTENSION: Final = "extension of url.path"
_WEB: Final = {
    "c-uri": "url.original", "cs-uri": "url.original", "c-uri-query": "url.query",
    "cs-uri-query": "url.query", "cs-uri-stem": "url.path", "c-uri-extension": _EXTENSION,
    "cs-host": "url.domain", "r-dns": "url.domain", "cs-method": "http.request.method",
    "sc-status": "http.response.status_code", "c-useragent": "user_agent.original",
    "cs-user-agent": "user_agent.original", "cs-referer": "http.request.referrer",
    "dst_ip": "destination.ip", "src_ip": "source.ip", "c-ip": "source.ip",
    "dst_port": "destination.port",
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
    "referrer": "http.request.referrer", "resp_mime_types": "http.response.mime_type", **_ENDS,
}  # fmt: skip
_REQUEST_TEXTS: Final = (
    "url.original", "user_agent.original", "http.request.referrer", "message",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Events of one kind: `gate` tells them, `fields` are a rule's names for their columns.

    `texts` are the columns that words without a field are looked for in.
    """

    gate: Callable[[pa.RecordBatch], Places]
    fields: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()

    def column(self, batch: pa.RecordBatch, name: str) -> Any:
        """The column of a field, or of one of the texts."""
        wanted = self.fields.get(name, name)
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
    """What stands behind the last dot of a path, "" where there is none."""
    found: Any = pc.call_function(
        "extract_regex", [paths], pc.ExtractRegexOptions(r"\.(?P<end>[^./]*)$")
    )
    ends = [each and each["end"] for each in found.to_pylist()]
    return column(ends, pa.string())


_WEB_EVENTS: Final = Source(_has("event.category", "web"), _WEB, _REQUEST_TEXTS)
_DNS_EVENTS: Final = Source(_says("dns.question.name"), {**_DNS, **_ENDS})
_FLOWS: Final = Source(_has("event.action", "flow"), _ENDS)
_STATEMENTS: Final = Source(
    _has("event.category", "database"), {"user": "user.name"}, ("db.statement",)
)
_MESSAGES: Final = Source(_says("message"), {"user": "user.name", **_ENDS}, ("message",))
_CATEGORIES: Final = {
    "proxy": _WEB_EVENTS,
    "webserver": _WEB_EVENTS,
    "dns": _DNS_EVENTS,
    "firewall": _FLOWS,
    "database": _STATEMENTS,
}
_ZEEK: Final = {
    "dns": _DNS_EVENTS,
    "http": Source(_has("event.category", "web"), _ZEEK_HTTP, _REQUEST_TEXTS),
    "conn": _FLOWS,
}
_DEVICES: Final = frozenset({"cisco", "huawei", "juniper", "fortigate", "linux"})
