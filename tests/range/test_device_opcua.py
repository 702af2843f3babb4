# Our OPC UA server passes its own device test; one that reads on after what is none fails.
from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from drill_files import shipped

from range import opcua
from range.device_bench import Bench, Finding
from range.device_opcua import OPCUA_SPEECH, opcua_cases
from range.device_test import run_device_test
from range.keeper import bring_up, take_down
from range.opcua_server import OpcuaServer

pytestmark = pytest.mark.usefixtures("loopback_lab")
DRILL = shipped("works-opcua")


def test_our_server_passes_every_case(tmp_path: Path) -> None:
    lab = bring_up(DRILL, identifier="lab", folder=tmp_path, fidelity="loopback", seed=1)
    try:
        report = run_device_test("127.77.3.10", 14840, "opcua", mutations=10, patience=1.0)
    finally:
        take_down(lab, tmp_path)
    assert [each.case.id for each in report.tried if each.finding.outcome == "fail"] == []
    weak = {each.case.id for each in report.tried if each.finding.outcome == "weak"}
    assert weak == {"endpoints", "anonymous"}


def played(case: str) -> Finding:
    """A case against a server that goes deaf where ours would end the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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

    async def main() -> Finding:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        bench = Bench("127.0.0.1", port, OPCUA_SPEECH, random.Random(1), patience=0.15)
        (chosen,) = [each for each in opcua_cases(0) if each.id == case]
        finding = await chosen.play(bench)
        await bench.end()
        server.close()
        return finding

    return asyncio.run(main())


@pytest.mark.parametrize("case", ["unknown-kind", "length-huge", "hello-again", "policy-endless"])
def test_a_server_that_goes_deaf_fails(case: str) -> None:
    finding = played(case)
    assert finding.outcome == "fail"
    assert "stays open" in finding.why.en


@pytest.mark.parametrize("case", ["channel", "renewed", "in-pieces", "no-session"])
def test_what_it_does_well_is_not_held_against_it(case: str) -> None:
    assert played(case).outcome == "pass"
