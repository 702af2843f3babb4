# The works against EPANET on its own example for a day, and what happens at a tank's ends.
from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from policies import WaterWorks
from range.water import Water

ORACLE = Path(__file__).parents[1] / "support" / "net1_oracle.py"
PYTHON = Path(__file__).parents[2] / ".venv-oracles" / "bin" / "python"
BELOW, ABOVE = 33.528, 42.672


@pytest.fixture(scope="module")
def net1() -> dict:
    if not PYTHON.exists():
        pytest.skip("no environment of oracles here: scripts/environment.sh oracles")
    run = subprocess.run(
        [str(PYTHON), "-W", "ignore", str(ORACLE)], capture_output=True, check=True
    )
    return json.loads(run.stdout)


def test_a_day_of_net1_is_that_of_epanet(net1) -> None:
    works = WaterWorks(
        model="water-works",
        **{key: net1[key] for key in ("reservoirs", "junctions", "tanks", "pattern")},
        # There a pipe may have the name of a junction.
        pipes={f"pipe {name}": pipe for name, pipe in net1["pipes"].items()},
        pumps={"pump": net1["pumps"]["9"]},
        pattern_step=f"{net1['pattern_step_s']:.0f}s",
        step="60s",
    )
    water = Water(works)
    worst = flow = 0.0
    for time, level, pumped in zip(
        net1["times_s"], net1["levels_m"], net1["flows_l_s"], strict=True
    ):
        water.advance(time)
        worst = max(worst, abs(water.levels["2"] - level) / level)
        if time and pumped and water.running["pump"]:
            flow = max(flow, abs(water.point("pump.flow") - pumped) / pumped)
        if water.levels["2"] < BELOW:
            water.switch("pump", running=True)
        elif water.levels["2"] > ABOVE:
            water.switch("pump", running=False)
    assert water.starts["pump"] == 1
    assert worst < 0.002
    assert flow < 0.02
    assert water.harm()["spill_m3"] == 0


def small(**tank: float) -> Water:
    return Water(
        WaterWorks.model_validate(
            {
                "model": "water-works",
                "reservoirs": {"river": {"head_m": 10}},
                "junctions": {"town": {"elevation_m": 12, "demand_l_s": 20, "people": 900}},
                "tanks": {
                    "tower": {
                        "elevation_m": 40, "diameter_m": 4, "initial_m": 3, "highest_m": 4, **tank
                    }
                },
                "pipes": {"riser": {"start": "town", "end": "tower", "length_m": 50, "diameter_mm": 300}},
                "pumps": {"p1": {"start": "river", "end": "town", "flow_l_s": 40, "head_m": 36}},
            }
        )
    )  # fmt: skip


def test_water_that_comes_is_in_the_tank_or_spilt() -> None:
    water = small()
    before = water.levels["tower"]
    brought = 0.0
    for second in range(5, 3605, 5):
        water.advance(second)
        brought += (water.point("p1.flow") - 20) * 5 / 1000
    area = 3.141592653589793 * 4
    assert water.levels["tower"] == 4
    assert water.spilt_m3 > 10
    assert (4 - before) * area + water.spilt_m3 == pytest.approx(brought, rel=1e-3)


def test_an_empty_tank_serves_nobody() -> None:
    water = small(initial_m=0.5)
    water.switch("p1", running=False)
    water.advance(3600)
    assert water.levels["tower"] == 0
    harm = water.harm()
    assert harm["people_without_supply"] == 900
    assert harm["unserved_m3"] == pytest.approx(72 - 0.5 * 3.14159 * 4, rel=1e-3)
    assert 40 < harm["outage_minutes"] < 60


def test_starts_of_a_pump_are_counted_once_each() -> None:
    water = small()
    for running in (True, False, False, True, True, False, True):
        water.switch("p1", running=running)
    assert water.starts["p1"] == 2


@pytest.mark.parametrize("name", ["tower.level", "p1.flow", "p1.running", "town.pressure"])
def test_points_are_read_by_name(name: str) -> None:
    assert isinstance(small().point(name), float)


@pytest.mark.parametrize("name", ["tower", "tower.colour", "none.level"])
def test_a_point_that_is_not_there_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        small().point(name)
