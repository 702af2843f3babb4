# Packets read column by column: addresses, ports, flags and where the payload lies, for a
# whole batch of frames at once. What is no IP stays out and is counted; what is cut short is
# read as far as it goes. Later fragments of a datagram have no ports and no payload of their own.
#
# Layers: IEEE 802.1Q and 802.1ad, RFC 791, RFC 8200, RFC 9293, RFC 768; link types by
# draft-ietf-opsawg-pcaplinktype.
from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .packet_compiled import COLUMNS, compiled_packets, pays

__all__ = ["TCP", "UDP", "Packets", "read_packets"]

Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.bool_]

TCP: Final = 6
UDP: Final = 17
_ETHERNET, _SLL, _SLL2 = 1, 113, 276
_RAW = (12, 14, 101, 228, 229)
_LOOPBACK = (0, 108)
_IPV4, _IPV6 = 0x0800, 0x86DD
_TAGS = (0x8100, 0x88A8, 0x9100)
_MOST_TAGS = 3
_MOST_EXTENSIONS = 6
_FRAGMENT = 44
_LONGEST_FRAME = 1 << 24
# Hop-by-hop, routing, destination options, mobility, HIP, shim6: eight-byte units.
_EXTENSIONS = (0, 43, 60, 135, 139, 140)
_MAPPED = np.uint64(0xFFFF << 32)


@dataclass(frozen=True, slots=True)
class Packets:
    """The IP packets of a batch, a value for each in every column.

    `time` is in nanoseconds since 1970; `wire` the frame's size on the wire. Addresses are two
    words of a 128-bit number, IPv4 mapped into IPv6 (RFC 4291 2.5.5.2). `payload` is where in
    `octets` the transport's payload begins, `held` how much of it was captured and `sent` how
    much there was. `others` counts frames that are no IP, or too short to be.
    """

    octets: Bytes
    time: Integers
    wire: Integers
    source: tuple[Words, Words]
    destination: tuple[Words, Words]
    protocol: Integers
    source_port: Integers
    destination_port: Integers
    flags: Integers
    sequence: Integers
    acknowledged: Integers
    payload: Integers
    held: Integers
    sent: Integers
    others: int

    def __len__(self) -> int:
        return len(self.time)

    def part(self, begin: int, end: int) -> Packets:
        """Some packets that follow one another; none of those that are no IP."""
        every = slice(begin, end)
        return Packets(
            self.octets, self.time[every], self.wire[every],
            (self.source[0][every], self.source[1][every]),
            (self.destination[0][every], self.destination[1][every]),
            self.protocol[every], self.source_port[every], self.destination_port[every],
            self.flags[every], self.sequence[every], self.acknowledged[every],
            self.payload[every], self.held[every], self.sent[every], 0,
        )  # fmt: skip


def read_packets(batch: pa.RecordBatch) -> Packets:
    """The IP packets of a batch of captured frames, in its order (columns of `CAPTURED`)."""
    frames = batch.column("frame")
    _, offsets, values = frames.buffers()
    assert offsets is not None
    every = np.frombuffer(memoryview(offsets).cast("B"), np.int64)
    starts = every[frames.offset : frames.offset + len(frames)]
    held = memoryview(b"" if values is None else values).cast("B")
    octets = np.frombuffer(held, np.uint8)
    captured = batch.column("captured").to_numpy()
    link = batch.column("link").to_numpy()
    if pays(len(frames)) and (link == _ETHERNET).all():
        return _compiled(batch, octets, starts, captured)
    loads = _Loads(octets)
    at, kind = _network(loads, starts, link)
    end = starts + captured
    version = np.where(at < end, loads.byte(at) >> 4, 0)
    is_4 = (version == 4) & (at + 20 <= end) & ((kind == _IPV4) | (kind == 0))
    is_6 = (version == 6) & (at + 40 <= end) & ((kind == _IPV6) | (kind == 0))
    kept = np.flatnonzero(is_4 | is_6)
    at, end, is_4 = at[kept], end[kept], is_4[kept]
    if is_4.all():
        internet = _ipv4(loads, at)
    elif not is_4.any():
        internet = _ipv6(loads, at, end)
    else:
        internet = _both(loads, at, end, is_4)
    return _transport(loads, internet, end, batch, kept)


