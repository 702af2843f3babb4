# mbpoll (libmodbus) reads and writes what our Modbus servers hold, in a lab of namespaces.
from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from drill_files import shipped
from lab_network import needs_namespaces

from range.keeper import Standing, bring_up, take_down
from range.namespaces import apart, enter

pytestmark = [
    needs_namespaces,
    pytest.mark.skipif(shutil.which("mbpoll") is None, reason="no mbpoll here: scripts/range.sh"),
]
# How mbpoll names the tables.
COIL, DISCRETE, INPUT, HOLDING = "0", "1", "3", "4"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    folder = tmp_path_factory.mktemp("lab")
    standing = bring_up(
        shipped("water-setpoint"), identifier="lab", folder=folder, fidelity="netns", seed=1
    )
    yield standing
    take_down(standing, folder)


def polled(lab: Standing, table: str, at: int, *more: str, count: int = 1) -> tuple[int, str]:
    """What mbpoll answers at the engineer's machine: its exit status and what it prints."""

    def ask() -> tuple[int, str]:
        enter(lab.pid, lab.hosts["eng1"][1])
        asked = ["-m", "tcp", "-p", "502", "-a", "1", "-0", "-t", table, "-r", str(at), "-1", "-q"]
        counted = [] if more else ["-c", str(count)]
        done = subprocess.run(
            ["mbpoll", *asked, *counted, lab.hosts["plc1"][0], *more],
            capture_output=True, text=True, check=False, timeout=20,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return apart(ask)


def values(told: str) -> dict[int, int]:
    return {
        int(at): int(value)
        for at, value in re.findall(r"^\[(\d+)\]:\s+(-?\d+)", told, re.MULTILINE)
    }


def held(table: str) -> dict[int, float]:
    """The settings of a table as the drill's file has them, on the wire."""
    registers = shipped("water-setpoint").lab.hosts["plc1"].registers
    return {
        each.at: round(each.value * each.scale)
        for each in registers if each.table == table and each.setting
    }  # fmt: skip


def test_settings_are_read_as_the_file_has_them(lab: Standing) -> None:
    wanted = held("holding")
    status, told = polled(lab, HOLDING, min(wanted), count=max(wanted) - min(wanted) + 1)
    assert status == 0, told
    assert wanted.items() <= values(told).items()


def test_points_of_the_plant_are_read(lab: Standing) -> None:
    status, told = polled(lab, INPUT, 0, count=2)
    assert status == 0, told
    assert set(values(told)) == {0, 1}
    assert 0 < values(told)[0] < 60_000


@pytest.mark.parametrize(("table", "cell"), [(HOLDING, "holding"), (COIL, "coil")])
def test_what_is_written_is_read_back(lab: Standing, table: str, cell: str) -> None:
    at, before = min(held(cell).items())
    after = 1 - int(before) if cell == "coil" else int(before) + 7
    status, told = polled(lab, table, at, str(after))
    assert status == 0, told
    assert values(polled(lab, table, at)[1]) == {at: after}
    assert polled(lab, table, at, str(int(before)))[0] == 0


def test_several_are_written_at_once(lab: Standing) -> None:
    wanted = held("holding")
    first = min(wanted)
    assert {first, first + 1} <= set(wanted)
    both = [str(int(wanted[first + place]) + 3) for place in (0, 1)]
    status, told = polled(lab, HOLDING, first, *both)
    assert status == 0, told
    assert list(values(polled(lab, HOLDING, first, count=2)[1]).values()) == [int(each) for each in both]  # fmt: skip
    assert (
        polled(lab, HOLDING, first, *(str(int(wanted[first + place])) for place in (0, 1)))[0] == 0
    )


@pytest.mark.parametrize(
    ("table", "at", "more"), [(HOLDING, 900, ()), (HOLDING, 900, ("1",)), (DISCRETE, 900, ())]
)
def test_what_it_does_not_have_is_an_illegal_address(
    lab: Standing, table: str, at: int, more: tuple[str, ...]
) -> None:
    status, told = polled(lab, table, at, *more)
    assert status != 0
    assert "Illegal data address" in told
