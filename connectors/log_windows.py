# Windows event logs (EVTX) as lines of JSON, an event a line, so that they are read on like any
# log. The reader is a library in Rust; a record it cannot make out is told, the others come.
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from schema import Skipped, SourceError

__all__ = ["is_windows_log", "windows_events"]

_MARK: Final = b"ElfFile\x00"
_LINES: Final = 2_000
_HEAD: Final = 4_096
_BLOCK: Final = 65_536


def is_windows_log(path: Path) -> bool:
    """Whether a file is such a log, by its first bytes. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def windows_events(path: Path) -> Iterator[str | Skipped]:
    """The events as pieces of lines. Raises SourceError where the reader is missing."""
    try:
        from evtx import PyEvtxParser  # noqa: PLC0415  an extra
    except ImportError:
        problem = "reading Windows events needs the package evtx: pip install 'tongguan[monitor]'"
        raise SourceError(problem, source=str(path)) from None
    lines: list[str] = []
    damaged = 0
    try:
        records = iter(PyEvtxParser(str(path)).records_json())
        while True:
            try:
                record = next(records, None)
            except RuntimeError:
                # The library passes a damaged record or chunk over when asked for the next one.
                damaged += 1
                continue
            if record is None:
                break
            lines.append(" ".join(record["data"].split("\n")))
            if len(lines) >= _LINES:
                yield "".join(f"{line}\n" for line in lines)
                lines = []
    except (RuntimeError, OSError, ValueError):
        damaged += 1
    if lines:
        yield "".join(f"{line}\n" for line in lines)
    if _is_cut_off(path):
        yield Skipped(str(path), "is cut off: its last records may be missing")
    if damaged:
        yield Skipped(str(path), f"{damaged} records are damaged and were not read")


def _is_cut_off(path: Path) -> bool:
    """Whether a log ends within a block, or before the last one that its head counts."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    size = path.stat().st_size
    blocks = int.from_bytes(head[42:44], "little")
    return size < _HEAD + blocks * _BLOCK or (size - _HEAD) % _BLOCK != 0
