# The columns of `packet` in one pass over Ethernet frames, as a loop that numba compiles. What it
# reads of a packet is what that reads. numba is the extra `speed`, and nothing here is loaded
# without it.
from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from schema import Worth, has_numba

from .echo import ICMP, ICMP6, answered_by

__all__ = ["COLUMNS", "WORTH_COMPILING", "compiled_packets", "pays"]

# Packets read in this process from which on a few seconds of compiling are soon won back.
WORTH_COMPILING: Final = Worth(2_000_000)

Words: TypeAlias = "npt.NDArray[np.uint64]"
Integers: TypeAlias = "npt.NDArray[np.int64]"

COLUMNS: Final = (
    "place", "wire", "protocol", "source_port", "destination_port", "flags", "sequence",
    "acknowledged", "payload", "held", "sent", "internet", "end", "fragment", "size",
)  # fmt: skip
_TCP, _UDP, _SCTP = 6, 17, 132
_MOST_STEPS, _MOST_EXTENSIONS, _MOST_LABELS = 4, 6, 6
_LONGEST_FRAME: Final = 1 << 24


def pays(packets: int) -> bool:
    """Whether to read compiled, after so many more packets."""
    return has_numba() and WORTH_COMPILING.add(packets)


def compiled_packets(
    octets: npt.NDArray[np.uint8], starts: Integers, captured: Integers, wire: Integers
) -> tuple[Words, Integers]:
    """Of the Ethernet frames that hold IP the addresses, four words of each, and `COLUMNS`.

    A row for each column; `place` is that of the frame among all.
    """
    addresses = np.zeros((4, len(starts)), np.uint64)
    columns = np.zeros((len(COLUMNS), len(starts)), np.int64)
    answers = answered_by(ICMP), answered_by(ICMP6)
    count = _kernel()(octets, starts, captured, wire, addresses, columns, *answers)
    return addresses[:, :count], columns[:, :count]


@functools.cache
def _kernel() -> Callable[..., int]:
    import numba  # noqa: PLC0415  half a second, and an extra

    compiled: Any = numba.njit(nogil=True, error_model="numpy")
    short, long = compiled(_short), compiled(_long)
    quad = compiled(_quad(long))
    four, six = compiled(_four(short, long)), compiled(_six(short, quad))
    untagged = compiled(_untagged(short, compiled(_stepped(short))))
    portless = compiled(_portless(short))
    loop = _packets((untagged, four, six, portless), short, long)
    whole: Callable[..., int] = compiled(loop)
    return whole


def _short(octets: Any, at: Any) -> Any:
    return np.int64(octets[at]) << 8 | np.int64(octets[at + 1])


def _long(octets: Any, at: Any) -> Any:
    return (
        np.int64(octets[at]) << 24 | np.int64(octets[at + 1]) << 16
        | np.int64(octets[at + 2]) << 8 | np.int64(octets[at + 3])
    )  # fmt: skip


def _quad(long: Callable[..., Any]) -> Callable[..., Any]:
    def quad(octets: Any, at: Any) -> Any:
        return np.uint64(long(octets, at)) << np.uint64(32) | np.uint64(long(octets, at + 4))

    return quad


def _four(short: Callable[..., Any], long: Callable[..., Any]) -> Callable[..., Any]:
    def four(octets: Any, at: Any, addresses: Any, count: Any) -> Any:
        """Protocol, where it begins, how long it is (-1 where that is not said), if whole, if a part."""
        mapped = np.uint64(0xFFFF00000000)
        addresses[1, count] = mapped | np.uint64(long(octets, at + 12))
        addresses[3, count] = mapped | np.uint64(long(octets, at + 16))
        addresses[0, count] = addresses[2, count] = np.uint64(0)
        head = (np.int64(octets[at]) & 15) * 4
        total = short(octets, at + 2)
        parts = short(octets, at + 6)
        whole = (parts & 0x1FFF) == 0 and head >= 20
        fragment = (parts & 0x3FFF) != 0 and head >= 20
        size = total - head if total != 0 else np.int64(-1)
        return np.int64(octets[at + 9]), at + head, size, whole, fragment

    return four


def _six(short: Callable[..., Any], quad: Callable[..., Any]) -> Callable[..., Any]:
    def six(octets: Any, at: Any, end: Any, addresses: Any, count: Any) -> Any:
        """As of `four`, behind the extensions."""
        for word in range(4):
            addresses[word, count] = quad(octets, at + 8 + 8 * word)
        protocol, transport, whole, fragment = np.int64(octets[at + 6]), at + 40, True, False
        length = short(octets, at + 4)
        finish = at + 40 + length if length != 0 else np.int64(-1)
        for _ in range(_MOST_EXTENSIONS):
            known = protocol in (0, 43, 60, 135, 139, 140)
            if not (known or protocol == 44) or transport + 8 > end:
                break
            step = np.int64(8)
            if protocol == 44:
                parts = short(octets, transport + 2)
                if parts & 0xFFF8:
                    whole = False
                if parts & 0xFFF9:
                    fragment = True
            else:
                step += np.int64(octets[transport + 1]) * 8
            protocol = np.int64(octets[transport])
            transport += step
        size = finish - transport if finish >= 0 else np.int64(-1)
        return protocol, transport, size, whole, fragment

    return six


