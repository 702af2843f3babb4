# Nested values as flat lines of text. A path is a column: `a.b` is member b of a, `a[]` the
# elements of a list, `a[].c` a member of each. An element closes a line, so that the members
# of one stand side by side; what stands beside a list shares the line of its first element.
#
# A member's name may be somebody's number, and then is data: under `a{}` stand the values,
# under `a{key}` the names, of an object that is used as a dictionary. That is told by a name
# that looks like a value, or by more names than a record has fields.
#
# Paths are learnt from what is fed, or given: then a value on any other path is kept in a
# column of all others, that nothing goes unseen.
from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from .guard_frame import Fault
from .header import looks_like_value

__all__ = ["MAX_DEPTH", "OTHERS", "Nested", "events_of"]

MAX_DEPTH = 200
OTHERS = "(others)"
_MAX_FIELDS = 256
_MANY_ALIKE = 10
_MAX_COLUMNS = 2_000
_MAX_NAME = 80
# Lines of one record without an end are let go in parts.
_MAX_OPEN = 65_536
_CUT = re.compile(r"[.\[{]")
_PLAIN = re.compile(r"[^\x00-\x1f\x7f]+")

_OTHER_PLAIN = frozenset({"number", "boolean", "null"})
_OPENINGS = frozenset({"start_map", "start_array"})

# What str() writes as a person would.
_WRITTEN = (int, float, Decimal, dt.date, dt.time, dt.timedelta, uuid.UUID)

Event = tuple[str, Any]


class _Path:
    """A place in the values: its column, and the places below it."""

    __slots__ = ("cells", "element", "key", "members", "name", "wild")

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: list[str | None] | None = None
        self.members: dict[str, _Path] = {}
        self.element: _Path | None = None
        # Of an object used as a dictionary: its values, and the names they have in it.
        self.wild: _Path | None = None
        self.key: _Path | None = None


class _Open:
    """A list or object that is not yet closed; `element` is set for a list."""

    __slots__ = ("begun", "element", "path")

    def __init__(self, path: _Path, element: _Path | None) -> None:
        self.path = path
        self.element = element
        self.begun = False


