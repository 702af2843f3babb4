# The shapes that leave the house: every name there, plain JSON, and nothing where nothing is.
import dataclasses
import json
from pathlib import Path

import pytest
from compared_findings import field
from kept_catalogue import POLICIES, day, important, imprint, keep, people, review, scanned

from operations import Settings, open_book
from operations.diff import diff_catalogue
from operations.lifecycle import life_of, record_filing, record_lineage, record_trigger
from operations.lifecycle_json import (
    difference_json,
    filing_json,
    life_json,
    lineage_json,
    revalued_json,
    similar_json,
)
from operations.revaluation import Revalued
from operations.similar import find_similar
from schema import Level

HELD = imprint("证件号", (0, 900))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for place in ("lifecycle", "diff", "similar"):
        monkeypatch.setattr(f"operations.{place}.read_policies", lambda _: POLICIES)
    settings = Settings(tmp_path / "home", "王敏")
    with open_book(settings) as book:
        keep(book, important(), day(2), imprints=[HELD])
        keep(book, people("copy"), day(2), imprints=[HELD])
        scanned(book, 2, "ds-people", "ds-copy")
        review(book, "ds-people", day(3))
    return settings


def plain(value: object) -> object:
    """What a reader of the JSON gets."""
    return json.loads(json.dumps(value))


def test_a_difference_has_its_stable_shape(settings: Settings) -> None:
    found = plain(difference_json(diff_catalogue(settings)))
    assert list(found) == ["since", "until", "scan", "added", "removed", "changed", "unchanged"]
    assert (found["since"], found["until"], found["scan"]) == (day(2, 7), day(2, 9), "job-2")
    assert [each["name"] for each in found["added"]] == ["copy", "people"]
    assert list(found["added"][0]) == ["id", "name", "source", "unit", "level", "rows", "persons"]
    assert (found["removed"], found["changed"], found["unchanged"]) == ([], [], 0)


def test_what_is_gone_says_what_follows(settings: Settings) -> None:
    with open_book(settings) as book:
        scanned(book, 6, "ds-people")
    (gone,) = plain(difference_json(diff_catalogue(settings)))["removed"]
    assert (gone["name"], gone["state"], gone["refiling"]) == ("copy", "found", None)
    assert [each["letter"] for each in gone["triggers"]] == ["i"]


def changed_json(settings: Settings) -> dict:
    with open_book(settings) as book:
        after = dataclasses.replace(
            important(rows=1_500),
            fields=(field("身份证", "cn.id18", Level.GENERAL_2), field("诊断", "health.diagnosis")),
            important_factors=("e",),
        )
        keep(book, after, day(6), imprints=[imprint("身份证", (0, 900))])
    found = plain(difference_json(diff_catalogue(settings, "people")))
    (changed,) = found["changed"]
    return changed


def test_a_changed_data_set_has_its_stable_shape(settings: Settings) -> None:
    changed = changed_json(settings)
    assert list(changed) == [
        "id", "name", "source", "unit", "level", "grade", "rows", "persons", "sensitive_persons",
        "size_bytes", "factors", "kept", "fields", "triggers", "state", "refiling",
    ]  # fmt: skip
    assert changed["rows"] == {"before": 1_000, "after": 1_500, "ratio": 0.5}
    assert changed["persons"] == {"before": None, "after": None, "ratio": None}
    assert changed["factors"] == {"added": ["e"], "removed": ["p"]}
    assert changed["kept"] == {"身份证": 1.0}
    assert changed["fields"]["renamed"] == [{"before": "证件号", "after": "身份证"}]
    assert changed["fields"]["removed"] == [
        {"name": "手机号", "label": "cn.mobile", "level": "general-2"}
    ]
    assert changed["fields"]["changed"] == [
        {"name": "身份证", "level": {"before": "general-4", "after": "general-2"}}
    ]
    letters = {each["letter"]: each for each in changed["triggers"]}
    assert "".join(letters) == "aefi"
    assert letters["a"]["observed"] == [
        {"kind": "scale", "measure": "rows", "before": "1,000", "after": "1,500", "share": "+50%"}
    ]
    assert letters["a"]["rule"] == "GB/T 43697-2024 annex J a)"
    assert changed["refiling"] is None


def test_a_filing_that_is_due_says_so_with_its_rule(settings: Settings) -> None:
    filing, life = record_filing(
        settings, "people", filed="2026-11-04", number="备1", reason="r", authority="省局"
    )
    assert plain(filing_json(filing)) == {
        "id": filing.id, "dataset": "ds-people", "state": "filed", "number": "备1",
        "filed": "2026-11-04", "authority": "省局", "person": "王敏", "reason": "r",
        "level": "important", "due": None,
    }  # fmt: skip
    assert plain(life_json(life))["refiling"] == {
        "number": "备1", "filed": "2026-11-04", "due": False, "until": None, "rules": [],
        "triggers": [],
    }  # fmt: skip
    record_trigger(settings, "people", letter="g", reason="泄露")
    told = plain(life_json(life_of(settings, "people")))
    assert told["state"] == "changed"
    assert told["refiling"]["due"]
    assert told["refiling"]["rules"] == [
        {"id": "items", "rule": "MIIT 166-2022 art. 12", "status": "R"}
    ]
    assert told["refiling"]["triggers"][0]["stated"]
    assert len(told["refiling"]["until"]) == 10


def test_a_life_has_its_stable_shape(settings: Settings) -> None:
    told = plain(life_json(life_of(settings, "copy")))
    assert told == {
        "state": "found", "gone": None, "decision": None, "refiling": None, "lineage": None,
        "outdated": False, "scan_again": [],
    }  # fmt: skip
    asked = {"origins": ["people"], "operation": "merged", "reason": "joined"}
    _, life = record_lineage(settings, "copy", **asked)
    assert plain(lineage_json(life.lineage)) == {
        "origins": ["ds-people"], "operation": "merged", "base": "important", "level": "important",
        "person": "王敏", "reason": "joined", "evidence": None, "approver": None, "share": None,
    }  # fmt: skip
    decision = plain(life_json(life_of(settings, "people")))["decision"]
    assert decision == {
        "decision": "confirmed", "reviewer": "王敏", "time": day(3), "reason": "because",
    }  # fmt: skip


def test_what_resembles_has_its_stable_shape(settings: Settings) -> None:
    (found,) = plain(similar_json(find_similar(settings, "people")))["datasets"]
    (alike,) = found["similar"]
    assert list(alike) == [
        "id", "name", "source", "unit", "level", "rows", "persons", "kind", "whole",
        "graded_lower", "lineage", "columns",
    ]  # fmt: skip
    assert alike["graded_lower"]
    assert alike["columns"] == [
        {
            "field": "证件号", "other": "证件号", "telling": True, "shared": 900,
            "contained": {"share": 1.0, "low": 1.0, "high": 1.0},
            "contains": {"share": 1.0, "low": 1.0, "high": 1.0},
            "jaccard": 1.0,
        }
    ]  # fmt: skip


def test_regrading_has_its_stable_shape() -> None:
    before = people()
    after = people("people", field("证件号", "cn.id18", Level.GENERAL_3), before.fields[1])
    (told,) = plain(revalued_json([Revalued(before, after, ("word list x changed",))]))["datasets"]
    assert told["level"] == {"before": "general-4", "after": "general-3"}
    assert told["fields"] == [
        {
            "name": "证件号",
            "label": {"before": "cn.id18", "after": "cn.id18"},
            "level": {"before": "general-4", "after": "general-3"},
        }
    ]
    assert (told["changed"], told["scan_again"]) == (True, ["word list x changed"])
