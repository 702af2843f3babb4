# Records that other tools made of a capture, and ours in the same columns: Suricata's EVE, Zeek's logs
# in its own form or in JSON, and tshark. What two readings have in common is counted.
from __future__ import annotations

import ipaddress
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sensed import sensed

from monitor import flow_events
from monitor.event import events_of

Record = tuple[Any, ...]
Records = dict[str, Counter[Record]]
Row = Mapping[str, Any]

_TRANSPORTS = {"ipv6-icmp": "icmp"}
_VERSIONS = {
    "TLS 1.3": "1.3", "TLS 1.2": "1.2", "TLS 1.1": "1.1", "TLSv1": "1.0", "SSLv3": "3.0",
    "TLSv10": "1.0", "TLSv11": "1.1", "TLSv12": "1.2", "TLSv13": "1.3", "UNDETERMINED": None,
}  # fmt: skip
_ENDS = ("source.ip", "source.port", "destination.ip", "destination.port")
_ZEEK_ENDS = ("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p")
_SIZES = ("orig_bytes", "resp_bytes", "orig_ip_bytes", "resp_ip_bytes")


def our_rows(path: Path) -> list[Row]:
    """Our events of a capture."""
    noted, flows, _ = sensed(path)
    rows = events_of(noted, "here").to_pylist() if noted else []
    return rows + [row for each in flows for row in flow_events(each, "here").to_pylist()]


def ours(rows: Iterable[Row], *, like: str) -> Records:
    """Our events in the columns that Suricata's or Zeek's records ("eve", "zeek") have."""
    told: Records = {kind: Counter() for kind in ("flow", "dns", "http", "tls", "mail")}
    flows: dict[Record, list[int]] = {}
    for row in rows:
        action = row["event.action"]
        if action == "flow":
            if like == "eve" and row["network.transport"] not in ("tcp", "udp"):
                continue
            _add(flows, *(_flow_like_zeek(row) if like == "zeek" else _flow(row)))
        elif row["network.protocol"] in ("dns", "mdns", "llmnr", "netbios-ns"):
            if like == "zeek" or row["network.protocol"] == "dns":
                told["dns"][_question(row)] += 1
        elif row["http.request.method"] or row["http.response.status_code"]:
            told["http"][_exchange(row)] += 1
        elif action == "tls":
            told["tls"][row["tls.client.server_name"], row["tls.version"]] += 1
        elif action == "mail":
            told["mail"][_mail(row["email.from.address"], row["email.to.address"])] += 1
    told["flow"] = Counter({(*ends, *sums): 1 for ends, sums in flows.items()})
    return told


def of_eve(lines: Iterable[str]) -> Records:
    """Suricata's records; flows whose packets it took for broken are not among them."""
    told: Records = {kind: Counter() for kind in ("flow", "dns", "http", "tls", "mail")}
    flows: dict[Record, list[int]] = {}
    asked: Counter[Record] = Counter()
    for line in filter(str.strip, lines):
        row = json.loads(line)
        kind = row["event_type"]
        if kind == "flow" and row["proto"] in ("TCP", "UDP"):
            ends = _ends(row, ("src_ip", "src_port", "dest_ip", "dest_port"))
            counts = row["flow"]
            names = ("pkts_toserver", "pkts_toclient", "bytes_toserver", "bytes_toclient")
            _add(flows, (row["proto"].lower(), *ends), [counts[name] for name in names])
        elif kind == "dns":
            dns = row["dns"]
            key = (dns.get("rrname", "").lower(), dns.get("rrtype"))
            if dns["type"] in ("query", "request"):
                asked[key] += 1
            else:
                told["dns"][*key, dns.get("rcode")] += 1
        elif kind == "http":
            http = row["http"]
            told["http"][
                http.get("http_method"), http.get("hostname"), http.get("url"), http.get("status"),
                http.get("http_user_agent"),
            ] += 1  # fmt: skip
        elif kind == "tls":
            version = row["tls"].get("version")
            told["tls"][row["tls"].get("sni"), _VERSIONS.get(version, version)] += 1
        elif kind == "smtp" and "mail_from" in row["smtp"]:
            told["mail"][_mail([row["smtp"]["mail_from"]], row["smtp"].get("rcpt_to"))] += 1
    answered = Counter(each[:2] for each in told["dns"].elements())
    told["dns"] += Counter((*key, None) for key in (asked - answered).elements())
    told["flow"] = Counter({(*ends, *sums): 1 for ends, sums in flows.items()})
    return told


