# A log that is being written, step by step: what came since a mark, in whole records, across
# rotation by renaming or by truncation. A mark says the file by its number on the disk, so the rest
# of a file that was renamed is read before the new one. What cannot be found again is told.
from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schema import SourceError

from .local import plain_reason

__all__ = ["LogMark", "LogStep", "follow_log", "read_log_between"]

_MOST: Final = 4 << 20
# A record longer than this is no record: it is handed on as it is.
_LONGEST: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class LogMark:
    """How far a log was read: the file, and the bytes of it."""

    device: int = 0
    inode: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class LogStep:
    """A piece of whole records and the mark behind it; `problem` says what was lost before it.

    `fresh` says that a file begins with this piece.
    """

    text: str
    mark: LogMark
    problem: str = ""
    fresh: bool = False


def follow_log(
    path: Path, mark: LogMark | None, *, quoted: bool = False, most: int = _MOST
) -> LogStep:
    """The next piece of a log; an empty text where nothing new is whole yet.

    Without a mark it begins at the log's beginning. `quoted` says that a record may go over
    several lines within double quotes. Raises SourceError where the log cannot be read.
    """
    try:
        state = path.stat()
    except OSError as error:
        if mark is not None and (rest := _rest_of_renamed(path, mark, most)) is not None:
            return rest
        raise SourceError(plain_reason(error), source=str(path)) from None
    here = LogMark(state.st_dev, state.st_ino, 0)
    if mark is None:
        return _piece(path, here, quoted=quoted, most=most, fresh=True)
    if (mark.device, mark.inode) != (here.device, here.inode):
        rest = _rest_of_renamed(path, mark, most)
        if rest is not None and rest.text:
            return rest
        problem = "" if rest is not None else "its earlier file is gone: lines may be missing"
        return _piece(path, here, quoted=quoted, most=most, fresh=True, problem=problem)
    if state.st_size < mark.offset:
        problem = "was cut short while it was read: lines may be missing"
        return _piece(path, here, quoted=quoted, most=most, fresh=True, problem=problem)
    return _piece(path, mark, quoted=quoted, most=most)


def read_log_between(path: Path, first: LogMark, last: LogMark) -> str | None:
    """The text between two marks of one file, wherever that is now; None where it is gone.

    The first mark may be of the file before: then it is the beginning of the last one's.
    """
    same = (first.device, first.inode) == (last.device, last.inode)
    begin = first.offset if same and first.offset <= last.offset else 0
    for candidate in (path, *_beside(path)):
        if _is_of(candidate, last):
            octets = _read(candidate, begin, last.offset - begin)
            return _text(octets) if len(octets) == last.offset - begin else None
    return None


def _piece(
    path: Path, mark: LogMark, *, quoted: bool, most: int, fresh: bool = False, problem: str = ""
) -> LogStep:
    size = most
    while True:
        octets = _read(path, mark.offset, size)
        end = _whole(octets, quoted=quoted)
        if end or len(octets) < size or size >= _LONGEST:
            break
        size *= 2
    if not end and len(octets) >= _LONGEST:
        end = len(octets)
    after = LogMark(mark.device, mark.inode, mark.offset + end)
    return LogStep(_text(octets[:end]), after, problem, fresh)


def _rest_of_renamed(path: Path, mark: LogMark, most: int) -> LogStep | None:
    """What is left of the file that was marked, under its new name; nobody writes to it any more."""
    for candidate in _beside(path):
        if _is_of(candidate, mark):
            octets = _read(candidate, mark.offset, most)
            end = len(octets) if len(octets) < most else octets.rfind(b"\n") + 1 or len(octets)
            after = LogMark(mark.device, mark.inode, mark.offset + end)
            return LogStep(_text(octets[:end]), after)
    return None


def _beside(path: Path) -> list[Path]:
    """Files that a rotated log may have become: access.log.1, access-20261128.log."""
    return sorted(each for each in path.parent.glob(f"{path.stem}*") if each != path)


def _is_of(path: Path, mark: LogMark) -> bool:
    try:
        state = path.stat()
    except OSError:
        return False
    return (state.st_dev, state.st_ino) == (mark.device, mark.inode)


def _whole(octets: bytes, *, quoted: bool) -> int:
    """Where the last whole record ends."""
    end = octets.rfind(b"\n") + 1
    while quoted and end and octets.count(b'"', 0, end) % 2:
        end = octets.rfind(b"\n", 0, end - 1) + 1
    return end


def _read(path: Path, offset: int, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(offset, os.SEEK_SET)
            return file.read(max(0, size))
    except OSError as error:
        raise SourceError(plain_reason(error), source=str(path)) from None


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "replace")