def _stepped(short: Callable[..., Any]) -> Callable[..., Any]:
    def stepped(octets: Any, at: Any, end: Any) -> Any:
        """Behind SNAP and tags, and the Ethernet type that stands there."""
        kind = short(octets, at + 12)
        at += 14
        if kind <= 1500:
            snap = short(octets, at) == 0xAAAA and octets[at + 2] == 3
            kind = short(octets, at + 6) if snap else np.int64(-1)
            at += 8 if snap else 0
        for _ in range(_MOST_STEPS):
            place, size = 2, 4
            if kind == 0x8926:
                place, size = 4, 6
            elif kind == 0x88E7:
                place, size = 16, 18
            elif kind == 0x8903:
                place, size = 14, 16
            elif kind not in (0x8100, 0x88A8, 0x9100, 0x9200):
                break
            if at + size > end:
                break
            kind = short(octets, at + place)
            at += size
        return at, kind

    return stepped


def _untagged(short: Callable[..., Any], stepped: Callable[..., Any]) -> Callable[..., Any]:
    def untagged(octets: Any, at: Any, end: Any) -> Any:
        """Where the internet layer begins behind tags, labels and PPPoE, and its Ethernet type."""
        at, kind = stepped(octets, at, end)
        if kind in (0x8847, 0x8848):
            kind = np.int64(-1)
            for _ in range(_MOST_LABELS):
                if at + 4 > end or kind == 0:
                    break
                if octets[at + 2] & 1:
                    kind = np.int64(0)
                at += 4
        elif kind == 0x8864 and at + 8 <= end:
            inside = short(octets, at + 6)
            kind = np.int64(0x0800 if inside == 0x21 else 0x86DD if inside == 0x57 else -1)
            at += 8
        return at, kind

    return untagged


def _portless(short: Callable[..., Any]) -> Callable[..., Any]:
    def portless(  # noqa: PLR0917  a compiled function is given what it needs one by one
        octets: Any, at: Any, protocol: Any, room: Any, answers: Any, answers_6: Any
    ) -> Any:
        """Ports of what is neither TCP nor UDP, or what stands for them."""
        if protocol == _SCTP and room >= 12:
            return short(octets, at), short(octets, at + 2)
        if protocol in (ICMP, ICMP6) and room >= 4:
            kind, code = np.int64(octets[at]), np.int64(octets[at + 1])
            counterpart = answers[kind] if protocol == ICMP else answers_6[kind]
            return kind, counterpart if counterpart >= 0 else code
        return np.int64(0), np.int64(0)

    return portless


def _packets(
    parts: tuple[Callable[..., Any], ...], short: Callable[..., Any], long: Callable[..., Any]
) -> Callable[..., int]:
    untagged, four, six, portless = parts

    def packets(  # noqa: PLR0917  a compiled loop is given what it needs one by one
        octets: Any,
        starts: Any,
        captured: Any,
        wire: Any,
        addresses: Any,
        columns: Any,
        answers: Any,
        answers_6: Any,
    ) -> int:
        count = 0
        for place in range(len(starts)):
            at, end = starts[place], starts[place] + captured[place]
            # Nothing shorter holds IP, and what follows is read without looking.
            if captured[place] < 34:
                continue
            at, kind = untagged(octets, at, end)
            if at >= end:
                continue
            version = octets[at] >> 4
            if kind in (0x0800, 0) and version == 4 and at + 20 <= end:
                protocol, transport, size, whole, part = four(octets, at, addresses, count)
            elif kind in (0x86DD, 0) and version == 6 and at + 40 <= end:
                protocol, transport, size, whole, part = six(octets, at, end, addresses, count)
            else:
                continue
            room = end - transport
            on_wire = min(max(wire[place], captured[place]), _LONGEST_FRAME)
            columns[0, count], columns[1, count], columns[2, count] = place, on_wire, protocol
            head = np.int64(0)
            ported = False
            if whole and protocol == _TCP and room >= 20:
                ported = True
                last = short(octets, transport + 12)
                head = (last >> 12) * 4
                columns[5, count] = last & 0x1FF
                columns[6, count] = long(octets, transport + 4)
                columns[7, count] = long(octets, transport + 8)
            elif whole and protocol == _UDP and room >= 8:
                ported = True
                head = np.int64(8)
            if size < 0:
                size = room + on_wire - captured[place]
            columns[14, count] = max(size + transport - at, 0)
            if ported:
                columns[3, count] = short(octets, transport)
                columns[4, count] = short(octets, transport + 2)
                sent = max(size - head, 0)
                columns[9, count] = max(min(room - head, sent), 0)
                columns[10, count] = sent
            elif whole:
                ports = portless(octets, transport, protocol, room, answers, answers_6)
                columns[3, count], columns[4, count] = ports
            columns[8, count] = transport + head
            columns[11, count], columns[12, count], columns[13, count] = at, end, part
            count += 1
        return count

    return packets
