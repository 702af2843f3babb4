# Zeek's own form: names from its header, nothing where it says nothing, any pieces.
import numpy as np
import pytest
from log_lines import ZEEK_CONN, ZEEK_DNS

from monitor.log_reading import About
from monitor.log_zeek import ZeekLog, is_zeek, zeek_events


def test_connections() -> None:
    assert is_zeek(ZEEK_CONN.splitlines()[0])
    first, second = ZeekLog(About("z"))(ZEEK_CONN).events.to_pylist()
    assert first["@timestamp"].isoformat() == "2026-11-27T18:13:00.123456+00:00"
    assert (first["source.ip"], first["source.port"]) == ("10.0.0.7", 40000)
    assert (first["source.bytes"], first["destination.packets"]) == (1200, 5)
    assert (first["event.action"], first["event.duration"]) == ("flow", 1_500_000_000)
    assert (second["network.protocol"], second["event.duration"]) == (None, None)


def test_questions() -> None:
    (row,) = ZeekLog(About("z"))(ZEEK_DNS).events.to_pylist()
    assert (row["event.action"], row["dns.question.name"]) == ("dns", "www.example.com")
    assert row["dns.answers.data"] == ["192.0.2.1", "192.0.2.2"]


@pytest.mark.parametrize("lines", [1, 4, 100])
def test_pieces_make_no_difference(lines: int) -> None:
    whole, log, found = ZEEK_CONN.splitlines(keepends=True), ZeekLog(About("z")), []
    for at in range(0, len(whole), lines):
        found += log("".join(whole[at : at + lines])).events.column("source.port").to_pylist()
    assert found == [40000, 40001]


def test_lines_that_do_not_fit_are_left_out() -> None:
    assert ZeekLog(About("z"))("1\t2\n#fields\tts\n1\t2\n").events.num_rows == 0
    assert zeek_events([{"ts": None}, {"ts": "x"}], np.arange(2), About("z")).events.num_rows == 0
