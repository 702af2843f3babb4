# Documents of a store without tables (Elasticsearch, MongoDB) as lines of text. A path is a
# column: `a.b` is member b of a, `a[].c` member c of each element of a list. The elements of a
# list stand under one another, those of two lists side by side, and what is beside a list
# shares the line of its first element. What stands on a path that is no column goes to the
# nearest one above it that takes all, or to the column of all others: nothing goes unseen.
#
# A member's name may be somebody's number, and then is data: it stands in a cell under
# `a{key}`, its value under `a{}`, and in no column's name.
from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

import pyarrow as pa

from .cells import written

__all__ = ["OTHERS", "Lines", "learnt"]

OTHERS = "(others)"
_MAX_COLUMNS = 1_000
# An object of more members than this is a dictionary; so is one whose names are long numbers.
_MAX_MEMBERS = 256
_MAX_NAME = 80
_DATA = re.compile(r"\d{5}|@|[\x00-\x1f]")
_DEEPEST = 60

# The cells of a line, each under its column's place.
_Line = dict[int, str]


class Lines:
    """Documents as they are added, waiting to be taken as a batch with these columns.

    `whole` are columns that take whatever stands below them, cell by cell; `unplaced` counts
    the values for which there was no column, which is none where OTHERS is one.

    >>> lines = Lines(["a", "b[].c"])
    >>> lines.add({"a": 1, "b": [{"c": "x"}, {"c": "y"}]})
    >>> lines.take().to_pylist()
    [{'a': '1', 'b[].c': 'x'}, {'a': None, 'b[].c': 'y'}]
    """

    def __init__(self, names: Sequence[str], whole: Iterable[str] = ()) -> None:
        self.unplaced = 0
        self._names = list(names)
        self._columns = {_bare(name): place for place, name in enumerate(names)}
        self._whole = {_bare(name) for name in whole}
        self._lines: list[_Line] = []
        self._dictionaries = {_bare(name[: -len("{key}")]) for name in names if "{key}" in name}

    def add(self, document: Mapping[str, object]) -> None:
        """Takes a document; an empty one is a line too."""
        self._lines.extend(self._of(document, "", 0) or [{}])

    def take(self) -> pa.RecordBatch:
        """The lines that wait, every column as text."""
        arrays = [
            pa.array([line.get(place) for line in self._lines], pa.string())
            for place in range(len(self._names))
        ]
        self._lines.clear()
        return pa.RecordBatch.from_arrays(arrays, names=self._names)

    def _of(self, value: object, path: str, depth: int) -> list[_Line]:
        """The lines of one value."""
        if value is None or depth > _DEEPEST:
            return []
        if isinstance(value, list | tuple):
            return [line for element in value for line in self._of(element, path, depth + 1)]
        if isinstance(value, Mapping) and not (path in self._columns and _is_point(value)):
            members = [
                self._member(path, str(name), member, depth) for name, member in value.items()
            ]
            if path in self._whole or path in self._dictionaries:
                # All share one column, so each is a line of its own.
                return [line for lines in members for line in lines]
            return _side_by_side(members)
        column = self._column(path)
        return [] if column is None else [{column: _written(value)}]

    def _member(self, path: str, name: str, value: object, depth: int) -> list[_Line]:
        inner = f"{path}.{name}" if path else name
        if path not in self._dictionaries:
            return self._of(value, inner, depth + 1)
        lines = self._of(value, f"{path}{{}}", depth + 1) or [{}]
        return [{**lines[0], self._columns[f"{path}{{key}}"]: name}, *lines[1:]]

    def _column(self, path: str) -> int | None:
        if path in self._columns:
            return self._columns[path]
        above = path.rpartition(".")[0]
        while above:
            if above in self._whole:
                return self._columns[above]
            above = above.rpartition(".")[0]
        if OTHERS not in self._columns:
            self.unplaced += 1
        return self._columns.get(OTHERS)


def learnt(documents: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """The columns that documents have, in the order they turn up, each with its kinds of value.

    >>> learnt([{"a": 1, "b": [{"c": "x"}]}, {"a": "y"}])
    {'a': 'int|str', 'b[].c': 'str'}
    """
    found: dict[str, str] = {}
    _explore("", list(documents), found, 0)
    return dict(list(found.items())[:_MAX_COLUMNS])


def _explore(path: str, values: Sequence[object], found: dict[str, str], depth: int) -> None:
    """Notes the columns at a path, where these values stand, and below it."""
    if depth > _DEEPEST:
        return
    if any(isinstance(value, list | tuple) for value in values):
        path = f"{path}[]"
        values = list(_elements(values))
    plain = {
        type(value).__name__
        for value in values
        if value is not None and not isinstance(value, Mapping)
    }
    if plain:
        found[path] = "|".join(sorted(plain))
    members: dict[str, list[object]] = {}
    for value in values:
        if isinstance(value, Mapping):
            for name, member in value.items():
                members.setdefault(str(name), []).append(member)
    if _are_data(members):
        found[f"{path}{{key}}"] = "str"
        every = [member for each in members.values() for member in each]
        _explore(f"{path}{{}}", every, found, depth + 1)
    else:
        for name, each in members.items():
            _explore(f"{path}.{name}" if path else name, each, found, depth + 1)


def _elements(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _elements(value)
        else:
            yield value


def _bare(path: str) -> str:
    return path.replace("[]", "")


def _side_by_side(members: Sequence[list[_Line]]) -> list[_Line]:
    """Lines of several members as lines that hold a cell of each."""
    joined = []
    for parts in zip_longest(*members):
        line: _Line = {}
        for part in parts:
            for column, text in (part or {}).items():
                # Two members of one column, as that of all others is: both are kept.
                line[column] = f"{line[column]} {text}" if column in line else text
        joined.append(line)
    return joined


def _are_data(names: Collection[str]) -> bool:
    return len(names) > _MAX_MEMBERS or any(
        len(name) > _MAX_NAME or _DATA.search(name) for name in names
    )


def _is_point(value: Mapping[str, object]) -> bool:
    return set(value) == {"lat", "lon"}


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{value['lat']},{value['lon']}"
    return written(value)
