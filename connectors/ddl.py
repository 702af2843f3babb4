# Comments in a CREATE TABLE statement. SQLite keeps the statement as it was written, so the
# comments are still there: one beside a column's definition belongs to that column, one on a
# line by itself to the column below, one before the first column to the table.
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["ddl_comments"]

_TOKEN = re.compile(
    r"--(?P<line>[^\n]*)"
    r"|/\*(?P<block>.*?)(?:\*/|\Z)"
    r"|(?P<name>\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\]|'(?:[^']|'')*'|\w+)"
    r"|(?P<sign>[(),])|\s+|.",
    re.DOTALL,
)
_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})


@dataclass(slots=True)
class _Definition:
    """A column's definition and where it stands; a table constraint has no name."""

    name: str
    start: int
    end: int


def ddl_comments(sql: str) -> tuple[str, dict[str, str]]:
    r"""The table's comment and its columns' comments by name.

    >>> ddl_comments("CREATE TABLE t ( -- 居民\n a TEXT, -- 姓名\n b TEXT /* 电话 */)")
    ('居民', {'a': '姓名', 'b': '电话'})
    """
    opening, definitions = _definitions(sql)
    table: list[str] = []
    columns: dict[str, list[str]] = {}
    for place, text in _comments(sql):
        line = sql.rfind("\n", 0, place) + 1
        beside = [d for d in definitions if d.start < place and d.end >= line]
        below = [d for d in definitions if d.start > place]
        if beside:
            columns.setdefault(beside[-1].name, []).append(text)
        elif place < opening or line <= opening:
            table.append(text)
        elif below:
            columns.setdefault(below[0].name, []).append(text)
    columns.pop("", None)
    return " ".join(table), {name: " ".join(texts) for name, texts in columns.items()}


def _definitions(sql: str) -> tuple[int, list[_Definition]]:
    """Where the list of columns opens, and the definitions in it."""
    opening = len(sql)
    found: list[_Definition] = []
    depth = 0
    expected = False
    for token in _TOKEN.finditer(sql):
        sign = token["sign"]
        if sign:
            if depth == 1 and sign in ",)" and found:
                found[-1].end = min(found[-1].end, token.start())
            depth += (sign == "(") - (sign == ")")
            if depth == 1 and sign == "(" and opening == len(sql):
                opening = token.start()
                expected = True
            elif depth == 1 and sign == ",":
                expected = True
        elif expected and token["name"]:
            constraint = token["name"].upper() in _CONSTRAINTS
            name = "" if constraint else _unquoted(token["name"])
            found.append(_Definition(name, token.start(), len(sql)))
            expected = False
    return opening, found


def _comments(sql: str) -> Iterator[tuple[int, str]]:
    for token in _TOKEN.finditer(sql):
        text = " ".join((token["line"] or token["block"] or "").strip(" -*").split())
        if text:
            yield token.start(), text


def _unquoted(name: str) -> str:
    if name[0] in "\"`'":
        return name[1:-1].replace(name[0] * 2, name[0])
    return name[1:-1] if name[0] == "[" else name
