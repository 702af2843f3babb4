# Labs as operations see them: up and down are entries of the ledger, and what is asked for that is
# not there is told.
from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lab_network import needs_namespaces

from operations import Book, Settings, lab_features, lab_states, lab_up, labs_down
from range.keeper import is_written
from schema import MisuseError

pytestmark = pytest.mark.usefixtures("loopback_lab")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="李导调")


def test_a_lab_comes_and_goes_with_two_entries(settings: Settings) -> None:
    lab = lab_up(settings, "water-setpoint", fidelity="loopback")
    (state,) = lab_states(settings)
    assert (state.lab, state.alive) == (lab, True)
    assert labs_down(settings, lab.id).ended == (lab.id,)
    assert lab_states(settings) == []
    with Book(settings.home) as book:
        entries = list(book.entries())
        assert book.verify().entries == 2
    assert [each.action for each in entries] == ["range.up", "range.down"]
    assert entries[0].body["detail"]["labs"] == [lab.id]


def test_what_a_killed_lab_left_is_cleared_away(settings: Settings) -> None:
    lab = lab_up(settings, "water-setpoint", fidelity="loopback")
    os.kill(lab.pid, signal.SIGKILL)
    os.waitpid(lab.pid, 0)
    assert [each.alive for each in lab_states(settings)] == [False]
    assert labs_down(settings, None, everything=True).left_over == (lab.id,)
    assert labs_down(settings, None, everything=True).left_over == ()


@needs_namespaces
def test_a_killed_drill_leaves_nothing_once_all_is_taken_down(
    settings: Settings, tmp_path: Path
) -> None:
    program = (
        "from pathlib import Path\nfrom operations import Settings, run_drill_of\n"
        f"run_drill_of(Settings(home=Path({str(settings.home)!r}), actor='x'), 'water-setpoint', fidelity='netns')"
    )
    links = socket.if_nameindex()
    drill = subprocess.Popen([sys.executable, "-c", program])
    captures = settings.home / "drills"
    until = time.monotonic() + 60
    while not list(captures.glob("*/ot.pcap")) and time.monotonic() < until:
        time.sleep(0.01)
    drill.kill()
    drill.wait()
    until = time.monotonic() + 20
    while is_written(captures) and time.monotonic() < until:
        time.sleep(0.01)
    (left,) = captures.iterdir()
    assert labs_down(settings, None, everything=True).left_over == (left.name,)
    assert list(captures.iterdir()) == []
    assert socket.if_nameindex() == links


@pytest.mark.parametrize(
    ("name", "said"), [(None, "say which lab"), ("lab-0", "there is no lab lab-0, there are none")]
)
def test_a_lab_that_is_not_there_is_told(settings: Settings, name: str | None, said: str) -> None:
    with pytest.raises(MisuseError, match=said):
        labs_down(settings, name)


def test_features_are_tried() -> None:
    assert lab_features()[0].name == "namespaces"
