# The connector for Oracle, DM and SQL Server, run on SQLite: what they share (fetches, samples,
# limits, failures) on a real engine, by a dialect made for it. Their own SQL is looked at in
# test_dbapi_dialects.py; none of the three has a server here.
from __future__ import annotations

import datetime as dt
import math
import pickle
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from read_out import rows

from connectors import dbapi
from connectors.address import Address
from connectors.dbapi import _batch, _Reading
from connectors.dbapi_dialects import Dialect
from schema import Access, Column, Sample, Skipped, SourceError, Table

ALL = Sample(rows=None)
ACCESS = Access(password="p", max_bytes_per_s=math.inf)
URL = "oracle://u@h/s"
MARKER = "SECRET-MARKER"
_COUNT = 20_000

_SQLITE = Dialect(
    begin=("pragma query_only = on",),
    tables="select 'main', name, type, case name when 'many' then 20000 when 'thin' then 99999 end,"
    " case type when 'table' then 4096 end, 'note' from sqlite_master where type in ('table', 'view')"
    " union all select 'SYS', 'own', 'table', 1, 1, '' order by 2",
    columns="select 'main', m.name, c.name, c.type, null from sqlite_master m,"
    " pragma_table_info(m.name) c where m.type in ('table', 'view') and m.name <> 'closed'",
    own=frozenset({"SYS"}),
    quotes=('"', '"'),
    as_text={"TEXT": "substr({c}, 1, {n})", "BLOB": "substr({c}, 1, {b})"},
    head="select {columns} from {relation} limit {count}",
    drawn="select {columns} from {relation} where abs(random() + {seed}) % 1000000 < {percent} * 10000",
    reasons={1: "no longer what it was", 8: "it is read-only"},
)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A database of SQLite that answers as if it were Oracle."""
    path = tmp_path / "d.db"
    opened: list[sqlite3.Connection] = []

    def connect(_: ModuleType, place: Address, access: Access) -> sqlite3.Connection:
        if access.password != "p":
            raise sqlite3.OperationalError(99, MARKER)
        opened.append(sqlite3.connect(path))
        return opened[-1]

    monkeypatch.setitem(dbapi.CONNECT, "oracle", connect)
    monkeypatch.setitem(dbapi.DIALECTS, "oracle", _SQLITE)
    monkeypatch.setattr(dbapi, "driver", lambda *_: sqlite3)
    made = sqlite3.connect(path, isolation_level=None)
    made.executescript(f"""
        create table many (id integer, word text);
        with recursive n(i) as (select 1 union all select i + 1 from n where i < {_COUNT})
            insert into many select i, '值' || i from n;
        create table thin (id integer);
        insert into thin values (1), (2), (3);
        create view seen as select * from many;
        create table "名 ""字" ("列 ]x" text, b blob);
        insert into "名 ""字" values ('张', x'61ff'), (null, null);
        create table closed (a text);
        create view fails as select case when id > 1500 then abs(-9223372036854775808) end as a
            from many;
    """)
    yield made
    made.close()
    for each in opened:
        with pytest.raises(sqlite3.ProgrammingError):
            each.execute("select 1")


def tables() -> dict[str, Table]:
    return {one.name: one for one in dbapi.discover(URL, ACCESS) if isinstance(one, Table)}


def test_tables_are_described_by_the_catalogue() -> None:
    found = list(dbapi.discover(URL, ACCESS))
    assert sorted(tables()) == ["main.fails", "main.many", "main.seen", "main.thin", 'main.名 "字']
    many = tables()["main.many"]
    assert many.source == "oracle://u@h:1521/s"
    assert many.columns == (Column("id", "INTEGER"), Column("word", "TEXT"))
    assert (many.rows, many.size_bytes, many.comment, many.fingerprint) == (
        _COUNT,
        4096,
        "note",
        "",
    )
    assert (tables()["main.seen"].rows, tables()["main.seen"].size_bytes) == (None, None)
    assert [one for one in found if isinstance(one, Skipped)] == [
        Skipped("oracle://u@h:1521/s#main.closed", "no column of it is open to this account")
    ]


def test_a_schema_can_be_named() -> None:
    found = list(dbapi.discover(f"{URL}?schema=nowhere", ACCESS))
    assert found == [Skipped("oracle://u@h:1521/s", "no tables in a schema named nowhere")]


@pytest.mark.parametrize("name", ["main.many", "main.seen"])
def test_all_rows_come_once(name: str) -> None:
    table = pickle.loads(pickle.dumps(tables()[name]))
    lines, skipped = rows(dbapi.read(table, ALL, ACCESS))
    assert len(lines) == len(set(lines)) == _COUNT
    assert lines[0] == ("1", "值1")
    assert skipped == []


def test_names_and_values_of_any_kind_are_read() -> None:
    lines, _ = rows(dbapi.read(tables()['main.名 "字'], ALL, ACCESS))
    assert lines == [("张", "a\\xff"), (None, None)]


@pytest.mark.parametrize("wanted", [0, 1, 300, 6_000, 30_000])
@pytest.mark.parametrize("name", ["main.many", "main.seen"])
def test_a_sample_is_of_the_size_wanted(name: str, wanted: int) -> None:
    lines, skipped = rows(dbapi.read(tables()[name], Sample(wanted, seed=1), ACCESS))
    assert len(lines) == len(set(lines)) <= min(wanted, _COUNT)
    assert len(lines) >= min(wanted, _COUNT) * (0.9 if wanted > 1 else 0)
    assert skipped == []


def test_a_sample_of_a_table_is_of_all_of_it_and_of_a_view_its_first_rows() -> None:
    found, _ = rows(dbapi.read(tables()["main.many"], Sample(500, seed=1), ACCESS))
    assert {int(line[0]) * 10 // (_COUNT + 1) for line in found} == set(range(10))
    first, _ = rows(dbapi.read(tables()["main.seen"], Sample(3), ACCESS))
    assert [line[0] for line in first] == ["1", "2", "3"]


def test_a_table_emptier_than_its_statistics_is_read_from_its_start() -> None:
    lines, _ = rows(dbapi.read(tables()["main.thin"], Sample(100), ACCESS))
    assert lines == [("1",), ("2",), ("3",)]


def test_a_cell_beyond_the_limit_is_cut_and_said_to_be(database: sqlite3.Connection) -> None:
    database.execute("create table long_one (a text, b blob)")
    database.execute("insert into long_one values (?, ?)", ["张" * 65_537, b"a" * 5_000])
    lines, skipped = rows(dbapi.read(tables()["main.long_one"], ALL, ACCESS))
    assert lines == [("张" * 65_536, "a" * 4_096)]
    assert len(skipped) == 1
    assert skipped[0].startswith("2 cells were read to 65,536 characters")


def test_a_failure_in_the_middle_keeps_the_rows_before_it() -> None:
    lines, skipped = rows(dbapi.read(tables()["main.fails"], ALL, ACCESS))
    assert len(lines) == 1_000
    assert skipped == ["the driver reports an error, after 1000 rows"]


def test_a_table_gone_since_it_was_found_is_told(database: sqlite3.Connection) -> None:
    database.execute("create table going (a text)")
    table = tables()["main.going"]
    database.execute("drop table going")
    with pytest.raises(SourceError, match="reports an error") as caught:
        rows(dbapi.read(table, ALL, ACCESS))
    assert caught.value.__suppress_context__
    assert "going" not in caught.value.problem


def test_a_refused_sign_in_is_told() -> None:
    dbapi.check(URL, ACCESS)
    with pytest.raises(SourceError) as caught:
        dbapi.check(URL, Access(password="x"))
    assert caught.value.problem == "the server reports an error (error 99)"
    assert MARKER not in str(caught.getrepr(chain=True, style="native"))


def test_a_window_that_closes_ends_reading_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([True, False])
    monkeypatch.setattr("connectors.throttle.Throttle.open", lambda _: next(looks, False))
    table = tables()["main.many"]
    lines, skipped = rows(dbapi.read(table, ALL, ACCESS))
    assert len(lines) == 2_000
    assert skipped == ["the window for reading closed after 2000 rows"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (dt.datetime(2026, 1, 2, 3, 4, 5), "2026-01-02 03:04:05"),  # noqa: DTZ001  as drivers give it
        (dt.date(2026, 1, 2), "2026-01-02"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (13800000000.0, "13800000000"),
        (b"a\xff", "a\\xff"),
        (True, "true"),
        (None, None),
    ],
)
def test_values_of_drivers_are_written_as_people_write_them(cell: object, text: str | None) -> None:
    table = Table("s", "t", (Column("a", "X"),), "dbapi")
    reading = _Reading(None, table, None, None)
    assert _batch(reading, [(cell,)]).to_pylist() == [{"a": text}]
