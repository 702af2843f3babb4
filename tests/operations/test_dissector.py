# scapy in a process of its own: what it is asked for comes back, and whatever becomes of the
# process is told and bounded.
from __future__ import annotations

import time
from pathlib import Path

import pytest
from dissection_packs import ENIP, NTP_REQUEST, REGISTER, dissection

from operations.dissector import Dissecting, Dissector

pytest.importorskip("scapy", reason="scapy is not installed: tongguan[dissect]")


def test_payloads_by_their_layers() -> None:
    ntp = dissection(
        id="ntp", module="scapy.layers.ntp", layer="NTP", transport="udp", ports=(123,),
        columns={"tongguan.operation": "NTPHeader.mode", "tongguan.target": "NTPHeader.nothing"},
    )  # fmt: skip
    with Dissector([ENIP, ntp]) as dissect:
        assert dissect("enip", [REGISTER, b"", b"\xff" * 3, REGISTER])[0] == {
            "tongguan.operation": "RegisterSession",
            "message": "success",
        }
        assert dissect("ntp", [NTP_REQUEST]) == [{"tongguan.operation": "client"}]
        assert not list(dissect.problems())


def test_a_layer_that_scapy_does_not_have_is_told_once() -> None:
    wrong = dissection(layer="Nothing", module="scapy.contrib.enipTCP")
    with Dissector([wrong]) as dissect:
        assert dissect("enip", [REGISTER]) == [None]
        (told,) = dissect.problems()
        assert told.error == "scapy has no Nothing in scapy.contrib.enipTCP"
        assert not list(dissect.problems())


def program(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "program.py"
    path.write_text(f"import json, sys, time\nsys.stdin.readline()\n{body}", encoding="utf-8")
    return path


READY = 'print(json.dumps({"ready": [], "problems": {}}), flush=True)\n'


@pytest.mark.parametrize(
    ("body", "answered"),
    [
        (READY + 'sys.stdin.readline()\nprint(json.dumps({"n": 0, "values": {"message": "x"}}), flush=True)', 1),
        (READY + "sys.exit(1)", 0),
        ("sys.exit(1)", 0),
        (READY + "sys.stdin.close(); time.sleep(60)", 0),
    ],
    ids=["dies in between", "dies at once", "never begins", "does not answer"],
)  # fmt: skip
def test_a_process_that_dies_is_begun_again_and_then_no_more(
    tmp_path: Path, body: str, answered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operations.dissector._ANSWERS_WITHIN_S", 0.3)
    began = time.monotonic()
    with Dissector([ENIP], program(tmp_path, body)) as dissect:
        for _ in range(6):
            told = dissect("enip", [REGISTER, REGISTER])
            assert len(told) == 2
            assert sum(each is not None for each in told) in (0, answered)
        problems = [each.error for each in dissect.problems()]
    assert problems[0] == "the process that dissects packets gave up 4 times"
    assert problems[1] == f"{12 - 4 * answered} packets were not dissected"
    assert time.monotonic() - began < 20


def test_many_payloads_do_not_block_each_other() -> None:
    with Dissector([ENIP]) as dissect:
        told = dissect("enip", [REGISTER + bytes(400)] * 1_500)
    assert {each["tongguan.operation"] for each in told if each} == {"RegisterSession"}
    assert len(told) == 1_500


def test_nothing_is_begun_where_nothing_is_asked_for() -> None:
    with Dissecting(()) as dissecting:
        assert dissecting.dissected is None
        assert not list(dissecting.problems())
        assert dissecting.dissect("enip", [REGISTER]) == ()
