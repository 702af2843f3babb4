# One day of a drill as the monitor reads it: packets through the sensor, as they were captured on the
# bridges or as the frames of the lab's sockets make them, and lines of hosts' logs through the reader of
# their kind. What comes out is what a capture and a log of such a day would give.
from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow as pa

from connectors import CAPTURED
from monitor import About, LogReader, Sensed, Sensor, kind_of
from range.alert import Captured
from range.host_log import Line
from range.journal import Frame

from .drill_packets import DrillPackets

__all__ = ["DayReader", "asked_for_names"]

_NS: Final = 1_000_000_000
_ETHERNET: Final = 1
_IP: Final = 14
_UDP: Final = 17
_DNS: Final = 53
_SEED_MASK: Final = (1 << 62) - 1


class DayReader:
    """Reads what passed on one day of a drill; the drill's second 0 is at `start`, seconds since 1970.

    Lines of logs say their own times, which `shift` (seconds) moves to that day.
    """

    def __init__(self, start: float, seed: int, *, shift: float = 0.0) -> None:
        self._start = round(start * _NS)
        self._shift = round(shift * 1_000_000)
        self._packets = DrillPackets(self._start)
        self._sensor = Sensor(seed=seed & _SEED_MASK)
        self._logs: dict[str, LogReader] = {}
        self._last = 0

    def frames(self, frames: Sequence[Frame]) -> Sensed:
        """The events that these frames complete."""
        return self._sensor.feed(self._packets.batch(frames))

    def packets(self, packets: Sequence[Captured]) -> Sensed:
        """The events that these captured packets complete."""
        times = []
        for each in packets:
            # Of several bridges: the order of packets is that of their times.
            self._last = max(self._start + round(each.time * _NS), self._last + 1)
            times.append(self._last)
        sizes = pa.array([len(each.packet) for each in packets], pa.int64())
        octets = pa.array([each.packet for each in packets], pa.large_binary())
        kinds = pa.array([_ETHERNET] * len(packets), pa.uint16())
        stamps = pa.array(times, pa.timestamp("ns", tz="UTC"))
        return self._sensor.feed(
            pa.RecordBatch.from_arrays([stamps, kinds, sizes, sizes, octets], schema=CAPTURED)
        )

    def lines(self, lines: Sequence[Line]) -> Iterator[pa.RecordBatch]:
        """The events of these lines, a batch for each host that wrote some."""
        by_host: dict[str, list[str]] = {}
        for each in lines:
            by_host.setdefault(each.host, []).append(each.text)
        for host, texts in by_host.items():
            reader = self._logs.get(host)
            if reader is None:
                kind = kind_of(texts[0])
                if kind is None:
                    continue
                reader = self._logs[host] = LogReader(kind, About(host), host)
            batch = reader.feed("".join(f"{text}\n" for text in texts))
            yield self._moved(batch) if self._shift else batch

    def _moved(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        place = batch.schema.get_field_index("@timestamp")
        field = batch.schema.field(place)
        micros = batch.column(place).cast(pa.int64()).to_numpy() + self._shift
        return batch.set_column(place, field, pa.array(micros, pa.int64()).cast(field.type))


def asked_for_names(packets: Sequence[Captured]) -> Iterator[tuple[str, str]]:
    """Who asked which server for a name, in datagrams."""
    for each in packets:
        packet = each.packet
        ports = _IP + 4 * (packet[_IP] & 15)
        if packet[_IP + 9] == _UDP and packet[ports + 2 : ports + 4] == _DNS.to_bytes(2, "big"):
            ends = (str(ipaddress.IPv4Address(packet[at : at + 4])) for at in (26, 30))
            source, server = ends
            yield source, server