def _compiled(
    batch: pa.RecordBatch, octets: Bytes, starts: Integers, captured: Integers
) -> Packets:
    wire = batch.column("wire").to_numpy()
    (a, b, c, d), found = compiled_packets(octets, starts, captured, wire)
    told = dict(zip(COLUMNS, found, strict=True))
    kept = told.pop("place")
    time = batch.column("time").cast(pa.int64()).to_numpy()
    return Packets(
        octets=octets,
        time=time if len(kept) == len(time) else time[kept],
        source=(a, b),
        destination=(c, d),
        others=batch.num_rows - len(kept),
        **told,
    )


class _Loads:
    """Unaligned loads of many numbers at once, in network order; beyond the end they read zero."""

    def __init__(self, octets: Bytes) -> None:
        self.octets = octets
        self._short = self._every(">u2", 2)
        self._long = self._every(">u4", 4)
        self._quad = self._every(">u8", 8)

    def _every(self, kind: str, width: int) -> npt.NDArray[np.uint64]:
        count = max(0, len(self.octets) - width + 1)
        every = np.ndarray((count,), np.dtype(kind), self.octets, 0, (1,)) if count else None
        return np.zeros(1, np.uint64) if every is None else every

    def byte(self, at: Integers) -> Integers:
        if not len(self.octets):
            return np.zeros(len(at), np.int64)
        return self.octets.take(at, mode="clip").astype(np.int64)

    def short(self, at: Integers) -> Integers:
        return self._short[np.minimum(at, len(self._short) - 1)].astype(np.int64)

    def long(self, at: Integers) -> Integers:
        return self._long[np.minimum(at, len(self._long) - 1)].astype(np.int64)

    def quad(self, at: Integers) -> Words:
        return self._quad[np.minimum(at, len(self._quad) - 1)].astype(np.uint64)


@dataclass(frozen=True, slots=True)
class _Internet:
    """What the internet layer says of each packet; `whole` where the transport's header is in it."""

    source: tuple[Words, Words]
    destination: tuple[Words, Words]
    protocol: Integers
    transport: Integers
    size: Integers
    whole: Places


def _network(
    loads: _Loads, starts: Integers, link: npt.NDArray[np.uint16]
) -> tuple[Integers, Integers]:
    """Where the internet layer begins in each frame and its Ethernet type, 0 where none is said."""
    if len(link) and (link == _ETHERNET).all():
        return _untagged(loads, starts + 14, loads.short(starts + 12))
    at, kind = starts.copy(), np.full(len(starts), -1, np.int64)
    for each in np.unique(link):
        of = np.flatnonzero(link == each)
        begin = starts[of]
        if each == _ETHERNET:
            at[of], kind[of] = _untagged(loads, begin + 14, loads.short(begin + 12))
        elif each == _SLL:
            at[of], kind[of] = _untagged(loads, begin + 16, loads.short(begin + 14))
        elif each == _SLL2:
            at[of], kind[of] = _untagged(loads, begin + 20, loads.short(begin))
        elif each in _RAW:
            kind[of] = 0
        elif each in _LOOPBACK:
            at[of], kind[of] = begin + 4, 0
    return at, kind


def _untagged(loads: _Loads, at: Integers, kind: Integers) -> tuple[Integers, Integers]:
    """Behind the VLAN tags, of which there may be several."""
    for _ in range(_MOST_TAGS):
        tagged = np.flatnonzero(np.isin(kind, _TAGS))
        if not len(tagged):
            break
        kind[tagged] = loads.short(at[tagged] + 2)
        at[tagged] += 4
    return at, kind


def _ipv4(loads: _Loads, at: Integers) -> _Internet:
    both = loads.quad(at + 12)
    nothing = np.zeros(len(at), np.uint64)
    source = (nothing, both >> np.uint64(32) | _MAPPED)
    destination = (nothing, both & np.uint64(0xFFFFFFFF) | _MAPPED)
    head = (loads.byte(at) & 15) * 4
    # A length of 0 is what segmentation offload leaves: then the frame says how long it is.
    total = loads.short(at + 2)
    whole = ((loads.short(at + 6) & 0x1FFF) == 0) & (head >= 20)
    size = np.where(total, total - head, -1)
    return _Internet(source, destination, loads.byte(at + 9), at + head, size, whole)


