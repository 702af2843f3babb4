# The page loads nothing, cites the events, and speaks both languages.
from pathlib import Path

from traced_incident import night, night_trace, told

from operations import Settings
from operations.trace_page import trace_page

INCIDENT, _ = told(night())


def test_the_page_holds_the_drawing_and_every_edge(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, actor="tester")
    trace = night_trace()
    for language, title in (("zh", "事件溯源"), ("en", "Trace of an incident")):
        page = trace_page(settings, INCIDENT, trace, language=language, time="2026-11-28T01:00:00Z")
        assert title in page
        assert "<svg" in page
        assert "ev-gone" in page
        assert all(each in page for edge in trace.edges for each in edge.events)
        assert "<script" not in page
        assert "default-src 'none'" in page
