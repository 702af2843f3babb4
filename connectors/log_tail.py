# A log that is being written, step by step: what came since a mark, in whole records, across
# rotation by renaming, by truncation and by packing. The rest of the file that was marked is read
# before the files that came after it, and those before the log as it is now. What cannot be found
# again is told.
from __future__ import annotations

import os
import re
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from schema import SourceError

from .local import plain_reason
from .log_lines import open_log
from .log_rotation import LogMark, after, begins_as, first_bytes, marked_file
from .log_text import log_text

__all__ = ["LogMark", "LogStep", "follow_log", "read_log_before", "read_log_between"]

_MOST: Final = 4 << 20
# A record longer than this is no record: it is handed on as it is.
_LONGEST: Final = 16 << 20
_GONE: Final = "its earlier file is gone: lines may be missing"
_CUT: Final = "was cut short while it was read: lines may be missing"
# What was written is whole after so long without more: its last record has no further lines.
_SETTLED_NS: Final = 1_500_000_000


@dataclass(frozen=True, slots=True)
class LogStep:
    """A piece of whole records of a file and the mark behind it; `problem` says what was lost
    before it. `fresh` says that a file begins with this piece.
    """

    text: str
    mark: LogMark
    path: Path
    problem: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """What a record is: within quotes it goes on, and it begins where a line begins with this."""

    quoted: bool
    starts: re.Pattern[bytes] | None
    now: int


def follow_log(
    path: Path,
    mark: LogMark | None,
    *,
    quoted: bool = False,
    starts: str = "",
    most: int = _MOST,
    now: int = 0,
) -> LogStep:
    """The next piece of a log; an empty text where nothing new is whole yet.

    Without a mark it begins at the log's beginning. `quoted` says that a record may go over
    several lines within double quotes; `starts` is what a line begins with that begins a record
    where records have further lines: the last one is whole when another begins, or when nothing
    was written for a while before `now` (nanoseconds; without it nothing is waited for). Raises
    SourceError where the log cannot be read.
    """
    pattern = re.compile(rb"^(?:%s)" % starts.encode(), re.MULTILINE) if starts else None
    form = _Form(quoted, pattern, now)
    try:
        state = path.stat()
    except OSError as error:
        if mark is not None and (old := marked_file(path, mark)) is not None:
            return _finished(old, mark, form, most)
        raise SourceError(plain_reason(error), source=str(path)) from None
    here = LogMark(state.st_dev, state.st_ino)
    if mark is None:
        return _piece(path, here, form, most, fresh=True)
    is_same = (mark.device, mark.inode) == (here.device, here.inode)
    if is_same and state.st_size >= mark.offset and begins_as(path, mark):
        return _piece(path, mark, form, most)
    old = marked_file(path, mark)
    if old is not None:
        rest = _finished(old, mark, form, most)
        # Who writes may go on writing to the file it has open until it is told to open the new one.
        if rest.text or not state.st_size or not _is_settled(old, now):
            return rest
    problem = "" if old is not None else _CUT if is_same else _GONE
    time = old.stat().st_mtime_ns if old is not None else mark.time
    between = after(path, time, old)
    if between is not None and not _is(between, path):
        found = between.stat()
        begun = LogMark(found.st_dev, found.st_ino, time=found.st_mtime_ns)
        return replace(_finished(between, begun, form, most), fresh=True, problem=problem)
    return _piece(path, here, form, most, fresh=True, problem=problem)


def read_log_between(path: Path, first: LogMark, last: LogMark) -> LogStep | None:
    """The piece between two marks of one file, wherever that is now; None where it is gone.

    The first mark may be of the file before: then it is the beginning of the last one's.
    """
    same = (first.device, first.inode) == (last.device, last.inode)
    same = same and first.offset <= last.offset and first.line <= last.line
    begin = first.offset if same else 0
    found = marked_file(path, last)
    if found is None:
        return None
    octets = _read(found, begin, last.offset - begin)
    if len(octets) < last.offset - begin:
        return None
    return LogStep(log_text(octets), last, found, fresh=not begin)


def read_log_before(path: Path, mark: LogMark, most: int) -> str:
    """The whole lines before a mark of a file, its first and its last, so many bytes of each."""
    head = _read(path, 0, min(mark.offset, most))
    tail_from = max(len(head), mark.offset - most)
    tail = _read(path, tail_from, mark.offset - tail_from)
    if tail_from > len(head):
        head, tail = head[: head.rfind(b"\n") + 1], tail[tail.find(b"\n") + 1 :]
    return log_text(head + tail)


def _piece(
    path: Path, mark: LogMark, form: _Form, most: int, *, fresh: bool = False, problem: str = ""
) -> LogStep:
    size = most
    while True:
        octets = _read(path, mark.offset, size)
        end = _whole(octets, path, form, at_end=len(octets) < size)
        if end or len(octets) < size or size >= _LONGEST:
            break
        size *= 2
    if not end and len(octets) >= _LONGEST:
        end = len(octets)
    return _step(path, mark, octets[:end], fresh=fresh, problem=problem)


def _finished(path: Path, mark: LogMark, form: _Form, most: int) -> LogStep:
    """What is left of a file that has another name by now: to its very end, once that is quiet."""
    octets = _read(path, mark.offset, most)
    end = octets.rfind(b"\n") + 1
    if (len(octets) < most and _is_settled(path, form.now)) or (not end and len(octets) >= most):
        end = len(octets)
    state = path.stat()
    moved = replace(mark, device=state.st_dev, inode=state.st_ino)
    return _step(path, moved, octets[:end])


def _step(
    path: Path, mark: LogMark, octets: bytes, *, fresh: bool = False, problem: str = ""
) -> LogStep:
    offset = mark.offset + len(octets)
    try:
        time = path.stat().st_mtime_ns
    except OSError:
        time = mark.time
    head = mark.head if mark.offset >= 1_024 and mark.head else first_bytes(path, offset)
    line = mark.line + octets.count(b"\n")
    after_it = LogMark(mark.device, mark.inode, offset, line, head, time)
    return LogStep(log_text(octets), after_it, path, problem, fresh)


def _whole(octets: bytes, path: Path, form: _Form, *, at_end: bool) -> int:
    """Where the last whole record ends."""
    end = octets.rfind(b"\n") + 1
    while form.quoted and end and octets.count(b'"', 0, end) % 2:
        end = octets.rfind(b"\n", 0, end - 1) + 1
    if form.starts is None or not end:
        return end
    if at_end and _is_settled(path, form.now):
        return end
    last = 0
    for found in form.starts.finditer(octets, 0, end):
        last = found.start()
    return last


def _is_settled(path: Path, now: int) -> bool:
    """Whether a file was not written to for a while; a clock that was set back does not hold it up."""
    try:
        return not now or abs(now - path.stat().st_mtime_ns) > _SETTLED_NS
    except OSError:
        return True


def _is(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _read(path: Path, offset: int, size: int) -> bytes:
    try:
        with open_log(path) as file:
            file.seek(offset, os.SEEK_SET)
            return file.read(max(0, size))
    except (EOFError, zlib.error):
        return b""
    except OSError as error:
        raise SourceError(plain_reason(error), source=str(path)) from None
