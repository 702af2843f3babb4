# Our S7 controller passes its own device test; another maker's server fails where it should.
from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from drill_files import shipped

from range import s7
from range.device_bench import Bench, Finding
from range.device_s7 import S7_SPEECH, s7_cases
from range.device_test import run_device_test
from range.keeper import bring_up, take_down
from range.s7 import Message

pytestmark = pytest.mark.usefixtures("loopback_lab")


def test_our_controller_passes_every_case(tmp_path: Path) -> None:
    lab = bring_up(
        shipped("station-stop"), identifier="lab", folder=tmp_path, fidelity="loopback", seed=1
    )
    try:
        report = run_device_test("127.77.3.10", 10102, "s7", mutations=10, patience=1.0)
    finally:
        take_down(lab, tmp_path)
    assert [each.case.id for each in report.tried if each.finding.outcome == "fail"] == []
    weak = {each.case.id for each in report.tried if each.finding.outcome == "weak"}
    assert weak == {"told-to-anyone", "read-by-anyone", "protection"}


def played(case: str) -> Finding:
    """A case against a controller that says yes to everything and reads on after what is none."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting = b""
        while chunk := await reader.read(5000):
            try:
                frames, waiting = s7.cut(waiting + chunk)
            except s7.S7Error:
                await reader.read()
                break
            for frame in frames:
                asked = s7.parse(frame) if frame[5:6] == b"\xf0" and frame[6] else None
                if asked is None:
                    writer.write(s7.connect(confirms=frame))
                else:
                    same = Message(s7.DATA, asked.reference, asked.parameters, b"\xff")
                    writer.write(s7.whole(same))
        writer.close()

    async def main() -> Finding:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        bench = Bench("127.0.0.1", port, S7_SPEECH, random.Random(1), patience=0.15)
        (chosen,) = [each for each in s7_cases(0) if each.id == case]
        finding = await chosen.play(bench)
        await bench.end()
        server.close()
        return finding

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("unknown-block", "no refusal"),
        ("unknown-function", "no refusal"),
        ("before-connection", "before a connection"),
        ("tpkt-length-65535", "stays open"),
        ("tpkt-version", "stays open"),
    ],
)
def test_a_controller_that_says_yes_to_everything_fails(case: str, said: str) -> None:
    finding = played(case)
    assert finding.outcome == "fail"
    assert said in finding.why.en


@pytest.mark.parametrize("case", ["setup", "setup-long", "in-pieces", "two-in-one"])
def test_what_it_does_well_is_not_held_against_it(case: str) -> None:
    assert played(case).outcome == "pass"


def test_no_case_stops_a_controller_or_writes_a_block_that_one_has() -> None:
    text = Path(__file__).parents[2].joinpath("range/device_s7.py").read_text(encoding="utf-8")
    assert "set_mode(" not in text
    assert text.count("write_request(") == text.count("write_request(7, _NOWHERE")
