# What MariaDB says of its tables; a reader cannot write, and a value the server refuses is
# neither cut nor quoted.
from __future__ import annotations

import pytest
from mariadb_server import MariaServer

from connectors import Link, Mark, open_database_copy
from schema import Access, MisuseError, SourceError

pytestmark = pytest.mark.mariadb

SETUP = (
    "create table parent (x varchar(8), y int, primary key (y, x), unique (x)) charset utf8mb4",
    (
        "create table child (n bigint primary key, y int, x varchar(8), f float, b varbinary(4), "
        "foreign key (y, x) references parent (y, x))"
    ),
    "create view shown as select * from child",
)


@pytest.fixture
def access(mariadb: MariaServer) -> Access:
    mariadb.create_database("shapes", *SETUP)
    mariadb.run("grant all on shapes.* to reader@'127.0.0.1'")
    return Access(password=mariadb.password)


def test_tables_are_described_with_what_holds_them_together(
    mariadb: MariaServer, access: Access
) -> None:
    with open_database_copy(mariadb.url("shapes"), access) as copy:
        shapes = {shape.name: shape for shape in copy.shapes()}
    assert set(shapes) == {"parent", "child"}
    assert (shapes["parent"].key, shapes["parent"].uniques) == (("y", "x"), (("x",),))
    assert shapes["child"].links == (Link(("y", "x"), "parent", ("y", "x"), ("parent",)),)
    types = {column.name: column for column in shapes["child"].columns}
    assert types["x"].type.startswith("varchar(8) character set utf8mb4 collate ")
    assert (types["n"].numeric, types["x"].numeric) == (True, False)


def test_a_reader_cannot_write(mariadb: MariaServer, access: Access) -> None:
    with open_database_copy(mariadb.url("shapes"), access) as copy:
        (parent,) = [shape for shape in copy.shapes() if shape.name == "parent"]
        with pytest.raises(SourceError):
            copy.put(parent, [("x", 1)], Mark("", 1, done=False))
    assert mariadb.run("select count(*) from parent", database="shapes") == [(0,)]


def test_a_value_the_server_refuses_is_neither_cut_nor_quoted(
    mariadb: MariaServer, access: Access
) -> None:
    with open_database_copy(mariadb.url("shapes"), access, writing=True) as copy:
        (parent,) = [shape for shape in copy.shapes() if shape.name == "parent"]
        copy.begin("x")
        with pytest.raises(SourceError, match="breaks a rule of the target") as caught:
            copy.put(parent, [("SECRET-MARKER", 1)], Mark("", 1, done=False))
        assert "SECRET" not in str(caught.value)
        assert copy.count(parent) == 0


def test_a_url_without_a_database_is_misuse(mariadb: MariaServer, access: Access) -> None:
    with (
        pytest.raises(MisuseError, match="name the database"),
        open_database_copy(mariadb.url(""), access),
    ):
        pass
