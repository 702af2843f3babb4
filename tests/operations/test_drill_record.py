# A run that is not recorded is answered with the latest that are.
from __future__ import annotations

from pathlib import Path

import pytest

from operations import Settings, run_drill_of
from operations.drill_record import recorded_drill
from operations.recording import Book
from schema import MisuseError


def test_the_latest_are_named_where_another_is_asked_for(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", actor="li")
    with (
        Book(settings.home) as book,
        pytest.raises(MisuseError, match="recorded as dr-0, and none else is"),
    ):
        recorded_drill(book, "dr-0")
    first, second = (run_drill_of(settings, "leak-table-top").id for _ in range(2))
    with Book(settings.home) as book:
        assert recorded_drill(book, first).id == first
        with pytest.raises(
            MisuseError, match=rf"the latest are {second} \(leak-table-top\), {first}"
        ):
            recorded_drill(book, "dr-0")
