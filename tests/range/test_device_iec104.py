# Our remote terminal unit passes its own device test; one that answers whatever it likes fails.
from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from device_trials import of_ours, outcomes, played

from range import iec104
from range.device_iec104 import IEC104_SPEECH, iec104_cases
from range.iec104 import Information

pytestmark = pytest.mark.usefixtures("loopback_lab")


def test_our_unit_passes_every_case(tmp_path: Path) -> None:
    report = of_ours("substation-trip", tmp_path, "127.77.3.10:12404", "iec104")
    assert outcomes(report, "fail") == set()
    assert outcomes(report, "weak") == {"told-to-anyone", "commands-of-anyone"}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A unit that confirms everything and ends nothing."""
    waiting = b""
    while chunk := await reader.read(100):
        try:
            frames, waiting = iec104.cut(waiting + chunk)
        except iec104.FrameError:
            await reader.read()
            break
        for frame in frames:
            asked = iec104.parse(frame)
            if asked.kind == "U" and (confirms := iec104.answered(asked.control)):
                writer.write(iec104.unnumbered(confirms))
            elif asked.information is not None:
                held = asked.information
                same = Information(held.type, 7, False, held.station, held.objects)
                writer.write(iec104.information_frame(0, 1, same))
    writer.close()


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("interrogation", "not confirmed and ended"),
        ("unknown-station", "not a refusal of cause 46"),
        ("unknown-object", "not a refusal of cause 47"),
        ("length-3", "stays open"),
        ("number-jump", "out of order"),
        ("acknowledges-ahead", "out of order"),
        ("window", "does not go on"),
        ("before-start", "before it was started"),
    ],
)
def test_a_unit_that_confirms_everything_fails(case: str, said: str) -> None:
    finding = played(serve, IEC104_SPEECH, iec104_cases, case)
    assert finding.outcome == "fail"
    assert said in finding.why.en


@pytest.mark.parametrize("case", ["test-frame", "in-pieces", "told-to-anyone"])
def test_what_it_does_well_is_not_held_against_it(case: str) -> None:
    assert played(serve, IEC104_SPEECH, iec104_cases, case).outcome == "pass"


def test_no_case_commands_an_object_that_a_unit_has() -> None:
    text = Path(__file__).parents[2].joinpath("range/device_iec104.py").read_text(encoding="utf-8")
    assert "iec104.command(" not in text
    assert "iec104.setpoint(" not in text
