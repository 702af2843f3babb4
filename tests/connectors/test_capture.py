# Captures read as they were written, in any byte order and packing, whole or cut off anywhere.
import gzip
import random
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest
from made_packets import START, pcap, pcapng, tcp

from connectors import CAPTURED, is_capture, read_capture
from schema import Skipped, SourceError

FRAMES = [
    (START + n / 1000, tcp(f"10.0.0.{n % 250 + 1}:1000", "10.1.0.1:80", b"x" * (n % 90)))
    for n in range(300)
]


def frames(path: Path) -> tuple[list[tuple[int, bytes]], list[str]]:
    found, problems = [], []
    for batch in read_capture(path):
        if isinstance(batch, Skipped):
            problems.append(batch.error)
            continue
        assert batch.schema == CAPTURED
        times = batch.column("time").cast(pa.int64()).to_pylist()
        frames_of = zip(batch["frame"].to_pylist(), batch["captured"].to_pylist(), strict=True)
        kept = [frame[:captured] for frame, captured in frames_of]
        found += list(zip(times, kept, strict=True))
    return found, problems


WANTED = [(int(time) * 10**9 + round(time % 1 * 1e6) * 1000, frame) for time, frame in FRAMES]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("write", [pcap, pcapng])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_what_was_written_is_read(tmp_path: Path, order: str, write, packed: bool) -> None:
    path = write(tmp_path / "a", FRAMES, order=order)
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert is_capture(path)
    assert frames(path) == (WANTED, [])


def test_pieces_of_a_file_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.capture._BLOCK", 517)
    for write in (pcap, pcapng):
        assert frames(write(tmp_path / "a", FRAMES)) == (WANTED, [])


def test_a_frame_cut_short_says_how_long_it_was(tmp_path: Path) -> None:
    path = pcap(tmp_path / "a", FRAMES, cut=40)
    (batch,) = read_capture(path)
    assert batch.column("captured").to_pylist() == [min(40, len(frame)) for _, frame in FRAMES]
    assert batch.column("wire").to_pylist() == [len(frame) for _, frame in FRAMES]


@pytest.mark.parametrize("write", [pcap, pcapng])
def test_a_file_cut_off_is_read_as_far_as_it_goes(tmp_path: Path, write) -> None:
    path = write(tmp_path / "a", FRAMES)
    path.write_bytes(path.read_bytes()[:-7])
    found, problems = frames(path)
    assert found == WANTED[:-1]
    assert problems == ["ends within a packet, after 299 whole ones"]


def test_a_packed_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = pcap(tmp_path / "a", FRAMES)
    path.write_bytes(gzip.compress(path.read_bytes(), 1)[:-900])
    found, problems = frames(path)
    assert 0 < len(found) < 300
    assert found == WANTED[: len(found)]
    assert len(problems) == 1


@pytest.mark.parametrize("octets", [b"", b"abc", b"\x1f\x8b", b"time,frame\n1,2\n" * 9])
def test_what_is_no_capture_is_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(octets)
    assert not is_capture(path)
    with pytest.raises(SourceError, match="is not a capture"):
        list(read_capture(path))


def test_damage_anywhere_is_told_and_never_raised(tmp_path: Path) -> None:
    chance = random.Random(5)
    for write in (pcap, pcapng):
        whole = write(tmp_path / "a", FRAMES[:20]).read_bytes()
        for _ in range(300):
            octets = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                octets[chance.randrange(4, len(octets))] = chance.randrange(256)
            path = tmp_path / "b"
            path.write_bytes(octets[: chance.randint(24, len(octets))])
            with suppress(SourceError):
                frames(path)


def test_a_packed_capture_that_is_broken_from_its_beginning_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap.gz"
    packed = bytearray(gzip.compress(b"\xd4\xc3\xb2\xa1" + bytes(range(200))))
    packed[10:20] = b"\xff" * 10
    path.write_bytes(packed)
    assert not is_capture(path)
    with pytest.raises(SourceError, match="is not a capture"):
        list(read_capture(path))
