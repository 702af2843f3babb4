# tongguan monitor incidents: the list, and what people decide.
import json
from pathlib import Path

from command_line import tongguan
from leaking_capture import leaking


def test_an_incident_is_taken_note_of_and_closed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    tongguan("monitor", "replay", leaking(tmp_path / "a.pcap"), home=home)
    taken = tongguan(
        "monitor", "incidents", "acknowledge", "in-", "--reason", "李红在查", home=home
    )
    assert (taken.code, "acknowledged" in taken.err) == (0, True)
    shown = tongguan("monitor", "incidents", home=home, TONGGUAN_LANG="zh")
    assert "tester：已受理 — 李红在查" in shown.out
    closed = tongguan(
        "monitor", "incidents", "close", "in-", "--as", "drill", "--reason", "演练", home=home,
        TONGGUAN_LANG="zh",
    )  # fmt: skip
    assert "已关闭" in closed.err
    assert tongguan("monitor", "incidents", home=home).out == ""
    (line,) = tongguan("monitor", "incidents", "--all", "--json", home=home).out.splitlines()
    found = json.loads(line)
    assert (found["state"], found["decisions"][1]["verdict"]) == ("closed", "drill")
    again = tongguan("monitor", "incidents", "close", "in-", "--reason", "x", home=home)
    assert (again.code, "in that state already" in again.err) == (2, True)
    opened = tongguan("monitor", "incidents", "reopen", "in-", "--reason", "x", home=home)
    assert opened.code == 0
    assert tongguan("monitor", "incidents", "close", "in-", home=home).code == 2
