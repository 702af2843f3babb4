# What PostgreSQL says of its tables; types of a database's own become text, a reader cannot
# write, and a value the server refuses is not quoted.
from __future__ import annotations

import pytest
from postgres_server import Server

from connectors import Link, Mark, open_database_copy
from schema import Access, SourceError

pytestmark = pytest.mark.postgres

SETUP = """
create schema two;
create type mood as enum ('a');
create domain code as varchar(4);
create table two.parent (x text, y int, primary key (y, x), unique (x));
create table child (n int primary key, y int, x text, m mood, c code, t text[], d numeric(4,1),
                    constraint "R" foreign key (y, x) references two.parent (y, x));
create table measured (d date, v int) partition by range (d);
create table measured_2026 partition of measured for values from ('2026-01-01') to ('2027-01-01');
create view shown as select * from child;
"""


@pytest.fixture
def access(postgres: Server) -> Access:
    with postgres.create_database("shapes") as connection:
        connection.execute(SETUP.encode())
    return Access(password=postgres.password)


def test_tables_are_described_with_what_holds_them_together(
    postgres: Server, access: Access
) -> None:
    with open_database_copy(postgres.url("shapes"), access) as copy:
        shapes = {shape.name: shape for shape in copy.shapes()}
    assert set(shapes) == {"public.child", "public.measured", "two.parent"}
    parent, child = shapes["two.parent"], shapes["public.child"]
    assert (parent.parts, parent.key, parent.uniques) == (("two", "parent"), ("y", "x"), (("x",),))
    assert child.links == (Link(("y", "x"), "two.parent", ("y", "x"), ("two", "parent")),)
    types = {column.name: column.type for column in child.columns}
    assert types == {
        "n": "integer", "y": "integer", "x": "text", "m": "text", "c": "character varying(4)", "t": "text[]",
        "d": "numeric(4,1)",
    }  # fmt: skip


def test_a_schema_of_the_url_is_all_that_is_seen(postgres: Server, access: Access) -> None:
    with open_database_copy(postgres.url("shapes", query="schema=two"), access) as copy:
        assert [shape.name for shape in copy.shapes()] == ["two.parent"]


def test_a_reader_cannot_write(postgres: Server, access: Access) -> None:
    with (
        open_database_copy(postgres.url("shapes"), access) as copy,
        pytest.raises(SourceError, match="read-only"),
    ):
        copy.begin("x")


def test_a_value_the_server_refuses_is_not_quoted(postgres: Server, access: Access) -> None:
    with open_database_copy(postgres.url("shapes"), access, writing=True) as copy:
        (parent,) = [shape for shape in copy.shapes() if shape.name == "two.parent"]
        copy.begin("x")
        with pytest.raises(SourceError, match="breaks a rule of the target") as caught:
            copy.put(parent, [("x", "SECRET-MARKER")], Mark("", 1, done=False))
        assert "SECRET" not in str(caught.value)
        assert copy.count(parent) == 0
