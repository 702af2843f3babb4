# tongguan monitor: what is printed, in both languages and as JSON, and how it ends.
import json
from pathlib import Path

import pytest
from command_line import tongguan
from csvlog import TEXT
from leaking_capture import leaking


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("monitor")
    done = tongguan("monitor", "replay", leaking(root / "a.pcap"), home=root / "home")
    assert done.code == 1
    assert "Graded data sent out in bulk" in done.out
    assert "2 events, 1 alert, 1 incident" in done.err
    return root / "home"


def test_alerts_and_incidents_as_json_lines(home: Path) -> None:
    (alert,) = map(json.loads, tongguan("monitor", "alerts", "--json", home=home).out.splitlines())
    shown = tongguan("monitor", "incidents", "--json", home=home)
    (incident,) = map(json.loads, shown.out.splitlines())
    assert incident["alerts"] == [alert["id"]]


def test_a_person_reads_either_language(home: Path) -> None:
    english = tongguan("monitor", "incidents", home=home)
    chinese = tongguan("monitor", "incidents", home=home, TONGGUAN_LANG="zh")
    assert "300 records of 300 persons" in english.out
    assert "300人的300条记录（一般4级）" in chinese.out
    assert "数据泄露" in chinese.out
    table = tongguan("monitor", "alerts", home=home, TONGGUAN_LANG="zh")
    assert "批量传出分级数据" in table.out
    assert "203.0.113.9" in table.out


def test_nothing_found_is_well_and_nothing_there_is_misuse(tmp_path: Path) -> None:
    log = tmp_path / "pg.csv"
    log.write_text(TEXT)
    done = tongguan("monitor", "replay", log, home=tmp_path / "home")
    assert (done.code, done.out) == (0, "")
    assert "3 events, 0 alerts, 0 incidents" in done.err
    gone = tongguan("monitor", "replay", tmp_path / "gone", home=tmp_path / "home")
    assert gone.code == 2
    log.write_text("nobody's\n")
    left = tongguan("monitor", "replay", log, home=tmp_path / "home", TONGGUAN_LANG="zh")
    assert left.code == 1
    assert "既不是抓包文件" in left.err


def test_a_log_is_followed_once(tmp_path: Path) -> None:
    log = tmp_path / "pg.csv"
    log.write_text(TEXT)
    for _ in range(2):
        done = tongguan("monitor", "watch", "--log", log, "--once", home=tmp_path / "home")
        assert (done.code, done.out, done.err) == (0, "", "")
    gone = tongguan("monitor", "watch", "--log", tmp_path / "x", "--once", home=tmp_path / "home")
    assert gone.code == 1
    assert "does not exist" in gone.err
    assert tongguan("monitor", "watch", home=tmp_path / "home").code == 2
