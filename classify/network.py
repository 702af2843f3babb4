# Addresses of networks: IPv4 in four decimal parts (RFC 791 as written by RFC 3986) and
# IPv6 in the text forms of RFC 4291 section 2.2.
from __future__ import annotations

import ipaddress

import numpy as np

from .cells import BoolArray, Cells, Units, by_length

__all__ = ["ipv4", "ipv6"]


@by_length
def ipv4(rows: Units) -> BoolArray:
    """Four parts of 0 to 255 with dots between, no part with a needless leading zero."""
    count = rows.shape[1]
    part = np.zeros(count, dtype=np.uint16)
    width = np.zeros(count, dtype=np.uint8)
    dots = np.zeros(count, dtype=np.uint8)
    passed = np.full(count, fill_value=True)
    for row in rows:
        digit = row - row.dtype.type(48)
        is_digit, is_dot = digit <= 9, row == 46
        passed &= is_digit | (is_dot & (width > 0))
        # A second digit after a leading zero: the octal spelling some programs misread.
        passed &= ~(is_digit & (width > 0) & (part == 0))
        part = np.where(is_dot, 0, np.minimum(part, 999) * 10 + digit).astype(np.uint16)
        width = np.where(is_dot, 0, width + 1).astype(np.uint8)
        dots += is_dot
        passed &= part <= 255
    passed &= (dots == 3) & (width > 0)
    return passed


def ipv6(cells: Cells) -> BoolArray:
    """What the standard library reads as an IPv6 address; rare enough to go cell by cell."""
    return np.fromiter(
        (_is_ipv6(text) for text in cells.to_arrow().to_pylist()), dtype=np.bool_, count=len(cells)
    )


def _is_ipv6(text: str | None) -> bool:
    try:
        ipaddress.IPv6Address(text or "")
    except ValueError:
        return False
    return True
