# Suricata's EVE and Zeek's JSON. Each line is an object; columns are cut out of the objects by
# their paths, and named as events are. What Suricata says of itself (stats) is no event.
from __future__ import annotations

from typing import Final

import pyarrow as pa

from .column import Column, column
from .json_lines import Line, at, further_fields, object_of, objects_of, texts
from .log_columns import events_from, fractional_times
from .log_reading import About, Reading

__all__ = ["events_of_eve", "events_of_zeek_json", "is_eve", "is_zeek_json"]

_EVE: Final[dict[str, tuple[str, ...]]] = {
    "source.ip": ("src_ip",), "source.port": ("src_port",), "destination.ip": ("dest_ip",),
    "destination.port": ("dest_port",), "network.community_id": ("community_id",),
    "url.domain": ("http.hostname",), "http.request.method": ("http.http_method",),
    "http.response.status_code": ("http.status",), "http.response.body.bytes": ("http.length",),
    "user_agent.original": ("http.http_user_agent",),
    "http.request.referrer": ("http.http_refer",),
    "http.response.mime_type": ("http.http_content_type",),
    "tls.client.server_name": ("tls.sni", "quic.sni"),
    "tls.client.ja4": ("tls.ja4.hash", "tls.ja4", "quic.ja4"),
    "file.name": ("fileinfo.filename", "ftp_data.filename", "smb.filename", "tftp.file",
                  "email.attachment"),
    "file.size": ("fileinfo.size",), "source.bytes": ("flow.bytes_toserver", "netflow.bytes"),
    "destination.bytes": ("flow.bytes_toclient",),
    "source.packets": ("flow.pkts_toserver", "netflow.pkts"),
    "destination.packets": ("flow.pkts_toclient",), "rule.name": ("alert.signature",),
    "event.code": ("alert.signature_id", "anomaly.event"),
    "message": ("alert.signature",), "email.subject": ("email.subject",),
    "user.name": ("ssh.client.user", "smb.ntlmssp.user",
                  "pgsql.request.startup_parameters.user", "mysql.client_handshake.username"),
    "db.statement": ("pgsql.request.simple_query", "mysql.command"),
    "db.name": ("mysql.client_handshake.database",),
    "db.rows": ("pgsql.response.data_rows",),
}  # fmt: skip
_KINDS: Final = {
    "http": ("web", "http"), "dns": ("network", "dns"), "tls": ("network", "tls"),
    "quic": ("network", "tls"), "flow": ("network", "flow"), "netflow": ("network", "flow"),
    "alert": ("intrusion_detection", "alert"), "anomaly": ("intrusion_detection", "anomaly"),
    "fileinfo": ("file", "file"), "ssh": ("network", "ssh"), "smtp": ("email", "smtp"),
    "ftp": ("file", "ftp"), "ftp_data": ("file", "ftp"), "tftp": ("file", "tftp"),
    "smb": ("file", "smb"), "nfs": ("file", "nfs"), "mysql": ("database", "statement"),
    "pgsql": ("database", "statement"), "modbus": ("network", "modbus"),
    "dnp3": ("network", "dnp3"), "enip": ("network", "enip"), "mqtt": ("network", "mqtt"),
    "krb5": ("authentication", "kerberos"), "rdp": ("network", "rdp"), "dcerpc": ("network", "dcerpc"),
    "snmp": ("network", "snmp"), "dhcp": ("network", "dhcp"), "sip": ("network", "sip"),
    "ldap": ("network", "ldap"), "websocket": ("web", "websocket"), "http2": ("web", "http"),
}  # fmt: skip
# Kinds whose own fields no column is for: they are kept by their names.
_FURTHER: Final = {
    "smtp": ("smtp",), "ftp": ("ftp",), "ftp_data": ("ftp_data",), "modbus": ("modbus",),
    "dnp3": ("dnp3",), "alert": ("alert",), "smb": ("smb",), "krb5": ("krb5",), "rdp": ("rdp",),
    "dcerpc": ("dcerpc",), "ssh": ("ssh",), "anomaly": ("anomaly",), "fileinfo": ("fileinfo",),
    "mqtt": ("mqtt",), "enip": ("enip",), "snmp": ("snmp",), "tftp": ("tftp",),
}  # fmt: skip
_OF_ITSELF: Final = frozenset({"stats", "engine", "drop"})


