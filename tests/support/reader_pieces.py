# What each side of a recorded connection said, put through a protocol's reader in pieces of any
# size: the answer must not depend on how it was cut.
from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from connectors import read_capture
from monitor import Noted
from monitor.packet import TCP, read_packets
from monitor.stream import Gap, Stream
from schema import Skipped

Said = list[tuple[str, int, bytes]]


def exchanges(path: Path, port: int) -> list[Said]:
    """What was said in each connection to a port of a capture: who, when and what, in order."""
    streams: dict[int, tuple[Stream, Stream]] = {}
    found: dict[int, Said] = {}
    for batch in read_capture(path):
        assert not isinstance(batch, Skipped)
        packets = read_packets(batch)
        for n in range(len(packets)):
            ports = int(packets.source_port[n]), int(packets.destination_port[n])
            if packets.protocol[n] != TCP or port not in ports:
                continue
            forth = ports[1] == port
            client = ports[0] if forth else ports[1]
            stream = streams.setdefault(client, (Stream(), Stream()))[forth]
            sequence = int(packets.sequence[n])
            if packets.flags[n] & 2:
                stream.begin(sequence)
                sequence += 1
            at, held = int(packets.payload[n]), int(packets.held[n])
            for piece in stream.put(sequence, packets.octets[at : at + held].tobytes()):
                assert not isinstance(piece, Gap)
                said = found.setdefault(client, [])
                said.append(("forth" if forth else "back", int(packets.time[n]), piece))
    return list(found.values())


def read(reader: Any, said: Iterable[tuple[str, int, bytes]], size: int = 1 << 30) -> list[Noted]:
    """What a reader tells of it, fed so many octets at a time."""
    noted: list[Noted] = []
    for way, time, octets in said:
        take = reader.forth if way == "forth" else reader.back
        for at in range(0, len(octets), size):
            noted += take(time, octets[at : at + size])
    return noted + reader.end()


def told(noted: Iterable[Noted]) -> list[object]:
    """Events and their content as what can be compared."""
    return [
        (
            each.time,
            dict(each.values),
            [
                (body.way, body.octets, body.media, body.name, body.missing, body.rows_sent,
                 body.rows and body.rows.to_pydict())
                for body in each.bodies
            ],
        )
        for each in noted
    ]  # fmt: skip


def same_however_cut(
    make: Callable[[], Any], said: Said, sizes: Iterable[int] = (1, 2, 7, 100)
) -> list[Noted]:
    """What is told of it, the same in whatever pieces it comes."""
    whole = read(make(), said)
    for size in sizes:
        assert told(read(make(), said, size)) == told(whole), f"in pieces of {size}"
    return whole


def with_port(path: Path, ports: dict[int, int]) -> Path:
    """The capture with servers' ports made those where others look for their protocols."""
    octets = bytearray(path.read_bytes())
    at = 24
    while at < len(octets):
        size = struct.unpack_from("<I", octets, at + 8)[0]
        tcp = at + 16 + 14 + (octets[at + 30] & 15) * 4
        for place in (tcp, tcp + 2):
            found = struct.unpack_from(">H", octets, place)[0]
            if found in ports:
                struct.pack_into(">H", octets, place, ports[found])
        at += 16 + size
    path.write_bytes(octets)
    return path


def asked(port: int, *pieces: bytes) -> bytes:
    """What a server on loopback answers to each piece in turn, all of it."""
    answers = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as talk:
        for piece in pieces:
            talk.sendall(piece)
            answers += talk.recv(1 << 16)
    return answers
