# What is found in a database: relations of every kind, their description, and what is not open.
from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from postgres_server import Server

from connectors import postgresql
from connectors.postgresql_catalogue import human_name
from schema import Access, Column, Sample, Skipped, Table

_SET_UP = """
create table resident (id bigint primary key, "姓名" varchar(20), birth date, marks numeric(5,2)[]);
comment on table resident is '常住人口';
comment on column resident."姓名" is '居民姓名';
insert into resident select i, 'n' || i from generate_series(1, 5000) i;
analyze resident;
create table never_analysed (a int);
create view resident_view as select id, "姓名" from resident;
comment on view resident_view is 'a view';
create materialized view filled as select id from resident;
create materialized view unfilled as select id from resident with no data;
create table visit (id int, day date) partition by range (day);
create table visit_2024 partition of visit for values from ('2024-01-01') to ('2025-01-01');
create schema archive;
create table archive.visit_2025 partition of visit for values from ('2025-01-01') to ('2026-01-01');
insert into visit select i, date '2024-01-01' + i % 700 from generate_series(1, 1000) i;
analyze visit;
create foreign data wrapper nothing;
create server elsewhere foreign data wrapper nothing;
create foreign table remote (a int) server elsewhere;
create table mixed (id int, k int) partition by list (k);
create table mixed_near partition of mixed for values in (1);
create foreign table mixed_far partition of mixed for values in (2) server elsewhere;
analyze mixed_near;
create table no_columns ();
create table secret (a int);
create table half_secret (id int, open_word text, closed_word text);
insert into half_secret values (1, 'open', 'closed'), (2, 'open', 'closed');
create table only_partition_open (id int, k int) partition by list (k);
create table open_partition partition of only_partition_open for values in (1);
insert into only_partition_open values (1, 1);
create schema closed;
create table closed.inside (a int);
create table archive.dropped_column (a int, b int, c int);
alter table archive.dropped_column drop column b;
drop role if exists reader;
create role reader login password 'reader';
grant usage on schema archive to reader;
grant select on resident, resident_view, visit, filled, open_partition to reader;
grant select (id, open_word) on half_secret to reader;
"""

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def database(postgres: Server) -> Iterator[psycopg.Connection]:
    with postgres.create_database("catalogue") as admin:
        admin.execute(_SET_UP)
        yield admin
        admin.execute("drop owned by reader; drop role reader")


@pytest.fixture
def access(postgres: Server) -> Access:
    return Access(password=postgres.password, max_bytes_per_s=float("inf"))


def discovered(
    server: Server, access: Access, **url: str
) -> tuple[dict[str, Table], list[Skipped]]:
    every = list(postgresql.discover(server.url("catalogue", **url), access))
    tables = {one.name: one for one in every if isinstance(one, Table)}
    skipped = [one for one in every if isinstance(one, Skipped)]
    assert len(tables) + len(skipped) == len(every)
    return tables, skipped


