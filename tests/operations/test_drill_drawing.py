# Pictures are SVG that is well-formed, says in words what it shows, and takes any text.
from __future__ import annotations

from xml.etree import ElementTree as ET

from drill_files import shipped

from operations.drill_drawing import Moment, draw_curve, draw_timeline, draw_topology
from range.lab import addresses


def test_a_timeline_has_its_lanes_and_links() -> None:
    moment = Moment("attack", 60.0, 120.0, "took", "r1 <b>T0846</b> & more", "e4")
    picture = ET.fromstring(draw_timeline([("attack", "攻击")], [moment], 600.0))
    (link,) = picture.findall("a")
    assert link.attrib["href"] == "#e4"
    assert link.find("rect/title").text == "r1 <b>T0846</b> & more"  # type: ignore[union-attr]
    texts = [each.text for each in picture.findall("text")]
    assert texts[0] == "攻击"
    assert texts[1:] == ["0′", "5′", "10′"]


def test_a_topology_has_every_host_and_passage() -> None:
    drill = shipped("substation-trip")
    picture = ET.fromstring(draw_topology(drill, addresses(drill), frozenset({"office7"})))
    said = " ".join(each.text or "" for each in picture.findall("text"))
    assert [name for name in drill.lab.hosts if name not in said] == []
    assert "2404" in said
    assert [each.attrib["class"] for each in picture.findall("rect")].count("foe") == 1


def test_a_curve_names_its_least_and_most() -> None:
    picture = ET.fromstring(draw_curve([(0.0, 4.2), (30.0, 6.0), (60.0, 5.0)], 60.0, "tower.level"))
    texts = [each.text for each in picture.findall("text")]
    assert texts[:2] == ["6", "4.2"]
    assert picture.find("polyline/title").text == "tower.level"  # type: ignore[union-attr]
    ET.fromstring(draw_curve([(0.0, 1.0), (1.0, 1.0)], 60.0, "flat"))
