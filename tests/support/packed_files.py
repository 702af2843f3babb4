# Archives and packed files of given content, as other people's programs write them.
from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Mapping

import pyarrow as pa


def zipped(members: Mapping[str, bytes], *, names: str = "utf-8") -> bytes:
    """A ZIP archive; with `names` of another encoding, its names are without the UTF-8 flag."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    raw = out.getvalue()
    if names != "utf-8":
        for name in members:
            # Of the same length in bytes, or the headers would not hold.
            raw = raw.replace(name.encode(), name.encode(names).ljust(len(name.encode()), b"_"))
        raw = raw.replace(b"PK\x03\x04\x14\x00\x00\x08", b"PK\x03\x04\x14\x00\x00\x00")
        raw = raw.replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x00\x00"
        )
    return raw


def locked_zip(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive whose members say that they are encrypted (bit 0 of the flags)."""
    raw = bytearray(zipped(members))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(signature)
        while start >= 0:
            raw[start + at] |= 1
            start = raw.find(signature, start + 4)
    return bytes(raw)


def tarred(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    """A tar archive, packed as `mode` says."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return out.getvalue()


def packed_with_arrow(content: bytes, codec: str) -> bytes:
    """Zstandard or LZ4 frames."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, codec) as out:
        out.write(content)
    return sink.getvalue().to_pybytes()


PACKED = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda content: packed_with_arrow(content, "zstd"),
    "lz4": lambda content: packed_with_arrow(content, "lz4"),
}
