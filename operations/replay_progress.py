# How far a replay has come, kept beside the archive: who starts it again after it was killed goes
# on where it was. What was read before is archived and on record by then; windows that were open
# are counted again from the archive.
from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from store import sync_directory

__all__ = ["REPLAY_DIRECTORY", "ReplayProgress"]

REPLAY_DIRECTORY: Final = "replay"
_WHOLE: Final = -1


class ReplayProgress:
    """Of the replay of these files as they are now; others have a progress of their own."""

    def __init__(self, home: Path, paths: Sequence[Path]) -> None:
        told = "\n".join(map(_identity, paths))
        name = hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        self._file = home / REPLAY_DIRECTORY / f"{name}.json"
        self._sizes = [_size(path) for path in paths]
        self._done = self._load()
        self._at = 0
        self._octets = 0
        self.resumed = bool(self._done)

    def is_whole(self, place: int) -> bool:
        """Whether the file in this place was read to its end."""
        self._at, self._octets = place, 0
        return self._done.get(str(place)) == _WHOLE

    def pieces(self, place: int) -> int:
        """How many pieces of it are done with."""
        return max(0, self._done.get(str(place), 0))

    def read(self, octets: int) -> float:
        """The share of all files that is read, with so many more bytes of the one at hand."""
        self._octets = min(self._octets + octets, self._sizes[self._at])
        total = sum(self._sizes) or 1
        return (sum(self._sizes[: self._at]) + self._octets) / total

    def note(self, place: int, pieces: int = _WHOLE) -> None:
        """What was read of a file so far, all of it unless said; on disk when this returns."""
        self._done[str(place)] = pieces
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self._file.with_suffix(f".{os.getpid()}.part")
        with aside.open("wb") as file:
            file.write(msgspec.json.encode(self._done))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._file)
        sync_directory(self._file.parent)

    def end(self) -> None:
        """The replay is over."""
        self._file.unlink(missing_ok=True)

    def _load(self) -> dict[str, int]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, int])
        except (FileNotFoundError, msgspec.DecodeError):
            return {}


def _identity(path: Path) -> str:
    """What tells a file as it is now from what it was and will be."""
    try:
        state = path.stat()
    except OSError:
        return str(path.absolute())
    return f"{path.absolute()} {state.st_ino} {state.st_size} {state.st_mtime_ns}"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
