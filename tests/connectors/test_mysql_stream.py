# The ways to a table's rows: pages of a key, one long statement, and samples that are fair.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from mariadb_reading import ALL, full_speed, tables_of
from mariadb_server import MariaServer
from read_out import rows

from connectors import mysql, mysql_stream
from schema import Access, Sample, SourceError

pytestmark = pytest.mark.mariadb

_COUNT = 60_000


@pytest.fixture(scope="module")
def database(mariadb: MariaServer) -> Iterator[MariaServer]:
    mariadb.create_database(
        "stream",
        "create table by_number (id bigint primary key, pad varchar(50))",
        f"insert into by_number select cast(seq as signed) * 7 - 1000, repeat('x', 40) from seq_1_to_{_COUNT}",
        "create table by_text (id varchar(20) collate utf8mb4_general_ci primary key, n int)",
        f"insert into by_text select concat('6101', lpad(seq * 31, 9, '0'), 'X'), seq from seq_1_to_{_COUNT}",
        "create table by_two (a int, b varchar(10), n int, primary key (a, b))",
        f"insert into by_two select seq % 7, concat('值', seq), seq from seq_1_to_{_COUNT}",
        "create table by_day (d datetime(6) primary key, n int)",
        f"insert into by_day select '2020-01-01' + interval seq * 1234567 microsecond, seq from seq_1_to_{_COUNT}",
        "create table by_nothing (n int, pad varchar(50))",
        f"insert into by_nothing select seq, repeat('x', 40) from seq_1_to_{_COUNT}",
        "create view seen as select * from by_nothing",
        "create table parted (id int primary key, n int) partition by hash (id) partitions 5",
        f"insert into parted select seq, seq from seq_1_to_{_COUNT}",
        "create table gaps (id bigint primary key)",
        "insert into gaps select seq from seq_1_to_5000",
        "insert into gaps select 900000000000000000 + seq from seq_1_to_5000",
        "create table nothing (id int primary key, n int)",
        "create table guids (id uuid primary key, n int)",
        "insert into guids select uuid(), seq from seq_1_to_20000",
        "analyze table by_number, by_text, by_two, by_day, by_nothing, parted, gaps, guids",
    )
    return mariadb


EVERY = ["by_number", "by_text", "by_two", "by_day", "by_nothing", "seen", "parted"]


@pytest.mark.parametrize("name", EVERY)
def test_all_rows_come_once(database: MariaServer, name: str) -> None:
    lines, skipped = rows(
        mysql.read(tables_of(database, "stream")[name], ALL, full_speed(database))
    )
    assert len(lines) == len(set(lines)) == _COUNT
    assert skipped == []


