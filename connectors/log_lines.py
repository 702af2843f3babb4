# A log file's text in pieces of whole lines, in bounded memory, packed by gzip or not; Windows
# event logs as lines of JSON. Bytes that are no text in a known encoding come as the mark for
# such, never as an error: a log is read to its end.
from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from schema import Skipped, SourceError

from .local import plain_reason
from .log_text import log_text
from .log_windows import is_windows_log, windows_events

__all__ = ["is_flow_file", "log_head", "log_identity", "open_log", "read_log"]

_BLOCK: Final = 4 << 20
_HEAD: Final = 64 << 10
# A line longer than this is cut: nobody's log has such, and memory is bounded.
_LONGEST: Final = 16 << 20
_GZIP: Final = b"\x1f\x8b"
_NFCAPD: Final = (b"\x0c\xa5", b"\xa5\x0c")


def log_head(path: Path) -> str:
    """The beginning of a log, by which its format is told. Raises SourceError."""
    try:
        if is_windows_log(path):
            return next((each for each in windows_events(path) if isinstance(each, str)), "")
        with open_log(path) as file:
            return log_text(file.read(_HEAD))
    except (EOFError, zlib.error):
        return ""
    except OSError as error:
        raise SourceError(plain_reason(error), source=str(path)) from None


def log_identity(head: str) -> str:
    r"""What tells a log from others that may be called the same: its first line, and what stands
    before it in lines that begin with #. It stays as the log grows, is renamed or is packed.

    >>> log_identity("#a\n1\n") == log_identity("#a\n1\n2\n") != log_identity("#b\n1\n")
    True
    """
    lines: list[str] = []
    for line in head.split("\n"):
        lines.append(line)
        if line.strip() and not line.startswith("#"):
            break
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def is_flow_file(path: Path) -> bool:
    """Whether a file is one that nfcapd writes, by its first bytes."""
    with path.open("rb") as file:
        return file.read(2) in _NFCAPD


def read_log(path: Path) -> Iterator[str | Skipped]:
    """Pieces of whole lines, the last one as it stands. Raises SourceError if it cannot be read."""
    held = b""
    try:
        if is_windows_log(path):
            yield from windows_events(path)
            return
        with open_log(path) as file:
            while block := file.read(_BLOCK):
                end = block.rfind(b"\n") + 1
                if end:
                    yield log_text(held + block[:end])
                    held = block[end:]
                else:
                    held += block
                if len(held) > _LONGEST:
                    yield Skipped(str(path), "holds a line too long to be one of a log")
                    held = b""
    except (EOFError, zlib.error):
        yield Skipped(str(path), "is damaged: it can be unpacked only in part")
    except OSError as error:
        raise SourceError(plain_reason(error), source=str(path)) from None
    if held:
        yield log_text(held)


def open_log(path: Path) -> BinaryIO:
    """The log's bytes, unpacked where they are packed. Raises OSError."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return cast("BinaryIO", gzip.open(path)) if packed else path.open("rb")
