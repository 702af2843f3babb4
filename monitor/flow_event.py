# Flows as events: one for each, with both directions' bytes and packets (those of frames on the
# wire), what Zeek says of a connection besides, and the hash by which other tools name the same flow
# (Community ID 1.0, Corelight).
from __future__ import annotations

import base64
import hashlib
import ipaddress
from struct import Struct
from typing import Final

import numpy as np
import pyarrow as pa

from schema import EVENT_SCHEMA

from .address import addresses
from .echo import ICMP, ICMP6, is_answered
from .event import event_id
from .flow_state import flow_fields
from .open_flows import Flows
from .packet import SCTP, TCP, UDP

__all__ = ["PROTOCOLS", "community_id", "flow_events"]

PROTOCOLS: Final = {
    ICMP: "icmp", TCP: "tcp", UDP: "udp", ICMP6: "ipv6-icmp", SCTP: "sctp", 47: "gre",
}  # fmt: skip
_PORTS: Final = Struct(">HH")


def flow_events(flows: Flows, observer: str) -> pa.RecordBatch:
    """An event of `EVENT_SCHEMA` for each flow, in their order."""
    source = addresses(flows.source_high, flows.source_low)
    destination = addresses(flows.destination_high, flows.destination_low)
    texts = [PROTOCOLS.get(int(each), str(int(each))) for each in flows.protocol]
    ends = list(
        zip(
            [str(each) for each in source.to_pylist()],
            [str(each) for each in destination.to_pylist()],
            flows.source_port.tolist(),
            flows.destination_port.tolist(),
            flows.protocol.tolist(),
            strict=True,
        )
    )
    count = len(flows)
    columns = {
        "@timestamp": pa.array(flows.first // 1_000).cast(EVENT_SCHEMA.field("@timestamp").type),
        "event.id": pa.array(
            [
                event_id(observer, first, *end)
                for first, end in zip(flows.first.tolist(), ends, strict=True)
            ]
        ),
        "event.kind": pa.array(["event"] * count),
        "event.category": pa.array(["network"] * count),
        "event.action": pa.array(["flow"] * count),
        "observer.name": pa.array([observer] * count),
        "event.duration": pa.array(flows.last - flows.first),
        "source.ip": source,
        "source.port": pa.array(flows.source_port.astype(np.int32)),
        "source.bytes": pa.array(flows.bytes_forth),
        "source.packets": pa.array(flows.packets_forth),
        "destination.ip": destination,
        "destination.port": pa.array(flows.destination_port.astype(np.int32)),
        "destination.bytes": pa.array(flows.bytes_back),
        "destination.packets": pa.array(flows.packets_back),
        "network.transport": pa.array(texts, pa.string()),
        "network.bytes": pa.array(flows.bytes_forth + flows.bytes_back),
        "tongguan.fields": pa.array(flow_fields(flows), pa.list_(pa.string())),
        "network.community_id": pa.array([community_id(*end) for end in ends], pa.string()),
    }
    return pa.RecordBatch.from_arrays(
        [
            columns[field.name] if field.name in columns else pa.nulls(count, field.type)
            for field in EVENT_SCHEMA
        ],
        schema=EVENT_SCHEMA,
    )


def community_id(
    source: str, destination: str, source_port: int, destination_port: int, protocol: int
) -> str:
    """The flow's name with other tools, the same from both ends.

    >>> community_id("128.232.110.120", "66.35.250.204", 34855, 80, 6)
    '1:LQU9qZlK+B5F3KDmev6m5PMibrg='
    """
    ends = [
        (ipaddress.ip_address(source).packed, source_port),
        (ipaddress.ip_address(destination).packed, destination_port),
    ]
    is_message = protocol in (ICMP, ICMP6)
    # A message of ICMP that nobody answers has one direction, and keeps it.
    if not is_message or is_answered(protocol, source_port):
        ends.sort()
    (one, one_port), (other, other_port) = ends
    said = b"\0\0" + one + other + bytes([protocol, 0])
    if is_message or protocol in (TCP, UDP, SCTP):
        said += _PORTS.pack(one_port, other_port)
    digest = hashlib.sha1(said, usedforsecurity=False).digest()
    return "1:" + base64.b64encode(digest).decode("ascii")
