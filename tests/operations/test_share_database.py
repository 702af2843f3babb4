# A database copied into another: everything joins as it did, nobody keeps their number, what
# is in the way is not overwritten, and what cannot be masked so that it joins is refused.
from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from copied_database import LINKS, TABLES, catalogue, make_settings, statements

import operations.share_database as copying
from operations import (
    Settings,
    apply_database_share,
    copied_table,
    ledger_entries,
    list_keys,
    rotate_key,
    trace_file,
)
from operations.recording import Book
from schema import Dataset, MisuseError, RefusedError, Review, Share, SourceError

ASKED = {"purpose": "research", "recipient": "市医保局", "approver": "李处长"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture
def hospital(tmp_path: Path, settings: Settings) -> str:
    made = filled(tmp_path / "hospital.db", 300)
    catalogue(settings, str(made))
    return str(made)


def filled(path: Path, patients: int) -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements(patients):
            connection.execute(statement)
    return path


def asked(path: str | Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def everything(path: str | Path) -> dict[str, list[tuple]]:
    return {name: asked(path, f"select * from {name} order by 1, 2") for name in TABLES}


def joins(path: str | Path) -> list[int]:
    counts = []
    for child, parent, on in LINKS:
        ((rows,),) = asked(path, f"select count(*) from {child} c join {parent} p on {on}")
        counts.append(rows)
    return counts


def test_everything_joins_and_nobody_keeps_a_number(
    settings: Settings, hospital: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    outcome = apply_database_share(settings, hospital, f"sqlite:///{copy}", **ASKED)
    before, after = everything(hospital), everything(copy)
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert joins(copy) == joins(hospital)
    assert asked(copy, "pragma foreign_key_check") == []
    assert after["ward"] == before["ward"]
    assert after["bill"] != before["bill"]
    numbers = {row[0] for row in before["patient"]}
    masked = {row[0] for row in after["patient"]}
    assert len(masked) == len(numbers)
    assert not masked & numbers
    assert all(row[3] is None for row in after["visit"]), "what was withheld"
    assert sorted(row[3] for row in after["patient"]) == sorted(row[3] for row in before["patient"])
    assert {type(row[3]) for row in after["patient"]} == {type(row[3]) for row in before["patient"]}
    tables = asked(copy, "select name from sqlite_master where type = 'table'")
    assert {name for (name,) in tables} == set(TABLES)
    with Book(settings.home) as book:
        book.verify()
        shares = book.list(Share)
        assert {share.rows for share in shares} == {len(rows) for rows in after.values()}
        assert [entry.action for entry in book.entries()].count("share") == 1
    assert len(outcome.shares) == len(TABLES)


def test_two_copies_for_one_recipient_are_one_copy(
    settings: Settings, hospital: str, tmp_path: Path
) -> None:
    for name in ("a.db", "b.db"):
        apply_database_share(settings, hospital, f"sqlite:///{tmp_path / name}", **ASKED)
    other = {**ASKED, "recipient": "某公司"}
    apply_database_share(settings, hospital, f"sqlite:///{tmp_path / 'c.db'}", **other)
    assert everything(tmp_path / "a.db") == everything(tmp_path / "b.db")
    first, third = (
        everything(tmp_path / "a.db")["patient"],
        everything(tmp_path / "c.db")["patient"],
    )
    assert not {row[0] for row in first} & {row[0] for row in third}


def test_a_marked_copy_names_its_recipient_by_any_way_out(
    settings: Settings, hospital: str, tmp_path: Path
) -> None:
    told: list[str] = []
    for name in ("市医保局", "市教育局"):
        asked_for = {**ASKED, "purpose": "traced", "recipient": name, "tell": told.append}
        outcome = apply_database_share(
            settings, hospital, f"sqlite:///{tmp_path / name}.db", **asked_for
        )
    assert "nothing carries the mark in the tables staff" not in told
    assert "nothing carries the mark in the tables ward" in told
    marks = {share.output.rpartition("#")[2]: share.watermark for share in outcome.shares}
    assert marks["ward"] == ""
    # The number of a bill is its key, and its day refers to a visit: neither was changed.
    assert {marks["patient"].rpartition(":")[2], marks["bill"].rpartition(":")[2]} == {
        "-2,127",
        "0",
    }
    copy = tmp_path / "市教育局.db"
    assert joins(copy) == joins(hospital)
    # No number passes another: in order, each is beside what it was.
    before, after = (
        [weight for (weight,) in asked(path, "select weight from patient order by 1")]
        for path in (hospital, copy)
    )
    changes = [abs(new - old) for old, new in zip(before, after, strict=True)]
    assert 0 < max(changes) <= 0.05 + 1e-9
    for place in (f"sqlite:///{copy}", str(copy), f"sqlite:///{copy}#bill"):
        (named,) = trace_file(settings, place).named
        assert named.recipient == "市教育局"
        assert len(named.shares) == len(TABLES) - 1
    # An export of one table, and what a client writes of a query.
    for query in ("select * from patient", "select fen from bill"):
        dump = tmp_path / "dump.csv"
        with dump.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["a", "b", "c", "d"], *asked(copy, query)])
        assert [one.recipient for one in trace_file(settings, str(dump)).named] == ["市教育局"]
    assert trace_file(settings, f"sqlite:///{hospital}").named == ()
    (entry,) = [each for each in ledger_entries(settings) if each["action"] == "share"][-1:]
    assert entry["body"]["detail"]["watermark"] == sorted({*marks.values()} - {""})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"purpose": "covered", "drop": ["patient.weight"]}, "refers to a key|no column"),
        ({"tolerances": {"visit.day": 1}}, "column visit.day holds tables together or is unique"),
        ({"tolerances": {"nothing": 1}}, "no column is called nothing: nothing to mark there"),
        ({"tolerances": {"patient.xm": 1}}, "column xm has a tolerance and is not shown as it is"),
        (
            {"tolerances": {"fen": 0.01}},
            "column bill.fen: its type .*does not hold changes as small",
        ),
        ({}, "nothing in this copy can carry a mark"),
    ],
)
def test_what_cannot_be_marked_is_refused_before_a_row_is_copied(
    settings: Settings, hospital: str, tmp_path: Path, more: dict, said: str
) -> None:
    with pytest.raises((MisuseError, RefusedError), match=said):
        apply_database_share(
            settings,
            hospital,
            f"sqlite:///{tmp_path / 'x.db'}",
            **{**ASKED, "watermark": True, **more},
        )
    assert not (tmp_path / "x.db").exists()


