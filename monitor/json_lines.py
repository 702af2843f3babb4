# Lines that are JSON objects, as log readers need them: parsed, looked into by paths, and cut to
# columns. Commas behind an object and brackets around all of them are passed over, so that an
# array with an object a line reads like lines.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from .column import Column, column
from .log_reading import Lines, lines_of

__all__ = ["Line", "as_fields", "at", "further_fields", "object_of", "objects_of", "texts"]

Line = Mapping[str, Any]

# What is neither an object nor a sign that lines are not read: brackets of an array.
_AROUND: Final = frozenset({"", "[", "]", "[]", ",", "{}"})
_NOTHING: Final = frozenset({None, "", "-"})
_LONGEST: Final = 2_000


def objects_of(text: str) -> tuple[list[Line], Lines, Lines]:
    """The objects of lines, the lines they stand in, and the lines that are none."""
    found, places, unread = [], [], []
    for place, line in enumerate(lines_of(text)):
        parsed = object_of(line)
        if parsed is not None:
            found.append(parsed)
            places.append(place)
        elif line.strip() not in _AROUND:
            unread.append(place)
    return found, np.array(places, np.int64), np.array(unread, np.int64)


def object_of(line: str) -> Line | None:
    """The object that a line is, None where it is none."""
    line = line.strip().lstrip("[,").rstrip(",]").strip()
    if not line.startswith("{"):
        return None
    try:
        parsed = msgspec.json.decode(line)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def at(line: Line, path: str) -> object:
    """What stands under a path, where a name may itself hold dots."""
    if path in line:
        return line[path]
    place = path.find(".")
    while place > 0:
        inner = line.get(path[:place])
        if isinstance(inner, dict):
            return at(inner, path[place + 1 :])
        place = path.find(".", place + 1)
    return None


def texts(
    lines: Sequence[Line],
    paths: str | Sequence[str],
    change: Callable[[str], str | None] | None = None,
) -> Column:
    """What stands under the first of these paths that says something, as text."""
    wanted = (paths,) if isinstance(paths, str) else tuple(paths)
    found: list[str | None] = []
    for each in lines:
        told = (_text(at(each, path)) for path in wanted)
        text = next((one for one in told if one not in _NOTHING), None)
        found.append(change(text) if text is not None and change is not None else text)
    return column(found, pa.string())


def further_fields(rows: Iterable[Mapping[str, object]]) -> Column:
    """For each row the fields that are plain values, as `name=value`."""
    return column([as_fields(row) for row in rows], pa.list_(pa.string()))


def as_fields(row: Mapping[str, object]) -> list[str] | None:
    """The plain values of a row as `name=value`; None where it says nothing.

    >>> as_fields({"act": "deny", "empty": "", "inner": {}})
    ['act=deny']
    """
    told = [
        f"{name}={text}"[:_LONGEST]
        for name, value in row.items()
        if (text := _text(value)) not in _NOTHING
    ]
    return told or None


def _text(value: object) -> str | None:
    if value is None or isinstance(value, dict):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        plain = [each for each in value if not isinstance(each, dict | list)]
        return str(plain[0]) if plain else None
    return str(value)
