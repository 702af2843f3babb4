# A copy of our own masking met in traffic: which share it is, whose, and what tells it. How
# copies are known is the business of whoever made them and is handed in as a function.
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from schema import Level

__all__ = ["CopyFinder", "HowKnown", "SharedCopy"]

HowKnown = Literal["digest", "watermark", "form", "among"]


@dataclass(frozen=True, slots=True)
class SharedCopy:
    """A masked copy, told by its file's digest, its recipient's mark, or its masked columns.

    `shares` are the records of shares it may be, `recipients` who got them; `level` is what
    is left to tell after masking, `shown` the labels of columns it shows as they are. Known as
    `among` it stands with more than such a copy ever showed.
    """

    shares: tuple[str, ...]
    recipients: tuple[str, ...]
    how: HowKnown
    level: Level
    datasets: tuple[str, ...] = ()
    shown: frozenset[str] = frozenset()
    rows: int = 0


# Given what passed as a file and as rows, the copy that it is, if it is one.
CopyFinder = Callable[[bytes, pa.RecordBatch | None], SharedCopy | None]
