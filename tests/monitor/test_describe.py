# Events as lines of evidence, without values that people wrote.
import pytest
from graded_events import events, read, sent

from monitor.describe import described


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            read(**{"db.statement": "select * from t where id = '6101'", "db.name": "d",
                    "db.rows": 3, "destination.ip": "10.0.0.2", "destination.port": 5432}),
            "li@10.0.0.7 -> 10.0.0.2:5432/d [3 rows]: select * from t where id = ?",
        ),
        (
            sent(**{"http.request.body.bytes": 12, "source.port": 5}),
            "10.0.0.7:5 -> 203.0.113.9: POST out.example/up [12 bytes sent]",
        ),
        ({"source.ip": "10.0.0.1", "dns.question.name": "a.b"}, "10.0.0.1: a.b"),
        ({"source.ip": "10.0.0.1", "tls.client.server_name": "a.b"}, "10.0.0.1: TLS a.b"),
        (
            {"source.ip": "10.0.0.1", "event.category": "email", "destination.domain": "b.example"},
            "10.0.0.1: mail to b.example",
        ),
        (
            {"source.ip": "10.0.0.1", "event.category": "file", "tongguan.operation": "RETR",
             "file.name": "610103199003071234.csv", "file.size": 9},
            "10.0.0.1: RETR #.csv [9 bytes fetched]",
        ),
        (
            {"source.ip": "10.0.0.1", "tongguan.operation": "write-single-coil",
             "tongguan.target": "unit 1 coil 5"},
            "10.0.0.1: write-single-coil unit 1 coil 5",
        ),
        ({"event.action": "sign-in"}, "sign-in"),
    ],
    ids=["statement", "request", "question", "hello", "mail", "file", "device", "other"],
)  # fmt: skip
def test_a_line(event, line) -> None:
    ((_, identifier, told),) = described(events([event]))
    assert identifier.startswith("ev-")
    assert told == f"2026-11-27T18:13:00Z {line}"


def test_lines_are_bounded() -> None:
    ((_, _, told),) = described(events([read(**{"db.statement": "select a" + ", b" * 5_000})]))
    assert len(told) <= 300
