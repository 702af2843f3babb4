# tongguan monitor mute, unmute and mutes.
import datetime as dt
import json
from pathlib import Path

from command_line import tongguan
from leaking_capture import leaking

TODAY = dt.datetime.now(dt.UTC).date().isoformat()


def test_what_is_muted_is_not_told_until_it_is_unmuted(tmp_path: Path) -> None:
    home = tmp_path / "home"
    about = "--source", "10.0.0.7", "--reason", "a test of the line", "--until", TODAY
    made = tongguan("monitor", "mute", *about, home=home)
    assert made.code == 0
    assert f"until {TODAY}" in made.err
    done = tongguan("monitor", "replay", leaking(tmp_path / "a.pcap"), home=home)
    assert (done.code, done.out) == (0, "")
    hidden = tongguan("monitor", "alerts", home=home, TONGGUAN_LANG="zh")
    assert "另有1条预警被静默" in hidden.err
    assert "10.0.0.7" in tongguan("monitor", "alerts", "--muted", home=home).out
    shown = tongguan("monitor", "mutes", home=home, TONGGUAN_LANG="zh")
    assert "任何规则" in shown.out
    (mute,) = [
        json.loads(line)
        for line in tongguan("monitor", "mutes", "--json", home=home).out.splitlines()
    ]
    assert mute["in_force"]
    ended = tongguan("monitor", "unmute", mute["id"], "--reason", "over", home=home)
    assert "is withdrawn" in ended.err
    again = tongguan("monitor", "replay", leaking(tmp_path / "a.pcap"), home=home)
    assert again.code == 1


def test_a_mute_of_everything_is_misuse(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = tongguan("monitor", "mute", "--reason", "x", "--until", TODAY, home=home)
    assert done.code == 2
