# Captures and logs replayed: alerts and incidents on record once, what cannot be read told.
import datetime as dt
import gzip
from pathlib import Path

import pytest
from csvlog import TEXT
from leaking_capture import leaking
from windows_log import event, windows_log

from operations import Settings, ledger_entries, list_alerts, list_incidents, replay, verify_ledger
from schema import MisuseError
from store import scan_events


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="tester")


def test_what_leaves_is_on_record_and_told_once(settings: Settings, tmp_path: Path) -> None:
    capture = leaking(tmp_path / "a.pcap")
    first = replay(settings, [str(capture)])
    (alert,) = first.alerts
    assert (alert.rule, alert.records, alert.persons) == ("data.sent-out", 300, 300)
    assert (len(first.incidents), first.skipped, first.events) == (1, (), 2)
    again = replay(settings, [str(capture)])
    assert [each.id for each in again.alerts] == [alert.id]
    assert len(list_alerts(settings)) == len(list_incidents(settings)) == 1
    actions = [entry["action"] for entry in ledger_entries(settings)]
    assert actions == ["monitor.replay", "monitor.replay"]
    assert verify_ledger(settings)["entries"] == 2


def test_two_hours_later_is_another_incident(settings: Settings, tmp_path: Path) -> None:
    replay(settings, [str(leaking(tmp_path / "a.pcap"))])
    found = replay(settings, [str(leaking(tmp_path / "b.pcap", 2_000, at=7_200))])
    assert len(found.alerts) == 1
    assert len(list_incidents(settings)) == 2


def test_a_capture_cut_off_is_read_as_far_as_it_goes(settings: Settings, tmp_path: Path) -> None:
    capture = leaking(tmp_path / "a.pcap")
    capture.write_bytes(capture.read_bytes()[:-30])
    found = replay(settings, [str(capture)])
    assert len(found.alerts) == 1
    assert "ends within a packet" in found.skipped[0].error


def test_logs_are_read_beside_and_others_told(settings: Settings, tmp_path: Path) -> None:
    log, other = tmp_path / "pg.csv", tmp_path / "notes.txt"
    log.write_text(TEXT)
    other.write_text("dear diary\n")
    found = replay(settings, [str(log), str(other), str(tmp_path / "gone.pcap")])
    assert (found.events, found.alerts) == (3, ())
    assert [each.error for each in found.skipped] == [
        "is neither a capture nor a log in a format that is read here",
        "does not exist",
    ]


def test_nothing_that_is_there_is_misuse(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="does not exist"):
        replay(settings, [str(tmp_path / "gone.pcap")])


def test_logs_of_other_forms_are_replayed_and_what_is_none_told(
    settings: Settings, tmp_path: Path
) -> None:
    at = dt.datetime(2026, 11, 27, 18, 13, tzinfo=dt.UTC)
    evtx = tmp_path / "Security.evtx"
    evtx.write_bytes(windows_log([(at, event(4625, at, {"TargetUserName": "li"}))] * 3))
    packed = tmp_path / "access.log.1.gz"
    good = '10.0.0.7 - - [28/Nov/2026:02:13:00 +0800] "GET / HTTP/1.1" 200 5 "-" "x"\n'
    packed.write_bytes(gzip.compress((good * 2 + "secret 610103199003071234\n" + good).encode()))
    flows = tmp_path / "nfcapd.202611280213"
    flows.write_bytes(b"\x0c\xa5\x02\x00" + bytes(100))
    found = replay(settings, [str(evtx), str(packed), str(flows)])
    assert found.events == 6
    told = {Path(each.source).name: each.error for each in found.skipped}
    assert told == {
        packed.name: "line 3 is in no form that is read here",
        flows.name: "is a file of nfcapd: write it as text with nfdump -o csv, and replay that",
    }
    assert "610103199003071234" not in str(found)
    again = replay(settings, [str(packed)])
    kept = [batch.num_rows for batch in scan_events(settings.home, at, at + dt.timedelta(days=1))]
    assert (again.events, sum(kept)) == (3, 6)
