# A process in networks of its own: it can reach nothing, what it makes goes with it, and what
# goes wrong inside is raised outside.
from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lab_network import needs_namespaces

from range import namespaces
from range.namespaces import apart, enter, inside, isolate, new_network
from schema import MisuseError


def links() -> list[str]:
    return [name for _, name in socket.if_nameindex()]


@needs_namespaces
def test_an_isolated_process_has_no_link_but_its_own_loopback() -> None:
    def work() -> list[str]:
        isolate()
        return links()

    before = links()
    assert apart(work) == ["lo"]
    assert links() == before


@needs_namespaces
def test_it_can_reach_nothing() -> None:
    def work() -> str:
        isolate()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trying:
            try:
                trying.connect(("192.0.2.1", 9))
            except OSError as problem:
                return os.strerror(problem.errno)
        return ""

    assert "unreachable" in apart(work)


@needs_namespaces
def test_one_is_inside_a_network_and_back() -> None:
    def work() -> tuple[bool, bool]:
        isolate()
        here = Path("/proc/thread-self/ns/net").readlink()
        with inside(new_network()):
            there = Path("/proc/thread-self/ns/net").readlink()
        return there != here, Path("/proc/thread-self/ns/net").readlink() == here

    assert apart(work) == (True, True)


@needs_namespaces
def test_another_process_enters_a_network_that_is_held() -> None:
    def held() -> tuple[str, str]:
        isolate()
        network = f"/proc/{os.getpid()}/fd/{new_network()}"

        def visit() -> str:
            enter(os.getppid(), network)
            return str(Path("/proc/thread-self/ns/net").readlink())

        return apart(visit), str(Path("/proc/thread-self/ns/net").readlink())

    visited, own = apart(held)
    assert visited != own


def test_what_goes_wrong_inside_is_raised_outside() -> None:
    def work() -> None:
        raise MisuseError("not so")

    with pytest.raises(MisuseError, match="not so"):
        apart(work)


def test_a_process_ended_from_outside_is_told() -> None:
    with pytest.raises(MisuseError, match="ended from outside"):
        apart(lambda: os.kill(os.getpid(), signal.SIGKILL))


def test_a_child_does_not_outlive_its_parent(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    program = (
        "import os, time\nfrom pathlib import Path\nfrom range.namespaces import apart\n"
        f"def work():\n    Path({str(told)!r}).write_text(str(os.getpid()))\n    time.sleep(60)\n"
        "apart(work)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    until = time.monotonic() + 20
    while not (told.exists() and told.read_text()) and time.monotonic() < until:
        time.sleep(0.01)
    child = int(told.read_text())
    parent.kill()
    parent.wait()
    while time.monotonic() < until and _runs(child):
        time.sleep(0.01)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("problem", "said"),
    [(errno.EPERM, "Operation not permitted"), (errno.ENOSPC, "their number is limited")],
)
def test_why_there_is_none_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, problem: int, said: str
) -> None:
    class Kernel:
        def unshare(self, _flags: int) -> int:
            ctypes.set_errno(problem)
            return -1

    monkeypatch.setattr(namespaces, "_libc", Kernel)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(MisuseError, match=rf"is to be had here \({said}\): run as root"):
        isolate()
