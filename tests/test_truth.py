# The whole way, from files to findings, held against what is truly in the data: every column
# that can be judged gets its label and no other, near misses get none.
from __future__ import annotations

from pathlib import Path

import pytest

from operations import ScanRequest, Settings, scan
from operations.departments import TRUTH, make_departments
from schema import Level, Sample

PERSONS = 3_000


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """File, or file#name, within the generated directory -> the finding about it."""
    there = tmp_path_factory.mktemp("truth")
    make_departments(there / "data", persons=PERSONS)
    request = ScanRequest(targets=(str(there / "data"),), sample=Sample(rows=None), workers=1)
    outcome = scan(
        request,
        Settings(home=there / "home", actor="test", site=there / "data" / "site.yaml"),
        tell=lambda _: None,
    )
    assert outcome.skipped == ()
    found = {}
    for dataset in outcome.datasets:
        file = Path(dataset.source).relative_to(there / "data")
        name = dataset.name.rpartition("#")[2]
        found[str(file) if str(file) in TRUTH else f"{file}#{name}"] = dataset
    return found


def test_every_dataset_is_found(findings):
    assert set(findings) == set(TRUTH)


@pytest.mark.parametrize("key", TRUTH)
def test_every_column_that_can_be_judged_is_labelled_as_what_it_is(findings, key):
    said = {field.name: field.label for field in findings[key].fields}
    assert {name: said[name] for name in TRUTH[key]} == TRUTH[key]


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("人口信息中心/人口库.db#resident", Level.GENERAL_4),
        ("卫生健康委/门诊登记.csv", Level.GENERAL_4),
        ("水务集团/供水管网.csv", Level.IMPORTANT_CANDIDATE),
        ("水务集团/水文监测站.parquet", Level.IMPORTANT_CANDIDATE),
    ],
)
def test_what_is_graver_than_general_data_is_told_from_what_is_not(findings, key, level):
    assert findings[key].level is level


def test_residents_are_counted_and_visits_are_not_taken_for_persons(findings):
    assert findings["人口信息中心/人口库.db#resident"].persons == pytest.approx(PERSONS, rel=0.05)
    assert findings["卫生健康委/门诊登记.csv"].persons < 0.75 * PERSONS
