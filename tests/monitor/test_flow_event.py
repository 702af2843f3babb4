# Flows as events, and the hash other tools know them by.
from pathlib import Path

import pytest
from made_packets import pcap, talk
from sensed import sensed

from monitor import flow_events
from monitor.flow_event import community_id
from schema import EVENT_SCHEMA


def test_a_flow_is_an_event(tmp_path: Path) -> None:
    frames = talk("10.0.0.1:4000", "[2001:db8::1]:80".replace("[2001:db8::1]", "10.0.0.2"),
                  [("forth", b"x" * 10), ("back", b"y" * 20)])  # fmt: skip
    _, (flows,), _ = sensed(pcap(tmp_path / "a", frames))
    batch = flow_events(flows, "lo")
    assert batch.schema == EVENT_SCHEMA
    (row,) = batch.to_pylist()
    assert (row["source.ip"], row["destination.port"]) == ("10.0.0.1", 80)
    assert (row["source.packets"], row["destination.packets"]) == (5, 3)
    assert row["network.bytes"] == sum(len(frame) for _, frame in frames)
    assert row["network.transport"] == "tcp"
    assert row["event.duration"] == pytest.approx(7_000_000, abs=2_000)


# The specification's own vectors (github.com/corelight/community-id-spec, baseline).
@pytest.mark.parametrize(
    ("ends", "wanted"),
    [
        (("128.232.110.120", "66.35.250.204", 34855, 80, 6), "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
        (("192.168.1.52", "8.8.8.8", 54585, 53, 17), "1:d/FP5EW3wiY1vCndhwleRRKHowQ="),
    ],
)
def test_community_ids(ends, wanted) -> None:
    one, other, port, other_port, protocol = ends
    assert community_id(one, other, port, other_port, protocol) == wanted
    assert community_id(other, one, other_port, port, protocol) == wanted
