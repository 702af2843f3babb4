# Made-up numbers of persons for tests: right in form and check, of nobody in particular.
from __future__ import annotations

import datetime as dt

import numpy as np

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_REGIONS = (610102, 610103, 610113, 610302, 110105, 440305)


def citizens(count: int, seed: int = 1) -> list[str]:
    """Citizens' numbers with their check character (GB 11643)."""
    rng = np.random.default_rng(seed)
    numbers = []
    for _ in range(count):
        day = dt.date(1950, 1, 1) + dt.timedelta(days=int(rng.integers(0, 20_000)))
        body = f"{_REGIONS[rng.integers(len(_REGIONS))]}{day:%Y%m%d}{rng.integers(1000):03d}"
        total = sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True))
        numbers.append(body + "10X98765432"[total % 11])
    return numbers


def dated_orders(count: int, seed: int = 2) -> list[str]:
    """Order numbers of eighteen digits that open with a region and a date and have no check."""
    rng = np.random.default_rng(seed)
    return [
        f"{_REGIONS[rng.integers(len(_REGIONS))]}"
        f"{dt.date(2015, 1, 1) + dt.timedelta(days=int(rng.integers(0, 3_600))):%Y%m%d}"
        f"{rng.integers(10_000):04d}"
        for _ in range(count)
    ]


def mobiles(count: int, seed: int = 3) -> list[str]:
    """Numbers in segments of mobile telephones."""
    rng = np.random.default_rng(seed)
    return [f"13{n:09d}" for n in rng.integers(0, 10**9, count)]
