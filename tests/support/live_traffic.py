# What a test needs to listen to an interface: whether it may, traffic of its own on loopback, and
# captures of what was heard.
from __future__ import annotations

import functools
import json
import socket
import struct
import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from operations.generated_people import people

__all__ = ["needs_packets", "posted", "residents", "written"]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@functools.cache
def _may_listen() -> bool:
    try:
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0):
            return True
    except OSError:
        return False


needs_packets = pytest.mark.skipif(
    not _may_listen(), reason="packets of interfaces cannot be read here: no CAP_NET_RAW"
)


def residents(count: int) -> bytes:
    """So many residents who do not exist, as a body of JSON."""
    made = people(count, np.random.default_rng(3))
    rows = [
        {"id_card": number, "name": name}
        for number, name in zip(made.numbers, made.names, strict=True)
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


def posted(server: socket.socket, body: bytes) -> None:
    """A body sent to a server that listens, over a real connection, and answered."""

    def serve() -> None:
        side, _ = server.accept()
        with side:
            got = b""
            while len(got.partition(b"\r\n\r\n")[2]) < len(body):
                got += side.recv(1 << 16)
            side.sendall(OK)

    answering = threading.Thread(target=serve)
    answering.start()
    with socket.create_connection(server.getsockname()[:2]) as client:
        head = f"POST /drop HTTP/1.1\r\nHost: out.example\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        client.sendall(head.encode() + body)
        while client.recv(1 << 16):
            pass
    answering.join()


def written(path: Path, batches: Iterable[pa.RecordBatch]) -> Path:
    """Batches of `CAPTURED` as a capture's file, times in nanoseconds."""
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 1 << 18, 1))
        for batch in batches:
            times = batch.column("time").cast(pa.int64()).to_pylist()
            sizes = [batch.column(name).to_pylist() for name in ("captured", "wire")]
            frames = batch.column("frame").to_pylist()
            for time, captured, wire, frame in zip(times, *sizes, frames, strict=True):
                at = time // 10**9, time % 10**9
                file.write(struct.pack("<IIII", *at, captured, wire) + frame[:captured])
    return path
