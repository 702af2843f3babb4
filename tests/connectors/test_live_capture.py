# Packets of loopback as they pass: each once, those of a port alone, cut where that was asked for,
# and lost ones counted.
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pyarrow as pa
import pytest
from live_traffic import needs_packets, posted

from connectors import CAPTURED, LiveCapture
from monitor import read_packets
from schema import MisuseError

pytestmark = needs_packets


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def heard(capture: LiveCapture, seconds: float = 0.3) -> list[pa.RecordBatch]:
    """What comes until nothing has for so long."""
    found = []
    while capture.wait(seconds):
        while (batch := capture.take()) is not None:
            found.append(batch)
    return found


def test_each_packet_of_a_port_comes_once(server: socket.socket) -> None:
    port = server.getsockname()[1]
    with LiveCapture("lo", ports=[port]) as capture:
        posted(server, b"x" * 5_000)
        with socket.create_server(("127.0.0.1", 0)) as other:
            posted(other, b"y" * 5_000)
        batches = heard(capture)
        received, dropped = capture.counted()
    assert all(batch.schema == CAPTURED for batch in batches)
    packets = [read_packets(batch) for batch in batches]
    ports = {each for one in packets for each in (*one.source_port.tolist(), *one.destination_port)}
    assert port in ports
    assert len(ports) == 2
    sent = sum(int(one.sent[one.destination_port == port].sum()) for one in packets)
    assert 5_000 < sent < 5_200
    assert (received, dropped) == (2 * sum(map(len, packets)), 0)


def test_frames_are_cut_and_their_size_is_known(server: socket.socket) -> None:
    with LiveCapture("lo", ports=[server.getsockname()[1]], snap=96) as capture:
        posted(server, b"x" * 5_000)
        batches = heard(capture)
    assert max(each for batch in batches for each in batch.column("captured").to_pylist()) == 96
    assert max(each for batch in batches for each in batch.column("wire").to_pylist()) > 4_000


def test_what_there_is_no_room_for_is_counted(server: socket.socket) -> None:
    with LiveCapture("lo", ports=[server.getsockname()[1]], ring=2 << 20) as capture:
        posted(server, b"x" * 20_000_000)
        read = sum(batch.num_rows for batch in heard(capture))
        received, dropped = capture.counted()
    assert dropped > 0
    # The kernel counts what it dropped among what it received, and loopback shows all twice.
    assert read < received - dropped


def test_nobody_by_that_name() -> None:
    with pytest.raises(MisuseError, match="there is no interface nobody0 here"):
        LiveCapture("nobody0")


@pytest.mark.skipif(os.geteuid() != 0, reason="nobody here has a right to give up")
def test_without_the_right_it_says_which_one() -> None:
    trial = "from connectors import LiveCapture\nLiveCapture('lo')"
    done = subprocess.run(
        ["setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw", sys.executable, "-c", trial],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "this takes root or the right CAP_NET_RAW" in done.stderr.splitlines()[-1]
