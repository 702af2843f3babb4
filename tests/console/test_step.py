# Steps in a data set's life as options of `review`: recorded in order, refused out of it.
from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from command_line import Done, tongguan

PIPES = "供水管网.csv"
TODAY = dt.datetime.now(dt.UTC).astimezone().date().isoformat()


def review(home: Path, *arguments: object, reason: str = "because", **more: str) -> Done:
    asked = ("classify", "catalogue", "review", *arguments, "--reason", reason)
    return tongguan(*asked, home=home, **more)


def file(home: Path, *arguments: object, **more: str) -> Done:
    return review(home, PIPES, "--filed", TODAY, "--number", "备1", *arguments, **more)


def test_important_data_goes_from_candidate_to_filed_and_due(home: Path) -> None:
    early = file(home)
    assert early.code == 2
    assert "is a candidate: a person confirms it first" in early.err
    assert review(home, PIPES, "--confirm").code == 0
    done = file(home, "--authority", "省通信管理局", "--json")
    assert done.code == 0, done.err
    assert (done.json["state"], done.json["refiling"]["number"]) == ("filed", "备1")
    twice = file(home, TONGGUAN_LANG="zh")
    assert twice.code == 2
    assert "编号备1，此后没有变化" in twice.err
    due = review(home, PIPES, "--trigger", "h", reason="letter 12 of the bureau")
    assert due.code == 0, due.err
    assert "state: changed: to be filed anew" in due.out
    assert "since the filing: tester: letter 12 of the bureau" in due.out
    shown = tongguan("classify", "catalogue", "show", PIPES, home=home).out
    assert "filed on" in shown
    again = file(home, "--number", "备2")
    assert again.code == 0
    assert "state: filed" in again.out
    entries = tongguan("ledger", "show", "--json", home=home).out.splitlines()
    actions = [json.loads(each)["action"] for each in entries]
    assert [each for each in actions if not each.startswith(("scan", "dataset.grade"))] == [
        "dataset.review", "dataset.file", "dataset.trigger", "filing.due", "dataset.file",
    ]  # fmt: skip
    assert tongguan("ledger", "verify", home=home).code == 0


def test_derived_data_has_its_origins_level_until_two_decide(home: Path) -> None:
    review(home, PIPES, "--confirm")
    asked = ("用水户.parquet", "--derived-from", PIPES, "--operation", "statistics")
    done = review(home, *asked)
    assert done.code == 0, done.err
    assert done.out.startswith("用水户.parquet  important data")
    assert "made from 供水管网.csv (statistics): not below important data" in done.out
    lower = (*asked, "--level", "general-4", "--evidence", "report 7")
    assert review(home, *asked, "--level", "general-3").code == 2
    alone = review(home, *lower)
    assert alone.code == 2
    assert "is lowered by two" in alone.err
    done = review(home, *lower, "--approver", "李处长", "--json")
    assert done.code == 0, done.err
    assert done.json["lineage"]["approver"] == "李处长"
    listed = tongguan("classify", "catalogue", "list", "--json", home=home).json["datasets"]
    assert {each["level"] for each in listed if each["name"] == "用水户.parquet"} == {"general-4"}


def test_a_decision_that_goes_round_the_origins_is_refused(home: Path) -> None:
    review(home, PIPES, "--confirm")
    review(home, "用水户.parquet", "--derived-from", PIPES, "--operation", "merged")
    done = review(home, "用水户.parquet", "--overrule", "--level", "general-3", "--lower")
    assert done.code == 2
    assert "was made from others and has their important" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--filed", TODAY, "--trigger", "a"], "say one of --filed, --trigger and --derived-from"),
        (["--number", "1"], "say one of --filed, --trigger and --derived-from"),
        (["--filed", TODAY, "--evidence", "x"], "--evidence belongs to --derived-from"),
        (["--trigger", "a", "--number", "1"], "--number belongs to --filed"),
        (["--filed", TODAY, "--level", "core"], "--level belongs to --derived-from"),
        (["--derived-from", PIPES], "say by which --operation it was made"),
        (["--filed", TODAY, "--confirm"], "are two commands"),
        (["XM", "--trigger", "a"], "are two commands"),
        (["--derived-from", PIPES, "--operation", "melted"], "no operation 'melted'"),
        (["--derived-from", PIPES, "--operation", "merged", "--level", "grave"], "general-1"),
        (["--trigger", "x"], "no occasion 'x'; there are a (scale)"),
        (["--filed", "soon", "--number", "1"], "is general data"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_step_that_is_none_is_misuse_and_leaves_nothing(scanned, arguments, said: str) -> None:
    before = tongguan("ledger", "show", "--head", home=scanned.home).out
    done = review(scanned.home, "resident", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert tongguan("ledger", "show", "--head", home=scanned.home).out == before


def test_misuse_is_told_in_the_readers_language(scanned) -> None:
    done = review(scanned.home, "resident", "--number", "1", TONGGUAN_LANG="zh")
    assert "请用--filed、--trigger、--derived-from之一" in done.err
    done = review(scanned.home, "resident", "--trigger", "a", "--number", "1", TONGGUAN_LANG="zh")
    assert "--number须与--filed同用" in done.err
