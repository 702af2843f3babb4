# The one shape of an event: Elastic Common Schema names, so that a batch lands in
# Elasticsearch as it is. Times are UTC microseconds, durations nanoseconds; counts are bytes
# and packets. What ECS has no name for stands under `tongguan`: which graded data an event
# touched (ids of data sets, labels, the strictest level), how much of it, and which way it
# went: forth from the source, or back to it. `copy` says how a masked copy was known for one
# (digest, watermark, form), `shares` which records of shares it may be, `recipient` whose.
# `border` is what data crossed to whoever received it, `flow` the rule of the flow policy that
# decided, and `verdict` how. `fields` are further ones that a log has, each as `name=value`;
# `day` is whether the local day is a working one or free.
# `credentials` says how a request showed who it is from (bearer, basic, cookie …), `none` that it
# did not; null is not known. `operation` is what a protocol calls what was done (a function, a
# command), `target` what it was done to, and `times` how often, where alike ones are one event.
from __future__ import annotations

import pyarrow as pa

__all__ = ["EVENT_SCHEMA"]

_KEYWORD = pa.string()
_LONG = pa.int64()
_KEYWORDS = pa.list_(pa.string())

_FIELDS: list[pa.Field[pa.DataType]] = [
    pa.field("@timestamp", pa.timestamp("us", tz="UTC"), nullable=False),
    pa.field("event.id", _KEYWORD),
    pa.field("event.kind", _KEYWORD),
    pa.field("event.category", _KEYWORD),
    pa.field("event.action", _KEYWORD),
    pa.field("event.outcome", _KEYWORD),
    pa.field("event.dataset", _KEYWORD),
    pa.field("event.code", _KEYWORD),
    pa.field("event.duration", _LONG),
    pa.field("organization.id", _KEYWORD),
    pa.field("observer.name", _KEYWORD),
    pa.field("source.ip", _KEYWORD),
    pa.field("source.port", pa.int32()),
    pa.field("source.bytes", _LONG),
    pa.field("source.packets", _LONG),
    pa.field("source.geo.country_iso_code", _KEYWORD),
    pa.field("destination.ip", _KEYWORD),
    pa.field("destination.port", pa.int32()),
    pa.field("destination.bytes", _LONG),
    pa.field("destination.packets", _LONG),
    pa.field("destination.domain", _KEYWORD),
    pa.field("destination.geo.country_iso_code", _KEYWORD),
    pa.field("network.transport", _KEYWORD),
    pa.field("network.protocol", _KEYWORD),
    pa.field("network.direction", _KEYWORD),
    pa.field("network.bytes", _LONG),
    pa.field("network.community_id", _KEYWORD),
    pa.field("user.name", _KEYWORD),
    pa.field("host.name", _KEYWORD),
    pa.field("process.name", _KEYWORD),
    pa.field("process.executable", _KEYWORD),
    pa.field("process.command_line", _KEYWORD),
    pa.field("dns.question.name", _KEYWORD),
    pa.field("dns.question.registered_domain", _KEYWORD),
    pa.field("dns.question.type", _KEYWORD),
    pa.field("dns.response_code", _KEYWORD),
    pa.field("dns.answers.data", _KEYWORDS),
    pa.field("http.request.method", _KEYWORD),
    pa.field("http.request.referrer", _KEYWORD),
    pa.field("http.request.body.bytes", _LONG),
    pa.field("http.response.status_code", pa.int32()),
    pa.field("http.response.body.bytes", _LONG),
    pa.field("http.response.mime_type", _KEYWORD),
    pa.field("url.original", _KEYWORD),
    pa.field("url.path", _KEYWORD),
    pa.field("url.query", _KEYWORD),
    pa.field("url.domain", _KEYWORD),
    pa.field("user_agent.original", _KEYWORD),
    pa.field("tls.client.server_name", _KEYWORD),
    pa.field("tls.client.ja4", _KEYWORD),
    pa.field("tls.version", _KEYWORD),
    pa.field("tls.next_protocol", _KEYWORD),
    pa.field("db.system", _KEYWORD),
    pa.field("db.name", _KEYWORD),
    pa.field("db.statement", _KEYWORD),
    pa.field("db.rows", _LONG),
    pa.field("file.name", _KEYWORD),
    pa.field("file.path", _KEYWORD),
    pa.field("file.size", _LONG),
    pa.field("rule.name", _KEYWORD),
    pa.field("email.from.address", _KEYWORDS),
    pa.field("email.to.address", _KEYWORDS),
    pa.field("email.subject", _KEYWORD),
    pa.field("message", _KEYWORD),
    pa.field("tongguan.fields", _KEYWORDS),
    pa.field("tongguan.day", _KEYWORD),
    pa.field("tongguan.datasets", _KEYWORDS),
    pa.field("tongguan.labels", _KEYWORDS),
    pa.field("tongguan.level", _KEYWORD),
    pa.field("tongguan.way", _KEYWORD),
    pa.field("tongguan.records", _LONG),
    pa.field("tongguan.persons", _LONG),
    pa.field("tongguan.copy", _KEYWORD),
    pa.field("tongguan.shares", _KEYWORDS),
    pa.field("tongguan.recipient", _KEYWORD),
    pa.field("tongguan.border", _KEYWORD),
    pa.field("tongguan.flow", _KEYWORD),
    pa.field("tongguan.verdict", _KEYWORD),
    pa.field("tongguan.credentials", _KEYWORD),
    pa.field("tongguan.operation", _KEYWORD),
    pa.field("tongguan.target", _KEYWORD),
    pa.field("tongguan.times", _LONG),
]

EVENT_SCHEMA: pa.Schema = pa.schema(_FIELDS)
