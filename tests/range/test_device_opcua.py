# Our OPC UA server passes its own device test; one that reads on after what is none fails.
from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from device_trials import of_ours, outcomes, played
from drill_files import shipped

from range import opcua
from range.device_opcua import OPCUA_SPEECH, opcua_cases
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
