# What is told of IEC 104: strangers that ask and command, values put in, haste.
from __future__ import annotations

from range.detect_station import StationSigns
from range.iec104 import command, interrogation, setpoint
from range.journal import Frame

SCADA, STRANGER = "10.77.3.11", "10.77.2.10"


def told(signs: StationSigns, payload: bytes, source: str, time: float = 900.0, *, learning: bool = False) -> list[str]:  # fmt: skip
    frame = Frame(time, "request", source, "10.77.3.10", 2404, 1, payload)
    return [rule for rule, _ in signs.look(frame, learning=learning)]


def learnt() -> StationSigns:
    signs = StationSigns()
    for payload in (interrogation(0, 0), command(0, 0, 3001, on=True), setpoint(0, 0, 4001, -1.0)):
        assert told(signs, payload, SCADA, 1.0, learning=True) == []
    return signs


def test_who_is_known_is_quiet() -> None:
    signs = learnt()
    for payload in (interrogation(0, 0), command(0, 0, 3001, on=True), setpoint(0, 0, 4001, 1.0)):
        assert told(signs, payload, SCADA) == []


def test_a_stranger_is_told_for_what_it_does() -> None:
    signs = learnt()
    assert told(signs, interrogation(0, 0), STRANGER) == ["iec104-new-master"]
    assert told(signs, command(0, 0, 3001, on=False), STRANGER) == ["iec104-new-commander"]
    assert "iec104-substitution" in told(signs, setpoint(0, 0, 4002, 1.0), STRANGER)
    assert told(signs, setpoint(0, 0, 4009, 1.0), SCADA) == ["iec104-substitution"]


def test_haste_is_told() -> None:
    signs = learnt()
    rules = [told(signs, command(0, 0, 3001, on=True), SCADA, 900.0 + at) for at in range(6)]
    assert rules[-1] == ["iec104-command-burst"]
    assert told(signs, command(0, 0, 3001, on=True), SCADA, 2000.0) == []


def test_what_cannot_be_read_is_no_sign() -> None:
    assert told(learnt(), b"\x68\4\7\0\0\0", STRANGER) == []
    assert told(learnt(), b"\x68\x05\0\0\0\0\x2d", STRANGER) == []
