# The picture of the works: well-formed, every part with its name, states in words, numbers as the
# screen has them and none where it has none.
from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from drill_files import shipped

from range.hmi_facts import Believed, Screen
from range.mimic import draw_mimic


def picture(name: str, plant: str, *values: Believed, chinese: bool = False) -> ET.Element:
    screen = Screen("hmi<1>", 0.0, shipped(name).plants[plant], values, ())
    return ET.fromstring(draw_mimic(screen, chinese=chinese))


def texts(drawn: ET.Element) -> list[str]:
    return [(each.text or "").strip() for each in drawn.findall("text")]


@pytest.mark.parametrize(("name", "plant"), [("water-setpoint", "works"), ("substation-trip", "grid")])  # fmt: skip
def test_every_part_has_its_name(name: str, plant: str) -> None:
    (plant,) = shipped(name).plants
    model = shipped(name).plants[plant]
    said = " ".join(texts(picture(name, plant)))
    parts = ("tanks", "junctions", "reservoirs", "pumps", "buses", "lines")
    for part in parts:
        assert [each for each in getattr(model, part, ()) if each not in said] == []


def test_numbers_and_states_are_those_of_the_screen() -> None:
    drawn = picture(
        "water-setpoint", "works",
        Believed("tower.level", "plc1", 3.0, False, False),
        Believed("p1.flow", "plc1", 61.5, False, False),
        Believed("p2.flow", "plc1", 0.0, False, True),
        Believed("centre.pressure", "plc1", None, False, True),
        Believed("tower.high-alarm", "plc1", 5.4, True, False),
    )  # fmt: skip
    said = texts(drawn)
    assert {"3.00 m", "61.50 l/s", "0.00 l/s (stale)", "p1 running", "p2 stopped", "— (stale)"} <= set(said)  # fmt: skip
    water = next(each for each in drawn.findall("rect") if each.attrib["class"] == "water")
    assert float(water.attrib["height"]) == 45.0
    assert [each.attrib["class"] for each in drawn.findall("circle") if "pump" in each.attrib["class"]] == ["pump on", "pump off"]  # fmt: skip
    assert len([each for each in drawn.findall("line") if each.attrib["class"] == "limit"]) == 1


def test_a_breaker_is_shown_as_it_was_told() -> None:
    drawn = picture("substation-trip", next(iter(shipped("substation-trip").plants)), Believed("f1.closed", "rtu1", 0.0, False, False), chinese=True)  # fmt: skip
    assert "f1 分闸" in texts(drawn)
    assert "breaker off" in {each.attrib.get("class") for each in drawn.findall("rect")}


def test_without_a_works_there_is_no_picture() -> None:
    assert draw_mimic(Screen("hmi1", 0.0, None, (), ()), chinese=True) == ""
