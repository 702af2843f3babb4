# Which events a rule is about, and which columns its fields are.
import pytest
from graded_events import events

from monitor.sigma_fields import source_of
from monitor.sigma_values import Unfit
from schema import EVENT_SCHEMA


@pytest.mark.parametrize(
    ("log", "event"),
    [
        (("proxy", None, None), {"event.category": "web"}),
        (("webserver", None, None), {"event.category": "web"}),
        ((None, "zeek", "http"), {"event.category": "web"}),
        (("dns", None, None), {"dns.question.name": "a"}),
        ((None, "zeek", "dns"), {"dns.question.name": "a"}),
        (("firewall", None, None), {"event.action": "flow"}),
        (("database", None, None), {"event.category": "database"}),
        ((None, "cisco", "aaa"), {"message": "x"}),
        ((None, None, "nginx"), {"message": "x"}),
    ],
)
def test_a_source_takes_its_events_alone(log, event) -> None:
    source = source_of(*log)
    assert source.gate(events([event, {"source.ip": "10.0.0.1"}])).tolist() == [True, False]
    for name in (*source.fields, *source.texts):
        assert len(source.column(events([event]), name)) == 1
    known = {name for name in source.fields.values() if "extension" not in name}
    assert known <= set(EVENT_SCHEMA.names)


def test_the_extension_of_a_path() -> None:
    source = source_of("proxy", None, None)
    batch = events([{"url.path": path} for path in ("/a/b.EXE", "/a.b/c", "/", "/x.tar.gz")])
    assert source.column(batch, "c-uri-extension").to_pylist() == ["EXE", None, None, "gz"]


@pytest.mark.parametrize(
    "log", [("process_creation", "windows", None), (None, "zeek", "rdp"), (None, None, None)]
)
def test_other_logs_are_refused(log) -> None:
    with pytest.raises(Unfit):
        source_of(*log)
