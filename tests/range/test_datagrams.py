# DNS in datagrams, as the world asks it: our own link and another maker's client are answered.
from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from drill_files import shipped
from lab_network import needs_namespaces

from range.clock import Clock
from range.datagrams import DatagramLink, bare, framed
from range.dns import DNS, query
from range.ground import PORTS_FROM, LoopbackGround
from range.keeper import bring_up, take_down
from range.names import Resolver
from range.sockets import SocketWire
from range.wire import NoAnswerError
from range.world import World, build

pytestmark = pytest.mark.usefixtures("loopback_lab")


def resolver_of(world: World) -> str:
    assert isinstance(world.wire, SocketWire)
    return next(
        address for (address, port), server in world.wire._servers.items()
        if port == DNS and isinstance(server.service, Resolver)
    )  # fmt: skip


def in_lab(work: Callable[[World, str, str], Awaitable[None]]) -> World:
    async def main() -> World:
        world = build(shipped("hospital-dns"), 1, Clock(10), lambda _lab: LoopbackGround())
        assert isinstance(world.wire, SocketWire)
        await world.wire.start()
        try:
            server = resolver_of(world)
            near = next(
                each for each in world.lab.hosts
                if each != server and world.lab.admits(each, server, DNS)
            )  # fmt: skip
            await work(world, near, server)
        finally:
            await world.wire.stop()
        return world

    return asyncio.run(main())


def test_a_length_is_put_before_a_datagram_and_taken_away() -> None:
    assert bare(framed(b"abc")) == b"abc"


def test_a_question_goes_in_a_datagram_and_is_noted() -> None:
    async def work(world: World, near: str, server: str) -> None:
        link = await world.wire.open(near, server, DNS)
        assert isinstance(link, DatagramLink)
        assert (await link.ask(query(7, "his.hospital.example")))[2:4] == b"\0\7"
        await link.close()

    frames = in_lab(work).journal.frames
    assert [each.kind for each in frames] == ["request", "reply"]
    assert frames[0].payload == query(7, "his.hospital.example")


def test_a_port_that_nobody_hears_refuses() -> None:
    async def work(world: World, near: str, _server: str) -> None:
        link = await world.wire.open(near, near, DNS)
        with pytest.raises(NoAnswerError):
            await link.ask(query(7, "his.hospital.example"))

    in_lab(work)


def test_a_host_that_is_cut_off_is_not_answered() -> None:
    async def work(world: World, near: str, server: str) -> None:
        world.lab.block(near)
        link = await world.wire.open(near, server, DNS)
        with pytest.raises(NoAnswerError):
            await link.ask(query(7, "his.hospital.example"))

    assert [each.kind for each in in_lab(work).journal.frames] == ["dropped"]


def test_two_servers_cannot_have_one_port() -> None:
    async def work(_world: World, _near: str, server: str) -> None:
        with pytest.raises(OSError, match="in use"):
            LoopbackGround().socket(server, DNS, datagrams=True)

    in_lab(work)


@pytest.mark.skipif(shutil.which("dig") is None, reason="no dig here: scripts/range.sh")
@pytest.mark.parametrize("way", ["+notcp", "+tcp"])
def test_dig_takes_the_answers(way: str) -> None:
    async def work(_world: World, near: str, server: str) -> None:
        at = LoopbackGround()
        for type_, wanted in (("A", "10.77.2.20"), ("TXT", '"ok"'), ("AAAA", "ANSWER: 0")):
            asked = await asyncio.create_subprocess_exec(
                "dig", "-b", at.target(near, DNS)[0], f"@{at.target(server, DNS)[0]}",
                "-p", str(DNS + PORTS_FROM), way, "+tries=1", "his.hospital.example", type_,
                stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
            said = (await asked.communicate())[0].decode()
            assert asked.returncode == 0
            assert "status: NOERROR" in said
            assert wanted in said
            assert "WARNING" not in said.replace("WARNING: recursion", "")
            assert ("(TCP)" in said) == (way == "+tcp")

    in_lab(work)


def test_a_socket_for_datagrams_is_one() -> None:
    with LoopbackGround().socket("10.77.2.20", datagrams=True) as made:
        assert made.type == socket.SOCK_DGRAM


@needs_namespaces
@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark here: scripts/tshark.sh")
def test_what_passes_the_bridges_is_dissected_without_a_fault(tmp_path: Path) -> None:
    drill = shipped("hospital-dns")
    clock = drill.clock.model_copy(update={"speed": 200.0})
    lab = bring_up(
        drill.model_copy(update={"clock": clock}),
        identifier="lab", folder=tmp_path, fidelity="netns", seed=1,
    )  # fmt: skip
    try:
        time.sleep(2)
    finally:
        take_down(lab, tmp_path)

    def dissected(wanted: str) -> list[str]:
        return [
            line for path in sorted(tmp_path.glob("lab/*.pcap"))
            for line in subprocess.run(
                ["tshark", "-n", "-r", str(path), "-o", "udp.check_checksum:TRUE", "-Y", wanted],
                capture_output=True, text=True, check=True,
            ).stdout.splitlines()
        ]  # fmt: skip

    assert dissected("udp.dstport == 53 && dns.qry.name")
    assert dissected("udp.srcport == 53 && dns.a")
    assert dissected("tcp.port == 53 && dns") == []
    assert dissected("udp && (_ws.malformed || udp.checksum.status == 0)") == []
