# Content that is a masked copy is graded as what it shows; with more in it, as what is in it.
import json

import numpy as np
import pytest
from graded_events import NIGHT

from classify import compile_recognisers
from monitor import (
    Assets,
    Body,
    CopyFinder,
    Enricher,
    Noted,
    Pipeline,
    Scanner,
    SharedCopy,
)
from operations.generated_people import people
from policies import load_detections, load_policies
from schema import Level

POLICIES = load_policies()
COPY = SharedCopy(("sh-1",), ("市医保局",), "form", Level.GENERAL_2, ("ds-1",), rows=300)


@pytest.fixture(scope="module")
def recognisers():
    return compile_recognisers(POLICIES)


def scanned(recognisers, copies: CopyFinder) -> Pipeline:
    profile = POLICIES.profiles["gbt-43697"]
    scanner = Scanner(POLICIES, profile, lambda: recognisers, key=b"k" * 16, copies=copies)
    pipeline = Pipeline(load_detections(), Enricher(Assets([])), scanner)
    rows = [{"id_card": each} for each in people(300, np.random.default_rng(2)).numbers]
    body = Body("forth", json.dumps(rows).encode(), media="application/json")
    values = {"event.category": "web", "source.ip": "10.0.0.7", "destination.ip": "203.0.113.9"}
    pipeline.noted([Noted(int(NIGHT.timestamp()) * 10**9, values, (body,))], "lo")
    return pipeline


def test_a_copy_is_a_lower_alert_with_its_recipient(recognisers) -> None:
    pipeline = scanned(recognisers, lambda octets, rows: COPY)
    (alert,) = pipeline.alerts(unit="", time="")
    assert (alert.rule, alert.severity, alert.level) == (
        "data.masked-copy-sent", "low", Level.GENERAL_2,
    )  # fmt: skip
    assert (alert.shares, alert.entities["recipient"]) == (("sh-1",), "市医保局")
    assert (alert.labels, alert.records, alert.persons) == ({}, 300, 0)


def test_a_mark_beside_real_numbers_is_a_leak_that_names_the_recipient(recognisers) -> None:
    marked = SharedCopy(("sh-1",), ("市医保局",), "watermark", Level.GENERAL_2)
    (alert,) = scanned(recognisers, lambda octets, rows: marked).alerts(unit="", time="")
    assert (alert.rule, alert.severity) == ("data.sent-out", "high")
    assert alert.labels == {"cn.id18": 300}
    assert (alert.shares, alert.entities["recipient"]) == (("sh-1",), "市医保局")


def test_what_is_no_copy_is_what_it_was(recognisers) -> None:
    (alert,) = scanned(recognisers, lambda octets, rows: None).alerts(unit="", time="")
    assert (alert.rule, alert.shares) == ("data.sent-out", ())