def test_longer_pseudonyms_get_a_type_that_holds_them(
    settings: Settings, hospital: str, tmp_path: Path
) -> None:
    asked_for = {**ASKED, "purpose": "hashed"}
    apply_database_share(settings, hospital, f"sqlite:///{tmp_path / 'h.db'}", **asked_for)
    assert joins(tmp_path / "h.db") == joins(hospital)
    assert {len(row[0]) for row in everything(tmp_path / "h.db")["patient"]} == {32}


def test_a_dry_run_leaves_nothing(settings: Settings, hospital: str, tmp_path: Path) -> None:
    outcome = apply_database_share(
        settings, hospital, f"sqlite:///{tmp_path / 'x.db'}", **ASKED, dry_run=True
    )
    assert {one.shape.name for one in outcome.tables} == set(TABLES)
    assert outcome.shares == ()
    assert not (tmp_path / "x.db").exists()
    assert list_keys(settings) == []


def test_what_is_in_the_way_is_replaced_only_when_asked(
    settings: Settings, hospital: str, tmp_path: Path
) -> None:
    goal = filled(tmp_path / "copy.db", 3)
    before = everything(goal)
    with pytest.raises(MisuseError, match=r"holds tables already: bill, patient.*--replace"):
        apply_database_share(settings, hospital, f"sqlite:///{goal}", **ASKED)
    assert everything(goal) == before
    apply_database_share(settings, hospital, f"sqlite:///{goal}", **ASKED, replace_tables=True)
    assert joins(goal) == joins(hospital)


def test_another_copy_under_way_is_not_mixed_with(
    settings: Settings, hospital: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = f"sqlite:///{tmp_path / 'copy.db'}"

    def lost(*_arguments: object) -> None:
        raise SourceError("the server closed the connection", source="x")

    with monkeypatch.context() as patched:
        patched.setattr(copying, "checked_tables", lost)
        with pytest.raises(SourceError, match="closed the connection"):
            apply_database_share(settings, hospital, goal, **ASKED)
    with pytest.raises(MisuseError, match="another copy that was begun"):
        apply_database_share(settings, hospital, goal, **{**ASKED, "recipient": "某公司"})
    rotate_key(settings, "person_id", "市医保局")
    with pytest.raises(MisuseError, match="another copy that was begun"):
        # Half of it would be under the old key.
        apply_database_share(settings, hospital, goal, **ASKED)
    apply_database_share(settings, hospital, goal, **ASKED, replace_tables=True)
    assert joins(tmp_path / "copy.db") == joins(hospital)


def test_a_copy_that_lost_its_database_goes_on(
    settings: Settings, hospital: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal, whole = tmp_path / "copy.db", tmp_path / "whole.db"
    apply_database_share(settings, hospital, f"sqlite:///{whole}", **ASKED)
    monkeypatch.setattr(copied_table, "_ROWS", 40)
    real, calls = copied_table.masked_rows, []

    def failing(*arguments: object) -> list[tuple]:
        calls.append(1)
        if len(calls) == 9:
            raise SourceError("the server closed the connection", source="x")
        return real(*arguments)

    monkeypatch.setattr(copied_table, "masked_rows", failing)
    told: list[str] = []
    with pytest.raises(SourceError, match="closed"):
        apply_database_share(settings, hospital, f"sqlite:///{goal}", **ASKED)
    apply_database_share(settings, hospital, f"sqlite:///{goal}", **ASKED, tell=told.append)
    assert "going on with a copy that was interrupted" in told
    assert everything(goal) == everything(whole)


def test_a_column_that_is_dropped_takes_its_reference_along(
    settings: Settings, hospital: str, tmp_path: Path
) -> None:
    drop = ["visit.staff", "patient.xm"]
    apply_database_share(settings, hospital, f"sqlite:///{tmp_path / 'c.db'}", **ASKED, drop=drop)
    columns = asked(tmp_path / "c.db", "select name from pragma_table_info('visit')")
    assert "staff" not in {name for (name,) in columns}
    links = asked(tmp_path / "c.db", "select \"table\" from pragma_foreign_key_list('visit')")
    assert links == [("patient",)]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"purpose": "covered"}, "column patient.sfzh refers to a key or is one, and mask would"),
        ({"drop": ["patient.sfzh"]}, "patient.sfzh is a key of its table and cannot be left out"),
        ({"drop": ["patient.none"]}, "no column is called patient.none"),
        ({"purpose": "nothing"}, "no purpose 'nothing'"),
        ({"expires": "2001-01-01"}, "not after today"),
    ],
)
def test_what_would_not_join_is_refused(
    settings: Settings, hospital: str, tmp_path: Path, changes: dict, told: str
) -> None:
    with pytest.raises((RefusedError, MisuseError), match=told):
        apply_database_share(
            settings, hospital, f"sqlite:///{tmp_path / 'x.db'}", **{**ASKED, **changes}
        )
    assert not (tmp_path / "x.db").exists()


