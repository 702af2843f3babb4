# Datagrams put together from their fragments (RFC 791 3.2, RFC 8200 4.5). Of two versions of the
# same octets the one that came first counts, as with segments of TCP; RFC 5722 has a receiver
# drop an IPv6 datagram whose fragments overlap, which here is read all the same, and counted.
#
# A datagram counts in its flow with as many packets and octets as there were fragments. One that
# never becomes whole is let go after a minute, and counted: its first fragment, if that came, says
# which flow its packets belong to.
from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import numpy as np

from .link import RAW
from .packet import Frames, Packets, read_frames

__all__ = ["Fragments"]

_WITHIN_NS: Final = 60 * 1_000_000_000
_MOST_OPEN: Final = 4_096
_LONGEST: Final = 65_535
_MOST_PARTS: Final = 8_192
_FRAGMENT: Final = 44
_IPV6_HEAD: Final = 40


@dataclass(slots=True)
class _Datagram:
    """Fragments of a datagram as they came: each one's time, and sizes of its frame and of itself."""

    head: bytes
    began: int
    packets: list[tuple[int, int, int]] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    # Which octets are there, from one place to another, in order.
    there: list[tuple[int, int]] = field(default_factory=list)
    total: int | None = None
    # Octets up to here were captured, beyond it at least one was not.
    captured: int = _LONGEST

    def put(self, at: int, data: bytes, size: int) -> bool:
        """Takes octets in; whether some of them were there already."""
        end = at + size
        if len(self.octets) < end:
            self.octets.extend(bytes(end - len(self.octets)))
        if size > len(data):
            self.captured = min(self.captured, at + len(data))
        free = at
        overlaps = False
        for begin, finish in self.there:
            if begin >= end or finish <= at:
                continue
            overlaps = True
            if begin > free:
                self.octets[free:begin] = data[free - at : begin - at].ljust(begin - free, b"\0")
            free = max(free, finish)
        if free < end:
            self.octets[free:end] = data[free - at :].ljust(end - free, b"\0")
        self._join(at, end)
        return overlaps

    def _join(self, at: int, end: int) -> None:
        apart = [each for each in self.there if each[1] < at or each[0] > end]
        near = [each for each in self.there if not (each[1] < at or each[0] > end)]
        begin = min([at, *(each[0] for each in near)])
        finish = max([end, *(each[1] for each in near)])
        self.there = sorted([*apart, (begin, finish)])

    @property
    def whole(self) -> bool:
        return self.total is not None and self.there[:1] == [(0, self.total)]


class Fragments:
    """Holds fragments back until their datagrams are whole.

    `overlapping` counts fragments that said again what was said, `incomplete` datagrams that
    never were whole.
    """

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[bytes, ...], _Datagram] = OrderedDict()
        self.overlapping = 0
        self.incomplete = 0

    def feed(self, packets: Packets) -> Packets:
        """The packets that are no fragments, and among them by their time those of datagrams that
        are over by now.
        """
        places = np.flatnonzero(packets.fragment)
        if not len(places) and not self._open:
            return packets
        over = [
            each for place in places.tolist() if (each := self._take(packets, place)) is not None
        ]
        now = int(packets.time.max()) if len(packets) else 0
        while self._open and (
            now - next(iter(self._open.values())).began > _WITHIN_NS or len(self._open) > _MOST_OPEN
        ):
            over.append(self._given_up())
        done = _as_packets(over)
        others = packets.take(~packets.fragment)
        return others if done is None else _among(others, done)

    def end(self) -> Packets | None:
        """Those of datagrams that never were whole."""
        return _as_packets([self._given_up() for _ in range(len(self._open))])

    def _given_up(self) -> _Datagram:
        self.incomplete += 1
        return self._open.popitem(last=False)[1]

    def _take(self, packets: Packets, place: int) -> _Datagram | None:
        """A fragment taken in; its datagram where that makes it whole."""
        begin, end = int(packets.internet[place]), int(packets.end[place])
        octets = packets.octets[begin:end].tobytes()
        part = _part_of_4(octets) if octets[0] >> 4 == 4 else _part_of_6(octets)
        time = int(packets.time[place])
        if part is None:
            return None
        key, head, at, size, more, data = part
        datagram = self._open.setdefault(key, _Datagram(head, time))
        datagram.packets.append((time, int(packets.wire[place]), int(packets.size[place])))
        if at + size > _LONGEST or len(datagram.packets) > _MOST_PARTS:
            return None
        self.overlapping += datagram.put(at, data[:size], size)
        if not more and datagram.total is None:
            datagram.total = at + size
        if not at:
            datagram.head = head
        if datagram.whole:
            return self._open.pop(key)
        return None


