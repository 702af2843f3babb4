# What changed, who else holds it, and regrading, as a person types it.
from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command_line import Done, tongguan

from policies import SHIPPED

PIPES = "供水管网.csv"


def catalogue(home: Path, *arguments: object, **more: str) -> Done:
    return tongguan("classify", "catalogue", *arguments, home=home, **more)


@pytest.mark.parametrize("command", ["diff", "similar", "regrade"])
def test_help_opens_with_what_it_does_and_has_an_example(scanned, command: str) -> None:
    done = catalogue(scanned.home, command, "--help")
    assert done.code == 0
    assert "Example:\n    tongguan " in done.out


def test_the_first_scan_brought_everything(scanned) -> None:
    done = catalogue(scanned.home, "diff", "--json")
    assert done.code == 0
    assert len(done.json["added"]) == 11
    assert (done.json["changed"], done.json["removed"], done.json["unchanged"]) == ([], [], 0)
    text = catalogue(scanned.home, "diff")
    assert text.out.count("+ ") == 11
    assert done.json["scan"] in text.err


def test_the_same_scan_again_changed_nothing(scanned, home: Path) -> None:
    site = scanned.data / "site.yaml"
    again = ("--site", site, "classify", "scan", scanned.data, "--sample", "all", "--json")
    assert tongguan(*again, home=home).code == 0
    done = catalogue(home, "diff", "--json")
    assert [done.json[key] for key in ("added", "removed", "changed", "unchanged")] == [
        [],
        [],
        [],
        11,
    ]
    shown = catalogue(home, "diff")
    assert (shown.out, "11 data sets as before" in shown.err) == ("", True)


def test_a_decision_since_a_day_is_a_change(scanned, home: Path) -> None:
    catalogue(home, "review", PIPES, "--confirm", "--reason", "city mains")
    (changed,) = catalogue(home, "diff", "--since", "2026-01-01", "--json").json["added"][:1] or [
        {}
    ]
    assert changed
    scan = catalogue(home, "diff", "--json").json
    after = catalogue(home, "diff", "--since", scan["until"], "--json").json
    (only,) = after["changed"]
    assert only["level"] == {"before": "important-candidate", "after": "important"}
    assert only["state"] == "confirmed"
    text = catalogue(home, "diff", "--since", scan["until"], TONGGUAN_LANG="zh").out
    assert "级别由重要数据（候选）升为重要数据" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["diff", "--scan", "job-x"], "no scan 'job-x' came to its end; the last are job-"),
        (["diff", "--since", "yesterday"], "expected a day, as 2026-11-24"),
        (["diff", "nobody"], "no data set 'nobody'"),
        (["similar", "nobody"], "no data set 'nobody'"),
        (["similar", "--least", "2"], "between 0 and 1"),
        (["regrade", "--profile", "none"], "no grading profile 'none'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_is_misuse_with_the_way_out(scanned, arguments, said: str) -> None:
    done = catalogue(scanned.home, *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_who_else_holds_the_register_is_told_with_the_error(scanned) -> None:
    done = catalogue(scanned.home, "similar", "household", "--json")
    (found,) = done.json["datasets"]
    kinds = {each["name"]: each["kind"] for each in found["similar"]}
    assert kinds["resident"] == "part"
    text = catalogue(scanned.home, "similar", "household").out
    assert "all of it is in: resident" in text
    assert "HZSFZH ~ GMSFHM: 100%" in text
    assert "may be chance" in text


def test_all_that_resemble_each_other_are_told_at_once(scanned) -> None:
    found = catalogue(scanned.home, "similar", "--json").json["datasets"]
    pairs = {(each["name"], one["name"]) for each in found for one in each["similar"]}
    assert ("household", "resident") in pairs
    assert pairs == {(other, one) for one, other in pairs}


def test_of_the_whole_catalogue_copies_are_listed_and_overlaps_counted(scanned) -> None:
    found = catalogue(scanned.home, "similar", "--json").json["datasets"]
    kinds = [one["kind"] for each in found for one in each["similar"]]
    done = catalogue(scanned.home, "similar")
    assert "holds all of: household" in done.out
    assert "shares values with" not in done.out
    overlaps = kinds.count("overlap") // 2
    assert f"{overlaps} pairs of data sets share some values" in done.err
    every = catalogue(scanned.home, "similar", "--all").out
    assert every.count("shares values with: ") == kinds.count("overlap")


def test_nobody_else_is_an_answer_too(scanned) -> None:
    done = catalogue(scanned.home, "similar", "调度系统设备.csv")
    assert done.code == 0
    assert "nobody else holds it" in done.out


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Packs of one's own: identity documents a level lower, and a recogniser more."""
    packs = tmp_path / "own"
    (packs / "grading").mkdir(parents=True)
    text = (SHIPPED / "grading" / "gbt-43697.yaml").read_text("utf-8")
    head, _, rest = text.partition("- id: pi.identity")
    rest = rest.replace("level: general-4", "level: general-3", 1)
    (packs / "grading" / "ours.yaml").write_text(f"{head}- id: pi.identity{rest}", "utf-8")
    return packs


def test_grades_follow_the_policies_without_a_scan(home: Path, own: Path) -> None:
    dry = tongguan(
        "--policies", own, "classify", "catalogue", "regrade", "--dry-run", "--json", home=home
    )
    assert dry.code == 0
    listed = tongguan("--policies", own, "classify", "catalogue", "list", home=home).out
    assert listed.count("(policies changed)") == 11
    changed = [each for each in dry.json["datasets"] if each["changed"]]
    assert changed
    assert not any(each["scan_again"] for each in changed)
    done = tongguan("--policies", own, "classify", "catalogue", "regrade", home=home)
    assert done.code == 0
    assert "general 4 -> " in done.out
    assert f"{len(changed)} data sets graded otherwise" in done.err
    again = tongguan("--policies", own, "classify", "catalogue", "regrade", "--json", home=home)
    assert again.json == {"datasets": []}


def test_what_only_values_answer_is_named_and_ends_with_1(home: Path, own: Path) -> None:
    shutil.copytree(SHIPPED / "lexicons", own / "lexicons")
    with (own / "lexicons" / "surnames.txt").open("a", encoding="utf-8") as words:
        words.write("\n司空见\n")
    done = tongguan("--policies", own, "classify", "catalogue", "regrade", home=home)
    assert done.code == 1
    assert "to be scanned again: word list surnames changed" in done.out
    assert "11 data sets to be scanned again" in done.err
    listed = tongguan("--policies", own, "classify", "catalogue", "list", "--json", home=home)
    assert {json.dumps(each["life"]["scan_again"]) for each in listed.json["datasets"]} == {
        '["word list surnames changed"]'
    }
    told = tongguan("--policies", own, "classify", "catalogue", "list", home=home).out
    assert told.count("(to be scanned again)") == 11
