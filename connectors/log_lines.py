# A log file's text in pieces of whole lines, in bounded memory, packed by gzip or not. Bytes
# that are no UTF-8 come as the mark for such, never as an error: a log is read to its end.
from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from schema import Skipped, SourceError

from .local import plain_reason

__all__ = ["log_head", "read_log"]

_BLOCK: Final = 4 << 20
_HEAD: Final = 64 << 10
# A line longer than this is cut: nobody's log has such, and memory is bounded.
_LONGEST: Final = 16 << 20
_GZIP: Final = b"\x1f\x8b"


def log_head(path: Path) -> str:
    """The beginning of a log, by which its format is told. Raises SourceError."""
    try:
        with _opened(path) as file:
            return _text(file.read(_HEAD))
    except (EOFError, zlib.error):
        return ""
    except OSError as error:
        raise SourceError(plain_reason(error), source=str(path)) from None


def read_log(path: Path) -> Iterator[str | Skipped]:
    """Pieces of whole lines, the last one as it stands. Raises SourceError if it cannot be read."""
    held = b""
    try:
        with _opened(path) as file:
            while block := file.read(_BLOCK):
                end = block.rfind(b"\n") + 1
                if end:
                    yield _text(held + block[:end])
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
        yield _text(held)


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return cast("BinaryIO", gzip.open(path)) if packed else path.open("rb")


def _text(octets: bytes) -> str:
    return octets.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