def test_a_million_rows_come_once_in_batches_of_bounded_size(database: MariaServer) -> None:
    database.run(
        "create or replace table million (id int primary key, name varchar(20))",
        "insert into million select seq, concat('张', seq) from seq_1_to_1000000",
        database="stream",
    )
    count = total = 0
    for part in mysql.read(tables_of(database, "stream")["million"], ALL, full_speed(database)):
        assert part.nbytes <= 10_000_000
        count += part.num_rows
        total += sum(map(int, part["id"].to_pylist()))
    database.run("drop table million", database="stream")
    assert (count, total) == (1_000_000, 1_000_000 * 1_000_001 // 2)


@pytest.mark.parametrize("large", [False, True], ids=["a small table", "a large table"])
@pytest.mark.parametrize("name", [*EVERY, "guids"])
@pytest.mark.parametrize("wanted", [0, 1, 300, 5_000])
def test_a_sample_is_of_the_size_wanted_and_of_the_table(
    database: MariaServer, monkeypatch: pytest.MonkeyPatch, *, name: str, large: bool, wanted: int
) -> None:
    if large:
        monkeypatch.setattr(mysql_stream, "_VISITED_BYTES", 0)
    table = tables_of(database, "stream")[name]
    lines, _ = rows(mysql.read(table, Sample(wanted, seed=3), full_speed(database)))
    assert wanted * 0.97 <= len(lines) <= wanted
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("large", [False, True], ids=["a small table", "a large table"])
@pytest.mark.parametrize(
    ("name", "column"), [("by_number", 0), ("by_text", 1), ("by_day", 1), ("parted", 1)]
)
def test_a_sample_comes_from_all_of_the_table(
    database: MariaServer,
    monkeypatch: pytest.MonkeyPatch,
    *,
    name: str,
    column: int,
    large: bool,
) -> None:
    if large:
        monkeypatch.setattr(mysql_stream, "_VISITED_BYTES", 0)
    table = tables_of(database, "stream")[name]
    lines, _ = rows(mysql.read(table, Sample(600, seed=5), full_speed(database)))
    found = sorted(int(line[column]) for line in lines)
    low, high = (-993, 419_000) if name == "by_number" else (1, _COUNT)
    tenths = {(value - low) * 10 // (high - low + 1) for value in found}
    assert tenths == set(range(10))
    again, _ = rows(mysql.read(table, Sample(600, seed=5), full_speed(database)))
    assert again == lines
    other, _ = rows(mysql.read(table, Sample(600, seed=6), full_speed(database)))
    assert other != lines


def test_gaps_in_the_keys_are_filled_from_where_rows_are(
    database: MariaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mysql_stream, "_VISITED_BYTES", 0)
    table = tables_of(database, "stream")["gaps"]
    lines, _ = rows(mysql.read(table, Sample(2_000, seed=1), full_speed(database)))
    assert len(set(lines)) == 2_000


@pytest.mark.parametrize("wanted", [None, 100])
@pytest.mark.parametrize("large", [False, True])
def test_a_table_without_rows_gives_none(
    database: MariaServer, monkeypatch: pytest.MonkeyPatch, *, wanted: int | None, large: bool
) -> None:
    if large:
        monkeypatch.setattr(mysql_stream, "_VISITED_BYTES", 0)
    table = tables_of(database, "stream")["nothing"]
    assert rows(mysql.read(table, Sample(wanted), full_speed(database))) == ([], [])


@pytest.mark.parametrize("product", ["mariadb", "mysql"], ids=["by the server", "by us"])
def test_a_page_that_takes_too_long_is_asked_for_in_smaller_ones(
    database: MariaServer, monkeypatch: pytest.MonkeyPatch, product: str
) -> None:
    monkeypatch.setattr("connectors.mysql_session._product", lambda *_: product)
    monkeypatch.setattr(mysql_stream, "_FIRST_ROWS", 20_000)
    database.run(
        "create or replace table slow (id int primary key, n int)",
        "insert into slow select seq, seq from seq_1_to_40",
        database="stream",
    )
    table = tables_of(database, "stream")["slow"]
    # Each row takes a fiftieth of a second, all of them more than the limit.
    monkeypatch.setattr(mysql_stream, "select_list", lambda _: "id, n + sleep(0.02)")
    access = full_speed(database, statement_timeout_s=0.4)
    lines, skipped = rows(mysql.read(table, ALL, access))
    assert sorted(int(line[0]) for line in lines) == list(range(1, 41))
    assert skipped == []


@pytest.mark.parametrize("product", ["mariadb", "mysql"], ids=["by the server", "by us"])
def test_a_statement_beyond_its_time_is_stopped(
    database: MariaServer, monkeypatch: pytest.MonkeyPatch, product: str
) -> None:
    # Taken for a MySQL, it does not know the setting, as MySQL 5.6 does not.
    monkeypatch.setattr("connectors.mysql_session._product", lambda *_: product)
    database.run(
        "create or replace function linger(n int) returns int sql security invoker"
        " begin return n + sleep(60); end",
        "create or replace sql security invoker view lingers as select linger(n) as n from by_nothing",
        database="stream",
    )
    table = tables_of(database, "stream")["lingers"]
    access = full_speed(database, statement_timeout_s=0.3)
    for sample in (Sample(5), ALL):
        with pytest.raises(SourceError, match=r"stopped at its time limit of 0\.3 s"):
            rows(mysql.read(table, sample, access))
    running = "select count(*) from information_schema.processlist where info like '%linger%'"
    assert database.run(f"{running} and command = 'Query' and user = 'reader'") == [(0,)]


def test_a_window_that_closes_ends_a_stream_and_says_so(
    database: MariaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What comes at once is less than two megabytes, the whole more than three.
    monkeypatch.setattr("connectors.throttle.Throttle.open", lambda _: False)
    monkeypatch.setattr("connectors.throttle.Throttle.wait_for_window", lambda _: None)
    window = (dt.time(0), dt.time(0))
    table = tables_of(database, "stream")["seen"]
    lines, skipped = rows(mysql.read(table, ALL, full_speed(database, window=window)))
    assert 0 < len(lines) < _COUNT
    assert skipped == [f"the window for reading closed after {len(lines)} rows"]


def test_a_key_is_gone_on_with_after_the_window_opened_again(
    database: MariaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = []
    looks = iter([True, False, True, False])
    monkeypatch.setattr("connectors.throttle.Throttle.open", lambda _: next(looks, True))
    monkeypatch.setattr("connectors.throttle.Throttle.wait_for_window", lambda _: waits.append(1))
    table = tables_of(database, "stream")["by_number"]
    lines, skipped = rows(mysql.read(table, ALL, full_speed(database)))
    assert (len(set(lines)), skipped) == (_COUNT, [])
    assert len(waits) == 3


def test_the_defaults_are_gentle(database: MariaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    from connectors import throttle

    def counted(access: Access) -> throttle.Throttle:
        return throttle.Throttle(
            Access(max_bytes_per_s=throttle.DEFAULT_DATABASE_BYTES_PER_S),
            sleep=slept.append,
            duty=throttle.DEFAULT_DATABASE_DUTY,
        )

    monkeypatch.setattr(mysql, "database_throttle", counted)
    table = tables_of(database, "stream")["by_number"]
    lines, _ = rows(mysql.read(table, ALL, Access(password=database.password)))
    assert len(lines) == _COUNT
    assert sum(slept) > 0.1
