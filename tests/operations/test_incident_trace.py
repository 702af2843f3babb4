# Traces of recorded incidents: found by the beginning of their ids, in every form.
import json
import shutil
from pathlib import Path

import pytest
from leaking_capture import leaking

from operations import (
    Settings,
    edge_rows,
    list_incidents,
    replay,
    trace_incident,
    trace_json,
    trace_text,
    trace_word,
)
from operations.incident_trace import TRACE_FORMS
from schema import MisuseError, RefusedError


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("traced")
    settings = Settings(home=root / "home", actor="tester")
    replay(settings, [str(leaking(root / "a.pcap"))])
    return settings


def test_every_edge_names_its_events(settings: Settings) -> None:
    (incident,) = list_incidents(settings)
    found = trace_json(trace_incident(settings, incident.id[:8]))
    assert [(each["verb"], len(each["events"])) for each in found["edges"]] == [
        ("sent", 1), ("reached", 1),
    ]  # fmt: skip
    assert {each["id"] for each in found["techniques"]} == {"T1048", "T1567"}
    assert "token=abc" not in str(found)


@pytest.mark.parametrize("form", TRACE_FORMS)
def test_every_form_is_written(settings: Settings, form: str) -> None:
    (incident,) = list_incidents(settings)
    text = trace_text(settings, trace_incident(settings, incident.id), form, language="zh")
    if form in ("svg", "html"):
        assert text.startswith(("<svg", "<!doctype html>"))
    else:
        json.loads(text)


def test_edges_are_told_in_either_language(settings: Settings) -> None:
    (incident,) = list_incidents(settings)
    found = trace_incident(settings, incident.id)
    assert edge_rows(found, "zh")[0][1:4] == ["主机 10.0.0.7", "发出", "请求 POST out.example/drop"]
    assert edge_rows(found, "en")[1][2] == "reached"
    assert trace_word("steps", "zh") == "链条"


def test_what_cannot_be_traced_says_so(settings: Settings, tmp_path: Path) -> None:
    (incident,) = list_incidents(settings)
    with pytest.raises(MisuseError, match="no incident is recorded as in-none"):
        trace_incident(settings, "in-none")
    bare = tmp_path / "home"
    shutil.copytree(settings.home, bare)
    shutil.rmtree(bare / "events")
    with pytest.raises(RefusedError, match="nothing can be traced"):
        trace_incident(Settings(home=bare, actor="tester"), incident.id)
