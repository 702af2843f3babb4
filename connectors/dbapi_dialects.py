# How Oracle, DM (达梦) and SQL Server differ, in one table: what is said after signing in, which
# views hold the catalogue, how names are quoted, how a type becomes text of bounded length, how
# rows are drawn, and what an error's number means. The catalogue views are those of the
# products' manuals: Oracle Database Reference (ALL_TABLES and its kin), DM8 系统管理员手册
# (which has the same views), SQL Server "System catalog views" (sys.objects and its kin).
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DIALECTS", "Dialect"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One product.

    `tables` gives schema, name, kind (table or view), rows or null, bytes or null, comment;
    `columns` gives schema, table, column, type, comment, in order. `as_text` are expressions
    by the first word of a type, with `{c}` the quoted column, `{n}` the characters and `{b}`
    the bytes to read; other types come as the driver has them. `head` and `drawn` select
    `{columns}` from `{relation}`: the first `{count}` rows, or `{percent}` percent drawn by
    `{seed}`. `reasons` are words for error numbers.
    """

    begin: tuple[str, ...]
    tables: str
    columns: str
    own: frozenset[str]
    quotes: tuple[str, str]
    as_text: Mapping[str, str]
    head: str
    drawn: str
    reasons: Mapping[int, str]


_REFUSED = "sign-in refused (tried once): check the user and the password"
_GONE = "it is no longer what it was when it was found, or not open to this account"
_LOST = "the server closed the connection"
_TIME = "the statement was stopped at its time limit"
_WRITES = "reading it would run a function that writes, and the session is read-only"

_ORACLE_TABLES = """
select o.owner, o.object_name, case o.object_type when 'VIEW' then 'view' else 'table' end,
       t.num_rows, null, c.comments
  from all_objects o
  left join all_tables t on t.owner = o.owner and t.table_name = o.object_name
  left join all_tab_comments c on c.owner = o.owner and c.table_name = o.object_name
 where o.object_type in ('TABLE', 'VIEW', 'MATERIALIZED VIEW')
   and (o.object_type <> 'TABLE' or t.table_name is not null)
   and not exists (select 1 from all_objects m where m.owner = o.owner
        and m.object_name = o.object_name and m.object_type = 'MATERIALIZED VIEW'
        and o.object_type = 'TABLE')
 order by o.owner, o.object_name
"""
_ORACLE_COLUMNS = """
select k.owner, k.table_name, k.column_name,
       case when k.data_type in ('CHAR', 'VARCHAR2', 'NCHAR', 'NVARCHAR2', 'VARCHAR', 'RAW')
            then k.data_type || '(' || k.data_length || ')' else k.data_type end, c.comments
  from all_tab_columns k
  left join all_col_comments c on c.owner = k.owner and c.table_name = k.table_name
       and c.column_name = k.column_name
 order by k.owner, k.table_name, k.column_id
"""
_SQLSERVER_TABLES = """
select s.name, o.name, case o.type when 'V' then 'view' else 'table' end,
       (select sum(p.rows) from sys.partitions p where p.object_id = o.object_id
           and p.index_id in (0, 1)),
       (select sum(a.total_pages) * 8192 from sys.partitions p
          join sys.allocation_units a on a.container_id = p.partition_id
         where p.object_id = o.object_id),
       convert(nvarchar(4000), e.value)
  from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
  left join sys.extended_properties e on e.major_id = o.object_id and e.minor_id = 0
       and e.class = 1 and e.name = 'MS_Description'
 where o.type in ('U', 'V') and o.is_ms_shipped = 0
 order by s.name, o.name
"""
_SQLSERVER_COLUMNS = """
select s.name, o.name, c.name, t.name + case when t.name like '%char' or t.name like '%binary'
           then '(' + case c.max_length when -1 then 'max'
                      else convert(nvarchar(10), c.max_length) end + ')' else '' end,
       convert(nvarchar(4000), e.value)
  from sys.columns c join sys.objects o on o.object_id = c.object_id
  join sys.schemas s on s.schema_id = o.schema_id
  join sys.types t on t.user_type_id = c.user_type_id
  left join sys.extended_properties e on e.major_id = c.object_id and e.minor_id = c.column_id
       and e.class = 1 and e.name = 'MS_Description'
 where o.type in ('U', 'V') and o.is_ms_shipped = 0
 order by s.name, o.name, c.column_id
