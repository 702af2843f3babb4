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
        (("firewall", None, None), {"event.category": "network"}),
        ((None, "zeek", "rdp"), {"event.dataset": "zeek.rdp"}),
        ((None, "zeek", "smb_files"), {"event.dataset": "zeek.smb_files"}),
        ((None, "fortigate", "event"), {"event.dataset": "device.pairs"}),
        ((None, "windows", "security"), {"event.dataset": "windows.security"}),
        (
            ("process_creation", "windows", None),
            {"event.dataset": "windows.sysmon", "event.code": "1"},
        ),
        (
            ("process_creation", "windows", None),
            {"event.dataset": "windows.security", "event.code": "4688"},
        ),
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
    known = {
        name for name in source.fields.values() if "extension" not in name and "field " not in name
    }
    assert known <= set(EVENT_SCHEMA.names)


def test_the_extension_of_a_path() -> None:
    source = source_of("proxy", None, None)
    batch = events([{"url.path": path} for path in ("/a/b.EXE", "/a.b/c", "/", "/x.tar.gz")])
    assert source.column(batch, "c-uri-extension").to_pylist() == ["EXE", None, None, "gz"]


def test_fields_that_a_log_keeps() -> None:
    source = source_of(None, "zeek", "rdp")
    batch = events([
        {"tongguan.fields": ("result=ok", "cookie=li")}, {}, {"tongguan.fields": ("cookies=x",)},
    ])  # fmt: skip
    assert source.column(batch, "cookie").to_pylist() == ["li", None, None]
    assert (source.knows("cookie"), source.knows("id.orig_h"), source.knows("x")) == (
        True, True, False,
    )  # fmt: skip
    assert source_of(None, "windows", "security").knows("AnyName")


@pytest.mark.parametrize(
    "log",
    [
        ("ps_script", "windows", None),
        (None, "windows", "dhcp"),
        (None, "zeek", "sip"),
        (None, None, None),
    ],
)
def test_other_logs_are_refused(log) -> None:
    with pytest.raises(Unfit):
        source_of(*log)
