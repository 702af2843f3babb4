# Our remote terminal unit passes its own device test; one that answers whatever it likes fails.
from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from drill_files import shipped

from range import iec104
from range.device_bench import Bench, Finding
from range.device_iec104 import IEC104_SPEECH, iec104_cases
from range.device_test import run_device_test
from range.iec104 import Information
from range.keeper import bring_up, take_down

pytestmark = pytest.mark.usefixtures("loopback_lab")


def test_our_unit_passes_every_case(tmp_path: Path) -> None:
    lab = bring_up(
        shipped("substation-trip"), identifier="lab", folder=tmp_path, fidelity="loopback", seed=1
    )
    try:
        report = run_device_test("127.77.3.10", 12404, "iec104", mutations=10, patience=1.0)
    finally:
        take_down(lab, tmp_path)
    assert [each.case.id for each in report.tried if each.finding.outcome == "fail"] == []
    weak = {each.case.id for each in report.tried if each.finding.outcome == "weak"}
    assert weak == {"told-to-anyone"}


def played(case: str) -> Finding:
    """A case against a unit that confirms everything and ends nothing."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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

    async def main() -> Finding:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        bench = Bench("127.0.0.1", port, IEC104_SPEECH, random.Random(1), patience=0.15)
        (chosen,) = [each for each in iec104_cases(0) if each.id == case]
        finding = await chosen.play(bench)
        await bench.end()
        server.close()
        return finding

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("interrogation", "not confirmed and ended"),
        ("unknown-station", "not a refusal of cause 46"),
        ("unknown-object", "not a refusal of cause 47"),
        ("length-3", "stays open"),
    ],
)
def test_a_unit_that_confirms_everything_fails(case: str, said: str) -> None:
    finding = played(case)
    assert finding.outcome == "fail"
    assert said in finding.why.en


@pytest.mark.parametrize("case", ["test-frame", "in-pieces", "told-to-anyone"])
def test_what_it_does_well_is_not_held_against_it(case: str) -> None:
    assert played(case).outcome == "pass"


def test_no_case_commands_an_object_that_a_unit_has() -> None:
    text = Path(__file__).parents[2].joinpath("range/device_iec104.py").read_text(encoding="utf-8")
    assert "iec104.command(" not in text
    assert "iec104.setpoint(" not in text
