# A controller's program: pumps held by levels and settings; stopped, every output is off.
from __future__ import annotations

from drill_files import shipped

from policies import WaterWorks
from range.program import RUNNING, Program, Written
from range.water import Water

DRILL = shipped("station-stop")
HOST = DRILL.lab.hosts["plc1"]


def program() -> tuple[Program, Water]:
    works = DRILL.plants["works"]
    assert isinstance(works, WaterWorks)
    plant = Water(works)
    settings = {each.setting: each.value for each in HOST.tags if each.setting}
    return Program({**settings, RUNNING: 1.0}, HOST.control, plant), plant


def test_a_pump_runs_between_its_levels_and_by_hand() -> None:
    made, plant = program()
    for level, running in ((4.9, False), (4.0, False), (2.9, True), (4.0, True)):
        plant.levels["tower"] = level
        made.scan()
        assert plant.running["p1"] == running
    made.put("p1.manual", 1.0, "hmi", 2.0)
    made.scan()
    assert not plant.running["p1"]


def test_stopped_everything_it_drives_stands_until_it_is_started() -> None:
    made, plant = program()
    made.scan()
    assert plant.running["p1"]
    made.put(RUNNING, 0.0, "stranger", 5.0)
    made.scan()
    assert not plant.running["p1"]
    made.put(RUNNING, 1.0, "hmi", 9.0)
    made.scan()
    assert plant.running["p1"]
    assert made.written[0] == Written(5.0, "stranger", RUNNING, 1.0, 0.0)


def test_a_cell_is_a_setting_or_a_point() -> None:
    made, plant = program()
    assert made.value("tower.start", "") == 3.0
    assert made.value("", "tower.level") == plant.point("tower.level")
    assert Program({}, (), None).value("", "tower.level") == 0.0
