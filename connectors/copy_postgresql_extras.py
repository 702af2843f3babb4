# What PostgreSQL has besides tables and keys, from its catalogue: the server writes most of it as
# statements itself. Sequences go on behind the highest number there is. Left out are types
# of the source's own (their columns are text in a copy), partitions, whose rows are all in
# one table, triggers, routines, rules and policies, which might act on what is copied.
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from .copy_extras import Extra
from .postgresql_catalogue import human_name

__all__ = ["extras"]

_OURS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"
_TABLE = "c.relkind in ('r', 'p') and not c.relispartition"
_SET_VALUES = f"""
select n.nspname, c.relname, a.attname, a.attidentity::text, a.attgenerated::text,
       coalesce(pg_get_expr(d.adbin, d.adrelid), '')
  from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where {_TABLE} and {_OURS} and a.attnum > 0 and not a.attisdropped
   and (d.adbin is not null or a.attidentity <> '')
 order by 1, 2, a.attnum
"""  # noqa: S608
_CHECKS = f"""
select n.nspname, c.relname, k.contype::text, k.conname, pg_get_constraintdef(k.oid),
       array(select a.attname::text from unnest(k.conkey) u(number)
               join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number)
  from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where k.contype in ('c', 'x') and {_TABLE} and {_OURS} order by 1, 2, 4
"""  # noqa: S608
_INDEXES = f"""
select n.nspname, c.relname, i.relname, pg_get_indexdef(x.indexrelid), x.indisunique::text,
       array(select coalesce(a.attname::text, '') from unnest(x.indkey::int2[]) u(number)
               left join pg_catalog.pg_attribute a on a.attrelid = x.indrelid and a.attnum = u.number)
  from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid
  join pg_catalog.pg_class c on c.oid = x.indrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where {_TABLE} and {_OURS}
   and not exists (select 1 from pg_catalog.pg_constraint k where k.conindid = x.indexrelid
                      and k.contype in ('p', 'u', 'x'))
 order by 1, 2, 3
"""  # noqa: S608
_VIEWS = f"""
select n.nspname, c.relname, c.relkind::text, pg_get_viewdef(c.oid)
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('v', 'm') and {_OURS}
   and not exists (select 1 from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
 order by c.oid
"""  # noqa: S608
# Kind, schema and table ("" for none), name.
_LEFT = f"""
select 'trigger', n.nspname, c.relname, t.tgname from pg_catalog.pg_trigger t
  join pg_catalog.pg_class c on c.oid = t.tgrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where not t.tgisinternal and t.tgparentid = 0 and {_OURS}
union all
select 'routine', n.nspname, '', p.proname from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where {_OURS} and not exists
       (select 1 from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e')
union all
select 'type', n.nspname, '', t.typname from pg_catalog.pg_type t
  join pg_catalog.pg_namespace n on n.oid = t.typnamespace
 where t.typtype in ('e', 'd', 'r') and {_OURS} and not exists
       (select 1 from pg_catalog.pg_depend d where d.objid = t.oid and d.deptype = 'e')
union all
select 'partitions', n.nspname, c.relname, '' from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'p' and not c.relispartition and {_OURS}
union all
select 'policy', n.nspname, c.relname, p.polname from pg_catalog.pg_policy p
  join pg_catalog.pg_class c on c.oid = p.polrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace where {_OURS}
union all
select 'rule', n.nspname, c.relname, r.rulename from pg_catalog.pg_rewrite r
  join pg_catalog.pg_class c on c.oid = r.ev_class
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where r.rulename <> '_RETURN' and {_OURS}
order by 1, 2, 3, 4
"""  # noqa: S608
_SEQUENCE = re.compile(r"nextval\('((?:[^']|'')+)'::regclass\)")
_TYPED = re.compile(r"('(?:[^']|'')*')::[^']+")
# An index of a partitioned table is told to be of that table alone.
_ONLY = re.compile(r"( ON) ONLY ")


class _Asked(Protocol):
    def run(self, statement: str, values: Sequence[object] = ()) -> Sequence[Sequence[object]]: ...


