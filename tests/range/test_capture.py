# Captures that other tools read, with no frame whose checksum is wrong; a drill in networks of
# its own does what it does elsewhere.
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from drill_files import shipped
from lab_network import bad_checksums, dissected, needs_namespaces

from monitor import respond
from range.capture import pcap_header, pcap_record
from range.detector import SmallDetector
from range.drill import run_drill


def test_a_record_says_when_to_the_microsecond() -> None:
    record = pcap_record(1_700_000_000.25, b"frame")
    assert int.from_bytes(record[:4], "little") == 1_700_000_000
    assert int.from_bytes(record[4:8], "little") == 250_000
    assert record[8:12] == record[12:16] == bytes((5, 0, 0, 0))
    assert record[16:] == b"frame"
    assert pcap_header()[:4] == bytes.fromhex("d4c3b2a1")


@needs_namespaces
def test_a_drill_in_networks_of_its_own_is_captured_whole(tmp_path: Path) -> None:
    drill = shipped("water-setpoint")
    clock = drill.clock.model_copy(update={"speed": 80.0, "length": 400.0})
    first = drill.attack[1].model_copy(update={"after": "", "at": 250.0})
    steps = tuple(each.model_copy(update={"wait": 5.0}) for each in drill.attack[2:6])
    short = drill.model_copy(update={"clock": clock, "attack": (first, *steps)})
    result = run_drill(
        short,
        seed=7,
        detector=SmallDetector(drill.defence.learn),
        engine=respond,
        fidelity="netns",
        with_defence=False,
        captures=tmp_path,
    )
    assert result.fidelity == "netns"
    worked = {each.step.id for each in result.played if each.succeeded}
    # On a machine that is busy with others a step may be late for the end.
    assert "r2" in worked
    assert worked & {"r4", "r5"}
    assert {path.name for path in tmp_path.iterdir()} == {"it.pcap", "dmz.pcap", "ot.pcap"}
    assert bad_checksums(tmp_path / "ot.pcap") == 0
    assert bad_checksums(tmp_path / "dmz.pcap") == 0
    if shutil.which("tshark"):
        wrong = "_ws.malformed || tcp.checksum.status == 0 || ip.checksum.status == 0"
        assert dissected(tmp_path / "ot.pcap", wrong) == []
        assert dissected(tmp_path / "ot.pcap", "modbus.func_code == 6")


@needs_namespaces
@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark here: scripts/tshark.sh")
@pytest.mark.parametrize(
    ("name", "host", "steps", "shown"),
    [
        ("station-stop", "jump1", ("r5", "r6", "r7"), "s7comm.param.func == 0x05"),
        ("works-opcua", "jump1", ("r5", "r6", "r7"), "opcua.servicenodeid.numeric == 673"),
    ],
)
def test_what_controllers_speak_is_dissected_without_a_fault(
    tmp_path: Path, name: str, host: str, steps: tuple[str, ...], shown: str
) -> None:
    drill = shipped(name)
    clock = drill.clock.model_copy(update={"speed": 80.0, "length": 240.0})
    hosts = {**drill.lab.hosts, host: drill.lab.hosts[host].model_copy(update={"attack": True})}
    chosen = [each for each in drill.attack if each.id in steps]
    played = tuple(
        each.model_copy(update={"after": "", "at": 40.0 + 30 * number})
        for number, each in enumerate(chosen)
    )
    lab = drill.lab.model_copy(update={"hosts": hosts})
    run_drill(
        drill.model_copy(update={"clock": clock, "attack": played, "lab": lab}),
        seed=7, engine=respond, detector=SmallDetector(200.0), fidelity="netns", with_defence=False,
        captures=tmp_path,
    )  # fmt: skip
    capture = tmp_path / "ot.pcap"
    assert bad_checksums(capture) == 0
    assert dissected(capture, "_ws.malformed || tcp.checksum.status == 0") == []
    assert dissected(capture, shown)


def test_in_memory_nothing_is_captured(tmp_path: Path) -> None:
    drill = shipped("water-setpoint")
    clock = drill.clock.model_copy(update={"length": 60.0})
    run_drill(
        drill.model_copy(update={"clock": clock}),
        seed=1, engine=respond, detector=SmallDetector(30.0), captures=tmp_path,
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []
