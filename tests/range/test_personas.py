# What a persona promises is what a capture shows, by tshark's reading: hops, window, maker's address,
# times to answer, functions that are asked for, and what a device says of itself.
from __future__ import annotations

import shutil
import socket
import statistics
import time
from collections import Counter
from dataclasses import dataclass

import pytest
from lab_network import needs_namespaces
from large_lab import PERSONAS, thirty_services
from tshark import fields

from range import iec104, s7
from range.keeper import bring_up, take_down
from range.namespaces import apart, enter

pytestmark = [
    needs_namespaces,
    pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark here: scripts/tshark.sh"),
]
PORTS = {"plc": 502, "unit": 2404, "s7": 102, "server": 4840}
HOSTS = {"plc": "plc1", "unit": "rtu2", "s7": "s7plc1", "server": "opc1"}
EACH = pytest.mark.parametrize("name", PERSONAS)


@dataclass(frozen=True)
class Seen:
    """A packet of the works' bridge as tshark reads it."""

    source: str
    destination: str
    ttl: int
    mac: str
    ports: tuple[int, int]
    stream: str
    time: float
    window: int
    payload: bytes
    functions: tuple[int, ...]
    texts: tuple[str, ...]


_FIELDS = (
    "ip.src", "ip.dst", "ip.ttl", "eth.src", "tcp.srcport", "tcp.dstport", "tcp.stream",
    "frame.time_epoch", "tcp.window_size", "tcp.payload", "modbus.func_code", "modbus.object_str_value",
)  # fmt: skip


def packet(row: tuple[str, ...]) -> Seen:
    source, destination, ttl, mac, sport, dport, stream, at, window, payload, functions, texts = row
    return Seen(
        source, destination, int(ttl), mac, (int(sport), int(dport)), stream, float(at), int(window),
        bytes.fromhex(payload.replace(":", "")),
        tuple(int(each) for each in functions.split("\x1f") if each),
        tuple(each for each in texts.split("\x1f") if each),
    )  # fmt: skip


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Seen], dict[str, str]]:
    """Some seconds of an ordinary day on the bridge of the works, on the machine's own clock."""
    folder = tmp_path_factory.mktemp("lab")
    drill = thirty_services(every="100ms")
    standing = bring_up(drill, identifier="lab", folder=folder, fidelity="netns", seed=1)
    addresses = {name: address for name, (address, _) in standing.hosts.items()}

    def visit() -> None:
        """Somebody of the same zone: who are you, are you there, and what is behind a closed port?"""
        enter(standing.pid, standing.hosts["eng1"][1])
        with socket.create_connection((addresses["s7plc1"], 102), 5) as made:
            for asked in (s7.connect(), s7.setup(480, 1), s7.szl_request(2, 0x11, 0), s7.szl_request(3, 0x1C, 0)):  # fmt: skip
                made.sendall(asked)
                made.recv(4096)
        with socket.create_connection((addresses["rtu2"], 2404), 5) as made:
            # A station that nothing happens to tells nothing.
            for _ in range(15):
                made.sendall(iec104.unnumbered(iec104.TESTFR))
                made.recv(4096)
        for each in HOSTS.values():
            with socket.socket() as closed:
                closed.settimeout(5)
                assert closed.connect_ex((addresses[each], 9))

    try:
        time.sleep(1)
        apart(visit)
        time.sleep(2)
    finally:
        take_down(standing, folder)
    rows = fields(folder / "lab" / "ot.pcap", "tcp", *_FIELDS, every=True)
    return [packet(each) for each in rows], addresses


@EACH
def test_hops_window_and_maker(day: tuple[list[Seen], dict[str, str]], name: str) -> None:
    packets, addresses = day
    persona, address = PERSONAS[name], addresses[HOSTS[name]]
    own = [each for each in packets if each.source == address]
    assert len(own) > 20
    assert {each.ttl for each in own} == {persona.ttl}
    assert {each.mac[:8] for each in own} == {persona.oui}
    widest = max(each.window for each in own if each.ports[0] == PORTS[name])
    assert persona.window / 2 < widest <= persona.window
    # What refuses a closed port is the same machine.
    assert any(each.ports[0] == 9 for each in own)


@EACH
def test_it_takes_its_time_to_answer(day: tuple[list[Seen], dict[str, str]], name: str) -> None:
    packets, addresses = day
    same = {
        address for host, address in addresses.items()
        if host.startswith(HOSTS[name][:-1]) and not host.endswith("hmi")
    }  # fmt: skip
    took: list[float] = []
    asked: dict[str, float] = {}
    for each in packets:
        if not each.payload or PORTS[name] not in each.ports:
            continue
        if each.destination in same:
            asked[each.stream] = each.time
        elif each.source in same and each.stream in asked:
            took.append((each.time - asked.pop(each.stream)) * 1000)
    least, most = PERSONAS[name].answers_ms
    assert len(took) >= 10
    # A capture's times are to the microsecond; what the machine does besides only adds.
    assert min(took) >= least - 0.1
    assert least + (most - least) * 0.15 < statistics.median(took)
    assert max(took) - min(took) > (most - least) * 0.4


def test_the_functions_asked_for_are_those_of_an_ordinary_day(
    day: tuple[list[Seen], dict[str, str]],
) -> None:
    packets, addresses = day
    asked = [each for each in packets if each.ports[1] == 502]
    mix = Counter(f for each in asked if each.source == addresses["plchmi"] for f in each.functions)
    assert set(mix) <= {1, 3, 4, 6}
    assert mix[4] > 4 * mix[3] > 0
    assert mix[4] > 4 * mix[1] > 0
    assert {f for each in asked if each.source == addresses["eng1"] for f in each.functions} == {
        43,
        3,
    }


def test_a_controller_says_who_it_is(day: tuple[list[Seen], dict[str, str]]) -> None:
    packets, addresses = day
    told = {text for each in packets if each.source == addresses["plc1"] for text in each.texts}
    persona = PERSONAS["plc"]
    assert told == {persona.vendor, persona.product, persona.revision}


@pytest.mark.parametrize(
    ("name", "wanted"), [("s7", ("product", "name")), ("server", ("product",))]
)
def test_other_devices_say_who_they_are(
    day: tuple[list[Seen], dict[str, str]], name: str, wanted: tuple[str, ...]
) -> None:
    packets, addresses = day
    sent = b"".join(each.payload for each in packets if each.source == addresses[HOSTS[name]])
    for each in wanted:
        assert getattr(PERSONAS[name], each).encode() in sent
