# Statements of MySQL and MariaDB written as standard SQL has them, so that what takes values out
# of statements and what reads their tables need know one way of quoting: "text" and 0xABCD are
# values here, `name` is a name.
from __future__ import annotations

import re
from typing import Final

__all__ = ["as_standard", "changed_database"]

_QUOTED: Final = re.compile(
    r"""
    (?P<kept> '(?:[^'\\]|''|\\.)*' | /\*.*?\*/ | --[ \t][^\n]* )
    | (?P<text> "(?:[^"\\]|""|\\.)*" )
    | (?P<name> `(?:[^`]|``)*` )
    | (?P<number> \b0[xX][0-9a-fA-F]+\b )
    | (?P<comment> \#[^\n]* )
    """,
    re.VERBOSE | re.DOTALL,
)
_USE: Final = re.compile(r"\s*use\s+[`\"]?([^`\"\s;]+)[`\"]?\s*;?\s*$", re.IGNORECASE)


def as_standard(statement: str) -> str:
    r"""The statement with values in single quotes and names in double ones.

    >>> as_standard('select `a` from t where b = "it"')
    'select "a" from t where b = \'it\''
    """
    return _QUOTED.sub(_standard, statement)


def changed_database(statement: str) -> str | None:
    """The database that a statement goes over to, None where it is another statement."""
    found = _USE.match(statement)
    return found[1] if found else None


def _standard(match: re.Match[str]) -> str:
    if (text := match["text"]) is not None:
        inside = text[1:-1].replace("\\'", "'").replace("'", "''")
        return f"'{inside}'"
    if (name := match["name"]) is not None:
        inside = name[1:-1].replace("``", "`").replace('"', '""')
        return f'"{inside}"'
    if match["number"] is not None:
        return "'x'"
    return " " if match["comment"] is not None else match[0]
