from __future__ import annotations

import pytest

from schema import TongguanError
from store import EventsRefused, SealBroken, StoreError


@pytest.mark.parametrize("error", [StoreError, SealBroken])
def test_an_error_of_the_store_reads_as_one_line_to_a_user(error: type[Exception]) -> None:
    assert issubclass(error, TongguanError)
    assert str(error("what was found; what to do")) == "what was found; what to do"


def test_refused_events_are_named() -> None:
    refused = EventsRefused("one was refused", frozenset({"e-1"}))
    assert isinstance(refused, StoreError)
    assert (str(refused), refused.ids) == ("one was refused", {"e-1"})


def test_a_wrong_key_is_not_taken_for_a_broken_database() -> None:
    assert not issubclass(SealBroken, StoreError)
    assert not issubclass(StoreError, SealBroken)
