# Our S7 controller passes its own device test; another maker's server fails where it should.
from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from device_trials import of_ours, outcomes, played

from range import s7
from range.device_s7 import S7_SPEECH, s7_cases
from range.s7 import Message

pytestmark = pytest.mark.usefixtures("loopback_lab")


def test_our_controller_passes_every_case(tmp_path: Path) -> None:
    report = of_ours("station-stop", tmp_path, "127.77.3.10:10102", "s7")
    assert outcomes(report, "fail") == set()
    assert outcomes(report, "weak") == {"told-to-anyone", "read-by-anyone", "protection"}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A controller that says yes to everything and reads on after what is none."""
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
    finding = played(serve, S7_SPEECH, s7_cases, case)
    assert finding.outcome == "fail"
    assert said in finding.why.en


@pytest.mark.parametrize("case", ["setup", "setup-long", "in-pieces", "two-in-one"])
def test_what_it_does_well_is_not_held_against_it(case: str) -> None:
    assert played(serve, S7_SPEECH, s7_cases, case).outcome == "pass"


def test_no_case_stops_a_controller_or_writes_a_block_that_one_has() -> None:
    text = Path(__file__).parents[2].joinpath("range/device_s7.py").read_text(encoding="utf-8")
    assert "set_mode(" not in text
    assert text.count("write_request(") == text.count("write_request(7, _NOWHERE")
