# Windows event logs as lines, whole or damaged.
import datetime as dt
import json
from pathlib import Path

import pytest
from windows_log import event, windows_log

from connectors import is_windows_log, log_head, read_log
from connectors.log_windows import windows_events
from schema import Skipped

AT = dt.datetime(2026, 11, 27, 18, 13, tzinfo=dt.UTC)
BYTES = windows_log(
    [
        (AT, event(4624, AT, {"TargetUserName": "李伟", "IpAddress": f"10.0.0.{n}"}))
        for n in range(40)
    ]
)


def test_events_come_as_lines(tmp_path: Path) -> None:
    path = tmp_path / "Security.evtx"
    path.write_bytes(BYTES)
    assert is_windows_log(path)
    (text,) = read_log(path)
    assert log_head(path) == text
    found = [json.loads(line)["Event"]["EventData"] for line in str(text).splitlines()]
    assert found == [{"TargetUserName": "李伟", "IpAddress": f"10.0.0.{n}"} for n in range(40)]


@pytest.mark.parametrize("cut", [9, 4096, 4096 + 400, 20_000])
def test_what_is_cut_off_is_told_and_no_crash(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "x.evtx"
    path.write_bytes(BYTES[:cut])
    found = list(windows_events(path))
    assert any(isinstance(each, Skipped) and "cut off" in each.error for each in found)


def test_a_damaged_record_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "x.evtx"
    damaged = bytearray(BYTES)
    at = BYTES.index("10.0.0.7".encode("utf-16-le"))
    damaged[at - 3 : at] = b"\xff\xff\xff"
    path.write_bytes(damaged)
    texts = "".join(each for each in windows_events(path) if isinstance(each, str))
    skipped = [each for each in windows_events(path) if isinstance(each, Skipped)]
    assert texts.count("\n") == 39
    assert [each.error for each in skipped] == ["1 records are damaged and were not read"]


def test_other_files_are_none(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("text")
    assert not is_windows_log(tmp_path / "x")
