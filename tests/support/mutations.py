# Captures changed in the ways that broken disks, broken programs and people who mean harm change
# them, and whether they are survived.
from __future__ import annotations

import random
from pathlib import Path

from connectors import read_capture
from monitor import Sensor, flow_events
from monitor.body import pieces_of
from monitor.event import events_of
from schema import Skipped, SourceError

_ODD = (0, 1, 0x7F, 0x80, 0xFF)


def mutated(whole: bytes, chance: random.Random) -> bytes:
    """The octets with something wrong: changed, cut, left out, doubled or put elsewhere."""
    octets = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        kind = chance.randrange(6)
        at = chance.randrange(len(octets))
        size = min(chance.choice((1, 4, 16, 60, 400)), len(octets) - at)
        if kind <= 1:
            octets[at] = chance.choice((*_ODD, chance.randrange(256)))
        elif kind == 2:
            octets[at : at + size] = chance.randbytes(size)
        elif kind == 3:
            del octets[at : at + size]
        elif kind == 4:
            octets[at:at] = octets[at : at + size]
        else:
            octets[at : at + size] = bytes(size)
        if not octets:
            return b""
    if chance.random() < 0.3:
        del octets[chance.randrange(len(octets)) :]
    return bytes(octets)


def survived(path: Path, octets: bytes) -> int:
    """Reads it as a capture, all the way to events and their content; how many faults were told."""
    path.write_bytes(octets)
    sensor, told = Sensor(seed=1), 0
    try:
        for batch in read_capture(path):
            if isinstance(batch, Skipped):
                told += 1
                continue
            found = sensor.feed(batch)
            told += _looked_at(found.noted)
            if found.flows is not None:
                flow_events(found.flows, "lo")
        found = sensor.end()
        told += _looked_at(found.noted)
        if found.flows is not None:
            flow_events(found.flows, "lo")
    except SourceError:
        told += 1
    return told + bool(sensor.missing)


def _looked_at(noted: list) -> int:
    if noted:
        assert events_of(noted, "lo").num_rows == len(noted)
    for each in noted:
        for body in each.bodies:
            list(pieces_of(body))
    return 0
