# A capture of every protocol changed in any way: no crash, bounded time, and what is missing is told.
# benchmarks/monitor_faults.py does so ten thousand times.
from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from made_packets import pcap, pcapng
from mixed_capture import mixed_frames
from mutations import mutated, survived
from sensed import sensed

PROTOCOLS = {
    "http", "tls", "dns", "postgresql", "mysql", "redis", "smtp", "ftp", "modbus", "iec104",
}  # fmt: skip


@pytest.mark.parametrize("write", [pcap, pcapng])
def test_every_protocol_is_in_it_and_however_it_is_changed_it_is_read(
    tmp_path: Path, write
) -> None:
    path = write(tmp_path / "a", mixed_frames())
    noted, _, sensor = sensed(path)
    assert {each.values["network.protocol"] for each in noted} == PROTOCOLS
    assert {each.values["event.action"] for each in noted} >= {"ftp-data", "mail", "statement"}
    assert sensor.missing == 0
    whole, chance, began = path.read_bytes(), random.Random(21), time.monotonic()
    told = 0
    for _ in range(60):
        told += survived(tmp_path / "b", mutated(whole, chance))
    assert told
    assert time.monotonic() - began < 60


def test_without_any_one_packet_what_is_missing_is_told(tmp_path: Path) -> None:
    frames = mixed_frames()
    carrying = [n for n, (_, frame) in enumerate(frames) if len(frame) > 54 and frame[23] == 6]
    for n in carrying[::7]:
        _, flows, sensor = sensed(pcap(tmp_path / "a", frames[:n] + frames[n + 1 :]))
        # Either its bytes are a gap, or it was the last or the first that its side said.
        assert sensor.packets == len(frames) - 1
        assert flows
