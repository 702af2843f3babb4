# Drills run and kept: record, file and ledger agree, and two runs are compared.
from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from drill_files import changed

from operations import (
    Book,
    Settings,
    compare_drills,
    drill_faults,
    find_drill,
    new_drill,
    run_drill_of,
    technique_title,
    validate_drill,
)
from schema import Drill, MisuseError, PolicyError

NAME = "water-setpoint"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="李导调")


def test_a_run_is_recorded_with_its_file_and_an_entry(settings: Settings) -> None:
    outcome = run_drill_of(settings, NAME, seed=7)
    kept = (settings.home / "drills" / f"{outcome.id}.json").read_bytes()
    with Book(settings.home) as book:
        record = book.latest(Drill, outcome.id)
        (entry,) = book.entries()
        assert book.verify().entries == 1
    assert record is not None
    assert record.result_sha256 == hashlib.sha256(kept).hexdigest()
    assert json.loads(kept) == outcome.json
    assert record.replay_hash == outcome.result.replay_hash
    assert record.total == outcome.result.score.total
    assert (entry.action, entry.actor) == ("drill.run", "李导调")
    assert entry.body["detail"]["replay_hash"] == record.replay_hash


def test_two_runs_are_compared(settings: Settings) -> None:
    on, again, off = (
        run_drill_of(settings, NAME, seed=7, defence=defence).id for defence in (True, True, False)
    )
    assert compare_drills(settings, on, again).same
    found = compare_drills(settings, on, off)
    assert not found.same
    less, more = found.figures["spill_m3"]
    assert less is not None
    assert more is not None
    assert less < more
    with pytest.raises(MisuseError, match="no drill is recorded as dr-0"):
        compare_drills(settings, on, "dr-0")


def test_without_a_seed_the_drills_own_is_taken(settings: Settings) -> None:
    assert run_drill_of(settings, NAME, attack=False).result.seed == 7


def test_what_cannot_be_run_leaves_nothing_behind(settings: Settings, tmp_path: Path) -> None:
    path = changed(tmp_path, "fidelity: [memory, loopback, netns]", "fidelity: [memory]")
    with pytest.raises(MisuseError, match=r"the drill is made for memory, not for netns"):
        run_drill_of(settings, str(path), fidelity="netns")
    with pytest.raises(MisuseError, match=r"there is no drill nothing, there are .*water-setpoint"):
        run_drill_of(settings, "nothing")
    wrong = changed(tmp_path, "polls: [plc1], every: 10s", "polls: [plc9], every: 10s")
    with pytest.raises(PolicyError, match="plc9"):
        run_drill_of(settings, str(wrong))
    assert not settings.home.exists()


def test_an_action_that_is_not_there_is_told_at_its_line(tmp_path: Path) -> None:
    path = changed(tmp_path, "action: identify", "action: dance")
    with pytest.raises(PolicyError, match="step r2: there is no action dance") as refused:
        validate_drill(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "dance" in lines[refused.value.line - 1]


def test_a_new_drill_is_valid_and_of_its_name(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    new_drill("our-works", path)
    assert find_drill(settings, str(path)).header.id == "our-works"
    assert validate_drill(path).header.maturity == "sandbox"
    with pytest.raises(MisuseError, match="is not overwritten"):
        new_drill("our-works", path)
    with pytest.raises(MisuseError, match="a drill's id is"):
        new_drill("our works\n", tmp_path / "b.yaml")
    with pytest.raises(MisuseError, match="there is no drill nothing"):
        new_drill("b", tmp_path / "b.yaml", template="nothing")


def test_a_technique_has_its_own_title() -> None:
    assert technique_title("write-register", "T0838").en == "Modify Alarm Settings"
    assert technique_title("write-register", "T0836").zh == "修改参数"


def test_a_port_in_use_is_one_clear_line(settings: Settings) -> None:
    import socket

    with socket.socket() as taken:
        # Connections of another test may still be on their way out.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.77.3.10", 10_502))
        taken.listen()
        with pytest.raises(MisuseError, match=r"127\.77\.3\.10:10502 is in use on this machine"):
            run_drill_of(settings, NAME, fidelity="loopback")
    with Book(settings.home) as book:
        assert list(book.entries()) == []


def test_everything_that_is_wrong_in_a_file_is_told_in_order(tmp_path: Path) -> None:
    path = changed(tmp_path, "to: plc1, after: r1", "to: plc9, after: r2")
    text = path.read_text(encoding="utf-8").replace("action: scan", "action: dance")
    path.write_text(text.replace("it: 10.77.1.0/24", "it: 192.168.1.0/24"), encoding="utf-8")
    _, found = drill_faults(path)
    assert [each.problem.partition(",")[0].partition(":")[0] for each in found] == [
        "zone it", "step r1", "there is no host plc9", "the steps wait for each other",
    ]  # fmt: skip
    assert [each.line for each in found] == sorted(each.line for each in found)
    with pytest.raises(PolicyError, match="zone it"):
        validate_drill(path)


def test_a_drill_that_does_not_come_up_leaves_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_how: object) -> None:
        raise MisuseError("no network namespace is to be had here")

    monkeypatch.setattr("operations.drill.run_drill", refuse)
    with pytest.raises(MisuseError, match="no network namespace"):
        run_drill_of(settings, NAME, fidelity="netns")
    assert list((settings.home / "drills").iterdir()) == []
    assert list((settings.home / "running").iterdir()) == []
