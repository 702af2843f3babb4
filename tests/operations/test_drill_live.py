# Drills that run, seen from other processes: found by their papers, controlled and joined, every
# deed of a person in the ledger at once; whatever is killed leaves nothing that is not cleared away.
from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from drill_files import changed
from lab_network import needs_namespaces
from live_drill import eventually

from operations import (
    Book,
    Settings,
    ask_drill,
    channel_of,
    control_drill,
    labs_down,
    running_drills,
    start_drill_of,
)
from operations.drill_live import clear_drills, open_papers, this_process
from range.keeper import born_at, is_written
from schema import Drill, MisuseError

TALK = "leak-table-top"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="李导调")


def actions(settings: Settings) -> list[tuple[str, str]]:
    with Book(settings.home) as book:
        assert book.verify().entries
        return [(each.action, each.actor) for each in book.entries()]


def reaped(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    return born_at(pid) is None


def test_a_detached_drill_is_controlled_joined_and_recorded(settings: Settings) -> None:
    run = start_drill_of(settings, TALK, seed=7)
    (running,) = running_drills(settings)
    assert (running.id, running.scenario, running.detached) == (run, TALK, True)
    control_drill(settings, run, "pause")
    ask_drill(settings, run, do="join", role="assess", who="王研判", lasts=60, since=0)
    control_drill(settings, run, "inject", number=0)
    told = ask_drill(settings, run, do="join", role="assess", who="王研判", lasts=60, since=0)
    number = told["questions"][0]["number"]
    how = {"number": number, "choice": "verify", "role": "assess", "who": "王研判"}
    ask_drill(settings, run, do="answer", **how)
    eventually(lambda: ("drill.decide", "王研判") in actions(settings))
    control_drill(settings, run, "resume")
    control_drill(settings, run, "abort")
    eventually(lambda: running_drills(settings) == [])
    eventually(lambda: reaped(running.pid))
    assert actions(settings) == [
        ("drill.control", "李导调"), ("drill.join", "王研判"), ("drill.control", "李导调"),
        ("drill.decide", "王研判"), ("drill.control", "李导调"), ("drill.control", "李导调"),
        ("drill.run", "李导调"),
    ]  # fmt: skip
    with Book(settings.home) as book:
        record = book.latest(Drill, run)
        last = list(book.entries())[-1]
    assert record is not None
    assert last.body["detail"]["aborted"] is True
    assert list((settings.home / "running").iterdir()) == []
    with pytest.raises(MisuseError, match=f"no drill {run} runs here, there are none"):
        control_drill(settings, run, "pause")


@needs_namespaces
def test_a_killed_drill_of_namespaces_leaves_nothing_once_all_is_down(settings: Settings) -> None:
    run = start_drill_of(settings, "water-setpoint", fidelity="netns")
    (running,) = running_drills(settings)
    control_drill(settings, run, "pause")
    at = ask_drill(settings, run, do="look", since=0)["time_s"]
    time.sleep(0.3)
    assert ask_drill(settings, run, do="look", since=0)["time_s"] == at
    os.kill(running.pid, signal.SIGKILL)
    eventually(lambda: reaped(running.pid))
    assert running_drills(settings) == []
    captures = settings.home / "drills"
    eventually(lambda: not is_written(captures.resolve()))
    assert labs_down(settings, None, everything=True).left_over == (run,)
    assert list((settings.home / "running").iterdir()) == []
    assert list((settings.home / "drills").iterdir()) == []


def test_taking_all_down_ends_what_nobodys_terminal_holds(settings: Settings) -> None:
    run = start_drill_of(settings, TALK, seed=7)
    (running,) = running_drills(settings)
    assert labs_down(settings, None, everything=True).ended == (run,)
    assert reaped(running.pid)
    assert running_drills(settings) == []
    assert list((settings.home / "running").iterdir()) == []


def test_what_a_terminal_holds_is_left_alone(settings: Settings) -> None:
    papers = this_process("dr-1", TALK, "memory", 7, detached=False)
    with open_papers(settings, papers):
        assert running_drills(settings) == [papers]
        assert clear_drills(settings) == ([], [])
        with pytest.raises(MisuseError, match="does not run any more, or does not answer"):
            ask_drill(settings, "dr-1", do="look", since=0)
    assert running_drills(settings) == []
    assert not channel_of(settings, "dr-1").exists()


def test_papers_that_are_none_are_passed_over(settings: Settings) -> None:
    folder = channel_of(settings, "dr-1").parent
    folder.mkdir(parents=True)
    (folder / "a.json").write_text("{", encoding="utf-8")
    (folder / "b.json").write_text('{"id": 1}', encoding="utf-8")
    assert running_drills(settings) == []


def test_a_drill_that_cannot_be_run_is_said_where_it_was_begun(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(MisuseError, match="there is no drill nothing"):
        start_drill_of(settings, "nothing")
    path = changed(tmp_path, "fidelity: [memory, loopback, netns]", "fidelity: [memory]")
    with pytest.raises(MisuseError, match="made for memory, not for loopback"):
        start_drill_of(settings, str(path), fidelity="loopback")
    assert running_drills(settings) == []


def test_of_a_drill_that_was_killed_no_captures_are_left(settings: Settings) -> None:
    gone = replace(this_process("dr-1", TALK, "netns", 7, detached=False), born=1)
    captures = settings.home / "drills" / "dr-1"
    captures.mkdir(parents=True)
    (captures / "ot.pcap").touch()
    papers = channel_of(settings, "dr-1").with_suffix(".json")
    papers.parent.mkdir(parents=True)
    papers.write_text(json.dumps(asdict(gone)), encoding="utf-8")
    assert clear_drills(settings) == ([], ["dr-1"])
    assert not captures.exists()
    assert not papers.exists()
