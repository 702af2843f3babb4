# A database copied by the command line, told as a table and as JSON.
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command_line import Done, tongguan
from copied_database import TABLES, catalogue, make_settings, register, statements

from operations import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_settings(tmp_path)
    with closing(sqlite3.connect(tmp_path / "hospital.db")) as connection, connection:
        for statement in statements(30):
            connection.execute(statement)
    register(made, "hospital", f"sqlite:///{tmp_path}/hospital.db", None)
    register(made, "copy", f"sqlite:///{tmp_path}/copy.db", None)
    catalogue(made, "hospital")
    return made


def apply(settings: Settings, *more: object, source: str = "hospital", tongue: str = "en") -> Done:
    return tongguan(
        *("mask", "apply", source, "--purpose", "research", "--recipient", "市医保局"),
        *("--approver", "李处长", *more),
        home=settings.home,
        TONGGUAN_POLICIES=str(settings.policies),
        TONGGUAN_LANG=tongue,
    )


def test_a_database_is_copied_and_told(settings: Settings, tmp_path: Path) -> None:
    done = apply(settings, "--out", "copy", "--json")
    assert done.code == 0, done.err
    told = done.json
    assert {table["name"] for table in told["tables"]} == set(TABLES)
    assert len(told["shares"]) == len(TABLES)
    assert "5 tables" in done.err
    again = apply(settings, "--out", f"sqlite:///{tmp_path}/copy.db", tongue="zh")
    assert (again.code, "只有加--replace才会替换" in again.err) == (2, True)
    assert apply(settings, "--out", "copy", "--replace").code == 0


def test_a_dry_run_shows_the_plan_alone(settings: Settings, tmp_path: Path) -> None:
    done = apply(settings, "--out", "copy", "--dry-run", tongue="zh")
    assert done.code == 0, done.err
    assert "保留格式加密" in done.out
    assert not (tmp_path / "copy.db").exists()


def test_what_tells_rows_apart_no_more_is_said(settings: Settings) -> None:
    done = apply(settings, "--out", "copy", "--purpose", "hashed")
    assert "note: sjhm of patient tells rows apart no more in the copy" in done.err


@pytest.mark.parametrize(
    ("source", "more", "told"),
    [
        ("hospital", ("--out", "x.csv", "--replace"), "--replace is for databases"),
        ("hospital#ward", ("--out", "copy"), "leave #TABLE out"),
    ],
)
def test_misuse_is_said(settings: Settings, source: str, more: tuple, told: str) -> None:
    done = apply(settings, *more, source=source)
    assert (done.code, told in done.err) == (2, True)