_Part = tuple[tuple[bytes, ...], bytes, int, int, bool, bytes]


def _part_of_4(octets: bytes) -> _Part | None:
    """Key, head of the whole datagram, place, size, whether more follow, and octets of a fragment."""
    size_of_head = (octets[0] & 15) * 4
    total = int.from_bytes(octets[2:4], "big") or len(octets)
    place = int.from_bytes(octets[6:8], "big")
    if total <= size_of_head:
        return None
    head = b"\x45\0\0\0\0\0\0\0" + octets[8:10] + b"\0\0" + octets[12:20]
    key = (octets[12:20], octets[9:10], octets[4:6])
    at = (place & 0x1FFF) * 8
    return key, head, at, total - size_of_head, bool(place & 0x2000), octets[size_of_head:total]


def _part_of_6(octets: bytes) -> _Part | None:
    end = _IPV6_HEAD + int.from_bytes(octets[4:6], "big")
    kind, at = octets[6], _IPV6_HEAD
    while kind != _FRAGMENT and at + 8 <= len(octets):
        kind, at = octets[at], at + 8 + octets[at + 1] * 8
    if kind != _FRAGMENT or at + 8 > len(octets) or end <= at + 8:
        return None
    place = int.from_bytes(octets[at + 2 : at + 4], "big")
    head = octets[:4] + b"\0\0" + octets[at : at + 1] + octets[7:_IPV6_HEAD]
    key = (octets[8:_IPV6_HEAD], octets[at + 4 : at + 8])
    return key, head, place & 0xFFF8, end - at - 8, bool(place & 1), octets[at + 8 : end]


def _among(packets: Packets, done: Packets) -> Packets:
    """Some packets where they belong by their time among others, whose order stays."""
    size = len(packets.octets)
    both: dict[str, Any] = {"octets": np.concatenate([packets.octets, done.octets]), "others": 0}
    for each in fields(packets):
        one, other = getattr(packets, each.name), getattr(done, each.name)
        if each.name in ("payload", "internet", "end"):
            both[each.name] = np.concatenate([one, other + size])
        elif isinstance(one, tuple):
            both[each.name] = tuple(map(np.concatenate, zip(one, other, strict=True)))
        elif each.name not in both:
            both[each.name] = np.concatenate([one, other])
    when = np.concatenate([np.maximum.accumulate(packets.time), done.time])
    return Packets(**both).take(np.argsort(when, kind="stable"))


def _as_packets(over: list[_Datagram]) -> Packets | None:
    """Datagrams as packets: one for each fragment, the last of which has what they carried."""
    if not over:
        return None
    parts: list[bytes] = []
    for each in over:
        held = len(each.octets) if each.there[:1] == [(0, len(each.octets))] else 0
        if not each.whole:
            # Of what has holes the beginning says which flow it is of.
            held = each.there[0][1] if each.there and not each.there[0][0] else 0
        data = bytes(each.octets[: min(held, each.captured)])
        size = len(each.octets)
        if each.head[0] >> 4 == 4:
            total = min(_LONGEST, size + 20).to_bytes(2, "big")
            parts.append(each.head[:2] + total + each.head[4:] + data)
        else:
            parts.append(each.head[:4] + size.to_bytes(2, "big") + each.head[6:] + data)
    sizes = np.array([len(each) for each in parts], np.int64)
    frames = Frames(
        np.frombuffer(b"".join(parts), np.uint8),
        np.cumsum(sizes) - sizes,
        sizes,
        np.zeros(len(parts), np.int64),
        np.array([each.packets[-1][0] for each in over], np.int64),
        np.full(len(parts), RAW, np.uint16),
    )
    packets = read_frames(frames)
    counts = np.array([len(each.packets) for each in over])
    every = packets.take(np.repeat(np.arange(len(over)), counts))
    last = np.cumsum(counts) - 1
    carries = np.zeros(len(every), np.bool_)
    carries[last] = True
    table = np.array([packet for each in over for packet in each.packets], np.int64)
    # Heads of fragments are with the first, what the datagram is itself with the last.
    heads = np.add.reduceat(table[:, 2], last - counts + 1) - packets.size
    several = counts > 1
    whole = np.where(np.repeat(several, counts), 0, table[:, 2])
    whole[last[several]] = packets.size[several]
    whole[(last - counts + 1)[several]] += heads[several]
    return replace(
        every,
        time=table[:, 0],
        wire=table[:, 1],
        size=whole,
        flags=np.where(carries, every.flags, 0),
        held=np.where(carries, every.held, 0),
        sent=np.where(carries, every.sent, 0),
    )