def of_zeek(logs: Iterable[Path]) -> Records:
    """Zeek's records of some logs (conn, dns, http, ssl, smtp), in its own form or in JSON."""
    told: Records = {kind: Counter() for kind in ("flow", "dns", "http", "tls", "mail")}
    flows: dict[Record, list[int]] = {}
    for log in logs:
        for row in _zeek_rows(log):
            kind = log.name.partition(".")[0]
            if kind == "conn":
                key = (row["proto"], *_ends(row, _ZEEK_ENDS), row.get("conn_state"))
                names = ("orig_pkts", "resp_pkts", *_SIZES)
                _add(flows, key, [int(row.get(name) or 0) for name in names])
            elif kind == "dns":
                name = str(row.get("query") or "").lower()
                told["dns"][name, row.get("qtype_name"), row.get("rcode_name")] += 1
            elif kind == "http":
                status = row.get("status_code")
                told["http"][
                    row.get("method"), str(row.get("host") or "").lower() or None, row.get("uri"),
                    None if status is None else int(status), row.get("user_agent"),
                ] += 1  # fmt: skip
            elif kind == "ssl":
                version = str(row.get("version") or "UNDETERMINED")
                told["tls"][row.get("server_name"), _VERSIONS.get(version, version)] += 1
            elif kind == "smtp" and row.get("mailfrom"):
                to = row.get("rcptto") or []
                several = to.split(",") if isinstance(to, str) else to
                told["mail"][_mail([row["mailfrom"]], several)] += 1
    told["flow"] = Counter({(*ends, *sums): 1 for ends, sums in flows.items()})
    return told


def either_way(flows: Counter[Record]) -> Counter[Record]:
    """Flows of `ours` and `of_eve` without saying who began them."""
    told: Counter[Record] = Counter()
    for (transport, one, port, other, other_port, *counts), times in flows.items():
        ends = sorted([(one, port), (other, other_port)])
        sums = counts
        if ends[0] != (one, port):
            sums = [count for pair in zip(counts[1::2], counts[::2], strict=True) for count in pair]
        told[transport, *ends, *sums] += times
    return told


def _zeek_rows(log: Path) -> Iterator[Row]:
    names: list[str] = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("#fields"):
            names = line.split("\t")[1:]
        elif line.startswith("{"):
            yield json.loads(line)
        elif line and not line.startswith("#"):
            cells = zip(names, line.split("\t"), strict=False)
            yield {name: None if cell in ("-", "(empty)") else cell for name, cell in cells}


def _add(flows: dict[Record, list[int]], key: Record, counts: list[int]) -> None:
    """Flows that a tool cut in several, as each has times of its own, count together."""
    sums = flows.setdefault(key, [0] * len(counts))
    for place, count in enumerate(counts):
        sums[place] += count


def _ends(row: Row, names: tuple[str, ...]) -> Record:
    one, port, other, other_port = (row[name] for name in names)
    return (
        str(ipaddress.ip_address(one)), int(port), str(ipaddress.ip_address(other)), int(other_port),
    )  # fmt: skip


def _flow(row: Row) -> tuple[Record, list[int]]:
    counts = ("source.packets", "destination.packets", "source.bytes", "destination.bytes")
    key = (row["network.transport"], *_ends(row, _ENDS))
    return key, [int(row[name]) for name in counts]


def _flow_like_zeek(row: Row) -> tuple[Record, list[int]]:
    transport = row["network.transport"]
    fields = dict(each.split("=") for each in row["tongguan.fields"])
    key = (_TRANSPORTS.get(transport, transport), *_ends(row, _ENDS), fields["conn_state"])
    packets = [int(row[name]) for name in ("source.packets", "destination.packets")]
    return key, [*packets, *(int(fields[name]) for name in _SIZES)]


def _question(row: Row) -> Record:
    name, kind = row["dns.question.name"], row["dns.question.type"]
    return ((name or "").lower(), kind, row["dns.response_code"])


def _exchange(row: Row) -> Record:
    return (
        row["http.request.method"], row["url.domain"], row["url.original"],
        row["http.response.status_code"], row["user_agent.original"],
    )  # fmt: skip


def _mail(sender: list[str] | None, recipients: list[str] | None) -> Record:
    plain = [each.strip("<> ") for each in (*(sender or ()), *sorted(recipients or ()))]
    return tuple(plain)
