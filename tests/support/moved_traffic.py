# A capture of loopback as if it had passed between machines: each server's port says which
# addresses its clients and itself have.
from __future__ import annotations

import ipaddress
import struct
from collections.abc import Mapping
from pathlib import Path


def between(path: Path, machines: Mapping[int, tuple[str, str]]) -> Path:
    """The capture with the addresses of client and server by the server's port."""
    octets = bytearray(path.read_bytes())
    at = 24
    while at < len(octets):
        size = struct.unpack_from("<I", octets, at + 8)[0]
        ip = at + 16 + 14
        tcp = ip + (octets[ip] & 15) * 4
        source, destination = struct.unpack_from(">HH", octets, tcp)
        pair = machines.get(destination)
        if pair is None:
            pair = tuple(reversed(machines[source]))
        for place, address in zip((ip + 12, ip + 16), pair, strict=True):
            octets[place : place + 4] = ipaddress.ip_address(address).packed
        at += 16 + size
    path.write_bytes(octets)
    return path
