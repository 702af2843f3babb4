# A capture put through a sensor: all that it noted, and the flows.
from __future__ import annotations

from pathlib import Path

from connectors import read_capture
from monitor import Flows, Noted, Sensor
from schema import Skipped


def sensed(path: Path) -> tuple[list[Noted], list[Flows], Sensor]:
    sensor, noted, flows = Sensor(seed=1), [], []
    for batch in read_capture(path):
        if isinstance(batch, Skipped):
            continue
        found = sensor.feed(batch)
        noted += found.noted
        flows += [found.flows] if found.flows is not None else []
    found = sensor.end()
    noted += found.noted
    flows += [found.flows] if found.flows is not None else []
    return noted, flows, sensor
