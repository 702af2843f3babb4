# What SQLite has besides tables and keys, from its schema: indexes and views as they were written.
# Defaults are declared with their table (copy_sqlite.py); checks stand in the text of a table
# alone, and are left out as triggers are.
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from .copy_extras import Extra

__all__ = ["extras"]

_SCHEMA = """
select type, tbl_name, name, sql from sqlite_master
 where name not like 'sqlite\\_%' escape '\\' and sql is not null order by rowid
"""
_CHECK = re.compile(r"\bcheck\s*\(", re.IGNORECASE)
_UNIQUE = re.compile(r"\s*create\s+unique\b", re.IGNORECASE)


class _Asked(Protocol):
    def run(self, statement: str, values: Sequence[object] = ()) -> Sequence[Sequence[object]]: ...


def extras(wire: _Asked) -> list[Extra]:
    """Everything there is, copied or not, in the order it was made."""
    return list(_extras(wire))


def _extras(wire: _Asked) -> Iterator[Extra]:
    for kind, table, name, sql in wire.run(_SCHEMA):
        text = str(sql)
        if kind == "index":
            listed = wire.run(f"pragma index_info({_quoted(str(name))})")
            columns = tuple("" if row[2] is None else str(row[2]) for row in listed)
            known = columns if all(columns) else ()
            unique = bool(_UNIQUE.match(text))
            yield Extra("index", str(table), str(name), (text,), known, unique=unique)
        elif kind == "view":
            yield Extra("view", "", str(name), (text,))
        elif kind == "trigger":
            yield Extra("trigger", str(table), str(name))
        elif kind == "table" and _CHECK.search(text):
            yield Extra("check", str(name), "")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
