# The members of a tar archive (POSIX.1-2001 pax, GNU, ustar), taken by where their content
# stands. Links and devices are none: what a link stands for is a member itself or outside.
from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from typing import BinaryIO

from .archive_member import Content, Member
from .encoding import decoded
from .guard_frame import Fault

__all__ = ["members", "opened"]


def members(file: BinaryIO) -> Iterator[Member]:
    """The regular files in the order they were packed."""
    file.seek(0)
    try:
        with tarfile.TarFile(fileobj=file, errors="surrogateescape") as archive:
            while (about := archive.next()) is not None:
                # The library keeps every header it has seen.
                archive.members.clear()  # type: ignore[attr-defined]  # kept so for readers
                if about.isreg():
                    fault = "sparse" if about.issparse() else ""
                    yield Member(_name(about.name), (about.offset_data, about.size), None, fault)
            # The library takes a header that is damaged for the end.
            file.seek(archive.offset)
            if file.read(tarfile.BLOCKSIZE).strip(b"\0"):
                raise Fault("damaged")
    except (tarfile.TarError, EOFError, OSError, ValueError):
        raise Fault("damaged") from None


def opened(file: BinaryIO, place: tuple[int, ...]) -> Content:
    """The content of the member at a place."""
    offset, size = place
    file.seek(offset)
    return io.BufferedReader(_Stretch(file, size))


class _Stretch(io.RawIOBase):
    """So many bytes of a file from where it stands. Raises EOFError where it has fewer."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        super().__init__()
        self._file = file
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what it is given
        wanted = min(len(buffer), self._left)
        came = self._file.readinto(memoryview(buffer)[:wanted]) if wanted else 0  # type: ignore[attr-defined]  # a buffered file
        if wanted and not came:
            raise EOFError
        self._left -= came
        return int(came)


def _name(name: str) -> str:
    return decoded(name.encode("utf-8", "surrogateescape"))