def test_a_key_nobody_reviewed_is_refused(settings: Settings, tmp_path: Path) -> None:
    made = filled(tmp_path / "hospital.db", 5)
    catalogue(settings, str(made))
    with Book(settings.home) as book:
        for review in book.list(Review):
            if review.field == "id":
                book.delete(Review, review.id, actor="t", unit="local", action="test")
    with pytest.raises(
        RefusedError, match=r"column id is unrecognised.*column boss is unrecognised"
    ):
        apply_database_share(settings, str(made), f"sqlite:///{tmp_path / 'x.db'}", **ASKED)


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("sqlite:///{here}/hospital.db", "cannot be its own copy"),
        ("postgresql://u@127.0.0.1:1/d", "into one of the same product, not postgresql"),
        ("mongodb://127.0.0.1:1/d", "PostgreSQL, MySQL, MariaDB and SQLite alone"),
    ],
)
def test_a_target_that_cannot_be_is_misuse(
    settings: Settings, hospital: str, tmp_path: Path, output: str, told: str
) -> None:
    source = f"sqlite:///{hospital}"
    with pytest.raises(MisuseError, match=told):
        apply_database_share(settings, source, output.format(here=tmp_path), **ASKED)


def test_a_source_that_changed_meanwhile_is_no_share(
    settings: Settings, hospital: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copied_table.masked_rows

    def changing(*arguments: object) -> list[tuple]:
        with closing(sqlite3.connect(hospital)) as connection, connection:
            connection.execute("update ward set title = title || '一' where code = 'A-1'")
        return real(*arguments)

    monkeypatch.setattr(copied_table, "masked_rows", changing)
    with pytest.raises((RefusedError, SourceError), match="changed"):
        apply_database_share(settings, hospital, f"sqlite:///{tmp_path / 'c.db'}", **ASKED)
    with Book(settings.home) as book:
        assert book.list(Share) == []
        assert len(book.list(Dataset)) == len(TABLES)
    # What may not go out does not stay there either.
    assert asked(tmp_path / "c.db", "select name from sqlite_master") == []


def test_rows_of_someone_else_in_the_target_are_noticed(
    settings: Settings, hospital: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal, real = tmp_path / "c.db", copying.checked_tables

    def meddled(*arguments: object) -> None:
        with closing(sqlite3.connect(goal)) as connection, connection:
            connection.execute("insert into ward values ('Z', null, null)")
        real(*arguments)

    monkeypatch.setattr(copying, "checked_tables", meddled)
    with pytest.raises(SourceError, match="somebody else writes there"):
        apply_database_share(settings, hospital, f"sqlite:///{goal}", **ASKED)


def test_two_processes_do_not_make_one_copy(
    settings: Settings, hospital: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, goal = copying._begun, f"sqlite:///{tmp_path / 'c.db'}"

    def again(*arguments: object, **more: object) -> object:
        monkeypatch.setattr(copying, "_begun", real)
        with pytest.raises(MisuseError, match="another process is making this copy"):
            apply_database_share(settings, hospital, goal, **ASKED)
        return real(*arguments, **more)

    monkeypatch.setattr(copying, "_begun", again)
    apply_database_share(settings, hospital, goal, **ASKED)
    assert joins(tmp_path / "c.db") == joins(hospital)


def test_bytes_are_not_taken_for_text(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "b.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table photo (no int primary key, xm blob)")
        connection.execute("insert into photo values (1, x'ff00')")
    catalogue(settings, str(path))
    with pytest.raises(RefusedError, match="holds bytes, which mask cannot take"):
        apply_database_share(settings, str(path), f"sqlite:///{tmp_path / 'c.db'}", **ASKED)
    own = replace(settings)
    apply_database_share(
        own, str(path), f"sqlite:///{tmp_path / 'd.db'}", **ASKED, drop=["photo.xm"]
    )
