# A drill's file with one thing wrong in it is refused in one line that says where.
from __future__ import annotations

from pathlib import Path

import pytest
from drill_files import changed

from operations import drill_faults
from policies import LAB, load_drill
from schema import PolicyError

WRONG = {
    "a host that is polled and is not there": (
        "polls: [plc1], every: 10s", "polls: [plc9], every: 10s",
        "there is no host plc9, there are eng1, hist1, hmi1, maint1, office1, plc1, plc2",
    ),
    "a step on a host that is not there": (
        "to: plc1, after: r1", "to: plc7, after: r1", "there is no host plc7",
    ),
    "a step by a host that is not the attack team's": (
        "by: maint1, to: plc1, after: r1", "by: hist1, to: plc1, after: r1",
        "step r2: host hist1 is not the attack team's (attack: true)",
    ),
    "steps in a ring": (
        "to: plc1, after: r1", "to: plc1, after: r4",
        "the steps wait for each other: r2 after r4 after r3 after r2",
    ),
    "a step after itself": (
        "to: plc1, after: r1", "to: plc1, after: r2", "the steps wait for each other: r2 after r2",
    ),
    "a step after one that is not there": (
        "to: plc1, after: r1", "to: plc1, after: r0", "there is no step r0",
    ),
    "a step with two beginnings": (
        "to: plc1, after: r1", "to: plc1, at: 2m, after: r1", "step r2 begins at a time or after a step",
    ),
    "zones that overlap": (
        "dmz: 10.77.2.0/24", "dmz: 10.77.0.0/22", "zones it (10.77.1.0/24) and dmz (10.77.0.0/22) overlap",
    ),
    "a zone outside the lab": (
        "dmz: 10.77.2.0/24", "dmz: 192.168.2.0/24",
        "zone dmz: 192.168.2.0/24 is outside the lab, 10.77.0.0/16",
    ),
    "a zone around the lab": ("dmz: 10.77.2.0/24", "dmz: 10.0.0.0/8", "outside the lab"),
    "an address outside its zone": (
        "eng1: {zone: dmz,", "eng1: {zone: dmz, address: 8.8.8.8,", "host eng1: 8.8.8.8 is outside zone dmz",
    ),
    "a host in no zone": ("office1: {zone: it,", "office1: {zone: lan,", "there is no zone lan"),
    "a register that is nothing": (
        "at: 0, point: tower.level, scale: 100}", "at: 0}",
        "host plc1: a register is a point of the plant or a setting",
    ),
    "a register given twice": ("{table: input, at: 1, point: p1", "{table: input, at: 0, point: p1", "input 0 is given twice"),
    "a control of no setting": ("stop: tower.stop, manual: p1", "stop: tower.end, manual: p1", "there is no setting tower.end"),
    "a control of no pump": ("{pump: p1, tank", "{pump: p5, tank", "there is no pump p5"),
    "a persona that is not there": ("persona: gateway", "persona: portal", "there is no persona portal"),
    "a plant that is not there": ("plant: works", "plant: factory", "there is no plant factory"),
    "a regime that is not there": ("regime: cii-2025", "regime: cii-1949", "there is no regime cii-1949"),
    "harm that nobody counts": ("zero: {spill_m3: 60,", "zero: {tears: 60,", "there is no figure tears"),
    "a truth of no step": ("effective: [r1,", "effective: [r99,", "there is no step r99"),
    "a key that is unknown": ("  learn: 4m", "  lern: 4m", "Extra inputs are not permitted"),
    "a span of time that is none": ("learn: 4m", "learn: soon", "expected a span of time"),
    "a start without its zone": ("09:00:00+08:00", "09:00:00", "timezone"),
    "a pipe to nowhere": ("main: {start: station,", "main: {start: nowhere,", "a pipe or pump leads to what is not there"),
    "marks that rise": ("full: 30s, zero: 10m", "full: 30m, zero: 10m", "full marks are for less time than none"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_a_fault_is_told_in_one_line_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = changed(tmp_path, old, new)
    with pytest.raises(PolicyError) as refused:
        load_drill(path)
    assert said in refused.value.problem
    assert "\n" not in str(refused.value)
    line = path.read_text(encoding="utf-8").split(new)[0].count("\n") + 1
    # The line of the fault, or that of the part which it makes wrong.
    assert line - 12 <= refused.value.line <= line + new.count("\n")
    assert str(refused.value).startswith(f"{path}:{refused.value.line}:")


def test_the_first_fault_in_the_file_is_told(tmp_path: Path) -> None:
    path = changed(tmp_path, "polls: [plc1], every: 10s", "polls: [plc9], every: 10s")
    text = path.read_text(encoding="utf-8").replace("to: plc1, after: r1", "to: plc1, after: r2")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match="plc9"):
        load_drill(path)


def test_two_hosts_of_one_address(tmp_path: Path) -> None:
    path = changed(
        tmp_path, "eng1: {zone: dmz,", "eng0: {zone: dmz, device: workstation, address: 10.77.2.9}\n"
        "    eng1: {zone: dmz, address: 10.77.2.9,",
    )  # fmt: skip
    with pytest.raises(PolicyError, match=r"hosts eng0 and eng1 have the address 10\.77\.2\.9"):
        load_drill(path)


def test_the_lab_is_private() -> None:
    assert LAB.is_private


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at: ID4, point: p1.flow", "at: ID4", "a tag is a point of the plant or a setting"),
        ("at: ID4, point", "at: ID0, point", "host plc1: tag ID0 is given twice"),
        ("at: ID4, point", "at: T4, point", "host plc1: T4 is no place of memory"),
        ("manual: p1.manual", "manual: p9.manual", "there is no setting p9.manual"),
    ],
)
def test_a_tag_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = changed(tmp_path, old, new, "station-stop")
    with pytest.raises(PolicyError) as caught:
        load_drill(path)
    assert said in str(caught.value)
    assert f"{path}:" in str(caught.value)


def test_a_ring_is_told_once_at_its_first_step(tmp_path: Path) -> None:
    path = changed(tmp_path, "to: plc1, after: r1", "to: plc1, after: r6")
    _, found = drill_faults(path)
    assert [each.problem for each in found] == [
        "the steps wait for each other: r2 after r6 after r5 after r4 after r3 after r2"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("substitute: f1.state, group: 1", "substitute: f1.state, select: true", "only a command or a setpoint can be one to select"),
        ("substitute: f1.state, group: 1", "substitute: f1.state, band: 1", "a measured value a band"),
        ("point: f1.closed, select: true", "point: f1.closed, group: 3", "what is told has a group"),
        ("substitute: f1.state, group: 1", "substitute: f1.state, group: 17", "less than or equal to 16"),
    ],
)  # fmt: skip
def test_a_signal_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = changed(tmp_path, old, new, "substation-trip")
    with pytest.raises(PolicyError) as caught:
        load_drill(path)
    assert said in str(caught.value)
