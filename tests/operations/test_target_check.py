# The target is read again: rows that are not what masking made keep a copy from going out, and
# nothing of it stays.
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from copied_database import catalogue, make_settings, statements

from masking import Plan, PlannedColumn
from operations import Settings, apply_database_share, copied_table
from operations.recording import Book
from operations.target_check import RowSeal
from schema import Level, RefusedError, Share, SourceError

ASKED = {"purpose": "research", "recipient": "市医保局", "approver": "李处长"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture
def hospital(tmp_path: Path, settings: Settings) -> str:
    path = tmp_path / "hospital.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements(60):
            connection.execute(statement)
    catalogue(settings, str(path))
    return str(path)


def asked(path: str | Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    "case",
    [
        # A server's trigger, or a driver, that puts an original back.
        ("update patient set sjhm = '{mobile}' where rowid = 3", "holds other rows than were masked"),
        ("update patient set xm = '张三' where rowid = 3", "holds other rows than were masked"),
        ("update visit set zd = '感冒' where rowid = 3", "column zd still holds values, and was to be emptied"),
    ],
)  # fmt: skip
def test_what_the_server_made_of_it_is_looked_at(
    settings: Settings,
    hospital: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: tuple[str, str],
) -> None:
    meddling, said = case
    goal, real = tmp_path / "copy.db", copied_table.refuse_target
    ((mobile,),) = asked(hospital, "select sjhm from patient where rowid = 3")

    def meddled(*arguments: object) -> None:
        with closing(sqlite3.connect(goal)) as connection, connection:
            connection.execute(meddling.format(mobile=mobile))
        real(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(copied_table, "refuse_target", meddled)
        with pytest.raises(RefusedError, match=said) as raised:
            apply_database_share(settings, hospital, f"sqlite:///{goal}", **ASKED)
    assert mobile not in str(raised.value)
    assert asked(goal, "select name from sqlite_master") == []
    with Book(settings.home) as book:
        assert book.list(Share) == []
    outcome = apply_database_share(settings, hospital, f"sqlite:///{goal}", **ASKED)
    assert len(outcome.shares) == 5


def test_a_copy_that_went_on_is_looked_at_from_its_first_row(
    settings: Settings, hospital: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal, real, calls = tmp_path / "copy.db", copied_table.masked_rows, []

    def failing(*arguments: object) -> list[tuple]:
        calls.append(1)
        if len(calls) == 12:
            raise SourceError("the server closed the connection", source="x")
        return real(*arguments)

    monkeypatch.setattr(copied_table, "_ROWS", 20)
    with monkeypatch.context() as patched:
        patched.setattr(copied_table, "masked_rows", failing)
        with pytest.raises(SourceError, match="closed"):
            apply_database_share(settings, hospital, f"sqlite:///{goal}", **ASKED)
    ((first,),) = asked(hospital, "select min(sfzh) from patient")
    ((there,),) = asked(goal, "select count(*) from patient")
    assert there > 0
    with closing(sqlite3.connect(goal)) as connection, connection:
        connection.execute("update patient set xm = '张三' where rowid = 1")
    with pytest.raises(RefusedError, match="holds other rows than were masked") as raised:
        apply_database_share(settings, hospital, f"sqlite:///{goal}", **ASKED)
    assert first not in str(raised.value)
    assert asked(goal, "select name from sqlite_master") == []


def test_seals_are_of_rows_in_any_order() -> None:
    plan = Plan(
        "p",
        tuple(
            PlannedColumn(name, "", Level.GENERAL_1, operator, {}, "")
            for name, operator in (("a", "keyed_hash"), ("b", "keep"), ("c", "mask"))
        ),
    )
    rows = [("x", 1, None), ("y", 2, ""), ("x", 3, "z")]
    seal = RowSeal(plan)
    seal.add(rows)
    same = seal.again()
    same.add(reversed([(a, "as the server writes it", c) for a, _, c in rows]))
    assert not seal.differs(same)
    for others in (
        rows[:2],
        [*rows[:2], ("x", 3, "y")],
        [*rows, rows[0]],
        [("x", 1, ""), *rows[1:]],
    ):
        other = seal.again()
        other.add(others)
        assert seal.differs(other)