"""

# A value no calendar of Python's holds (before Christ, say) still has a text on the server.
_ORACLE_TEXT = {
    "DATE": "to_char({c}, 'SYYYY-MM-DD HH24:MI:SS')",
    "TIMESTAMP": "to_char({c}, 'SYYYY-MM-DD HH24:MI:SS.FF6')",
    "INTERVAL": "to_char({c})",
    "CLOB": "dbms_lob.substr({c}, 2000, 1)",
    "NCLOB": "dbms_lob.substr({c}, 2000, 1)",
    "BLOB": "dbms_lob.substr({c}, 2000, 1)",
    "BFILE": "null",
    # Not to be had in an expression, and the server sends it whole.
    "LONG": "null",
    "XMLTYPE": "dbms_lob.substr(xmltype.getclobval({c}), 2000, 1)",
    "SDO_GEOMETRY": "null",
    "ANYDATA": "null",
}
_DM_TEXT = {
    "CLOB": "substr({c}, 1, {n})",
    "TEXT": "substr({c}, 1, {n})",
    "LONGVARCHAR": "substr({c}, 1, {n})",
    "BLOB": "substrblob({c}, 1, {b})",
    "IMAGE": "substrblob({c}, 1, {b})",
    "LONGVARBINARY": "substrblob({c}, 1, {b})",
    "BFILE": "null",
    "DATE": "to_char({c}, 'YYYY-MM-DD')",
    "DATETIME": "to_char({c}, 'YYYY-MM-DD HH24:MI:SS')",
    "TIMESTAMP": "to_char({c}, 'YYYY-MM-DD HH24:MI:SS.FF6')",
}
_LONG = "left(convert(nvarchar(max), {c}), {n})"
_SQLSERVER_TEXT = {
    **dict.fromkeys(("char", "varchar", "nchar", "nvarchar", "text", "ntext", "xml"), _LONG),
    **dict.fromkeys(("sql_variant", "uniqueidentifier"), _LONG),
    **dict.fromkeys(("geography", "geometry", "hierarchyid"), "left({c}.ToString(), {n})"),
    **dict.fromkeys(("binary", "varbinary"), "substring({c}, 1, {b})"),
    "image": "substring(convert(varbinary(max), {c}), 1, {b})",
    "timestamp": "convert(binary(8), {c})",
    **dict.fromkeys(("datetime", "datetime2", "smalldatetime"), "convert(varchar(33), {c}, 121)"),
    **dict.fromkeys(("date", "time", "datetimeoffset"), "convert(varchar(40), {c}, 121)"),
}

DIALECTS: Mapping[str, Dialect] = {
    "oracle": Dialect(
        begin=("set transaction read only",),
        tables=_ORACLE_TABLES,
        columns=_ORACLE_COLUMNS,
        own=frozenset(
            {"SYS", "SYSTEM", "XDB", "MDSYS", "CTXSYS", "ORDSYS", "ORDDATA", "WMSYS", "OUTLN",
             "DBSNMP", "OLAPSYS", "LBACSYS", "DVSYS", "AUDSYS", "GSMADMIN_INTERNAL", "OJVMSYS",
             "APPQOSSYS", "DBSFWUSER", "PUBLIC", "SYSMAN", "EXFSYS"}
        ),
        quotes=('"', '"'),
        as_text=_ORACLE_TEXT,
        head="select {columns} from {relation} where rownum <= {count}",
        drawn="select {columns} from {relation} sample ({percent}) seed ({seed})",
        reasons={
            1017: _REFUSED, 28000: "the account is locked", 28001: "the password has expired",
            12514: "there is no such service", 12505: "there is no such service",
            12541: "nothing answers there: check host and port, and that the server runs",
            942: _GONE, 904: _GONE, 1031: "no permission to read it",
            1555: "rows changed for so long that the server no longer has them as they were",
            1456: _WRITES, 1013: _TIME, 4024: _TIME, 3113: _LOST, 3114: _LOST, 4011: _LOST,
            6005: "nothing answers there: check host and port, and that the server runs",
            1722: "a value in it cannot be computed or shown as text",
        },
    ),
    "dm": Dialect(
        # The connection itself is read-only (access_mode).
        begin=(),
        tables=_ORACLE_TABLES,
        columns=_ORACLE_COLUMNS,
        own=frozenset({"SYS", "SYSTEM", "SYSSSO", "SYSAUDITOR", "SYSDBO", "CTISYS", "INFORMATION_SCHEMA"}),
        quotes=('"', '"'),
        as_text=_DM_TEXT,
        head="select {columns} from {relation} limit {count}",
        drawn="select {columns} from {relation} sample ({percent}) seed ({seed})",
        reasons={
            -2501: _REFUSED, -2106: _GONE, -2103: _GONE, -5504: "no permission to read it",
            -70028: "nothing answers there: check host and port, and that the server runs",
        },
    ),
    "sqlserver": Dialect(
        # A SELECT of T-SQL cannot write; there is no read-only transaction to ask for.
        begin=("set lock_timeout 2000", "set deadlock_priority low", "set nocount on",
               "set transaction isolation level read committed"),
        tables=_SQLSERVER_TABLES,
        columns=_SQLSERVER_COLUMNS,
        own=frozenset({"sys", "INFORMATION_SCHEMA", "guest"}),
        quotes=("[", "]"),
        as_text=_SQLSERVER_TEXT,
        head="select top ({count}) {columns} from {relation}",
        drawn="select {columns} from {relation} tablesample ({percent} percent) repeatable ({seed})",
        reasons={
            18456: _REFUSED, 18486: "the account is locked", 18487: "the password has expired",
            4060: "the database is not there, or not open to this account",
            208: _GONE, 207: _GONE, 229: "no permission to read it", 230: "no permission to read it",
            1222: "another session keeps it locked",
            1205: "the server gave way to other work (a deadlock)",
            20003: _TIME, 20047: _LOST, 20004: _LOST, 20006: _LOST,
            20009: "nothing answers there: check host and port, and that the server runs",
            245: "a value in it cannot be computed or shown as text",
        },
    ),
}  # fmt: skip
