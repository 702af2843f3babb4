# Traffic on loopback recorded for tests: by a packet socket where the machine lets us, into a
# pcap file. A shift moves its times, so that what happened now happened at night.
from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_ALL = 3
_OUTGOING = 4
_BUFFER = 64 << 20
_FORCE_BUFFER = 33


@contextmanager
def recording(path: Path, *, shift_s: float = 0, ports: frozenset[int]) -> Iterator[None]:
    """Whatever goes over loopback to or from these TCP ports during the block, in `path`."""
    try:
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL))
    except PermissionError:
        pytest.skip("no right to record packets here")
    with tap, path.open("wb") as file:
        tap.setsockopt(socket.SOL_SOCKET, _FORCE_BUFFER, _BUFFER)
        tap.bind(("lo", 0))
        tap.settimeout(0.05)
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 1))
        over = threading.Event()

        def record() -> None:
            silent = False
            # Once told to end it goes on until nothing more comes.
            while not (over.is_set() and silent):
                try:
                    frame, address = tap.recvfrom(1 << 18)
                except TimeoutError:
                    silent = True
                    continue
                silent = False
                if address[2] == _OUTGOING or not _is_of(frame, ports):
                    continue
                now = time.time() + shift_s
                head = struct.pack("<IIII", int(now), int(now % 1 * 1e6), len(frame), len(frame))
                file.write(head + frame)

        thread = threading.Thread(target=record)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _is_of(frame: bytes, ports: frozenset[int]) -> bool:
    if frame[12:14] != b"\x08\x00" or frame[23] != 6:
        return False
    at = 14 + (frame[14] & 15) * 4
    return bool(ports & set(struct.unpack_from(">HH", frame, at)))
