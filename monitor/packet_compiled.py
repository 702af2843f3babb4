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

__all__ = ["COLUMNS", "WORTH_COMPILING", "compiled_packets", "pays"]

# Packets read in this process from which on a few seconds of compiling are soon won back.
WORTH_COMPILING: Final = Worth(2_000_000)

Words: TypeAlias = "npt.NDArray[np.uint64]"
Integers: TypeAlias = "npt.NDArray[np.int64]"

COLUMNS: Final = (
    "place", "wire", "protocol", "source_port", "destination_port", "flags", "sequence",
    "acknowledged", "payload", "held", "sent",
)  # fmt: skip
_TCP, _UDP = 6, 17
_MOST_TAGS, _MOST_EXTENSIONS = 3, 6
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
    count = _kernel()(octets, starts, captured, wire, addresses, columns)
    return addresses[:, :count], columns[:, :count]


@functools.cache
def _kernel() -> Callable[..., int]:
    import numba  # noqa: PLC0415  half a second, and an extra

    compiled: Any = numba.njit(nogil=True, error_model="numpy")
    short, long = compiled(_short), compiled(_long)
    quad = compiled(_quad(long))
    four, six = compiled(_four(short, long)), compiled(_six(short, quad))
    whole: Callable[..., int] = compiled(
        _packets(compiled(_untagged(short)), short, long, four, six)
    )
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
        """Protocol, where it begins, how long it is (-1 where that is not said), if it is whole."""
        mapped = np.uint64(0xFFFF00000000)
        addresses[1, count] = mapped | np.uint64(long(octets, at + 12))
        addresses[3, count] = mapped | np.uint64(long(octets, at + 16))
        addresses[0, count] = addresses[2, count] = np.uint64(0)
        head = (np.int64(octets[at]) & 15) * 4
        total = short(octets, at + 2)
        whole = (short(octets, at + 6) & 0x1FFF) == 0 and head >= 20
        size = total - head if total != 0 else np.int64(-1)
        return np.int64(octets[at + 9]), at + head, size, whole

    return four


def _six(short: Callable[..., Any], quad: Callable[..., Any]) -> Callable[..., Any]:
    def six(octets: Any, at: Any, end: Any, addresses: Any, count: Any) -> Any:
        """As of `four`, behind the extensions."""
        for word in range(4):
            addresses[word, count] = quad(octets, at + 8 + 8 * word)
        protocol, transport, whole = np.int64(octets[at + 6]), at + 40, True
        length = short(octets, at + 4)
        finish = at + 40 + length if length != 0 else np.int64(-1)
        for _ in range(_MOST_EXTENSIONS):
            known = protocol in (0, 43, 60, 135, 139, 140)
            if not (known or protocol == 44) or transport + 8 > end:
                break
            step = np.int64(8)
            if protocol == 44:
                if short(octets, transport + 2) & 0xFFF8:
                    whole = False
            else:
                step += np.int64(octets[transport + 1]) * 8
            protocol = np.int64(octets[transport])
            transport += step
        size = finish - transport if finish >= 0 else np.int64(-1)
        return protocol, transport, size, whole

    return six


def _untagged(short: Callable[..., Any]) -> Callable[..., Any]:
    def untagged(octets: Any, at: Any, end: Any) -> Any:
        """Where the internet layer begins behind the tags of VLANs, and its Ethernet type."""
        kind = short(octets, at + 12)
        at += 14
        for _ in range(_MOST_TAGS):
            if kind not in (0x8100, 0x88A8, 0x9100) or at + 4 > end:
                break
            kind = short(octets, at + 2)
            at += 4
        return at, kind

    return untagged


def _packets(
    untagged: Callable[..., Any],
    short: Callable[..., Any],
    long: Callable[..., Any],
    four: Callable[..., Any],
    six: Callable[..., Any],
) -> Callable[..., int]:
    def packets(  # noqa: PLR0917  a compiled loop is given what it needs one by one
        octets: Any, starts: Any, captured: Any, wire: Any, addresses: Any, columns: Any
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
                protocol, transport, size, whole = four(octets, at, addresses, count)
            elif kind in (0x86DD, 0) and version == 6 and at + 40 <= end:
                protocol, transport, size, whole = six(octets, at, end, addresses, count)
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
            if ported:
                columns[3, count] = short(octets, transport)
                columns[4, count] = short(octets, transport + 2)
                if size < 0:
                    size = room + on_wire - captured[place]
                sent = max(size - head, 0)
                columns[9, count] = max(min(room - head, sent), 0)
                columns[10, count] = sent
            columns[8, count] = transport + head
            count += 1
        return count

    return packets
