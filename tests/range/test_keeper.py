# Labs that stay up: thirty hosts answer within a second, go within three tenths, and leave
# nothing, also where they are killed; what cannot come up leaves nothing either.
from __future__ import annotations

import errno
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from drill_files import shipped
from lab_network import needs_namespaces
from large_lab import thirty_services

from policies import Drill, Fidelity
from range import keeper
from range.keeper import Standing, bring_up, clear_away, is_alive, labs, strays, take_down, why_not
from schema import MisuseError

pytestmark = pytest.mark.usefixtures("loopback_lab")


@pytest.fixture(autouse=True)
def _nothing_is_left(tmp_path: Path) -> Iterator[None]:
    """A lab that a test did not take down would be in the way of every other."""
    yield
    for lab in labs(tmp_path):
        if is_alive(lab):
            take_down(lab, tmp_path)


BOTH = pytest.mark.parametrize(
    "fidelity", ["loopback", pytest.param("netns", marks=needs_namespaces)]
)


def up(folder: Path, fidelity: Fidelity, drill: Drill | None = None) -> Standing:
    return bring_up(
        drill or shipped("water-setpoint"),
        identifier="lab-1", folder=folder, fidelity=fidelity, seed=1,
    )  # fmt: skip


def gone(pid: int) -> bool:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return True
        time.sleep(0.005)
    return False


@BOTH
def test_a_lab_is_up_with_papers_and_down_without_any(tmp_path: Path, fidelity: Fidelity) -> None:
    lab = up(tmp_path, fidelity)
    assert labs(tmp_path) == [lab]
    assert is_alive(lab)
    # Two controllers, the historian and the page of the screen.
    assert lab.services == 4
    assert lab.hosts["plc1"][0] == "10.77.3.10"
    assert strays(tmp_path) == []
    assert take_down(lab, tmp_path)
    assert not is_alive(lab)
    assert labs(tmp_path) == []


@needs_namespaces
def test_thirty_hosts_answer_within_a_second_and_go_within_three_tenths(tmp_path: Path) -> None:
    # The fastest of some: what else the machine does is not the lab's doing.
    took = []
    for number in range(8):
        lab = up(tmp_path / str(number), "netns", thirty_services())
        before = time.monotonic()
        take_down(lab, tmp_path / str(number))
        took.append((lab.seconds, time.monotonic() - before))
        # Modbus, IEC 104, S7, OPC UA, exchange, names, historian, sinks and pages of screens.
        assert (len(lab.hosts), lab.services) == (30, 27)
        if took[-1][0] <= 1.0 and took[-1][1] <= 0.3:
            break
    assert min(up_s for up_s, _ in took) <= 1.0
    assert min(down_s for _, down_s in took) <= 0.3


@BOTH
def test_a_killed_lab_leaves_a_file_and_nothing_else(tmp_path: Path, fidelity: Fidelity) -> None:
    links = socket.if_nameindex()
    lab = up(tmp_path, fidelity)
    os.kill(lab.pid, signal.SIGKILL)
    assert gone(lab.pid)
    assert not is_alive(lab)
    assert labs(tmp_path) == [lab]
    assert not take_down(lab, tmp_path)
    assert labs(tmp_path) == []
    assert socket.if_nameindex() == links
    take_down(up(tmp_path, "loopback"), tmp_path)


def test_a_process_whose_papers_were_lost_is_found_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = up(tmp_path, "loopback")
    (tmp_path / "lab-1.json").unlink()
    # It may be coming up.
    assert strays(tmp_path) == []
    monkeypatch.setattr(keeper, "COMING_UP", 0.0)
    assert lab.pid in strays(tmp_path)
    clear_away(lab.pid)
    assert lab.pid not in strays(tmp_path)
    assert not is_alive(lab)


def test_a_lab_of_another_folder_is_no_stray(tmp_path: Path) -> None:
    lab = up(tmp_path, "loopback")
    assert strays(tmp_path / "elsewhere") == []
    take_down(lab, tmp_path)


def test_a_port_in_use_is_one_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    lab = up(tmp_path, "loopback")
    with pytest.raises(MisuseError, match=r"127\.77\.\d+\.\d+:\d+ is in use on this machine"):
        bring_up(
            shipped("water-setpoint"),
            identifier="lab-2", folder=tmp_path, fidelity="loopback", seed=1,
        )  # fmt: skip
    assert labs(tmp_path) == [lab]
    take_down(lab, tmp_path)


def test_what_cannot_be_made_is_told_as_it_is_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "lab-1.json").write_text("{}")
    with pytest.raises(MisuseError, match="File exists"):
        up(tmp_path, "loopback")
    assert [path.name for path in tmp_path.iterdir()] == ["lab-1.json"]


def test_a_lab_in_memory_does_not_stay(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="not in memory"):
        up(tmp_path, "memory")


def test_without_namespaces_it_says_why_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("range.namespaces._unshare", lambda _flags: "Operation not permitted")
    with pytest.raises(MisuseError, match="no network namespace is to be had here"):
        up(tmp_path, "netns")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(errno.EADDRINUSE, "in use", "127.77.3.10:10502"), "127.77.3.10:10502 is in use on this machine"),
        (OSError(errno.EADDRINUSE, "in use"), "a port of the lab is in use on this machine"),
        (OSError(errno.ENOSPC, "full", "/home/ot.pcap"), "No space left on device (/home/ot.pcap)"),
        (PermissionError(errno.EACCES, "denied"), "drill go on: Permission denied"),
        (OSError("the attacker's process ended"), "drill go on: the attacker's process ended"),
        (MisuseError("as it says"), "as it says"),
    ],
    ids=["a port by its name", "a port", "a disk that is full", "no right", "no number", "our own"],
)  # fmt: skip
def test_only_a_port_in_use_is_told_as_one(problem: Exception, said: str) -> None:
    assert said in why_not(problem)
    assert ("is in use" in why_not(problem)) == (getattr(problem, "errno", 0) == errno.EADDRINUSE)
