# Where a log that was rotated is now: the file that was being read, under another name, packed, or
# as the copy that was made before the log was cut short, and those that were begun and finished
# after it. A file is known again by its number on the disk or by its first bytes.
from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .log_lines import open_log

__all__ = ["LogMark", "after", "begins_as", "first_bytes", "marked_file", "size_of"]

# So many first bytes tell a file from others.
_FIRST: Final = 1_024
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class LogMark:
    """How far a log was read: the file, and the bytes and lines of it.

    `head` tells the file by its first bytes, and `time` when it was written to last as it was read.
    """

    device: int = 0
    inode: int = 0
    offset: int = 0
    line: int = 0
    head: str = ""
    time: int = 0


def first_bytes(path: Path, offset: int) -> str:
    """What the first bytes up to an offset, at most 1,024, are known again by; "" for none."""
    try:
        with open_log(path) as file:
            octets = file.read(min(offset, _FIRST))
    except (OSError, EOFError, zlib.error):
        return ""
    return hashlib.sha256(octets).hexdigest()[:16] if octets else ""


def begins_as(path: Path, mark: LogMark) -> bool:
    """Whether a file begins as the marked one does."""
    return not mark.head or first_bytes(path, mark.offset) == mark.head


def marked_file(path: Path, mark: LogMark) -> Path | None:
    """The file that was marked, wherever it is in the log's directory; None where it is gone.

    Its own number first; else, packed or copied, the one that begins so and is long enough.
    """
    beside = _beside(path)
    for each in (path, *beside):
        if _is_of(each, mark) and begins_as(each, mark) and size_of(each) >= mark.offset:
            return each
    if mark.head:
        for each in beside:
            if begins_as(each, mark) and size_of(each) >= mark.offset:
                return each
    return None


def after(path: Path, time: int, known: Path | None) -> Path | None:
    """The file that was finished first after a time and is neither the log itself nor `known`."""
    found = []
    for each in _rotated(path):
        try:
            state = each.stat()
        except OSError:
            continue
        if state.st_mtime_ns > time and each != known:
            found.append((state.st_mtime_ns, each))
    return min(found)[1] if found else None


def size_of(path: Path) -> int:
    """The bytes of a log, unpacked; 0 where it cannot be read."""
    size = 0
    try:
        with path.open("rb") as file:
            if file.read(2) != b"\x1f\x8b":
                return path.stat().st_size
        with open_log(path) as unpacked:
            while block := unpacked.read(_BLOCK):
                size += len(block)
    except (OSError, EOFError, zlib.error):
        return size
    return size


def _beside(path: Path) -> list[Path]:
    """Files that a rotated log may have become: access.log.1, access-20261128.log, access.log.2.gz."""
    found = (each for each in path.parent.glob(f"{_plain(path.stem)}*") if each != path)
    return sorted(each for each in found if each.is_file())


def _rotated(path: Path) -> list[Path]:
    """Those of them that are surely earlier files of this log, by how rotations call them."""
    number = r"[.\-_][\d\-_.T]*\d|\.old|\.bak"
    name, stem, suffix = re.escape(path.name), re.escape(path.stem), re.escape(path.suffix)
    form = re.compile(rf"^(?:{name}(?:{number})|{stem}(?:{number}){suffix})(?:\.gz)?$")
    return [each for each in _beside(path) if form.match(each.name)]


def _plain(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def _is_of(path: Path, mark: LogMark) -> bool:
    try:
        state = path.stat()
    except OSError:
        return False
    return (state.st_dev, state.st_ino) == (mark.device, mark.inode)
