# Blocks as the kernel writes them, made by hand: where frames lie in them, and which of loopback's
# two views of a packet stays.
import struct

import numpy as np
import pytest

from connectors.live_ring import frames_of

OUTGOING, HOST = 4, 0


def block(frames: list[tuple[int, bytes, int]]) -> bytes:
    """A block of frames: what became of each, its bytes, and its size on the wire."""
    packets = b""
    for n, (kind, frame, wire) in enumerate(frames):
        whole = 48 + 20 + len(frame) + -(68 + len(frame)) % 16
        step = whole if n + 1 < len(frames) else 0
        head = struct.pack("=6I2H5I", step, 100 + n, 7 * n, len(frame), wire, 1, 68, 82, *[0] * 5)
        sender = struct.pack("=HHiHBB8s", 17, 8, 1, 772, kind, 6, b"")
        packets += (head + sender + frame).ljust(whole, b"\0")
    head = struct.pack("=2I4IQ", 1, 48, 1, len(frames), 48, 48 + len(packets), 1)
    return head.ljust(48, b"\0") + packets


FRAMES = [(HOST, b"one", 3), (OUTGOING, b"two-two", 700), (HOST, b"three", 5)]


@pytest.mark.parametrize(
    ("twice", "seen"),
    [(False, [b"one", b"two-two", b"three"]), (True, [b"one", b"three"])],
    ids=["an interface", "loopback"],
)
def test_frames_of_a_block(twice: bool, seen: list[bytes]) -> None:
    made = block(FRAMES)
    starts, captured, wire, time, link = frames_of(memoryview(made), 1, twice=twice)
    frames = [made[at : at + size] for at, size in zip(starts, captured, strict=True)]
    assert frames == seen
    assert wire.tolist() == [size for _, frame, size in FRAMES if frame in seen]
    assert time[0] == 100 * 10**9
    assert time[-1] == 102 * 10**9 + 14
    assert set(link.tolist()) == {1}
    assert link.dtype == np.uint16


def test_a_block_of_none() -> None:
    assert [len(each) for each in frames_of(memoryview(block([])), 1, twice=False)] == [0] * 5
