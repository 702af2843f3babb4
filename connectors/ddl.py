# Comments in a CREATE TABLE statement. SQLite keeps the statement as it was written, so the
# comments are still there: one on a column's own line belongs to that column, one on a line
# by itself to the column below, one before the first column to the table.
from __future__ import annotations

import re

__all__ = ["ddl_comments"]

_TOKEN = re.compile(
    r"--(?P<line>[^\n]*)"
    r"|/\*(?P<block>.*?)(?:\*/|\Z)"
    r"|(?P<name>\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`|\[[^\]]*\]|'(?:[^']|'')*'|\w+)"
    r"|(?P<newline>\n)|(?P<sign>[(),])|[^\S\n]+|.",
    re.DOTALL,
)
_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})


def ddl_comments(sql: str) -> tuple[str, dict[str, str]]:
    """The table's comment and its columns' comments by name.

    >>> ddl_comments("CREATE TABLE t ( -- 居民\\n a TEXT, -- 姓名\\n b TEXT /* 电话 */)")
    ('居民', {'a': '姓名', 'b': '电话'})
    """
    table: list[str] = []
    columns: dict[str, list[str]] = {}
    waiting: list[str] = []
    depth = 0
    current: str | None = None  # the column whose definition is open
    on_line: str | None = None  # the last column with something on this line
    line_used = False
    expecting = False
    for token in _TOKEN.finditer(sql):
        kind = token.lastgroup
        text = (token["line"] or token["block"] or "").strip(" -*\t\r\n")
        if kind in ("line", "block"):
            if not text:
                continue
            if on_line is not None:
                columns[on_line].append(text)
            elif current is not None and not expecting:
                columns[current].append(text)
            elif depth == 0 or (line_used and not columns):
                table.append(text)
            else:
                waiting.append(text)
        elif kind == "newline":
            on_line, line_used = None, False
        elif kind == "sign":
            line_used = True
            sign = token["sign"]
            depth += (sign == "(") - (sign == ")")
            if (sign == "(" and depth == 1) or (sign == "," and depth == 1):
                expecting, current = True, None
            elif depth == 0:
                expecting, current = False, None
        elif kind == "name":
            line_used = True
            if expecting and depth == 1:
                expecting = False
                name = _unquoted(token["name"])
                if token["name"].upper() not in _CONSTRAINTS:
                    current = on_line = name
                    columns[name] = waiting
                waiting = []
            elif current is not None:
                on_line = current
    return " ".join(table), {name: " ".join(text) for name, text in columns.items() if text}


def _unquoted(name: str) -> str:
    if name[0] in "\"`'":
        return name[1:-1].replace(name[0] * 2, name[0])
    return name[1:-1] if name[0] == "[" else name
