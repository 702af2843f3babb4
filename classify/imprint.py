# A column's imprint: keyed hashes of a fair draw of its distinct values, 4 kB at most, by which
# two columns are compared wherever they lie and whatever they are called. The draw is by the
# smallest unkeyed hashes (KMV: Beyer et al. 2007), so that two columns draw alike; what is kept
# is SipHash-2-4 of them under a key of the installation, in an order of its own, so that what
# is stored tells nobody without the key whether a value is in it.
from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schema import IMPRINT_HASH_BYTES, Imprint

from .siphash import KEY_BYTES, siphash
from .sketch import estimate

__all__ = ["IMPRINT_KEY_BYTES", "KEPT", "Likeness", "hashes_of", "imprint_of", "likeness"]

IMPRINT_KEY_BYTES = KEY_BYTES
# The error of a share is at most 1/sqrt(this) of one: 3 %.
KEPT = 1_024
# Half the hash is kept: two columns of a thousand values share one by chance once in 4,000.
_HASH = np.dtype(f"<u{IMPRINT_HASH_BYTES}")
_95_PERCENT = 1.96


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two columns' values overlap; `shared` is the number of values in both.

    `contained` is the share of the first's values that the second has, within `bounds` at
    95 %; `contains` and `bounds_back` the other way round; `seen` how many hashes agree.
    Where all values are known the bounds are the figure itself; where the other column was
    only sampled the upper bound allows for the rows nobody looked at.
    """

    shared: int
    contained: float
    bounds: tuple[float, float]
    contains: float
    bounds_back: tuple[float, float]
    jaccard: float
    seen: int

    def turned(self) -> Likeness:
        """The same seen from the other column."""
        return Likeness(
            self.shared,
            self.contains,
            self.bounds_back,
            self.contained,
            self.bounds,
            self.jaccard,
            self.seen,
        )


def imprint_of(field: str, sketch: bytes, key: bytes, *, covered: float = 1.0) -> Imprint:
    """The imprint of a column with this sketch of its distinct values.

    Two installations' imprints have nothing in common: the key decides every hash.
    """
    drawn = np.frombuffer(sketch, dtype=np.uint64)[:KEPT]
    kept = np.unique(siphash(drawn, key).astype(_HASH)) if len(drawn) else drawn.astype(_HASH)
    return Imprint(field, estimate(sketch), kept.tobytes(), covered)


def hashes_of(imprint: Imprint) -> npt.NDArray[np.uint32]:
    """The imprint's hashes in order."""
    return np.frombuffer(imprint.hashes, dtype=_HASH)


def likeness(one: Imprint, other: Imprint) -> Likeness:
    """How the values of two columns overlap, from imprints under one key.

    >>> alike = Imprint("a", 3, np.array([1, 2, 3], dtype="<u4").tobytes())
    >>> likeness(alike, alike).contained
    1.0
    """
    first, second = hashes_of(one), hashes_of(other)
    seen = len(np.intersect1d(first, second, assume_unique=True))
    # A value of both stands in both draws where it is in that of the column with more values:
    # a draw of so many of all its values, which says what share of them the other has.
    widest, drawn = max((one, first), (other, second), key=lambda each: each[0].distinct)
    most = min(one.distinct, other.distinct)
    values = widest.distinct / len(drawn) if len(drawn) else 0.0
    low, high = _wilson(seen, len(drawn)) if widest.rate < 1 else (float(seen), float(seen))
    shared, low, high = (min(count * values, most) for count in (seen, low, high))
    union = one.distinct + other.distinct - shared
    return Likeness(
        round(shared),
        _share(shared, one),
        (_share(low, one), _widened(_share(high, one), other.covered)),
        _share(shared, other),
        (_share(low, other), _widened(_share(high, other), one.covered)),
        shared / union if union else 0.0,
        seen,
    )


def _share(shared: float, column: Imprint) -> float:
    return shared / column.distinct if column.distinct else 0.0


def _wilson(seen: int, drawn: int) -> tuple[float, float]:
    """How many of a draw it may be at 95 %, where so many were seen (Wilson's interval)."""
    share, z2 = seen / drawn, _95_PERCENT**2
    centre = share + z2 / (2 * drawn)
    half = _95_PERCENT * math.sqrt(share * (1 - share) / drawn + z2 / (4 * drawn * drawn))
    scale = drawn / (1 + z2 / drawn)
    return max(0.0, (centre - half) * scale), min(float(drawn), (centre + half) * scale)


def _widened(share: float, covered: float) -> float:
    """The highest share there may be, where only some rows of the other column were seen."""
    if covered >= 1:
        return share
    return min(1.0, share / covered) if covered > 0 else 1.0
