# The JSON others build on: its names are fixed here, one by one.
import json

import pytest

from operations.finding_json import dataset_json, scan_json, share_json, skipped_json
from schema import (
    DatasetFinding,
    FieldFinding,
    LabelRate,
    Level,
    Reason,
    Share,
    ShareColumn,
    Skipped,
)

FIELD = FieldFinding(
    name="身份证号",
    type="TEXT",
    label="cn.id18",
    level=Level.GENERAL_4,
    confidence=0.987654321,
    validated=2 / 3,
    sampled=3,
    reasons=(Reason("check", "passes"),),
    comment="证件",
    labels=(LabelRate("cn.id18", 1.0, 2 / 3),),
    category="pi.identity",
    personal=True,
    sensitive=True,
    empty=1,
    distinct=2,
    example="##################",
)
FINDING = DatasetFinding(
    id="ds-0",
    name="people",
    source="people.csv",
    unit="shaanxi/xian",
    level=Level.IMPORTANT_CANDIDATE,
    fields=(FIELD,),
    rows=4,
    sampled=4,
    rows_exact=True,
    persons=2,
    sensitive_persons=1,
    important_factors=("e",),
    reasons=(Reason("factor", "speaks of it"),),
    profile="gbt-43697",
    policy_digest="00",
)
# DESIGN: what a reader of `classify scan --json` relies on.
PROMISED = {"id", "name", "source", "rows", "sampled", "level", "important_factors", "persons"}
PROMISED_FIELD = {"name", "type", "label", "level", "confidence", "validated", "sampled", "reasons"}


def test_a_data_set_has_every_name_that_was_promised() -> None:
    found = json.loads(json.dumps(dataset_json(FINDING)))
    assert set(found) > PROMISED | {"fields"}
    assert (found["level"], found["important_factors"]) == ("important-candidate", ["e"])
    assert found["reasons"] == [{"kind": "factor", "detail": "speaks of it"}]
    (field,) = found["fields"]
    assert set(field) > PROMISED_FIELD
    assert field["reasons"] == [{"kind": "check", "detail": "passes"}]
    assert field["label"] == "cn.id18"


def test_rates_are_rounded_where_more_digits_say_nothing() -> None:
    (field,) = dataset_json(FINDING)["fields"]
    assert (field["confidence"], field["validated"]) == (0.9877, 0.666667)
    assert field["labels"] == [{"label": "cn.id18", "matched": 1.0, "validated": 0.666667}]


@pytest.mark.parametrize("name", ["rows", "persons", "sensitive_persons"])
def test_what_is_not_known_is_null_and_never_zero(name: str) -> None:
    import dataclasses

    assert dataset_json(dataclasses.replace(FINDING, **{name: None}))[name] is None


def test_a_scan_is_its_data_sets_and_what_it_skipped() -> None:
    skipped = [Skipped("a.csv", "is empty")]
    assert scan_json([FINDING], skipped) == {
        "datasets": [dataset_json(FINDING)],
        "skipped": [{"source": "a.csv", "error": "is empty"}],
    }
    assert scan_json([], []) == {"datasets": [], "skipped": []}
    assert skipped_json(iter(skipped)) == [{"source": "a.csv", "error": "is empty"}]


def test_a_share_is_json_as_it_is_recorded() -> None:
    column = ShareColumn(
        name="身份证号", label="cn.id18", level=Level.GENERAL_4, operator="keyed_hash",
        reason="joins", parameters={"domain": "person_id"},
    )  # fmt: skip
    share = Share(
        id="sh-0", unit="local", time="2026-11-01T00:00:00Z", dataset="ds-0", purpose="dev-test",
        recipient="局", approver="李", output="/x.csv", output_sha256="00", plan_digest="11",
        columns=(column,), rows=4, keys=("person_id:ab",),
    )  # fmt: skip
    found = json.loads(json.dumps(share_json(share)))
    assert found["columns"] == [
        {
            "name": "身份证号",
            "label": "cn.id18",
            "level": "general-4",
            "operator": "keyed_hash",
            "reason": "joins",
            "parameters": {"domain": "person_id"},
        }
    ]
    assert (found["rows"], found["keys"], found["expires"]) == (4, ["person_id:ab"], "")
