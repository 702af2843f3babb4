# What is kept of a column's values so that columns can be compared: keyed hashes of some of
# them, never a value nor a hash that could be searched without the installation's key.
from __future__ import annotations

import dataclasses
from dataclasses import dataclass

__all__ = ["IMPRINT_HASH_BYTES", "Imprint"]

IMPRINT_HASH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Imprint:
    """A column as it can be compared; `distinct` its different values, as far as looked at.

    `hashes` stand for some of them, packed and in order. `covered` is the share of rows
    looked at, 1 for all, 0 where their number is not known.
    """

    field: str
    distinct: int
    hashes: bytes = dataclasses.field(repr=False)
    covered: float = 1.0

    @property
    def rate(self) -> float:
        """The share of the distinct values that the hashes stand for.

        >>> Imprint("a", 10, bytes(20)).rate
        0.5
        """
        kept = len(self.hashes) // IMPRINT_HASH_BYTES
        return min(1.0, kept / self.distinct) if self.distinct else 1.0
