# Archives, packed files and mail: every file in them that could be read outside is read as it
# would be there, archives in archives too, down to the limits. A guarded program
# (archive_members.py) takes them apart; what a connector needs by a path is spilled
# (spill.py). A file in an archive is a table of its own, `people.zip#2024/west.csv`.
from __future__ import annotations

import json
import os
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from schema import Access, Limits, Sample, Skipped, SourceError, Table

from . import document, source
from .formats import KINDS, format_of, suffix_of
from .guard import guarded
from .guard_frame import Message
from .local import in_units, mark, plain_reason
from .pace import pace
from .spill import Spill
from .wrapped import unwrapped, wrapped

__all__ = ["check", "discover", "read"]

_PEEK = 64 * 1024
_KIND = "archive"
# Containers kept unpacked between the readings of what they hold.
_KEPT = 2
_FAULTS = {
    "cut": "is damaged or cut off: only what stands before the damage is read",
    "damaged": "is damaged or cut off",
    "deep": "is nested too deep",
    "locked": "is protected by a password",
    "method": "is packed by a method that is not read",
    "sparse": "is packed as a file with holes, which is not read",
}
# Faults of a member that leave something to read.
_READ_ANYHOW = frozenset({"", "cut"})


# Containers taken out of others, by where they are: what they hold is read one by one.
_TAKEN: OrderedDict[tuple[str, str, str], tuple[Spill, str]] = OrderedDict()


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked of one location, all levels taken together."""

    octets: int
    members: int


@dataclass(frozen=True, slots=True)
class _Level:
    """An archive to look into: its own name, which tells what is in a packed file, and terms."""

    known_as: str
    access: Access
    budget: _Budget
    depth: int = 1


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member: its name for people, its connector, its place, its suffix, how it is packed."""

    shown: str = ""
    kind: str = ""
    place: Sequence[int] = ()
    suffix: str = ""
    packing: str = ""
    twin: str = ""

    def of(self, archive: str) -> str:
        """The member within an archive of this name; a packed file's only one is the file."""
        return f"{archive}#{self.shown}{self.twin}" if self.shown else archive


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The tables in every file that can be read, and why others cannot."""
    budget = _Budget(access.limits.max_unpacked_bytes, access.limits.max_members)
    nothing = True
    outermost = _Level(os.path.basename(location), access, budget)  # noqa: PTH119
    for found in _inside(location, outermost):
        nothing = False
        yield found
    if nothing:
        yield Skipped(location, "holds no file that can be read")


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows of a table in an archive, as the connector of its own kind reads them."""
    spill, fault = _taken(table, access)
    for part in source.read(unwrapped(table, spill.path), sample, access):
        yield replace(part, source=table.source) if isinstance(part, Skipped) else part
    if fault:
        yield Skipped(table.source, fault)


def check(location: str, access: Access) -> None:
    """Nothing for an archive with a file in it that can be read; SourceError otherwise."""
    reason = ""
    for found in discover(location, access):
        if isinstance(found, Table):
            return
        reason = reason or found.error
    raise SourceError(reason, source=location)


def _inside(path: str, at: _Level) -> Iterator[Table | Skipped]:
    """What is in the archive at a path, named as if that were its source."""
    access, budget, limits = at.access, at.budget, at.access.limits
    if at.depth > limits.max_depth:
        raise SourceError(f"lies more than {limits.max_depth} archives deep", source=path)
    packing = _packing(path)
    pace(access)(mark(path).size_bytes)
    if packing == "mail":
        yield from document.discover(path, access)
    names: Counter[str] = Counter()
    entry, spill = _Entry(), Spill()
    asked = (packing, (budget.octets, budget.members, limits.max_ratio), at.known_as)
    for message in _messages(path, limits, *asked):
        if message[0] == "member":
            _, shown, kind, place, suffix = message
            entry = _Entry(shown, kind, place, suffix, packing)
            spill = Spill(entry.suffix, named=entry.kind == "sqlite")
            budget.members -= 1
        elif message[0] == "bytes":
            budget.octets -= len(message[1])
            _write(spill, message[1], path)
        elif message[0] == "close":
            names[entry.shown] += 1
            if names[entry.shown] > 1:
                entry = replace(entry, twin=f" ({names[entry.shown]})")
            if fault := message[1]:
                yield Skipped(entry.of(path), _reason(fault, limits))
            if fault in _READ_ANYHOW:
                yield from _found(entry, spill, path, at)
        elif message[0] == "left":
            yield Skipped(f"{path}#{message[1]}", _reason(message[2], limits))
        else:
            yield Skipped(path, _reason(message[1], limits, rest=True))


