# A drill beside its terminal: its process has neither terminal nor pipes, and is found by its name.
from pathlib import Path

from live_drill import eventually

from operations import Settings, control_drill, running_drills, start_drill_of


def test_it_holds_nothing_of_whoever_began_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", actor="x")
    run = start_drill_of(settings, "leak-table-top", seed=7)
    (running,) = running_drills(settings)
    process = Path(f"/proc/{running.pid}")
    assert (process / "comm").read_text(encoding="utf-8").strip() == "tongguan-lab"
    assert {(process / "fd" / number).readlink() for number in "012"} == {Path("/dev/null")}
    # A session of its own: what ends the terminal's does not end it.
    words = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    assert int(words[3]) == running.pid
    control_drill(settings, run, "abort")
    eventually(lambda: running_drills(settings) == [])
