# The SQL of three products that have no server here: whole statements, on the catalogue views
# their manuals describe, with names quoted and lengths bounded.
from __future__ import annotations

import re

import pytest

from connectors.dbapi import _Reading, _reason, _selected, _Session
from connectors.dbapi_connect import CONNECT, locate
from connectors.dbapi_dialects import DIALECTS
from schema import Access, Column, Table

_TYPES = {
    "oracle": ["NUMBER", "VARCHAR2(40)", "DATE", "TIMESTAMP(6)", "CLOB", "BLOB", "LONG"],
    "dm": ["INT", "VARCHAR(40)", "DATE", "DATETIME(6)", "CLOB", "BLOB", "TEXT"],
    "sqlserver": ["int", "nvarchar(max)", "datetime2", "xml", "varbinary(20)", "geography", "timestamp"],
}  # fmt: skip


def selected(product: str, template: str, *, rows: int = 1_000_000) -> str:
    names = [f"列{number}" for number in range(len(_TYPES[product]))]
    columns = tuple(map(Column, names, _TYPES[product]))
    table = Table("s", "t", columns, "dbapi", rows=rows,
                  options={"schema": "S", "relation": 'a"]b'})  # fmt: skip
    session = _Session(None, DIALECTS[product], locate(f"{product}://u@h/d"))
    return _selected(_Reading(session, table, None, None), template, 500, 7)


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        ("oracle",
         ("select \"列0\", \"列1\", to_char(\"列2\", 'SYYYY-MM-DD HH24:MI:SS'),"
         " to_char(\"列3\", 'SYYYY-MM-DD HH24:MI:SS.FF6'), dbms_lob.substr(\"列4\", 2000, 1),"
         " dbms_lob.substr(\"列5\", 2000, 1), null from \"S\".\"a\"\"]b\"")),
        ("dm",
         ("select \"列0\", \"列1\", to_char(\"列2\", 'YYYY-MM-DD'),"
         " to_char(\"列3\", 'YYYY-MM-DD HH24:MI:SS'), substr(\"列4\", 1, 65537),"
         " substrblob(\"列5\", 1, 4097), substr(\"列6\", 1, 65537) from \"S\".\"a\"\"]b\"")),
        ("sqlserver",
         ("select [列0], left(convert(nvarchar(max), [列1]), 65537), convert(varchar(33), [列2], 121),"
         " left(convert(nvarchar(max), [列3]), 65537), substring([列4], 1, 4097),"
         " left([列5].ToString(), 65537), convert(binary(8), [列6]) from [S].[a\"]]b]")),
    ],
)  # fmt: skip
def test_columns_are_asked_for_as_text_of_bounded_length(product: str, expected: str) -> None:
    assert selected(product, "{every}") == expected


@pytest.mark.parametrize(
    ("product", "drawn", "head"),
    [
        ("oracle", " sample (0.075000) seed (7)", " where rownum <= 500"),
        ("dm", " sample (0.075000) seed (7)", " limit 500"),
        ("sqlserver", " tablesample (0.075000 percent) repeatable (7)", ""),
    ],
)
def test_rows_are_drawn_by_the_server(product: str, drawn: str, head: str) -> None:
    assert selected(product, DIALECTS[product].drawn).endswith(drawn)
    assert selected(product, DIALECTS[product].head).endswith(head)
    assert "99.000000" in selected(product, DIALECTS[product].drawn, rows=1)
    if product == "sqlserver":
        assert selected(product, DIALECTS[product].head).startswith("select top (500) [列0]")


@pytest.mark.parametrize("product", DIALECTS)
def test_the_catalogue_is_asked_for_and_nothing_else(product: str) -> None:
    dialect = DIALECTS[product]
    asked = " ".join([dialect.tables, dialect.columns]).lower()
    views = set(re.findall(r"(?:from|join)\s+([a-z_.]+)", asked))
    known = {
        "oracle": {"all_objects", "all_tables", "all_tab_comments", "all_tab_columns", "all_col_comments"},
        "sqlserver": {"sys.objects", "sys.schemas", "sys.columns", "sys.types", "sys.partitions",
                      "sys.allocation_units", "sys.extended_properties"},
    }  # fmt: skip
    assert views == known.get(product, known["oracle"])
    for statement in (dialect.tables, dialect.columns, *dialect.begin):
        assert not re.search(
            r"\b(insert|update|delete|create|drop|alter|merge)\b", statement.lower()
        )
    assert len(re.findall(r"^select", dialect.tables.strip())) == 1
    assert asked.count("(") == asked.count(")")


@pytest.mark.parametrize("product", DIALECTS)
def test_a_dialect_has_a_way_to_sign_in(product: str) -> None:
    assert product in CONNECT


@pytest.mark.parametrize(
    ("product", "code", "said"),
    [
        ("oracle", 1017, "sign-in refused (tried once): check the user and the password (error 1017)"),
        ("oracle", 4024, "the statement was stopped at its time limit of 7 s (error 4024)"),
        ("dm", -2501, "sign-in refused (tried once): check the user and the password (error -2501)"),
        ("sqlserver", 18456, "sign-in refused (tried once): check the user and the password (error 18456)"),
        ("sqlserver", 50000, "the server reports an error (error 50000)"),
    ],
)  # fmt: skip
def test_an_error_is_told_by_its_number(product: str, code: int, said: str) -> None:
    error = Exception(code, "near 'SECRET'")
    assert _reason(error, DIALECTS[product], Access(statement_timeout_s=7)) == said
