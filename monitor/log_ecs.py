# Documents in the shape of Elastic Common Schema, as Filebeat, Packetbeat, Auditbeat and others
# write them to files or a search gives them back: names with dots or objects in objects. Columns
# of ours have the same names, so they are taken as they are.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from schema import EVENT_SCHEMA

from .column import Column, column
from .json_lines import Line, at, object_of, objects_of, texts
from .log_columns import events_from, fractional_times
from .log_reading import About, Reading

__all__ = ["events_of_ecs", "is_ecs"]

# Names that beats have beside those of the schema, by our column.
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "source.ip": ("client.ip", "auditd.summary.actor.ip", "system.auth.ip"),
    "source.port": ("client.port",),
    "source.bytes": ("client.bytes",),
    "destination.ip": ("server.ip",),
    "destination.port": ("server.port",),
    "destination.bytes": ("server.bytes",),
    "destination.domain": ("server.domain",),
    "db.system": ("type",),
    "db.statement": ("query", "mysql.query", "postgresql.log.query", "mongodb.query",
                     "postgresql.log.query_step"),
    "db.name": ("postgresql.log.database", "mysql.database"),
    "db.rows": ("mysql.num_rows", "pgsql.num_rows"),
    "user.name": ("postgresql.log.client_addr.user", "winlog.user.name", "auditd.summary.actor.primary"),
    "url.original": ("url.full",),
    "user_agent.original": ("http.request.headers.user-agent",),
    "host.name": ("host.hostname", "agent.hostname"),
    "tls.client.server_name": ("tls.detailed.client_hello.extensions.server_name_indication",),
    "tls.client.ja4": ("tls.client.ja4_s",),
}  # fmt: skip
_DATABASES: Final = frozenset({"mysql", "pgsql", "postgresql", "mongodb", "redis", "cassandra"})
# What is ours to say, not a document's.
_OURS: Final = frozenset({"event.id", "event.kind", "observer.name", "@timestamp"})
_SIGNS: Final = ("ecs.version", "agent.type", "event.dataset", "event.category", "event.kind",
                 "host.name", "source.ip", "destination.ip", "message", "log.file.path")  # fmt: skip


def is_ecs(line: str) -> bool:
    """Whether a line is such a document, by itself or as a search's hit."""
    found = _document(object_of(line))
    if found is None or at(found, "@timestamp") is None:
        return False
    return any(at(found, each) is not None for each in _SIGNS)


def events_of_ecs(text: str, about: About) -> Reading:
    """An event for each document, whatever it is about."""
    lines, places, unread = objects_of(text)
    documents = [_document(each) or each for each in lines]
    columns: dict[str, Column] = {}
    for field in EVENT_SCHEMA:
        if field.name in _OURS or field.name.startswith("tongguan."):
            continue
        if pa.types.is_list(field.type):
            columns[field.name] = column(
                [_listed(at(each, field.name)) for each in documents], field.type
            )
        else:
            columns[field.name] = texts(documents, (field.name, *_ALSO.get(field.name, ())))
    columns["@timestamp"] = fractional_times(
        (at(each, "@timestamp") for each in documents), about.zone
    )
    columns["db.system"] = column(
        [one if one in _DATABASES else None for one in columns["db.system"].to_pylist()],
        pa.string(),
    )
    columns["event.category"] = column(
        [_category(each, system) for each, system in _with(documents, columns["db.system"])],
        pa.string(),
    )
    columns["event.action"] = column(
        [_action(each, kind) for each, kind in _with(documents, columns["event.category"])],
        pa.string(),
    )
    return events_from(columns, places, about, unread)


def _document(found: Line | None) -> Line | None:
    source = found.get("_source") if found is not None else None
    return source if isinstance(source, dict) else found


def _with(documents: list[Line], values: Column) -> list[tuple[Line, Any]]:
    return list(zip(documents, values.to_pylist(), strict=True))


def _category(document: Line, system: str | None) -> str:
    told = at(document, "event.category")
    names = [str(each) for each in told] if isinstance(told, list) else [str(told)] if told else []
    if system is not None or "database" in names:
        return "database"
    # Of several the one that rules here look for.
    wanted = ("authentication", "web", "database", "file", "process", "email", "network")
    return next((each for each in wanted if each in names), names[0] if names else "host")


def _action(document: Line, category: str) -> str:
    """What happened, in the words that our own readers use where they have one."""
    told = at(document, "event.action")
    is_flow = at(document, "network.bytes") is not None or told in ("network_flow", "netflow_flow")
    signs = (
        ("dns", at(document, "dns.question.name") is not None),
        ("statement", category == "database"),
        ("http", category == "web" or at(document, "http.request.method") is not None),
        ("sign-in", category == "authentication"),
        ("flow", is_flow),
        ("tls", at(document, "tls.client") is not None),
    )
    plain = str(told) if isinstance(told, str) and told else "record"
    return next((name for name, holds in signs if holds), plain)


def _listed(value: object) -> list[str] | None:
    if isinstance(value, list):
        return [str(each) for each in value if not isinstance(each, dict | list)] or None
    return [str(value)] if isinstance(value, str | int | float) else None
