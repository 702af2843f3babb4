# Files packed alone: gzip (RFC 1952), bzip2, xz, Zstandard (RFC 8878) and LZ4 frames. Each
# has one member, whose name is the file's without the suffix.
from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from typing import BinaryIO, Literal, cast

import pyarrow as pa

from .archive_member import Content, Member

__all__ = ["PACKINGS", "members", "opened", "size_of"]


def _with_arrow(codec: Literal["zstd", "lz4"]) -> Callable[[BinaryIO], Content]:
    def read(file: BinaryIO) -> Content:
        opened = pa.PythonFile(cast("io.IOBase", file), "r")
        # Arrow's stream reads as a file does.
        return cast("Content", pa.CompressedInputStream(opened, codec))

    return read


PACKINGS: dict[str, Callable[[BinaryIO], Content]] = {
    "gzip": lambda file: cast("Content", gzip.GzipFile(fileobj=file)),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstd": _with_arrow("zstd"),
    "lz4": _with_arrow("lz4"),
}


def members(file: BinaryIO) -> Iterator[Member]:
    """The one member."""
    yield Member("", (), size_of(file))


def opened(file: BinaryIO, packing: str) -> Content:
    """The content."""
    file.seek(0)
    return PACKINGS[packing](file)


def size_of(file: BinaryIO) -> int:
    """How many bytes the packed file takes."""
    return file.seek(0, 2)
