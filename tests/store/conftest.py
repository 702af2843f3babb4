from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import RECORD_STEPS, make_home, migrate, open_database


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def connection(home: Path) -> Iterator[sqlite3.Connection]:
    """An installation's database with the tables of records."""
    make_home(home)
    opened = open_database(home)
    migrate(opened, "store", RECORD_STEPS)
    yield opened
    opened.close()
