# Readers pay for what they read only where a limit is set.
from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from connectors import discover, read
from connectors.pace import pace
from schema import Access, Sample, Table


def test_no_limit_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "connectors.throttle", None)  # an import would fail
    pace(Access())(10**12)


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.db", "t.xlsx"])
def test_every_reader_spends_what_it_reads(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: dict[str, Path]
) -> None:
    spent: list[int] = []
    access = Access(max_bytes_per_s=1e12, window=(dt.time(0), dt.time(0)))
    monkeypatch.setattr(
        "connectors.throttle.Throttle.spend", lambda _self, size: spent.append(size)
    )
    for table in discover(str(sources[name]), access):
        assert isinstance(table, Table)
        before = sum(spent)
        rows = sum(part.num_rows for part in read(table, Sample(rows=None), access))
        assert rows == 200
        assert sum(spent) - before > 500
