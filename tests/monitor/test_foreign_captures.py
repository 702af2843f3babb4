# Captures of other projects, held against what Suricata recorded of them: flows with both directions'
# packets and bytes and their names, questions, exchanges, hellos and mails, all of them and no others.
from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from other_records import either_way, of_eve, of_zeek, our_rows, ours

FOLDER = Path(__file__).parent.parent / "captures"
RECORDS = sorted(FOLDER.glob("*/*.eve.json"))


def capture_of(records: Path) -> Path:
    return records.with_name(records.name.removesuffix(".eve.json"))


@pytest.mark.parametrize("records", RECORDS, ids=lambda each: each.name.removesuffix(".eve.json"))
def test_what_suricata_recorded(records: Path) -> None:
    rows = our_rows(capture_of(records))
    lines = records.read_text(encoding="utf-8").splitlines()
    assert ours(rows, like="eve") == of_eve(lines)
    # Of one address with itself, and of messages of ICMP, Wireshark has the name that we have.
    names = {
        each["community_id"]
        for each in map(json.loads, lines)
        if each.get("proto") in ("TCP", "UDP") and each["src_ip"] != each["dest_ip"]
    }
    mine = {row["network.community_id"] for row in rows if row["event.action"] == "flow"}
    assert names <= mine


def test_flows_without_saying_who_began_them() -> None:
    one = ("tcp", "10.0.0.1", 4000, "10.0.0.2", 80, 3, 2, 300, 200)
    other = ("tcp", "10.0.0.2", 80, "10.0.0.1", 4000, 2, 3, 200, 300)
    assert either_way(Counter([one])) == either_way(Counter([other]))


def test_every_kind_is_among_them() -> None:
    told = [of_eve(each.read_text(encoding="utf-8").splitlines()) for each in RECORDS]
    counts = {kind: sum(len(each[kind]) for each in told) for kind in told[0]}
    assert all(counts.values())
    assert counts["flow"] > 80


def test_records_of_zeek_in_both_forms(tmp_path: Path) -> None:
    ends = "id.orig_h\tid.orig_p\tid.resp_h\tid.resp_p"
    of = "10.10.10.1\t{}\t10.10.10.2\t{}"
    (tmp_path / "conn.log").write_text(
        f"#separator \\x09\n#path\tconn\n#fields\tts\t{ends}\tproto\tconn_state\torig_bytes\tresp_bytes\t"
        "orig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n"
        f"1.5\t{of.format(8, 0)}\ticmp\tOTH\t56\t56\t1\t84\t1\t84\n"
        f"1.5\t{of.format(4000, 53)}\tudp\tS0\t-\t-\t1\t57\t0\t0\n"
    )
    (tmp_path / "dns.log").write_text(
        json.dumps({"query": "X.example", "qtype_name": "A", "rcode_name": "NOERROR"}) + "\n"
    )
    (tmp_path / "http.log").write_text(
        f"#fields\tts\t{ends}\tmethod\thost\turi\tuser_agent\tstatus_code\n"
        f"1.5\t{of.format(4000, 80)}\tGET\tH.example\t/a\t-\t200\n"
    )
    (tmp_path / "ssl.log").write_text(json.dumps({"server_name": "a", "version": "TLSv12"}))
    (tmp_path / "smtp.log").write_text(json.dumps({"mailfrom": "<a@b>", "rcptto": ["c@d"]}))
    found = of_zeek(sorted(tmp_path.glob("*.log")))
    assert set(found["flow"]) == {
        ("icmp", "10.10.10.1", 8, "10.10.10.2", 0, "OTH", 1, 1, 56, 56, 84, 84),
        ("udp", "10.10.10.1", 4000, "10.10.10.2", 53, "S0", 1, 0, 0, 0, 57, 0),
    }
    assert set(found["dns"]) == {("x.example", "A", "NOERROR")}
    assert set(found["http"]) == {("GET", "h.example", "/a", 200, None)}
    assert set(found["tls"]) == {("a", "1.2")}
    assert set(found["mail"]) == {("a@b", "c@d")}


def test_ours_have_the_columns_of_zeeks() -> None:
    rows = our_rows(FOLDER / "ndpi" / "malware.pcap")
    told = ours(rows, like="zeek")
    states = {each[5] for each in told["flow"]}
    assert states <= {"S0", "S1", "SF", "REJ", "S2", "S3", "RSTO", "RSTR", "OTH"}
    assert {len(each) for each in told["flow"]} == {12}
