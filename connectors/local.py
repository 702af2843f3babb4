# Files on this machine: the mark that tells whether one changed, and what the operating
# system's errors mean in plain words. Library messages may hold a cell's value or a whole
# row, so a reader names its own reason and never hands theirs on.
from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass

from schema import SourceError

__all__ = ["FileMark", "in_units", "mark", "plain_reason", "shown"]

_REASONS = {
    errno.ENOENT: "does not exist",
    errno.ENOTDIR: "does not exist",
    errno.EACCES: "may not be read by this user",
    errno.EPERM: "may not be read by this user",
    errno.EISDIR: "is a directory, a file was expected",
    errno.ELOOP: "is a symbolic link that leads back to itself",
    errno.ENAMETOOLONG: "has a name longer than the file system allows",
    errno.EIO: "cannot be read: the device reports an error",
    errno.ESTALE: "is on a network file system that lost it",
    errno.ETIMEDOUT: "is on a network file system that does not answer",
    errno.EMFILE: "cannot be opened: this program has too many files open",
    errno.ENFILE: "cannot be opened: the machine has too many files open",
    errno.ENOSPC: "cannot be written: the disk is full",
    errno.EDQUOT: "cannot be written: the quota is used up",
    errno.EFBIG: "cannot be written: the file is larger than may be written there",
    errno.EROFS: "cannot be written: the file system is read-only",
}


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file's size and a text that changes when its content may have changed."""

    size_bytes: int
    fingerprint: str


def mark(path: str) -> FileMark:
    """The size and fingerprint of a regular, non-empty file.

    Raises SourceError where there is none, it is empty, or it is a pipe or device (opening
    one could wait for ever).
    """
    try:
        found = os.stat(path)  # noqa: PTH116  paths stay the text the user typed
    except (OSError, ValueError) as error:
        raise SourceError(plain_reason(error), source=path) from None
    if stat.S_ISDIR(found.st_mode):
        raise SourceError(_REASONS[errno.EISDIR], source=path)
    if not stat.S_ISREG(found.st_mode):
        raise SourceError("is a pipe, socket or device, a file was expected", source=path)
    if found.st_size == 0:
        raise SourceError("is empty", source=path)
    return FileMark(found.st_size, f"{found.st_size:x}-{found.st_mtime_ns:x}")


def plain_reason(error: OSError | ValueError) -> str:
    """What the system's error means, without its text.

    >>> plain_reason(FileNotFoundError(2, "…"))
    'does not exist'
    """
    code = getattr(error, "errno", None)
    return _REASONS.get(code, "cannot be read") if isinstance(code, int) else "cannot be read"


def shown(path: str) -> str:
    r"""A path as text that can be printed and stored.

    A name that is no UTF-8 (archives packed on Chinese Windows leave such) reaches Python
    with stand-ins that no encoder takes; it is shown as GB18030 has it, or, where it is
    none, with those bytes written out.

    >>> shown(b"\xc8\xcb.csv".decode("utf-8", "surrogateescape"))
    '人.csv'
    """
    # Part by part: a folder above may well be UTF-8.
    return "/".join(map(_part_shown, path.split("/")))


def _part_shown(part: str) -> str:
    try:
        part.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(part)
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "backslashreplace")
    return part


def in_units(size: int) -> str:
    """A number of bytes in the largest unit that leaves no fraction.

    >>> in_units(4 << 30)
    '4 GiB'
    """
    for shift, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        if size and not size % (1 << shift):
            return f"{size >> shift} {unit}"
    return f"{size} bytes"
