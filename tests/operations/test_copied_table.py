# A table is copied once: what a mark says is there is not read again, and what is no longer unique
# is told. Whole copies: test_share_database.py, what the target holds: test_target_check.py.
from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from connectors import Mark, TableShape
from masking import Plan
from operations.copied_table import CopyJob, SharedTable, copied_table


def shape(*uniques: tuple[str, ...]) -> TableShape:
    return TableShape("t", ("t",), (), uniques=uniques)


def test_a_table_that_is_done_is_left_alone() -> None:
    one = SharedTable(cast("Any", None), shape(), shape(), Plan("p", ()))
    job = cast("CopyJob", SimpleNamespace())
    assert copied_table(job, one, Mark("[9]", 9, done=True)).rows == 9


def test_what_is_unique_no_more_is_told() -> None:
    one = SharedTable(cast("Any", None), shape(("a",), ("b",)), shape(("b",)), Plan("p", ()))
    assert one.loosened == (("a",),)
