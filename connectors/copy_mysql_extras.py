# What MySQL and MariaDB have besides tables and keys, from their information schema. Views lose
# the name of the source's database and act with the rights of whoever asks. Left out are
# partitions, whose rows are all in one table, generated columns, whose values are copied,
# triggers, routines and events.
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from .copy_extras import Extra
from .mysql_rows import quoted

__all__ = ["extras"]

_COLUMNS = """
select c.table_name, c.column_name, c.column_type, c.is_nullable, c.column_default, lower(c.extra),
       coalesce(c.character_set_name, ''), coalesce(c.collation_name, ''), version()
  from information_schema.columns c join information_schema.tables t
    on t.table_schema = c.table_schema and t.table_name = c.table_name
 where c.table_schema = database() and t.table_type = 'BASE TABLE'
 order by c.table_name, c.ordinal_position
"""
_CHECKS = """
select t.table_name, k.constraint_name, k.check_clause
  from information_schema.check_constraints k join information_schema.table_constraints t
    on t.constraint_schema = k.constraint_schema and t.constraint_name = k.constraint_name
 where k.constraint_schema = database() and t.constraint_type = 'CHECK'{same}
 order by t.table_name, k.constraint_name
"""
_INDEXES = """
select s.table_name, s.index_name, s.index_type, s.column_name, s.sub_part, c.data_type
  from information_schema.statistics s left join information_schema.columns c
    on c.table_schema = s.table_schema and c.table_name = s.table_name
   and c.column_name = s.column_name
 where s.table_schema = database() and s.non_unique = 1
   and not exists (select 1 from information_schema.referential_constraints r
                    where r.constraint_schema = database() and r.table_name = s.table_name
                      and r.constraint_name = s.index_name)
 order by s.table_name, s.index_name, s.seq_in_index
"""
_VIEWS = """
select table_name, view_definition, database() from information_schema.views
 where table_schema = database() order by table_name
"""
_LEFT = """
select 'trigger', event_object_table, trigger_name from information_schema.triggers
 where trigger_schema = database()
union all
select 'routine', '', routine_name from information_schema.routines where routine_schema = database()
union all
select 'event', '', event_name from information_schema.events where event_schema = database()
union all
select distinct 'partitions', table_name, '' from information_schema.partitions
 where table_schema = database() and partition_name is not null
order by 1, 2, 3
"""
# How much of a masked text an index looks at: it may be longer than a key can be.
_PREFIX = 100
_NUMBERED = "auto_increment"


class _Asked(Protocol):
    def run(self, statement: str, values: Sequence[object] = ()) -> Sequence[Sequence[object]]: ...


def extras(wire: _Asked) -> list[Extra]:
    """Everything there is, copied or not, by table."""
    columns = wire.run(_COLUMNS)
    mariadb = bool(columns) and "mariadb" in str(columns[0][8]).lower()
    names: dict[str, list[str]] = {}
    for row in columns:
        names.setdefault(str(row[0]), []).append(str(row[1]))
    return [
        *_defaults(columns, mariadb=mariadb),
        *_checks(wire, names, mariadb=mariadb),
        *_indexes(wire),
        *_views(wire),
        *(Extra(str(kind), str(table), str(name)) for kind, table, name in wire.run(_LEFT)),
    ]


def _defaults(columns: Sequence[Sequence[object]], *, mariadb: bool) -> Iterator[Extra]:
    for table, name, type_, nullable, default, extra, charset, collation, _ in columns:
        more = str(extra)
        at, column = str(table), str(name)
        if "generated" in more and "default_generated" not in more:
            yield Extra("generated", at, column)
            continue
        numbered = _NUMBERED in more
        written = _written(default, more, str(type_), mariadb=mariadb)
        if not numbered and not written:
            continue
        full = str(type_)
        if charset:
            full += f" character set {charset} collate {collation}"
        statement = f"ALTER TABLE {_quoted(at)} modify column {_quoted(column)} {_safe(full)}"
        statement += "" if nullable == "YES" else " not null"
        if numbered:
            statement += f" {_NUMBERED}"
        else:
            statement += f" default {_safe(written)}"
        if "on update" in more:
            statement += f" on update {_safe(more.partition('on update ')[2])}"
        kind = "identity" if numbered else "default"
        yield Extra(kind, at, column, (statement,), (column,))


def _written(default: object, extra: str, type_: str, *, mariadb: bool) -> str:
    """A default as it stands in a statement, "" for none."""
    if default is None:
        return ""
    text = str(default)
    if mariadb:
        # Written as a statement has it, and NULL for none.
        return "" if text.upper() == "NULL" else text
    if "default_generated" in extra:
        return text if text.lower().startswith("current_timestamp") else f"({text})"
    if type_.startswith(("bit", "b'")):
        return text
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _checks(wire: _Asked, names: dict[str, list[str]], *, mariadb: bool) -> Iterator[Extra]:
    # In MariaDB two tables may have checks of one name.
    same = " and t.table_name = k.table_name" if mariadb else ""
    for table, name, clause in wire.run(_CHECKS.format(same=same)):
        at, condition = str(table), str(clause)
        if not mariadb:
            # MySQL tells a clause with its quotes escaped.
            condition = condition.replace("\\'", "'")
        spoken = tuple(each for each in names.get(at, ()) if quoted(each) in condition)
        statement = (
            f"ALTER TABLE {_quoted(at)} add constraint {_quoted(name)} check ({_safe(condition)})"
        )
        yield Extra("check", at, str(name), (statement,), spoken)


def _indexes(wire: _Asked) -> Iterator[Extra]:
    grouped: dict[tuple[str, str, str], list[Sequence[object]]] = {}
    for row in wire.run(_INDEXES):
        grouped.setdefault((str(row[0]), str(row[1]), str(row[2])), []).append(row)
    for (table, name, type_), rows in grouped.items():
        if any(row[3] is None for row in rows):
            # Of an expression; what it is older servers do not tell.
            yield Extra("index", table, name)
            continue
        columns = tuple(str(row[3]) for row in rows)
        is_special = type_ in {"FULLTEXT", "SPATIAL"}
        what = f"{type_} index" if is_special else "index"
        as_it_was = [
            _quoted(column) + (f"({row[4]})" if row[4] is not None and not is_special else "")
            for column, row in zip(columns, rows, strict=True)
        ]
        begin = f"CREATE {what} {_quoted(name)} on {_quoted(table)}"
        statement = f"{begin} ({', '.join(as_it_was)})"
        # Should the column be masked and too long for a key, by its beginning.
        shorter = f"{begin} ({_quoted(columns[0])}({_PREFIX}))"
        otherwise = (shorter,) if len(columns) == 1 and not is_special else ()
        yield Extra("index", table, name, (statement,), columns, otherwise=otherwise)


def _views(wire: _Asked) -> Iterator[Extra]:
    for name, definition, database in wire.run(_VIEWS):
        text = str(definition).replace(f"{quoted(str(database))}.", "")
        statement = f"CREATE OR REPLACE sql security invoker view {_quoted(name)} as {_safe(text)}"
        yield Extra("view", "", str(name), (statement,) if text else ())


def _quoted(name: object) -> str:
    return _safe(quoted(str(name)))


def _safe(text: str) -> str:
    # A per cent sign would begin a placeholder.
    return text.replace("%", "%%")
