# Data staged and archived: each proof is of files on the host's disk, what goes over the wire is the archive
# itself, and the monitor reads what is in it.
from __future__ import annotations

import io
import zipfile

import pytest
from drill_files import run, shipped

from monitor import respond
from operations.drill_detector import detector_of
from operations.range_copies import DrillCopies
from range.attack_stage import STAGE_TECHNIQUES
from range.drill import run_drill
from range.http import parse_request
from range.technique import Seen
from schema import MisuseError

DRILL = shipped("utility-staged")
STEPS = {each.action: each for each in DRILL.attack}


@pytest.mark.parametrize(
    ("action", "seen", "worked"),
    [
        ("stage", {"staged": 4000}, True),
        ("stage", {"staged": 3999}, False),
        ("stage", {"archived": 4000, "served": 4000}, False),
        ("archive", {"archived": 4000}, True),
        ("archive", {"staged": 4000}, False),
    ],
)
def test_a_proof_is_of_the_effect(action: str, seen: dict, worked: bool) -> None:
    nothing = {"frames": (), "settings": ({}, {}), "points": ({}, {}), "missed": 0, "switches": 0}
    facts = Seen(**{**nothing, "serving": frozenset(), **seen})
    assert STAGE_TECHNIQUES[action].effect(STEPS[action], facts) == worked


def test_what_goes_over_the_wire_is_the_archive_with_every_row() -> None:
    off = run("utility-staged", 7, defence=False)
    (upload,) = [each for _, each in off.frames if each.payload.startswith(b"POST /upload")]
    sent = parse_request(upload.payload)
    assert sent.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(sent.body)) as archive:
        assert len(archive.namelist()) == 40
    assert off.harm["leaked_records"] == 4000


def test_where_the_pull_was_stopped_there_is_little_to_stage_and_nothing_leaves() -> None:
    on = run("utility-staged", 7)
    assert {each.step.id for each in on.played if each.succeeded} == {"r1", "r2", "r3"}
    assert on.harm["leaked_records"] == 0


def test_the_monitor_reads_what_is_in_the_archive() -> None:
    clock = DRILL.clock.model_copy(update={"length": 25 * 60.0})
    copies = DrillCopies(7)
    result = run_drill(
        DRILL.model_copy(update={"clock": clock}), seed=7, engine=respond, copies=copies, with_defence=False,
        detector=detector_of("monitor", DRILL, 7, copies=copies, policies=None),
    )  # fmt: skip
    sent = next(each for each in result.alerts if each.rule == "data.sent-out")
    assert sent.evidence["records"] == 4000
    assert (sent.source, sent.destination) == ("10.77.2.10", "10.77.9.10")


def test_an_archive_of_another_form_is_no_step() -> None:
    step = STEPS["archive"].model_copy(update={"parameters": {"file": "x.rar"}})
    steps = tuple(step if each.id == step.id else each for each in DRILL.attack)
    with pytest.raises(MisuseError, match=r"step r6: an archive is a \.zip or a \.tar\.gz"):
        run_drill(
            DRILL.model_copy(update={"attack": steps}), seed=7, engine=respond, detector=lambda *_: [],
            with_defence=False,
        )  # fmt: skip