def test_a_table_is_described_as_its_database_does(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = discovered(postgres, access)[0]["public.resident"]
    assert table.kind == "postgresql"
    assert table.source == postgres.url("catalogue")
    assert table.comment == "常住人口"
    assert table.columns == (
        Column("id", "bigint"),
        Column("姓名", "character varying(20)", "居民姓名"),
        Column("birth", "date"),
        Column("marks", "numeric(5,2)[]"),
    )
    assert table.rows == 5_000
    assert not table.rows_exact
    assert table.size_bytes is not None
    assert table.size_bytes > 100_000
    assert postgres.password not in repr(table)


def test_everything_that_holds_rows_is_found_once(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    tables, skipped = discovered(postgres, access)
    assert sorted(tables) == [
        "archive.dropped_column",
        "closed.inside",
        "public.filled",
        "public.half_secret",
        "public.mixed",
        "public.never_analysed",
        "public.only_partition_open",
        "public.resident",
        "public.resident_view",
        "public.secret",
        "public.visit",
    ]
    assert {one.source.rpartition("#")[2]: one.error.partition(":")[0] for one in skipped} == {
        "public.no_columns": "it has no columns",
        "public.remote": "a foreign table",
        "public.unfilled": "a materialised view that was never filled",
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param("schema=archive", {"archive.dropped_column", "archive.visit_2025"},
                     id="one schema, with a partition whose parent lies outside"),
        pytest.param("schema=archive&schema=closed",
                     {"archive.dropped_column", "archive.visit_2025", "closed.inside"},
                     id="two schemas"),
    ],
)  # fmt: skip
def test_schemas_can_be_chosen(
    postgres: Server,
    database: psycopg.Connection,
    access: Access,
    query: str,
    names: set[str],
) -> None:
    assert set(discovered(postgres, access, query=query)[0]) == names


def test_a_schema_that_is_not_there_is_told(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    tables, skipped = discovered(postgres, access, query="schema=nowhere&schema=closed")
    assert set(tables) == {"closed.inside"}
    assert [one.error for one in skipped] == ["no tables in a schema named nowhere"]


def test_the_choice_of_schemas_does_not_change_a_tables_name(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    all_of_them = discovered(postgres, access)[0]["closed.inside"]
    chosen = discovered(postgres, access, query="schema=closed&sslmode=disable")[0]["closed.inside"]
    assert (all_of_them.source, all_of_them.name) == (chosen.source, chosen.name)


def test_partitions_count_as_their_parent(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = discovered(postgres, access)[0]["public.visit"]
    assert table.rows == 1_000
    assert table.size_bytes is not None
    assert table.size_bytes > 8_192


def test_a_table_partly_elsewhere_has_neither_pages_nor_counts_nor_marks(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    tables = discovered(postgres, access)[0]
    assert tables["public.visit"].options["way"] == "pages"
    assert tables["public.mixed"].options["way"] == "cursor"
    assert tables["public.mixed"].rows is None
    assert tables["public.mixed"].fingerprint == ""


@pytest.mark.parametrize("name", ["public.never_analysed", "public.resident_view"])
def test_rows_nobody_counted_are_unknown(
    postgres: Server, database: psycopg.Connection, access: Access, name: str
) -> None:
    assert discovered(postgres, access)[0][name].rows is None


def test_a_view_has_no_mark_of_change(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    assert discovered(postgres, access)[0]["public.resident_view"].fingerprint == ""


@pytest.mark.parametrize(
    ("name", "statement", "changes"),
    [
        pytest.param("public.secret", "select 1", False, id="nothing"),
        pytest.param("public.secret", "select * from secret", False, id="a read"),
        pytest.param("public.secret", "insert into never_analysed values (1)", False,
                     id="a write to another table"),
        pytest.param("public.secret", "insert into secret values (1)", True, id="an insert"),
        pytest.param("public.resident", "update resident set birth = null where id = 1", True,
                     id="an update"),
        pytest.param("public.resident", "delete from resident where id = 5000", True, id="a delete"),
        pytest.param("public.never_analysed", "truncate never_analysed", True, id="a truncation"),
        pytest.param("public.secret", "alter table secret add column b int; ", True,
                     id="a new column"),
        pytest.param("public.visit", "insert into visit values (1, '2025-05-05')", True,
                     id="an insert into a partition"),
        pytest.param("public.secret", "select pg_stat_reset()", True, id="counters set to zero"),
    ],
)  # fmt: skip
def test_a_fingerprint_changes_when_the_data_may_have(
    postgres: Server,
    access: Access,
    *,
    name: str,
    statement: str,
    changes: bool,
) -> None:
    with postgres.create_database("catalogue_changes") as admin:
        admin.execute("create table secret (a int); create table never_analysed (a int);"
                      "create table resident as select i as id, current_date as birth"
                      "   from generate_series(1, 5000) i;"
                      "create table visit (id int, day date) partition by range (day);"
                      "create table visit_2025 partition of visit default;")  # fmt: skip

        def fingerprint() -> str:
            # Counters reach the catalogue when a session is idle; this is the server's own way
            # to have them at once, and before PostgreSQL 15 they took half a second.
            newer = admin.info.server_version >= 150_000
            admin.execute("select pg_stat_force_next_flush()" if newer else "select pg_sleep(1)")
            every = postgresql.discover(postgres.url("catalogue_changes"), access)
            return next(
                one.fingerprint for one in every if isinstance(one, Table) and one.name == name
            )

        before = fingerprint()
        admin.execute(statement)
        after = fingerprint()
    assert before
    assert (before != after) is changes


@pytest.fixture
def reader(database: psycopg.Connection) -> Access:
    return Access(password="reader", max_bytes_per_s=float("inf"))


def test_what_is_not_open_is_told_and_the_rest_is_found(
    postgres: Server, database: psycopg.Connection, reader: Access
) -> None:
    tables, skipped = discovered(postgres, reader, user="reader")
    assert sorted(tables) == [
        "public.filled",
        "public.half_secret",
        "public.open_partition",
        "public.resident",
        "public.resident_view",
        "public.visit",
    ]
    told = {one.source.rpartition("#")[2]: one.error for one in skipped}
    assert told["public.secret"] == "no permission to read it"
    assert told["archive.dropped_column"] == "no permission to read it"
    assert told["public.half_secret"] == "no permission to read some of its columns: closed_word"
    assert "no permission to look into the schema closed" in [one.error for one in skipped]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        pytest.param("public.resident", 5_000, id="a table"),
        pytest.param("public.visit", 1_000, id="a partitioned table, its partitions not open"),
        pytest.param("public.half_secret", 2, id="columns of a table"),
        pytest.param("public.open_partition", 1, id="a partition whose parent is not open"),
        pytest.param("public.resident_view", 5_000, id="a view"),
    ],
)
@pytest.mark.parametrize("wanted", [None, 10_000], ids=["all", "a sample"])
def test_what_is_open_can_be_read(
    postgres: Server,
    database: psycopg.Connection,
    reader: Access,
    *,
    name: str,
    count: int,
    wanted: int | None,
) -> None:
    table = discovered(postgres, reader, user="reader")[0][name]
    batches = list(postgresql.read(table, Sample(rows=wanted), reader))
    assert sum(batch.num_rows for batch in batches if not isinstance(batch, Skipped)) == count
    assert not [one for one in batches if isinstance(one, Skipped)]


def test_a_dropped_column_is_gone(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = discovered(postgres, access)[0]["archive.dropped_column"]
    assert [column.name for column in table.columns] == ["a", "c"]


@pytest.mark.parametrize(
    ("schema", "relation", "name"),
    [
        pytest.param("public", "resident", "public.resident", id="plain"),
        pytest.param("public", "人员_2024", "public.人员_2024", id="Chinese"),
        pytest.param("public", "Mixed", 'public."Mixed"', id="upper case"),
        pytest.param("public", "two words", 'public."two words"', id="a blank"),
        pytest.param("a.b", "c", '"a.b".c', id="a dot within a schema"),
        pytest.param("a", "b.c", 'a."b.c"', id="a dot within a table"),
        pytest.param("public", 'say "x"', 'public."say ""x"""', id="quotes"),
        pytest.param("public", "1st", 'public."1st"', id="a digit first"),
        pytest.param("public", "人" * 21, "public." + "人" * 21, id="63 bytes"),
    ],
)
def test_names_are_quoted_only_where_they_would_be_misread(
    schema: str, relation: str, name: str
) -> None:
    assert human_name(schema, relation) == name
