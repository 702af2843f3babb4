# What a man in the middle lets by, alters and drops, by single frames; and in a lab of namespaces, that
# a command of the works' own people does not arrive.
from __future__ import annotations

import asyncio
import functools
import struct

import pytest
from drill_files import shipped
from lab_network import in_host, needs_namespaces

from range import intercept, raw
from range.clock import Clock
from range.ground import NetworkGround
from range.intercept import Between, intercepted, swept
from range.modbus import read, words_of, write_register
from range.namespaces import apart, isolate
from range.network import build_network
from range.operate import operate
from range.sockets import SocketWire
from range.world import build

HMI, PLC = "10.77.3.12", "10.77.3.10"
ADDRESSES = {HMI: bytes((10, 77, 3, 12)), PLC: bytes((10, 77, 3, 10))}


def frame(source: str, target: str, ports: tuple[int, int], payload: bytes) -> bytes:
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 1, 0, 64, 6, 0, ADDRESSES[source], ADDRESSES[target])  # fmt: skip
    segment = struct.pack("!HHIIBBHHH", *ports, 7, 9, 5 << 4, 0x18, 1024, 0, 0) + payload
    made = bytearray(bytes(12) + b"\x08\0" + head + segment)
    found = raw.read_segment(bytes(made))
    assert found
    raw.mended(made, found)
    return bytes(made)


def middle(between: Between, *frames: bytes) -> list[bytes | None]:
    knows = intercept._Middle({})
    return [intercept._passed(each, between, knows, []) for each in frames]


ASKED = frame(HMI, PLC, (40_001, 502), read(5, "input", 0, 4))
TOLD = frame(
    PLC, HMI, (502, 40_001), b"\0\5\0\0\0\x0b\1\4\x08" + struct.pack("!4H", 420, 620, 0, 380)
)
WRITE = frame(HMI, PLC, (40_001, 502), write_register(6, 1, 950))


def test_a_reply_shows_what_it_should_and_its_checksum_is_right() -> None:
    _, changed = middle(Between(HMI, PLC, 1.0, alter=(0, 300)), ASKED, TOLD)
    assert changed
    segment = raw.read_segment(changed)
    assert segment
    assert words_of(changed[segment.payload_at :]) == [300, 620, 0, 380]
    body = changed[34:]
    assert raw.checksum(changed[26:34] + b"\0\6" + struct.pack("!H", len(body)) + body) == 0


@pytest.mark.parametrize(
    ("between", "passed"),
    [
        (Between(HMI, PLC, 1.0), [ASKED, TOLD, WRITE]),
        (Between(HMI, PLC, 1.0, alter=(9, 300)), [ASKED, TOLD, WRITE]),
        (Between(HMI, PLC, 1.0, drop="replies"), [ASKED, None, WRITE]),
        (Between(HMI, PLC, 1.0, drop="commands"), [ASKED, TOLD, None]),
        (Between(HMI, "10.77.3.99", 1.0), [None, None, None]),
    ],
    ids=["lets by", "no such register", "replies", "commands", "others"],
)
def test_what_passes(between: Between, passed: list[bytes | None]) -> None:
    assert middle(between, ASKED, TOLD, WRITE) == passed


@needs_namespaces
def test_a_command_in_a_lab_is_kept_from_its_controller() -> None:
    drill = shipped("water-middle")

    async def main() -> tuple[int, int, bool, float]:
        world = build(drill, 1, Clock(20), lambda lab: NetworkGround(build_network(drill, lab)))
        wire, at = world.wire, world.lab.addresses
        assert isinstance(wire, SocketWire)
        assert isinstance(wire.ground, NetworkGround)
        await wire.start()
        network = wire.ground.network.hosts[at["maint2"]]
        own = at["maint2"]
        found = await in_host(
            network, functools.partial(swept, own, [at["plc1"], "10.77.3.99"], 0.2)
        )
        # A kernel changes its mind only about whom it knows already.
        await wire.open(at["hmi1"], at["plc1"], 502)
        between = Between(at["hmi1"], at["plc1"], 5.0, drop="commands")
        spoofing = asyncio.create_task(
            in_host(network, functools.partial(intercepted, own, between))
        )
        await asyncio.sleep(2.5)
        try:
            await operate(world, "hmi1", "plc1", "tower.stop", 4.0)
            arrived = True
        except OSError:
            arrived = False
        _, _, dropped = await spoofing
        await wire.stop()
        return len(found), dropped, arrived, world.controllers["plc1"].settings["tower.stop"]

    def isolated() -> tuple[int, int, bool, float]:
        isolate()
        return asyncio.run(main())

    found, dropped, arrived, stop = apart(isolated)
    assert found == 1
    assert dropped >= 1
    assert (arrived, stop) == (False, 5.2)
