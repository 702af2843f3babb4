# Events through to alerts: content looked into, habits remembered, accounts named.
import datetime as dt
import json

import numpy as np
import pytest
from graded_events import NIGHT, events, read

from classify import compile_recognisers
from monitor import Assets, Body, Enricher, Noted, Pipeline, Scanner
from operations.generated_people import people
from policies import load_detections, load_policies

POLICIES = load_policies()


@pytest.fixture(scope="module")
def recognisers():
    return compile_recognisers(POLICIES)


@pytest.fixture
def pipeline(recognisers) -> Pipeline:
    profile = POLICIES.profiles["gbt-43697"]
    scanner = Scanner(POLICIES, profile, lambda: recognisers, key=b"k" * 16)
    return Pipeline(load_detections(), Enricher(Assets([])), scanner)


def post(count: int) -> Noted:
    made = people(count, np.random.default_rng(2))
    rows = [{"id_card": number} for number in made.numbers]
    body = Body("forth", json.dumps(rows).encode(), media="application/json")
    values = {"event.category": "web", "source.ip": "10.0.0.7", "destination.ip": "203.0.113.9"}
    return Noted(int(NIGHT.timestamp()) * 10**9, values, (body,))


def test_content_that_leaves_is_an_alert(pipeline: Pipeline) -> None:
    batch = pipeline.noted([post(500)], "lo")
    assert batch.column("tongguan.records").to_pylist() == [500]
    (alert,) = pipeline.alerts(unit="xian", time="t")
    assert (alert.rule, alert.records, alert.persons) == ("data.sent-out", 500, 500)


def test_little_is_none(pipeline: Pipeline) -> None:
    pipeline.noted([post(5)], "lo")
    assert pipeline.alerts(unit="", time="") == []


def test_what_is_remembered_is_a_habit_and_no_alert(pipeline: Pipeline) -> None:
    for days in (3, 2, 1):
        pipeline.remembered(events([read(**{"@timestamp": NIGHT - dt.timedelta(days=days)})]))
    pipeline.events_seen(events([{**read(), "db.statement": None}]))
    assert pipeline.alerts(unit="", time="") == []
    assert pipeline.events == 1


def test_events_beside_what_was_noted_are_taken_in_with_it(pipeline: Pipeline) -> None:
    batch = pipeline.noted([post(500)], "lo", events([{**read(), "db.statement": None}]))
    assert batch.num_rows == pipeline.events == 2
    assert batch.column("tongguan.records").to_pylist()[0] == 500
    assert "data.sent-out" in {each.rule for each in pipeline.alerts(unit="", time="")}
