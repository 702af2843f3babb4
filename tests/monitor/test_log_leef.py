# LEEF of both versions.
import pytest

from monitor.log_leef import events_of_leef, is_leef
from monitor.log_reading import About


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("LEEF:1.0|L|P|1|E1|src=10.0.0.7\tdst=192.0.2.9\tusrName=li\tdevTime=Nov 28 2026 02:13:00", 2),
        (("LEEF:2.0|L|P|1|E1|^|src=10.0.0.7^dst=192.0.2.9^usrName=li^devTime=2026-11-28T02:13:00.123"
          "+0800^devTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSZ"), 18),
        ("LEEF:2.0|L|P|1|E1|x7C|src=10.0.0.7|dst=192.0.2.9|usrName=li|devTime=1795803180000", 18),
        ("LEEF:2.0|L|P|1|E1|src=10.0.0.7\tdst=192.0.2.9\tusrName=li\tdevTime=1795803180", 18),
        ("<13>LEEF:1|L|P|1|E1|src=10.0.0.7\tdst=192.0.2.9\tusrName=li\tdevTime=1795803180", 18),
    ],
)  # fmt: skip
def test_a_record(line: str, hour: int) -> None:
    assert is_leef(line)
    (row,) = events_of_leef(line, About("l")).events.to_pylist()
    assert (row["source.ip"], row["destination.ip"], row["user.name"]) == (
        "10.0.0.7", "192.0.2.9", "li",
    )  # fmt: skip
    assert (row["event.code"], row["@timestamp"].hour) == ("E1", hour)


@pytest.mark.parametrize(
    "line",
    ["LEEF:3.0|a|b|c|d|", "LEEF:1.0|a", "text", "LEEF:2.0|a|b|1|e|^|devTime=x^devTimeFormat=%"],
)
def test_what_is_none_is_told(line: str) -> None:
    found = events_of_leef(line, About("l"))
    assert (found.events.num_rows, found.unread.tolist()) == (0, [0])
