# Captures walked compiled: the same packets, faults and ends as walked in Python, whatever
# happened to the file.
import random
from pathlib import Path

import pyarrow as pa
import pytest
from made_packets import START, pcap, pcapng, tcp

from connectors import capture_compiled, read_capture
from schema import Skipped

pytest.importorskip("numba")

FRAMES = [(START + n / 3, tcp("10.0.0.1:1000", "10.0.0.2:80", b"x" * n)) for n in range(40)]


def read(path: Path, monkeypatch: pytest.MonkeyPatch, *, compiled: bool) -> list:
    monkeypatch.setattr(capture_compiled.WORTH_COMPILING, "left", 0 if compiled else 1 << 60)
    found: list = []
    for each in read_capture(path):
        if isinstance(each, Skipped):
            found.append(each)
            continue
        sizes = each.column("captured").to_pylist()
        frames = each.column("frame").to_pylist()
        others = [
            each.column(name).cast(pa.int64()).to_pylist() for name in ("time", "link", "wire")
        ]
        found.append([frame[:size] for frame, size in zip(frames, sizes, strict=True)])
        found.append(others)
    return found


def swapped(octets: bytes) -> bytes:
    """A pcap file as a machine of the other byte order writes it."""
    head = b"".join(octets[at : at + 4][::-1] for at in (0,)) + octets[6:3:-1] + octets[7:5:-1]
    head = octets[3::-1] + octets[5:3:-1] + octets[7:5:-1]
    head += b"".join(octets[at : at + 4][::-1] for at in range(8, 24, 4))
    rest, at = b"", 24
    while at < len(octets):
        size = int.from_bytes(octets[at + 8 : at + 12], "little")
        rest += b"".join(octets[word : word + 4][::-1] for word in range(at, at + 16, 4))
        rest += octets[at + 16 : at + 16 + size]
        at += 16 + size
    return head + rest


@pytest.mark.parametrize("block", [400, 8 << 20])
@pytest.mark.parametrize("form", ["pcap", "pcap of the other order", "pcapng"])
def test_the_same_packets(tmp_path: Path, monkeypatch, form: str, block: int) -> None:
    monkeypatch.setattr("connectors.capture._BLOCK", block)
    path = (pcapng if form == "pcapng" else pcap)(tmp_path / "a", FRAMES)
    if "other" in form:
        path.write_bytes(swapped(path.read_bytes()))
    plain = read(path, monkeypatch, compiled=False)
    assert sum(len(each) for each in plain[::2]) == len(FRAMES)
    assert read(path, monkeypatch, compiled=True) == plain


@pytest.mark.parametrize("form", [pcap, pcapng], ids=["pcap", "pcapng"])
def test_damage_is_found_where_it_is(tmp_path: Path, monkeypatch, form) -> None:
    chance = random.Random(5)
    path = form(tmp_path / "a", FRAMES)
    whole = path.read_bytes()
    for _ in range(60):
        octets = bytearray(whole)
        for _ in range(chance.choice([1, 1, 4])):
            octets[chance.randrange(24, len(octets))] = chance.choice([0, 1, 6, 127, 255])
        path.write_bytes(
            bytes(octets[: chance.choice([len(octets), chance.randrange(100, 3_000)])])
        )
        plain = read(path, monkeypatch, compiled=False)
        assert read(path, monkeypatch, compiled=True) == plain