def extras(wire: _Asked) -> list[Extra]:
    """Everything there is, copied or not, in the order of the catalogue."""
    return [*_defaults(wire), *_checks(wire), *_indexes(wire), *_views(wire), *_left(wire)]


def _defaults(wire: _Asked) -> Iterator[Extra]:
    for schema, table, column, identity, generated, expression in wire.run(_SET_VALUES):
        name, at = human_name(str(schema), str(table)), _path(schema, table)
        quoted, columns = _quoted(column), (str(column),)
        alter = f"ALTER TABLE {at} alter column {quoted}"
        ahead = f"(select coalesce(max({quoted}), 0) + 1 from {at})"  # noqa: S608
        statements: tuple[str, ...]
        if generated:
            yield Extra("generated", name, str(column))
        elif identity:
            how = "always" if identity == "a" else "by default"
            place = _literal(at)
            sequence = f"pg_get_serial_sequence({place}, {_literal(str(column))})"
            statements = (
                f"{alter} set not null",
                f"{alter} add generated {how} as identity",
                f"select setval({sequence}, {ahead}, false)",
            )
            yield Extra("identity", name, str(column), statements, columns)
        elif found := _SEQUENCE.fullmatch(str(expression)):
            sequence = found[1].replace("''", "'").replace("%", "%%")
            statements = (
                f"create sequence if not exists {sequence}",
                f"alter sequence {sequence} owned by {at}.{quoted}",
                f"{alter} set default {_safe(expression)}",
                f"select setval({_literal(found[1])}, {ahead}, false)",
            )
            yield Extra("default", name, str(column), statements, columns)
        else:
            statements = (f"{alter} set default {_safe(expression)}",)
            # Of a type of the source's own, which is text in a copy.
            literal = _TYPED.fullmatch(str(expression))
            otherwise = (f"{alter} set default {_safe(literal[1])}",) if literal else ()
            yield Extra("default", name, str(column), statements, columns, otherwise=otherwise)


def _checks(wire: _Asked) -> Iterator[Extra]:
    for schema, table, kind, name, definition, columns in wire.run(_CHECKS):
        told = human_name(str(schema), str(table))
        if kind == "x":
            yield Extra("exclusion", told, str(name))
            continue
        statement = (
            f"ALTER TABLE {_path(schema, table)} add constraint {_quoted(name)} {_safe(definition)}"
        )
        yield Extra("check", told, str(name), (statement,), _texts(columns))


def _indexes(wire: _Asked) -> Iterator[Extra]:
    for schema, table, name, definition, unique, columns in wire.run(_INDEXES):
        names = _texts(columns)
        # What an expression speaks of is not told.
        known = names if all(names) else ()
        statement = _ONLY.sub(r"\1 ", _safe(definition), count=1)
        told = human_name(str(schema), str(table))
        is_unique = str(unique) in {"t", "true"}
        yield Extra("index", told, str(name), (statement,), known, unique=is_unique)


def _views(wire: _Asked) -> Iterator[Extra]:
    for schema, name, kind, definition in wire.run(_VIEWS):
        what = "materialized view" if kind == "m" else "view"
        statements = (
            f"create schema if not exists {_quoted(schema)}",
            f"CREATE {what} {_path(schema, name)} as {_safe(definition)}",
        )
        yield Extra("view", "", human_name(str(schema), str(name)), statements)


def _left(wire: _Asked) -> Iterator[Extra]:
    for kind, schema, table, name in wire.run(_LEFT):
        if table:
            yield Extra(str(kind), human_name(str(schema), str(table)), str(name))
        else:
            yield Extra(str(kind), "", human_name(str(schema), str(name)))


def _texts(names: object) -> tuple[str, ...]:
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def _quoted(name: object) -> str:
    # A per cent sign would begin a placeholder.
    return '"' + str(name).replace('"', '""').replace("%", "%%") + '"'


def _path(schema: object, name: object) -> str:
    return f"{_quoted(schema)}.{_quoted(name)}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _safe(text: object) -> str:
    return str(text).replace("%", "%%")