class Nested:
    """Values as they are fed, waiting to be taken as batches.

    `names` are the columns, None to learn them; `lines` whole lines are waiting.

    >>> nested = Nested(None)
    >>> nested.feed(events_of({"a": 1, "b": [{"c": "x"}, {"c": "y"}]}))
    >>> nested.take().to_pylist()
    [{'a': '1', 'b[].c': 'x'}, {'a': None, 'b[].c': 'y'}]
    """

    def __init__(self, names: Sequence[str] | None) -> None:
        self.lines = 0
        self._longest = 0
        self._root = _Path("")
        self._here = self._root
        self._open: list[_Open] = []
        self._columns: dict[str, list[str | None]] = {}
        self._known = None if names is None else _prefixes(names)
        for name in names or ():
            self._columns[name] = []

    @property
    def names(self) -> list[str]:
        """The columns, in the order they turned up."""
        return list(self._columns)

    def learnt(self) -> list[str]:
        """The columns to read with, objects used as dictionaries told by all that was fed."""
        names = list(dict.fromkeys(_names(self._root, "")))
        return [*names[:_MAX_COLUMNS], *([OTHERS] if OTHERS in self._columns else [])]

    @property
    def depth(self) -> int:
        """How many lists and objects are open."""
        return len(self._open)

    def feed(self, events: Iterable[Event]) -> None:
        """Values as ijson's basic events. Raises Fault("deep") beyond MAX_DEPTH levels."""
        here, top = self._here, self._open[-1] if self._open else None
        for event, value in events:
            if event == "map_key":
                assert top is not None
                here = top.path.members.get(value) or self._member(top.path, value)
            elif event == "string" or event in _OTHER_PLAIN:
                text = value if event == "string" else _text(value)
                if text is not None:
                    self._put(here, text)
                if top is None:
                    self.lines = self._longest
                elif top.element is not None:
                    top.begun = True
                    if self._longest - self.lines > _MAX_OPEN:
                        self.lines = self._longest
            elif event in _OPENINGS:
                top = self._enter(here, top, is_list=event == "start_array")
                here = top.element or here
            else:
                top = self._leave()
                here = self._root if top is None else top.element or top.path
        self._here = here

    def forget(self) -> None:
        """Whatever is open is closed: what was fed ended before its end."""
        self._open.clear()
        self._here = self._root
        self.lines = self._longest

    def take(self) -> pa.RecordBatch:
        """The whole lines that wait; those begun stay."""
        lines = self.lines
        arrays = []
        for cells in self._columns.values():
            ready = cells[:lines]
            del cells[:lines]
            ready.extend([None] * (lines - len(ready)))
            arrays.append(pa.array(ready, pa.string()))
        self._longest -= lines
        self.lines = 0
        return pa.record_batch(arrays, names=self.names)

    def _enter(self, path: _Path, outer: _Open | None, *, is_list: bool) -> _Open:
        """A list or object opened; as an element of a list but its first, on a new line."""
        if len(self._open) >= MAX_DEPTH:
            raise Fault("deep", MAX_DEPTH)
        if outer is not None and outer.element is not None:
            if outer.begun:
                self.lines = self._longest
            outer.begun = True
        opened = _Open(path, self._element(path) if is_list else None)
        self._open.append(opened)
        return opened

    def _leave(self) -> _Open | None:
        """What is around the list or object that was closed; where nothing is, the line ends."""
        self._open.pop()
        if self._open:
            return self._open[-1]
        self.lines = self._longest
        return None

    def _put(self, path: _Path, text: str) -> None:
        """A cell on the line that is open."""
        cells = path.cells
        if cells is None:
            cells = path.cells = self._column(path.name)
        missing = self.lines - len(cells)
        if missing > 0:
            cells.extend([None] * missing)
        cells.append(text)
        self._longest = max(self._longest, len(cells))

    def _column(self, name: str) -> list[str | None]:
        """The cells of a column: a new one, or those of all others."""
        name = name or "value"
        if name not in self._columns and (
            self._known is not None or len(self._columns) >= _MAX_COLUMNS
        ):
            name = OTHERS
        return self._columns.setdefault(name, [])

    def _element(self, path: _Path) -> _Path:
        if path is self._root:
            # The elements of a list that is everything need no sign of it.
            return path
        if path.element is None:
            path.element = _Path(f"{path.name}[]")
        return path.element

    def _member(self, path: _Path, name: str) -> _Path:
        member = _Path(f"{path.name}.{name}" if path.name else name)
        if self._is_data(path, member.name, name):
            if path.wild is None or path.key is None:
                path.wild, path.key = _Path(f"{path.name}{{}}"), _Path(f"{path.name}{{key}}")
            self.lines = self._longest
            self._put(path.key, name)
            return path.wild
        path.members[name] = member
        return member

    def _is_data(self, path: _Path, full: str, name: str) -> bool:
        """True for a member's name that is data, not the name of a field."""
        if self._known is not None:
            return full not in self._known and f"{path.name}{{key}}" in self._known
        return (
            len(path.members) >= _MAX_FIELDS
            or len(name) > _MAX_NAME
            or not _PLAIN.fullmatch(name)
            or looks_like_value(name)
        )


def _names(path: _Path, shown: str) -> Iterator[str]:
    """The columns at a path and below it, in the order they turned up within each."""
    if path.cells is not None:
        yield shown or "value"
    if path.element is not None:
        yield from _names(path.element, f"{shown}[]")
    dictionary = _is_dictionary(path)
    for name, member in path.members.items():
        if dictionary:
            yield f"{shown}{{key}}"
        inner = f"{shown}.{name}" if shown else name
        yield from _names(member, f"{shown}{{}}" if dictionary else inner)
    if path.wild is not None:
        yield f"{shown}{{key}}"
        yield from _names(path.wild, f"{shown}{{}}")


def _is_dictionary(path: _Path) -> bool:
    """True where members are too many for fields, or many and all of one make."""
    count = len(path.members)
    if count < _MANY_ALIKE:
        return False
    makes = Counter(frozenset(member.members) for member in path.members.values())
    (most, alike), *_ = makes.most_common(1)
    return count >= _MAX_FIELDS or (bool(most) and alike * 5 >= count * 4)


def events_of(value: object) -> Iterator[Event]:
    """The events of a value made of dicts, lists and plain values.

    >>> list(events_of([1, {"a": None}]))[:3]
    [('start_array', None), ('number', 1), ('start_map', None)]
    """
    if isinstance(value, Mapping):
        yield "start_map", None
        for name, member in value.items():
            yield "map_key", str(name)
            yield from events_of(member)
        yield "end_map", None
    elif isinstance(value, list | tuple):
        yield "start_array", None
        for element in value:
            yield from events_of(element)
        yield "end_array", None
    else:
        yield "number", value


def _text(value: object) -> str | None:
    """A plain value as it is written, None for one that has no text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return _decoded(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    return str(value) if isinstance(value, _WRITTEN) else None


def _decoded(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _prefixes(names: Sequence[str]) -> frozenset[str]:
    """The names and every path that leads to one of them."""
    found = set(names)
    for name in names:
        found.update(name[: cut.start()] for cut in _CUT.finditer(name))
    return frozenset(found)
