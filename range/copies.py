# What a platform needs of those who make masked copies and know their own again: given to a drill
# from outside, since masking is another part of the house.
from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .people import Person

__all__ = ["Copies"]


class Copies(Protocol):
    """Makes a masked copy for an account, and tells whose copy rows come from."""

    def copy(self, rows: Sequence[Person], account: int) -> list[Person]:
        """The rows masked and marked for the account of this number."""

    def account_of(self, rows: Sequence[Person], accounts: int) -> int | None:
        """The account whose copy these rows are from, of so many; None where nobody is named."""
