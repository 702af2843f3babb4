# Packets read column by column: addresses, ports, flags and where the payload lies, for a
# whole batch of frames at once. What is no IP stays out and is counted; what is cut short is
# read as far as it goes. Fragments of a datagram are marked; the later ones have no ports and no
# payload of their own.
#
# Layers: RFC 791, RFC 8200, RFC 9293, RFC 768, RFC 9260 (ports alone), RFC 792 and 4443; what is
# below is in `link`.
from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .echo import ICMP, ICMP6, answered_by
from .link import ETHERNET, IPV4, IPV6, internet_layer
from .loads import Bytes, Integers, Loads, Words
from .packet_compiled import COLUMNS, compiled_packets, pays

__all__ = ["SCTP", "TCP", "UDP", "Frames", "Packets", "read_frames", "read_packets"]

Places = npt.NDArray[np.bool_]

TCP: Final = 6
UDP: Final = 17
SCTP: Final = 132
_MOST_EXTENSIONS = 6
_FRAGMENT = 44
_LONGEST_FRAME = 1 << 24
# Hop-by-hop, routing, destination options, mobility, HIP, shim6: eight-byte units.
_EXTENSIONS = (0, 43, 60, 135, 139, 140)
_MAPPED = np.uint64(0xFFFF << 32)


@dataclass(frozen=True, slots=True)
class Packets:
    """The IP packets of a batch, a value for each in every column.

    `time` is in nanoseconds since 1970; `wire` the frame's size on the wire, `size` that of the IP
    packet in it with its head. Addresses are two
    words of a 128-bit number, IPv4 mapped into IPv6 (RFC 4291 2.5.5.2). `payload` is where in
    `octets` the transport's payload begins, `held` how much of it was captured and `sent` how
    much there was. `others` counts frames that are no IP, or too short to be. `internet` is where
    in `octets` the internet layer begins and `end` where what was captured of it ends; `fragment`
    says which packets are parts of a datagram.
    """

    octets: Bytes
    time: Integers
    wire: Integers
    size: Integers
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
    internet: Integers
    end: Integers
    fragment: Places
    others: int

    def __len__(self) -> int:
        return len(self.time)

    def take(self, places: npt.NDArray[Any] | slice) -> Packets:
        """Some of the packets, by their places or by whether they are among them."""
        chosen: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, tuple):
                chosen[each.name] = tuple(part[places] for part in value)
            else:
                same = each.name in ("octets", "others")
                chosen[each.name] = value if same else value[places]
        return Packets(**{**chosen, "others": 0})

    def part(self, begin: int, end: int) -> Packets:
        """Some packets that follow one another; none of those that are no IP."""
        return self.take(slice(begin, end))


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames in octets, a value for each: where they begin, what was captured, and the rest."""

    octets: Bytes
    starts: Integers
    captured: Integers
    wire: Integers
    time: Integers
    link: npt.NDArray[np.uint16]


def read_packets(batch: pa.RecordBatch) -> Packets:
    """The IP packets of a batch of captured frames, in its order (columns of `CAPTURED`)."""
    frames = batch.column("frame")
    _, offsets, values = frames.buffers()
    assert offsets is not None
    every = np.frombuffer(memoryview(offsets).cast("B"), np.int64)
    starts = every[frames.offset : frames.offset + len(frames)]
    held = memoryview(b"" if values is None else values).cast("B")
    return read_frames(
        Frames(
            np.frombuffer(held, np.uint8),
            starts,
            batch.column("captured").to_numpy(),
            batch.column("wire").to_numpy(),
            batch.column("time").cast(pa.int64()).to_numpy(),
            batch.column("link").to_numpy(),
        )
    )


def read_frames(frames: Frames) -> Packets:
    """The IP packets of these frames, in their order."""
    if pays(len(frames.starts)) and (frames.link == ETHERNET).all():
        return _compiled(frames)
    loads = Loads(frames.octets)
    at, kind = internet_layer(loads, frames.starts, frames.link)
    end = frames.starts + frames.captured
    version = np.where(at < end, loads.byte(at) >> 4, 0)
    is_4 = (version == 4) & (at + 20 <= end) & ((kind == IPV4) | (kind == 0))
    is_6 = (version == 6) & (at + 40 <= end) & ((kind == IPV6) | (kind == 0))
    kept = np.flatnonzero(is_4 | is_6)
    at, end, is_4 = at[kept], end[kept], is_4[kept]
    if is_4.all():
        internet = _ipv4(loads, at)
    elif not is_4.any():
        internet = _ipv6(loads, at, end)
    else:
        internet = _both(loads, at, end, is_4)
    return _transport(loads, internet, (at, end), frames, kept)


def _compiled(frames: Frames) -> Packets:
    (a, b, c, d), found = compiled_packets(
        frames.octets, frames.starts, frames.captured, frames.wire
    )
    told = dict(zip(COLUMNS, found, strict=True))
    kept, fragment = told.pop("place"), told.pop("fragment")
    return Packets(
        octets=frames.octets,
        time=frames.time if len(kept) == len(frames.time) else frames.time[kept],
        source=(a, b),
        destination=(c, d),
        fragment=fragment != 0,
        others=len(frames.time) - len(kept),
        **told,
    )


@dataclass(frozen=True, slots=True)
class _Internet:
    """What the internet layer says of each packet; `whole` where the transport's header is in it."""

    source: tuple[Words, Words]
    destination: tuple[Words, Words]
    protocol: Integers
    transport: Integers
    size: Integers
    whole: Places
    fragment: Places


