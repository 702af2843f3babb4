# Comments of CREATE TABLE statements as people write them.
from __future__ import annotations

import pytest

from connectors.ddl import ddl_comments


@pytest.mark.parametrize(
    ("sql", "table", "columns"),
    [
        pytest.param(
            "CREATE TABLE t (a TEXT, -- 姓名\n b TEXT -- 电话\n)",
            "",
            {"a": "姓名", "b": "电话"},
            id="after the comma it belongs to the column before",
        ),
        pytest.param(
            "CREATE TABLE t (\n -- 姓名\n a TEXT,\n -- 电话\n b TEXT)",
            "",
            {"a": "姓名", "b": "电话"},
            id="on a line of its own to the column below",
        ),
        pytest.param(
            "CREATE TABLE t (a TEXT /* 姓名 */, b TEXT /* 电话 */)",
            "",
            {"a": "姓名", "b": "电话"},
            id="in blocks on one line each to its column",
        ),
        pytest.param(
            "-- 居民\nCREATE TABLE t ( -- 全部\n a TEXT)",
            "居民 全部",
            {},
            id="above the columns to the table",
        ),
        pytest.param(
            'CREATE TABLE "表" ("姓 名" TEXT, -- 一\n`b` INT, -- 二\n[c d] INT -- 三\n)',
            "",
            {"姓 名": "一", "b": "二", "c d": "三"},
            id="quoted names lose their quotes",
        ),
        pytest.param(
            "CREATE TABLE t (a DECIMAL(10,2), -- 金额\n b TEXT DEFAULT '--x', -- 备注\n c TEXT)",
            "",
            {"a": "金额", "b": "备注"},
            id="parentheses and quotes in a definition do not end it",
        ),
        pytest.param(
            "CREATE TABLE t (a TEXT, -- 姓名\n PRIMARY KEY (a) -- 主键\n)",
            "",
            {"a": "姓名"},
            id="a constraint is no column",
        ),
        pytest.param(
            "CREATE TABLE t (a TEXT /* 一\n 二 */)",
            "",
            {"a": "一 二"},
            id="a block over two lines is one comment",
        ),
        pytest.param("CREATE TABLE t (a TEXT)", "", {}, id="none is none"),
        pytest.param(
            "CREATE TABLE t (a TEXT /* 没完", "", {"a": "没完"}, id="an open end is no loop"
        ),
        pytest.param("", "", {}, id="nothing gives nothing"),
    ],
)
def test_a_comment(sql: str, table: str, columns: dict[str, str]) -> None:
    assert ddl_comments(sql) == (table, columns)
