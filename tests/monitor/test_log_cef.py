# CEF with everything that may be escaped.
import pytest

from monitor.log_cef import (
    events_of_cef,
    header_and_rest,
    is_cef,
    shared_columns,
    stamp_of,
)
from monitor.log_reading import About

LINE = (
    r"CEF:0|Sec|thr\|eat|1.0|100|worm \\ stopped|10|src=10.0.0.2 spt=1232 dst=192.0.2.2 act=blocked "
    r"msg=a\=b c\nd cs1Label=Policy Name cs1=the one suser=li rt=1795803180123 in=5 out=900"
)


def row(line: str) -> dict:
    (found,) = events_of_cef(line, About("c")).events.to_pylist()
    return found


def test_a_record() -> None:
    assert is_cef(LINE)
    found = row(LINE)
    assert found["@timestamp"].isoformat() == "2026-11-27T18:13:00.123000+00:00"
    assert (found["rule.name"], found["event.code"]) == ("worm \\ stopped", "100")
    assert (found["source.ip"], found["source.port"], found["source.bytes"]) == (
        "10.0.0.2",
        1232,
        900,
    )
    assert (found["message"], found["user.name"]) == ("a=b c\nd", "li")
    assert (found["event.action"], found["event.outcome"]) == ("blocked", "failure")
    assert {"device=Sec thr|eat", "Policy Name=the one", "severity=10"} <= set(
        found["tongguan.fields"]
    )


def test_a_request() -> None:
    found = row(
        "CEF:0|a|b|1|2|n|5|request=http://x/y?z=1 requestMethod=POST end=Nov 28 2026 02:13:00"
    )
    assert (found["event.category"], found["url.path"]) == ("web", "http://x/y")
    assert found["@timestamp"].hour == 2


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1795803180", 1795803180), ("1795803180123", 1795803180.123),
        ("Nov 28 2026 02:13:00 UTC", 1795831980), ("Nov 28 2026 02:13:00", 1795803180),
        ("Nov 28 2026 02:13:00.500", 1795803180.5), ("yesterday", None), ("", None),
    ],
)  # fmt: skip
def test_times(text: str, seconds: float | None) -> None:
    assert stamp_of(text, "+0800") == seconds


def test_bars() -> None:
    assert header_and_rest(r"a\|b|c\\|d", 2) == (["a|b", "c\\"], "d")
    assert header_and_rest("a|b", 2) is None


def test_columns_and_the_rest() -> None:
    found = shared_columns({"src": "1", "x": "y"}, {"source.ip": ("src",)}, "dev")
    assert (found["source.ip"], found["tongguan.fields"]) == ("1", ["device=dev", "x=y"])


@pytest.mark.parametrize("line", ["CEF:0|a|b", "CEF:x|", "text", "CEF:0|a|b|c|d|e|f|x=1"])
def test_what_has_no_time_or_form_is_told(line: str) -> None:
    found = events_of_cef(line, About("c"))
    assert (found.events.num_rows, found.unread.tolist()) == (0, [0])
