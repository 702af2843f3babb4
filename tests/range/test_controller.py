# A controller's cells and program.
from __future__ import annotations

import pytest
from drill_files import shipped

from range.controller import Controller
from range.modbus import is_exception, read, words_of, write_coil, write_register
from range.water import Water

DRILL = shipped("water-setpoint")


@pytest.fixture
def works() -> tuple[Controller, Water]:
    plant = Water(DRILL.plants["works"])
    host = DRILL.lab.hosts["plc1"]
    return Controller(host, DRILL.lab.personas["controller"], plant), plant


def ask(controller: Controller, frame: bytes, peer: str = "10.77.3.12") -> bytes:
    reply = controller.reply(frame, peer, 1.0)
    assert reply is not None
    return reply


def test_points_and_settings_are_read_in_their_scale(works) -> None:
    controller, plant = works
    level, flow = words_of(ask(controller, read(1, "input", 0, 2)))
    assert level == 420
    assert flow == round(plant.point("p1.flow") * 10)
    assert words_of(ask(controller, read(1, "holding", 0, 4))) == [300, 480, 540, 200]


def test_a_pump_is_held_between_start_and_stop(works) -> None:
    controller, plant = works
    for level, running in ((4.9, False), (4.0, False), (2.9, True), (4.0, True)):
        plant.levels["tower"] = level
        controller.scan()
        assert plant.running["p1"] == running


def test_a_pump_on_manual_does_as_it_is_told(works) -> None:
    controller, plant = works
    ask(controller, write_coil(1, 3, on=True))
    controller.scan()
    assert plant.running == {"p1": True, "p2": True}


def test_whoever_writes_is_written_down(works) -> None:
    controller, _ = works
    ask(controller, write_register(1, 1, 950), peer="10.77.2.12")
    (written,) = controller.written
    assert (written.peer, written.setting, written.before, written.after) == (
        "10.77.2.12", "tower.stop", 4.8, 9.5,
    )  # fmt: skip


@pytest.mark.parametrize(
    "frame",
    [write_register(1, 9, 1), write_coil(1, 40, on=True), read(1, "input", 90, 2)],
    ids=["no such register", "no such coil", "nothing there"],
)
def test_what_it_does_not_have_is_an_exception(works, frame: bytes) -> None:
    assert is_exception(ask(works[0], frame))


@pytest.mark.parametrize("frame", [b"\0\1\0\7\0\6\1\3\0\0\0\1", b"GET / HTTP/1.1\r\n\r\n", b"\0"])
def test_what_is_no_frame_ends_the_connection(works, frame: bytes) -> None:
    assert works[0].reply(frame, "10.77.2.12", 1.0) is None