def _found(entry: _Entry, spill: Spill, path: str, at: _Level) -> Iterator[Table | Skipped]:
    """What a connector finds in a member, named as of the archive."""
    if entry.kind == _KIND:
        # What was packed alone is called as the file was, without the suffix.
        known_as = entry.shown or os.path.splitext(at.known_as)[0]  # noqa: PTH122
        inner = _inside(spill.path, replace(at, known_as=known_as, depth=at.depth + 1))
    else:
        inner = source.discover(spill.path, at.access)
    try:
        for found in inner:
            if isinstance(found, Skipped):
                rest = found.source.removeprefix(spill.path)
                yield Skipped(f"{entry.of(path)}{rest}", found.error)
            else:
                yield _renamed(found, entry, spill, path)
    except SourceError as error:
        rest = error.source.removeprefix(spill.path)
        yield Skipped(f"{entry.of(path)}{rest}", error.problem)


def _renamed(found: Table, entry: _Entry, spill: Spill, path: str) -> Table:
    """A table found in a member as one of the archive, with what it takes to find it again."""
    table = wrapped(
        found,
        spill.path,
        source=path,
        name=entry.of(os.path.basename(path)),  # noqa: PTH119
        kind=_KIND,
        place=json.dumps([entry.packing, entry.suffix, entry.place]),
    )
    return replace(table, fingerprint=mark(path).fingerprint)


def _taken(table: Table, access: Access) -> tuple[Spill, str]:
    """The member a table is in, and what is wrong with it, "" for nothing."""
    options, limits = table.options, access.limits
    key = (table.source, mark(table.source).fingerprint, options["place"])
    if key in _TAKEN:
        _TAKEN.move_to_end(key)
        return _TAKEN[key]
    packing, suffix, place = json.loads(options["place"])
    spill, fault = Spill(suffix, named=options["kind"] == "sqlite"), ""
    spend = pace(access)
    asked = (limits.max_unpacked_bytes, limits.max_members, limits.max_ratio)
    for message in _messages(table.source, limits, packing, asked, "", place):
        if message[0] == "bytes":
            spend(len(message[1]))
            _write(spill, message[1], table.source)
        else:
            fault = message[1]
    if fault and fault not in _READ_ANYHOW:
        raise SourceError(_reason(fault, limits), source=table.source)
    reason = _reason(fault, limits) if fault else ""
    if options["kind"] == _KIND:
        _TAKEN[key] = spill, reason
        while len(_TAKEN) > _KEPT:
            _TAKEN.popitem(last=False)
    return spill, reason


def _messages(path: str, limits: Limits, *arguments: object) -> Iterator[Message]:
    return guarded("archive", path, *arguments, source=path, limits=limits)


def _packing(path: str) -> str:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            head = file.read(_PEEK)
    except OSError as error:
        raise SourceError(plain_reason(error), source=path) from None
    found = format_of(head, suffix_of(path))
    if found is None or KINDS[found] != _KIND:
        raise SourceError("is no archive any more", source=path)
    return found


def _write(spill: Spill, content: bytes, path: str) -> None:
    try:
        spill.write(content)
    except OSError as error:
        raise SourceError(f"cannot be unpacked: {plain_reason(error)}", source=path) from None


def _reason(fault: str, limits: Limits, *, rest: bool = False) -> str:
    """What a fault of a member means, or of an archive whose other members are not read."""
    if fault == "unpacked":
        reason = f"unpacks to more than {in_units(limits.max_unpacked_bytes)}"
    elif fault == "ratio":
        reason = f"unpacks to more than {limits.max_ratio} times its size"
    elif fault == "members":
        reason = f"holds more than {limits.max_members} files"
    else:
        return _FAULTS.get(fault, _FAULTS["damaged"])
    return f"{reason}: the rest is not read" if rest else reason
