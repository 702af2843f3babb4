# The walks of `capture_blocks` as loops that numba compiles, in a fiftieth of the time. What they
# find is what those find. numba is the extra `speed`, and nothing here is loaded without it.
from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from schema import Worth, has_numba

__all__ = ["WORTH_COMPILING", "compiled_ng", "compiled_plain", "pays"]

# Packets walked in this process from which on a second of compiling is soon won back.
WORTH_COMPILING: Final = Worth(2_000_000)

Integers: TypeAlias = "npt.NDArray[np.int64]"
Table: TypeAlias = "npt.NDArray[np.int64]"
_LEAST: Final = 16
_LEAST_NG: Final = 32


def pays(packets: int) -> bool:
    """Whether to walk on compiled, after so many more packets."""
    return has_numba() and WORTH_COMPILING.add(packets)


def compiled_plain(held: memoryview, *, swap: bool, longest: int) -> tuple[Integers, int]:
    """Where records of a pcap file begin, and the end of the last whole one; -1 at noise."""
    octets = np.frombuffer(held, np.uint8)
    heads = np.empty(len(octets) // _LEAST + 1, np.int64)
    count, end = _kernel("plain")(octets, heads, swap, longest)
    return heads[:count], int(end)


def compiled_ng(
    held: memoryview, at: int, interfaces: Table, *, swap: bool, longest: int
) -> tuple[Table, int]:
    """The packets of blocks that follow one another from here on, and where the first other
    block begins, or one that this loop does not serve.

    `interfaces` has a row for each: link type, nanoseconds in a tick (0 where that is no whole
    number) and nanoseconds to add. Rows are start, captured, wire, time, link.
    """
    octets = np.frombuffer(held, np.uint8)
    found = np.empty(((len(octets) - at) // _LEAST_NG + 1, 5), np.int64)
    count, end = _kernel("ng")(octets, at, interfaces, found, swap, longest)
    return found[:count], int(end)


@functools.cache
def _kernel(name: str) -> Callable[..., tuple[int, int]]:
    import numba  # noqa: PLC0415  half a second, and an extra

    compiled: Any = numba.njit(nogil=True, error_model="numpy")
    word = compiled(_word)
    whole: Callable[..., tuple[int, int]] = compiled(_plain(word) if name == "plain" else _ng(word))
    return whole


def _word(octets: Any, at: Any, swap: Any) -> Any:
    one, two, three, four = (
        np.int64(octets[at]), np.int64(octets[at + 1]), np.int64(octets[at + 2]),
        np.int64(octets[at + 3]),
    )  # fmt: skip
    if swap:
        return one << 24 | two << 16 | three << 8 | four
    return four << 24 | three << 16 | two << 8 | one


def _plain(word: Callable[..., Any]) -> Callable[..., tuple[int, int]]:
    def plain(octets: Any, heads: Any, swap: Any, longest: Any) -> tuple[int, int]:
        at, count, end = 0, 0, len(octets)
        while at + 16 <= end:
            size = word(octets, at + 8, swap)
            after = at + 16 + size
            if after > end:
                return count, -1 if size > longest else at
            heads[count] = at
            count += 1
            at = after
        return count, at

    return plain


def _ng(word: Callable[..., Any]) -> Callable[..., tuple[int, int]]:
    most = np.iinfo(np.int64).max

    def ng(  # noqa: PLR0917  a compiled loop is given what it needs one by one
        octets: Any, at: Any, interfaces: Any, found: Any, swap: Any, longest: Any
    ) -> tuple[int, int]:
        count, end = 0, len(octets)
        while at + 32 <= end and word(octets, at, swap) == 6:
            size = word(octets, at + 4, swap)
            if size < 32 or size % 4 or size > 2 * longest or at + size > end:
                break
            number, captured = word(octets, at + 8, swap), word(octets, at + 20, swap)
            if captured > size - 32 or number >= len(interfaces):
                break
            link, tick, add = interfaces[number]
            high = word(octets, at + 12, swap)
            if tick == 0 or high >= 1 << 31:
                break
            stamp = high << 32 | word(octets, at + 16, swap)
            if stamp > (most - abs(add)) // tick:
                break
            found[count, 0] = at + 28
            found[count, 1] = captured
            found[count, 2] = word(octets, at + 24, swap)
            found[count, 3] = stamp * tick + add
            found[count, 4] = link
            count += 1
            at += size
        return count, at

    return ng
