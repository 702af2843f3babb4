# SQLite: names, comments and values of every sort, read-only, and bounded in time.
from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from connectors import sqlite_open
from connectors.sqlite import check
from schema import Access, Sample, SourceError


@contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        yield connection
        connection.commit()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "库.db"


def test_tables_and_views_come_with_their_columns_and_comments(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute(
            'CREATE TABLE "居民" ( -- 常住居民\n id INTEGER PRIMARY KEY, -- 编号\n'
            ' "姓 名" VARCHAR(40) NOT NULL, /* 本名 */\n "order" REAL\n)'
        )
        db.execute('CREATE VIEW "a""b" AS SELECT "姓 名" FROM "居民"')
        db.executemany(
            'INSERT INTO "居民" VALUES (?, ?, ?)', [(n, f"张{n}", 1.5) for n in range(3)]
        )
    found = take(path)
    view, table = found.tables
    assert [table.name for table in found.tables] == ['a"b', "居民"]
    assert table.comment == "常住居民"
    assert [(c.name, c.type, c.comment) for c in table.columns] == [
        ("id", "INTEGER", "编号"),
        ("姓 名", "VARCHAR(40)", "本名"),
        ("order", "REAL", ""),
    ]
    assert [(t.rows, t.rows_exact) for t in (table, view)] == [(3, True)] * 2
    assert found.rows[3:] == [{"id": str(n), "姓 名": f"张{n}", "order": "1.5"} for n in range(3)]
    assert found.rows[:3] == [{"姓 名": f"张{n}"} for n in range(3)]


@pytest.mark.parametrize(
    ("declared", "value", "read"),
    [
        pytest.param("INTEGER", 610102199003071234, "610102199003071234", id="a long integer"),
        pytest.param("INTEGER", "text", "text", id="text in an integer column"),
        pytest.param("REAL", 13812345678, "13812345678", id="a telephone number kept as a real"),
        pytest.param("REAL", 1.25, "1.25", id="a fraction"),
        pytest.param("REAL", 1e300, "1.0e+300", id="a real beyond integers"),
        pytest.param("NUMERIC", "007x", "007x", id="text in a numeric column"),
        pytest.param("TEXT", "007", "007", id="leading zeros"),
        pytest.param("TEXT", None, None, id="a null"),
        pytest.param("TEXT", "", "", id="an empty text"),
        pytest.param("", 5, "5", id="a column of no type"),
        pytest.param("TEXT", b"\xd5\xc5", "张", id="bytes of another encoding in a text column"),
        pytest.param("BLOB", b"\xff\x00", b"\xff\x00", id="a blob"),
        pytest.param("BLOB", "text", b"text", id="text in a blob column"),
    ],
)
def test_a_value(declared: str, value: object, read: object, path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute(f"CREATE TABLE t (a {declared})")
        db.execute("INSERT INTO t VALUES (?)", (value,))
    assert take(path).rows == [{"a": read}]


def test_text_that_is_no_utf8_is_read_and_never_quoted(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("CREATE TABLE t (a TEXT)")
        db.execute(
            "INSERT INTO t VALUES (CAST(x'D5C5C8FD' AS TEXT)), (CAST(x'FFFF' AS TEXT)), ('好')"
        )
    assert [row["a"] for row in take(path).rows] == ["张三", "\ufffd\ufffd", "好"]


@pytest.mark.parametrize("without", ["", "WITHOUT ROWID"])
def test_a_sample_is_as_large_as_asked_and_its_seeds(
    without: str, path: Path, take: Callable
) -> None:
    with database(path) as db:
        db.execute(f"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) {without}")
        db.executemany("INSERT INTO t VALUES (?, ?)", [(n, f"x{n}") for n in range(20_000)])
    one, again, other = (take(path, Sample(1000, seed)).rows for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert 950 <= len(one) <= 1000
    assert len({row["a"] for row in one}) == len(one)
    assert {int(row["a"]) // 2000 for row in one} == set(range(10))


def test_rowids_with_gaps_still_give_a_sample(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
        db.executemany("INSERT INTO t VALUES (?)", [(n * 10**9 - 2**62,) for n in range(5000)])
        db.execute("INSERT INTO t VALUES (?)", (2**63 - 1,))
    assert len(take(path, Sample(100, 1)).rows) > 0
    assert len(take(path).rows) == 5001


def test_a_table_that_names_its_columns_like_rowids_is_read(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("CREATE TABLE t (rowid TEXT, oid TEXT, _rowid_ TEXT)")
        db.executemany("INSERT INTO t VALUES (?, 'x', 'y')", [(f"r{n}",) for n in range(100)])
    assert len(take(path, Sample(10)).rows) == 10


def test_reading_changes_nothing(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("CREATE TABLE t (a)")
    before = path.read_bytes(), sorted(path.parent.iterdir())
    take(path)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before


def test_changes_in_the_log_are_read_and_change_the_fingerprint(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE t (a)")
        db.commit()
        before = take(path).table.fingerprint
        db.execute("INSERT INTO t VALUES ('x')")
        db.commit()
        found = take(path)
    assert len(found.rows) == 1
    assert found.table.fingerprint != before


def test_a_locked_database_is_called_so(
    path: Path, take: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_open, "_BUSY_S", 0.01)
    with database(path) as db:
        db.execute("CREATE TABLE t (a)")
        db.commit()
        db.execute("BEGIN EXCLUSIVE")
        assert take(path).errors == ["is locked by another program"]
        with pytest.raises(SourceError, match="is locked by another program"):
            check(str(path), Access())


def test_a_statement_that_thinks_too_long_is_stopped(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("CREATE TABLE t (a)")
        db.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(2000)])
        db.execute("CREATE VIEW v AS SELECT x.a FROM t x, t y, t z WHERE x.a + y.a + z.a < 0")
    access = Access(statement_timeout_s=0.05)
    with pytest.raises(SourceError, match=r"was stopped: it gave nothing for 0\.05 s"):
        take(f"sqlite:///{path}#v", Sample(), access)


def test_a_view_without_end_gives_the_rows_that_came(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute(
            "CREATE VIEW v AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c"
        )
    found = take(path, Sample(100), Access(statement_timeout_s=0.2))
    assert len(found.rows) == 100
    assert found.table.rows is None
    assert "was stopped" in found.errors[0]


def test_a_view_that_does_not_work_leaves_the_others(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("CREATE TABLE t (a)")
        db.execute("CREATE TABLE gone (a)")
        db.execute("CREATE VIEW v AS SELECT a FROM gone")
        db.execute("DROP TABLE gone")
    found = take(path)
    assert [table.name for table in found.tables] == ["t"]
    assert [(skip.source, skip.error) for skip in found.skipped] == [
        (f"{path}#v", "cannot be read by SQLite")
    ]


def test_a_url_may_name_one_table(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("CREATE TABLE t (a)")
        db.execute("CREATE TABLE u (a)")
    found = take(f"sqlite:///{path}#u")
    assert [table.name for table in found.tables] == ["u"]
    assert found.table.source == str(path)
    assert take(f"sqlite:///{path}#v").errors == ["has no such table"]


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        pytest.param(
            lambda raw: raw[:100], "no SQLite database|damaged|cut off", id="a cut-off file"
        ),
        pytest.param(
            lambda raw: bytes(range(256)) * 32,
            "is encrypted, damaged or no SQLite database",
            id="an encrypted file",
        ),
        pytest.param(
            lambda raw: raw[:100] + b"\xff" * 4000 + raw[4100:],
            "damaged",
            id="a first page gone wrong",
        ),
    ],
)
def test_a_bad_file(
    damage: Callable[[bytes], bytes], error: str, path: Path, take: Callable
) -> None:
    import re

    with database(path) as db:
        db.execute("CREATE TABLE t (a)")
        db.executemany("INSERT INTO t VALUES (?)", [(f"x{n}",) for n in range(5000)])
    path.write_bytes(damage(path.read_bytes()))
    (found,) = take(path).errors
    assert re.search(error, found)


def test_a_page_gone_wrong_in_the_middle_keeps_what_came_before(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("CREATE TABLE t (a)")
        db.executemany("INSERT INTO t VALUES (?)", [(f"{n:0100}",) for n in range(50_000)])
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2 // 4096 * 4096
    raw[middle : middle + 4096] = b"\x07" * 4096
    path.write_bytes(raw)
    found = take(path)
    assert 0 < len(found.rows) < 50_000 or found.errors
    assert any("damaged" in error for error in found.errors)


def test_a_database_without_tables_says_so(path: Path, take: Callable) -> None:
    with database(path) as db:
        db.execute("PRAGMA user_version=1")
    assert take(path).errors == ["has no table"]
