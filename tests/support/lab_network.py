# Whether this machine gives a lab of namespaces what it takes; where it does not, tests that
# need one are left out, by name.
from __future__ import annotations

import asyncio
import functools
import subprocess
from pathlib import Path

import pytest

from range.features import features
from range.namespaces import apart, enter_network

__all__ = ["CHECKSUMS", "bad_checksums", "in_host", "needs_namespaces"]


@functools.cache
def _missing() -> str:
    return "; ".join(f"{each.name}: {each.reason}" for each in features() if not each.present)


needs_namespaces = pytest.mark.skipif(
    bool(_missing()), reason=f"no lab of namespaces: {_missing()}"
)

CHECKSUMS = ("-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE")


async def in_host(network: int, work):
    """What `work` gives, done by a process that is inside a host's network."""

    def inside():
        enter_network(network)
        return work()

    return await asyncio.to_thread(apart, inside)


def bad_checksums(path: Path) -> int:
    """TCP and IPv4 frames of a capture whose checksums are wrong, by our own sums."""
    frames = list(_frames(path.read_bytes()))
    assert frames
    return sum(not _right(frame) for frame in frames)


def dissected(path: Path, display_filter: str) -> list[str]:
    """The numbers of the frames that tshark finds, with checksums looked at."""
    done = subprocess.run(
        ["tshark", "-r", str(path), *CHECKSUMS, "-Y", display_filter, "-T", "fields", "-e", "frame.number"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def _frames(content: bytes):
    at = 24
    while at < len(content):
        length = int.from_bytes(content[at + 8 : at + 12], "little")
        yield content[at + 16 : at + 16 + length]
        at += 16 + length


def _right(frame: bytes) -> bool:
    if frame[12:14] != b"\x08\x00":
        return True
    head = 4 * (frame[14] & 15)
    packet = frame[14 : 14 + int.from_bytes(frame[16:18], "big")]
    if _sum(packet[:head]) != 0xFFFF:
        return False
    if packet[9] != 6:
        return True
    body = packet[head:]
    pseudo = packet[12:20] + b"\0\x06" + len(body).to_bytes(2, "big")
    return _sum(pseudo + body) == 0xFFFF


def _sum(content: bytes) -> int:
    content += b"\0" * (len(content) % 2)
    total = sum(int.from_bytes(content[at : at + 2], "big") for at in range(0, len(content), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total
