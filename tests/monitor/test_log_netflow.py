# Flows as nfdump writes them.
import pytest

from monitor import LogReader, kind_of
from monitor.log_netflow import NfdumpCsv, events_of_nfdump_json, is_nfdump_csv, is_nfdump_json
from monitor.log_reading import About

CSV = (
    "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt\n"
    "2026-11-28 02:13:00,2026-11-28 02:13:04,4.160,10.0.0.7,192.0.2.9,4000,443,TCP,...,0,0,4,1956,0,0\n"
    "2026-11-28 02:13:00,2026-11-28 02:13:00,0.000,fe80::1,fe80::2,53,53,UDP,...,0,0,1,60,1,90\n"
    "cut,off\nSummary\nflows,bytes,packets\n2,2016,5\n"
)
JSON = (
    '[\n{\n\t"type" : "FLOW",\n\t"first" : "2026-11-28T02:13:00.331",\n\t"in_packets" : 4,\n'
    '\t"in_bytes" : 1956,\n\t"proto" : 6,\n\t"src_port" : 4000,\n\t"dst_port" : 443,\n'
    '\t"src4_addr" : "10.0.0.7",\n\t"dst4_addr" : "192.0.2.9"\n},\n{\n\t"type" : "FLOW",\n'
    '\t"first" : "2026-11-28T02:13:01.331",\n\t"proto" : 17,\n\t"src6_addr" : "fe80::1"\n}]\n'
)


def test_csv() -> None:
    assert is_nfdump_csv(CSV.splitlines()[0])
    found = NfdumpCsv(About("n"))(CSV)
    first, second = found.events.to_pylist()
    assert (first["source.ip"], first["source.port"], first["destination.port"]) == (
        "10.0.0.7", 4000, 443,
    )  # fmt: skip
    assert (first["source.bytes"], first["source.packets"]) == (1956, 4)
    assert (first["event.duration"], first["network.transport"]) == (4_160_000_000, "tcp")
    assert (second["source.ip"], second["destination.bytes"]) == ("fe80::1", 90)
    assert found.unread.tolist() == [3]


def test_json_and_what_is_damaged_in_it() -> None:
    assert is_nfdump_json(JSON.splitlines()[2])
    found = events_of_nfdump_json(JSON + '{\n\t"first" : \n}\n{"other":1}\n', About("n"))
    first, second = found.events.to_pylist()
    assert (first["@timestamp"].microsecond, first["network.transport"]) == (331_000, "tcp")
    assert (second["source.ip"], second["network.transport"]) == ("fe80::1", "udp")
    assert (found.lines.tolist(), len(found.unread)) == ([1, 12], 2)


@pytest.mark.parametrize("lines", [1, 4, 100])
@pytest.mark.parametrize("text", [CSV, JSON], ids=["csv", "json"])
def test_pieces_make_no_difference(text: str, lines: int) -> None:
    kind = kind_of(text)
    assert kind is not None
    whole = text.splitlines(keepends=True)
    reader, found = LogReader(kind, About("n")), []
    for at in range(0, len(whole), lines):
        found += reader.feed("".join(whole[at : at + lines])).column("source.ip").to_pylist()
    found += reader.end().column("source.ip").to_pylist()
    assert found == ["10.0.0.7", "fe80::1"]