def is_eve(line: str) -> bool:
    """Whether a line is one of Suricata's."""
    found = object_of(line)
    return found is not None and "event_type" in found and "timestamp" in found


def is_zeek_json(line: str) -> bool:
    """Whether a line is one of Zeek's in JSON."""
    found = object_of(line)
    return found is not None and "ts" in found and ("uid" in found or "id.orig_h" in found)


def events_of_eve(text: str, about: About) -> Reading:
    """The events of Suricata's EVE lines; statistics of its own are left out."""
    every, places, unread = objects_of(text)
    kept = [place for place, each in enumerate(every) if each.get("event_type") not in _OF_ITSELF]
    lines = [every[place] for place in kept]
    names = [str(each.get("event_type")) for each in lines]
    kinds = [_KINDS.get(name, ("network", name)) for name in names]
    columns = {name: texts(lines, paths) for name, paths in _EVE.items()}
    columns |= {
        "@timestamp": fractional_times(each.get("timestamp") for each in lines),
        "event.category": column([kind for kind, _ in kinds], pa.string()),
        "event.action": column([action for _, action in kinds], pa.string()),
        "event.outcome": column([_outcome(each) for each in lines], pa.string()),
        "event.dataset": column(["suricata.eve"] * len(lines), pa.string()),
        "network.transport": texts(lines, "proto", str.lower),
        "network.protocol": texts(lines, "app_proto", str.lower),
        "url.original": texts(lines, "http.url"),
        "url.path": texts(lines, "http.url", _path),
        "url.query": texts(lines, "http.url", _query),
        "email.from.address": _addresses(lines, ("smtp.mail_from", "email.from")),
        "email.to.address": _addresses(lines, ("smtp.rcpt_to", "email.to")),
        "dns.question.name": _first(lines, "rrname"),
        "dns.question.type": _first(lines, "rrtype"),
        "dns.response_code": texts(lines, "dns.rcode"),
        "dns.answers.data": column([_answers(each) for each in lines], pa.list_(pa.string())),
        "tongguan.fields": further_fields(map(_further, lines, names)),
    }
    return events_from(columns, places[kept], about, unread)


def events_of_zeek_json(text: str, about: About) -> Reading:
    """The events of Zeek's logs in JSON; which log it is shows in the fields."""
    from .log_zeek import zeek_events  # noqa: PLC0415  it reads by the same names

    found, places, unread = objects_of(text)
    return zeek_events(found, places, about, unread)


def _further(line: Line, kind: str) -> Line:
    """The plain fields under the names of this kind, by their paths."""
    told: dict[str, object] = {}
    waiting = [(name, line.get(name)) for name in _FURTHER.get(kind, ())]
    while waiting:
        path, value = waiting.pop(0)
        if isinstance(value, dict):
            waiting += [(f"{path}.{name}", inner) for name, inner in value.items()]
        else:
            told[path] = value
    return told


def _addresses(lines: list[Line], paths: tuple[str, ...]) -> Column:
    """Addresses of mail under the first path that says some, without the brackets around them."""
    found = []
    for each in lines:
        value = next((one for path in paths if (one := at(each, path))), None)
        several = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        found.append([str(one).strip("<> ") for one in several] or None)
    return column(found, pa.list_(pa.string()))


def _outcome(line: Line) -> str | None:
    action = at(line, "alert.action")
    return {"blocked": "failure", "allowed": "success"}.get(str(action))


def _first(lines: list[Line], name: str) -> Column:
    """A field of a DNS line, which newer versions keep in a list of queries."""
    found = []
    for each in lines:
        dns = each.get("dns")
        value = None
        if isinstance(dns, dict):
            queries = dns.get("queries") or dns.get("query")
            inner = queries[0] if isinstance(queries, list) and queries else dns
            value = inner.get(name) if isinstance(inner, dict) else None
        found.append(None if value is None else str(value))
    return column(found, pa.string())


def _answers(line: Line) -> list[str] | None:
    dns = line.get("dns")
    answers = dns.get("answers") if isinstance(dns, dict) else None
    if not isinstance(answers, list):
        return None
    told = [str(each["rdata"]) for each in answers if isinstance(each, dict) and "rdata" in each]
    return told or None


def _path(url: str) -> str:
    return url.partition("?")[0]


def _query(url: str) -> str | None:
    return url.partition("?")[2] or None
