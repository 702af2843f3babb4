# What a caller of the store may have to tell its user: the database or the key cannot serve.
from __future__ import annotations

from schema import TongguanError

__all__ = ["EventsRefused", "SealBroken", "StoreError"]


class StoreError(TongguanError):
    """The database cannot be used as it is; the message says what to do."""


class EventsRefused(StoreError):  # noqa: N818  a state found, not a mistake made
    """Some events will never be taken as they are; the others are kept. `ids` are theirs."""

    def __init__(self, message: str, ids: frozenset[str]) -> None:
        super().__init__(message)
        self.ids = ids


class SealBroken(TongguanError):  # noqa: N818  a state found, not a mistake made
    """Something sealed does not open here: another key, another context, or changed bytes."""
