# Our OPC UA server passes its own device test; one that reads on after what is none fails.
from __future__ import annotations

import asyncio
import struct
from pathlib import Path

import pytest
from device_trials import of_ours, outcomes, played
from drill_files import shipped

from range import opcua
from range.device_opcua import OPCUA_SPEECH, _granted, _valid, opcua_cases
from range.opcua_server import OpcuaServer

pytestmark = pytest.mark.usefixtures("loopback_lab")
DRILL = shipped("works-opcua")


def test_our_server_passes_every_case(tmp_path: Path) -> None:
    report = of_ours("works-opcua", tmp_path, "127.77.3.10:14840", "opcua")
    assert outcomes(report, "fail") == set()
    assert outcomes(report, "weak") == {"endpoints", "anonymous"}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that goes deaf where ours would end the connection."""
    session = OpcuaServer(DRILL.lab.hosts["opc1"], None, None).session()
    waiting = b""
    while chunk := await reader.read(70_000):
        try:
            frames, waiting = opcua.cut(waiting + chunk)
        except opcua.UaError:
            frames = [b"ERRF"]
        for frame in frames:
            reply = session.reply(frame, "p", 0.0)
            if reply is None:
                await reader.read()
                writer.close()
                return
            writer.write(reply)
    writer.close()


@pytest.mark.parametrize("case", ["unknown-kind", "length-huge", "hello-again", "policy-endless"])
def test_a_server_that_goes_deaf_fails(case: str) -> None:
    finding = played(serve, OPCUA_SPEECH, opcua_cases, case)
    assert finding.outcome == "fail"
    assert "stays open" in finding.why.en


@pytest.mark.parametrize(
    "case", ["channel", "renewed", "in-pieces", "no-session", "ended-session", "sessions-left"]
)
def test_what_it_does_well_is_not_held_against_it(case: str) -> None:
    assert played(serve, OPCUA_SPEECH, opcua_cases, case).outcome == "pass"


def test_a_channel_is_taken_as_the_server_numbers_it() -> None:
    session = OpcuaServer(DRILL.lab.hosts["opc1"], None, None).session()
    hello, opened = opcua.hello("opc.tcp://device:4840/"), _valid(7)
    session.reply(hello, "p", 0.0)
    reply = session.reply(opened, "p", 0.0) or b""
    channel = reply[8:12]
    assert _granted(reply) == channel + struct.pack("<I", 1)
    other = reply.replace(channel + struct.pack("<I", 1), channel + struct.pack("<I", 77), 1)
    assert other != reply
    assert _granted(other) == channel + struct.pack("<I", 77)
    assert _granted(None) == _granted(b"ERRF" + reply[4:]) == b""


async def grants_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that lets be whoever asks for a second channel on a connection."""
    session = OpcuaServer(DRILL.lab.hosts["opc1"], None, None).session()
    waiting, granted = b"", False
    while chunk := await reader.read(70_000):
        frames, waiting = opcua.cut(waiting + chunk)
        for frame in frames:
            if not (granted and frame[:3] == b"OPN"):
                writer.write(session.reply(frame, "p", 0.0) or b"")
            granted |= frame[:3] == b"OPN"
    writer.close()


def test_a_second_channel_on_a_connection_is_not_asked_for() -> None:
    assert played(grants_once, OPCUA_SPEECH, opcua_cases, "in-pieces").outcome == "pass"