def _ipv6(loads: _Loads, at: Integers, end: Integers) -> _Internet:
    source = (loads.quad(at + 8), loads.quad(at + 16))
    destination = (loads.quad(at + 24), loads.quad(at + 32))
    protocol, transport = loads.byte(at + 6), at + 40
    length = loads.short(at + 4)
    finish = np.where(length, at + 40 + length, -1)
    whole = np.ones(len(at), np.bool_)
    for _ in range(_MOST_EXTENSIONS):
        more = np.isin(protocol, (*_EXTENSIONS, _FRAGMENT)) & (transport + 8 <= end)
        if not more.any():
            break
        place = np.flatnonzero(more)
        here = transport[place]
        fragment = protocol[place] == _FRAGMENT
        later = fragment & ((loads.short(here + 2) & 0xFFF8) != 0)
        whole[place[later]] = False
        protocol[place] = loads.byte(here)
        transport[place] = here + np.where(fragment, 8, 8 + loads.byte(here + 1) * 8)
    size = np.where(finish >= 0, finish - transport, -1)
    return _Internet(source, destination, protocol, transport, size, whole)


def _both(loads: _Loads, at: Integers, end: Integers, is_4: Places) -> _Internet:
    """Each packet by its own version, in order."""
    four, six = np.flatnonzero(is_4), np.flatnonzero(~is_4)
    one, other = _ipv4(loads, at[four]), _ipv6(loads, at[six], end[six])
    order = np.argsort(np.concatenate([four, six]), kind="stable")

    def joined(a: npt.NDArray[np.generic], b: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        return np.concatenate([a, b])[order]

    return _Internet(
        tuple(map(joined, one.source, other.source)),  # type: ignore[arg-type]
        tuple(map(joined, one.destination, other.destination)),  # type: ignore[arg-type]
        joined(one.protocol, other.protocol),  # type: ignore[arg-type]
        joined(one.transport, other.transport),  # type: ignore[arg-type]
        joined(one.size, other.size),  # type: ignore[arg-type]
        joined(one.whole, other.whole),  # type: ignore[arg-type]
    )


def _transport(
    loads: _Loads,
    internet: _Internet,
    end: Integers,
    batch: pa.RecordBatch,
    kept: npt.NDArray[np.intp],
) -> Packets:
    at, protocol = internet.transport, internet.protocol
    room = end - at
    tcp = internet.whole & (protocol == TCP) & (room >= 20)
    udp = internet.whole & (protocol == UDP) & (room >= 8)
    ported = tcp | udp
    ports = np.where(ported, loads.long(at), 0)
    last = np.where(tcp, loads.short(at + 12), 0)
    head = np.where(tcp, (last >> 12) * 4, np.where(udp, 8, 0))
    captured = batch.column("captured").to_numpy()[kept]
    # No frame is longer than this, nor shorter than what is there of it.
    wire = np.clip(batch.column("wire").to_numpy()[kept], captured, _LONGEST_FRAME)
    beyond = wire - captured
    size = np.where(internet.size >= 0, internet.size, room + beyond)
    sent = np.where(ported, np.maximum(size - head, 0), 0)
    held = np.clip(np.minimum(room - head, sent), 0, None)
    return Packets(
        octets=loads.octets,
        time=batch.column("time").cast(pa.int64()).to_numpy()[kept],
        wire=wire,
        source=internet.source,
        destination=internet.destination,
        protocol=protocol,
        source_port=ports >> 16,
        destination_port=ports & 0xFFFF,
        flags=last & 0x1FF,
        sequence=np.where(tcp, loads.long(at + 4), 0),
        acknowledged=np.where(tcp, loads.long(at + 8), 0),
        payload=at + head,
        held=held,
        sent=sent,
        others=batch.num_rows - len(kept),
    )
