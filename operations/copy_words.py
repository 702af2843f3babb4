# What is refused when a database is copied masked, in Chinese beside the English that is raised.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["COPY_REFUSALS"]

# `faults` are several sentences, `purpose` and `operator` ids with words of their own.
COPY_REFUSALS: Mapping[str, str] = {
    "going on with a copy that was interrupted": "继续此前中断的复制",
    "one table goes to a file; a database is copied whole: leave #TABLE out": (
        "单张表应写入文件；数据库须整库复制：请去掉#表名"
    ),
    "a database cannot be its own copy: name another as the target": (
        "数据库不能复制到自身：请另指定目标"
    ),
    "a database is copied from and to PostgreSQL, MySQL, MariaDB and SQLite alone": (
        "只支持PostgreSQL、MySQL、MariaDB、SQLite之间的同类数据库复制"
    ),
    "a database of {product} is copied into one of the same product, not {other}; a single table "
    "can go to a file": ("{product}数据库只能复制到同类产品，不能复制到{other}；单张表可写入文件"),
    "{target} has no table to copy": "{target}没有可复制的表",
    "{place} holds another copy that was begun and not finished: ask for the same again to go on "
    "with it, or say --replace": (
        "{place}中有另一次未完成的复制：请以相同要求再次执行以继续，或加--replace"
    ),
    "{place} holds tables already: {names}; they are replaced only when asked (--replace)": (
        "{place}中已有表：{names}；只有加--replace才会替换"
    ),
    "{table}: the copy was looked at before it was handed out, and {faults}. It is not handed out": (
        "{table}：副本交付前的复核发现：{faults}。不予交付"
    ),
    "column {column} still holds values that were not made under the key": (
        "列{column}含有并非以密钥生成的值"
    ),
    "column {column} still holds values, and was to be emptied": "列{column}应置空而仍有值",
    "{place}: the name of a column holds {label}; give it another name, then scan it again": (
        "{place}：列名中含有{label}；请改名后重新扫描"
    ),
    "column {column} still holds values that were covered": "列{column}仍含有应已遮盖的值",
    "column {column} still holds {label}": "列{column}仍含有{label}",
    "holds other rows than were masked": "行数与脱敏的不符",
    "cannot be read as it was written": "无法按写入的方式读回",
    "does not hold the columns that were written": "其列与写入的不符",
    "purpose {purpose} cannot share {name}: it is graded {level}, and nothing of a text of that "
    "grade is shown": "{name}不能按“{purpose}”提供：其级别为{level}，该级别的文字不予提供",
    "a document has no columns: none can be dropped or have a tolerance": (
        "文档没有列：无从去掉或给出允许误差"
    ),
    "is a document that cannot be written again": "是不能重新写入的文档",
    # Of files that keep their dialect, and of formats.
    "has a header that is not as wide as its rows": "标题行与数据行的列数不一致",
    "{place}: column {column}: a masked value has the text's delimiter in it, and the text no "
    "quotes": "{place}：列{column}的脱敏值含有分隔符，而该文本不用引号",
    "cannot be written without a package: pip install {extra}": (
        "缺少写入它所需的软件包：pip install {extra}"
    ),
    "has more columns than a sheet of a workbook holds": "列数超过一张工作表所能容纳",
    "has more rows than a sheet of a workbook holds: write it as .csv or .parquet": (
        "行数超过一张工作表所能容纳：请写成.csv或.parquet"
    ),
    "has a text longer than a cell of a workbook holds": "有文字超过一个单元格所能容纳",
    "another process is making this copy": "另有进程正在进行此复制",
    "name the database in the URL: mysql://user@host:port/database": (
        "请在地址中写明数据库：mysql://user@host:port/database"
    ),
    "{table}: columns that go out in clear hold more than the scan knew: {names}. Scan every row "
    "(tongguan classify scan --sample all), then share": (
        "{table}：原样提供的列含有扫描时未发现的类型：{names}。"
        "请扫描全部行（tongguan classify scan --sample all）后再提供"
    ),
    "table {table} does not hold the rows that were copied: somebody else writes there": (
        "表{table}的行与所复制的不符：有其他程序在写入"
    ),
    "table {table} has {count} rows that refer to none, as in the source": (
        "表{table}有{count}行引用了不存在的行，与数据源相同"
    ),
    "{table}: column {column} holds bytes, which {operator} cannot take; leave it out": (
        "{table}：列{column}为二进制，不能作“{operator}”处理；请去掉该列"
    ),
    "{table}: column {column} would keep its own value in {count} rows; rotate the key (tongguan "
    "mask keys rotate) and copy again": (
        "{table}：列{column}有{count}行将保持原值；请轮换密钥（tongguan mask keys rotate）后重新复制"
    ),
    "purpose {purpose} cannot share this database: {faults}. Say what such a column is (tongguan "
    "classify catalogue review) or leave it out (--drop TABLE.COLUMN)": (
        "该数据库不能按“{purpose}”提供：{faults}。请复核说明这些列是什么"
        "（tongguan classify catalogue review），或不提供该列（--drop 表名.列名）"
    ),
    "column {column} is a key of its table and cannot be left out": (
        "列{column}是所在表的主键，不能去掉"
    ),
    "column {column} is a key of its table, and {operator} does not keep keys apart": (
        "列{column}是所在表的主键，而“{operator}”不能保证主键互不相同"
    ),
    "column {column} refers to a key or is one, and {operator} would part them": (
        "列{column}是主键或外键，“{operator}”会使其失去对应关系"
    ),
    "column {column} goes by {by}, which is no column beside it": (
        "列{column}依据{by}处理，而该表没有这一列"
    ),
    "a value breaks a rule of the target (a key, a reference or a type)": (
        "有取值违反目标库的约束（主键、外键或类型）"
    ),
    "a value breaks a rule of the target (a key that stands there twice, or is missing)": (
        "有取值违反目标库的约束（键重复或缺失）"
    ),
    "a value breaks a rule of the target (a key, a reference or a type) (SQLSTATE {state})": (
        "有取值违反目标库的约束（主键、外键或类型）（SQLSTATE {state}）"
    ),
    "a value breaks a rule of the target (a key, a reference or a type) (error {code})": (
        "有取值违反目标库的约束（主键、外键或类型）（错误{code}）"
    ),
    "no permission to make or fill tables there (SQLSTATE {state})": (
        "没有在目标库建表或写入的权限（SQLSTATE {state}）"
    ),
    "no permission to make or fill tables there (error {code})": (
        "没有在目标库建表或写入的权限（错误{code}）"
    ),
}