def _ipv4(loads: Loads, at: Integers) -> _Internet:
    both = loads.quad(at + 12)
    nothing = np.zeros(len(at), np.uint64)
    source = (nothing, both >> np.uint64(32) | _MAPPED)
    destination = (nothing, both & np.uint64(0xFFFFFFFF) | _MAPPED)
    head = (loads.byte(at) & 15) * 4
    # A length of 0 is what segmentation offload leaves: then the frame says how long it is.
    total = loads.short(at + 2)
    place = loads.short(at + 6)
    whole = ((place & 0x1FFF) == 0) & (head >= 20)
    size = np.where(total, total - head, -1)
    fragment = (place & 0x3FFF != 0) & (head >= 20)
    return _Internet(source, destination, loads.byte(at + 9), at + head, size, whole, fragment)


def _ipv6(loads: Loads, at: Integers, end: Integers) -> _Internet:
    source = (loads.quad(at + 8), loads.quad(at + 16))
    destination = (loads.quad(at + 24), loads.quad(at + 32))
    protocol, transport = loads.byte(at + 6), at + 40
    length = loads.short(at + 4)
    finish = np.where(length, at + 40 + length, -1)
    whole = np.ones(len(at), np.bool_)
    fragmented = np.zeros(len(at), np.bool_)
    for _ in range(_MOST_EXTENSIONS):
        more = np.isin(protocol, (*_EXTENSIONS, _FRAGMENT)) & (transport + 8 <= end)
        if not more.any():
            break
        place = np.flatnonzero(more)
        here = transport[place]
        fragment = protocol[place] == _FRAGMENT
        parts = loads.short(here + 2)
        later = fragment & ((parts & 0xFFF8) != 0)
        # One that is all of its datagram is none (RFC 6946).
        fragmented[place[fragment & (parts & 0xFFF9 != 0)]] = True
        whole[place[later]] = False
        protocol[place] = loads.byte(here)
        transport[place] = here + np.where(fragment, 8, 8 + loads.byte(here + 1) * 8)
    size = np.where(finish >= 0, finish - transport, -1)
    return _Internet(source, destination, protocol, transport, size, whole, fragmented)


def _both(loads: Loads, at: Integers, end: Integers, is_4: Places) -> _Internet:
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
        joined(one.fragment, other.fragment),  # type: ignore[arg-type]
    )


def _transport(
    loads: Loads,
    internet: _Internet,
    spans: tuple[Integers, Integers],
    frames: Frames,
    kept: npt.NDArray[np.intp],
) -> Packets:
    at, protocol = internet.transport, internet.protocol
    begin, end = spans
    room = end - at
    tcp = internet.whole & (protocol == TCP) & (room >= 20)
    udp = internet.whole & (protocol == UDP) & (room >= 8)
    ported = tcp | udp
    sctp = internet.whole & (protocol == SCTP) & (room >= 12)
    ports = np.where(ported | sctp, loads.long(at), 0)
    for each in (ICMP, ICMP6):
        messages = np.flatnonzero(internet.whole & (protocol == each) & (room >= 4))
        if len(messages):
            ports[messages] = _in_place_of_ports(loads, at[messages], each)
    last = np.where(tcp, loads.short(at + 12), 0)
    head = np.where(tcp, (last >> 12) * 4, np.where(udp, 8, 0))
    captured = frames.captured[kept]
    # No frame is longer than this, nor shorter than what is there of it.
    wire = np.clip(frames.wire[kept], captured, _LONGEST_FRAME)
    beyond = wire - captured
    size = np.where(internet.size >= 0, internet.size, room + beyond)
    sent = np.where(ported, np.maximum(size - head, 0), 0)
    whole = np.maximum(size + at - begin, 0)
    held = np.clip(np.minimum(room - head, sent), 0, None)
    return Packets(
        octets=loads.octets,
        time=frames.time[kept],
        wire=wire,
        size=whole,
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
        internet=begin,
        end=end,
        fragment=internet.fragment,
        others=len(frames.starts) - len(kept),
    )


def _in_place_of_ports(loads: Loads, at: Integers, protocol: int) -> Integers:
    kind, code = loads.byte(at), loads.byte(at + 1)
    counterpart = answered_by(protocol)[kind]
    found: Integers = kind << 16 | np.where(counterpart >= 0, counterpart, code)
    return found
