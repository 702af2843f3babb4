# Defaults of MySQL and of MariaDB are told differently and written alike; the real MariaDB is asked
# in tests/operations/test_share_rentals.py.
from __future__ import annotations

import pytest

from connectors.copy_mysql_extras import extras


class Server:
    """Answers by what a question has in it; one column with a default."""

    def __init__(
        self, version: str, default: object, extra: str, type_: str = "varchar(9)"
    ) -> None:
        self.column = ("t", "a%", type_, "NO", default, extra, "", "", version)

    def run(self, statement: str, values: tuple = ()) -> list[tuple]:
        if "column_default" in statement:
            return [self.column]
        if "check_constraints" in statement:
            return [("t", "c", "`a%` <> 'x%'")]
        if "statistics" in statement:
            return [
                ("t", "i", "BTREE", "a%", None, "varchar"),
                ("t", "e", "BTREE", None, None, None),
            ]
        if "information_schema.views" in statement:
            return [("v", "select `db`.`t`.`a%` from `db`.`t`", "db"), ("hidden", "", "db")]
        return [("trigger", "t", "x")]


@pytest.mark.parametrize(
    ("version", "default", "extra", "written"),
    [
        ("10.11-MariaDB", "'无%'", "", "default '无%%'"),
        ("10.11-MariaDB", "NULL", "", None),
        ("8.4.0", "it's", "", "default 'it''s'"),
        ("8.4.0", "uuid()", "default_generated", "default (uuid())"),
        ("8.4.0", "CURRENT_TIMESTAMP", "default_generated on update current_timestamp",
         "default CURRENT_TIMESTAMP on update current_timestamp"),
        ("8.4.0", None, "", None),
        ("8.4.0", None, "auto_increment", "auto_increment"),
    ],
)  # fmt: skip
def test_defaults_are_written_as_statements_have_them(
    version: str, default: object, extra: str, written: str | None
) -> None:
    found = [
        one
        for one in extras(Server(version, default, extra))
        if one.kind in {"default", "identity"}
    ]
    if written is None:
        assert found == []
        return
    (one,) = found
    assert one.statements == (f"ALTER TABLE `t` modify column `a%%` varchar(9) not null {written}",)


def test_the_rest_is_written_for_another_database() -> None:
    found = {
        (one.kind, one.place): one for one in extras(Server("8.4.0", None, "stored generated"))
    }
    assert found["generated", "t.a%"].statements == ()
    check = found["check", "t.c"]
    assert check.columns == ("a%",)
    assert check.statements == ("ALTER TABLE `t` add constraint `c` check (`a%%` <> 'x%%')",)
    index = found["index", "t.i"]
    assert index.otherwise == ("CREATE index `i` on `t` (`a%%`(100))",)
    assert found["index", "t.e"].statements == ()
    assert found["view", "v"].statements == (
        "CREATE OR REPLACE sql security invoker view `v` as select `t`.`a%%` from `t`",
    )
    assert found["view", "hidden"].statements == ()
    assert ("trigger", "t.x") in found
