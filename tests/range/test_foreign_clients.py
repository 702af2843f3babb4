# Other makers' clients are served in a lab of namespaces as they would be on a real network.
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from drill_files import shipped
from lab_network import needs_namespaces

from range.keeper import bring_up, take_down
from range.namespaces import apart, enter

pytestmark = [
    needs_namespaces,
    pytest.mark.skipif(shutil.which("nmap") is None, reason="no nmap here: scripts/range.sh"),
]


@pytest.mark.parametrize(
    ("drill", "host", "asked", "said"),
    [
        ("water-setpoint", "eng1", (502, "modbus-discover"), "Weihe Controls WH-340 V2.60"),
        ("substation-trip", "jump1", (2404, "iec-identify"), "ASDU address: 1"),
        ("station-stop", "jump1", (102, "s7-info"), "Version: 3.2.6"),
    ],
)
def test_nmap_knows_what_it_is(
    tmp_path: Path, drill: str, host: str, asked: tuple[int, str], said: str
) -> None:
    port, script = asked
    lab = bring_up(shipped(drill), identifier="lab", folder=tmp_path, fidelity="netns", seed=1)

    def look() -> str:
        enter(lab.pid, lab.hosts[host][1])
        done = subprocess.run(
            ["nmap", "-Pn", "-n", f"-p{port}", "--host-timeout", "60", "--script", script, "10.77.3.10"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    try:
        assert said in apart(look)
    finally:
        take_down(lab, tmp_path)
