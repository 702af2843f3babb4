# Statements of SQL without what people wrote into them: literals and comments taken out, so that
# what is kept of a statement holds no value, and statements that differ in values alone are one.
# Which tables a statement reads is found by sqlglot, once for each such shape.
from __future__ import annotations

import functools
import logging
import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Reading", "reading_of", "without_values"]

_KEPT: Final = 4_096
_LONGEST: Final = 4_000
_VALUES: Final = re.compile(
    r"""
    --[^\n]* | /\*.*?\*/                      # comments
    | [eEbBxXnN]?'(?:[^'\\]|''|\\.)*'          # strings
    | \$(\w*)\$.*?\$\1\$                      # strings in dollars
    | (?<![\w$.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?\b  # numbers
    """,
    re.VERBOSE | re.DOTALL,
)
_SPACE: Final = re.compile(r"\s+")
_FROM_OUTSIDE: Final = re.compile(r"copy\s+[^(]*(?:\([^()]*\))?\s*from\b", re.IGNORECASE)
_LIST: Final = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a statement reads: tables with their schema where it is said, columns by name.

    `columns` is None where all are read, and where nobody can tell. `whole` says that no row is
    left out on purpose.
    """

    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None
    whole: bool = False


def without_values(statement: str) -> str:
    """The statement with ? for each value, comments gone, on one line.

    >>> without_values("select * from t where id = '6101' -- his")
    'select * from t where id = ?'
    """
    bare = _VALUES.sub(_place_of, statement)
    return _SPACE.sub(" ", _LIST.sub("(?)", bare)).strip()[:_LONGEST]


def reading_of(statement: str) -> Reading:
    """What a statement reads, as far as it can be told from its text."""
    return _reading(without_values(statement))


def _place_of(match: re.Match[str]) -> str:
    return " " if match[0].startswith(("--", "/*")) else "?"


@functools.lru_cache(maxsize=_KEPT)
def _reading(shape: str) -> Reading:
    import sqlglot  # noqa: PLC0415  a third of a second, and only where SQL is read
    from sqlglot import expressions as sql  # noqa: PLC0415
    from sqlglot.errors import SqlglotError  # noqa: PLC0415

    # It would tell standard error of every statement that it does not know.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        # A number in the place of every value parses wherever a value does.
        parsed = sqlglot.parse(shape.replace("?", "0"), read="postgres")
    except (SqlglotError, RecursionError, ValueError):
        return Reading(_guessed(shape))
    tables: list[str] = []
    columns: list[str] = []
    every, whole = False, True
    for tree in parsed:
        writes = isinstance(tree, sql.Copy) and _FROM_OUTSIDE.match(shape)
        if tree is None or writes or isinstance(tree, sql.Insert | sql.Create):
            continue
        if isinstance(tree, sql.Command):
            tables += _guessed(shape)
            every, whole = True, False
            continue
        inner = {each.alias_or_name for each in tree.find_all(sql.CTE)}
        tables += [
            f"{table.db}.{table.name}" if table.db else table.name
            for table in tree.find_all(sql.Table)
            if table.name and table.name not in inner
        ]
        columns += [column.name for column in tree.find_all(sql.Column) if column.name != "*"]
        listed = (tree.this,) if isinstance(tree, sql.Copy) else ()
        columns += [
            each.name for one in listed if isinstance(one, sql.Schema) for each in one.expressions
        ]
        stars = (star for star in tree.find_all(sql.Star) if not star.find_ancestor(sql.AggFunc))
        bare_copy = isinstance(tree, sql.Copy) and not any(tree.find_all(sql.Select, sql.Schema))
        every |= any(stars) or bare_copy
        narrowing = (sql.Where, sql.Limit, sql.Join, sql.Having, sql.Group, sql.AggFunc)
        whole &= isinstance(tree, sql.Select | sql.Copy) and not any(tree.find_all(*narrowing))
    distinct = tuple(dict.fromkeys(tables))
    named = None if every else tuple(dict.fromkeys(columns))
    return Reading(distinct, named, whole and bool(distinct))


def _guessed(shape: str) -> tuple[str, ...]:
    """The names behind FROM and JOIN, where a dialect was too much for the parser."""
    found = re.findall(r"\b(?:from|join|copy)\s+([\w.\"-]+)", shape, re.IGNORECASE)
    return tuple(dict.fromkeys(each.replace('"', "") for each in found))
