# Archives as an attacker makes them of what was taken, and as whoever finds one opens it: zip (PKWARE
# APPNOTE 6.3.10), a tape archive in gzip (RFC 1952), and a bare stream of zlib (RFC 1950). The same files
# make the same bytes, since a drill must repeat.
from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from typing import Literal, get_args

__all__ = ["FORMS", "ArchiveForm", "form_of", "opened", "packed"]

ArchiveForm = Literal["zip", "tar.gz"]
FORMS: tuple[str, ...] = get_args(ArchiveForm)

# What is opened of one archive at most: whoever sends a bomb has sent nothing.
_MOST = 64 * 1024 * 1024
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"


def packed(files: Mapping[str, bytes], form: ArchiveForm) -> bytes:
    """The archive of these files.

    >>> opened(packed({"a.txt": b"one"}, "zip"))
    b'one'
    """
    made = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return made.getvalue()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as tape:
        for name, content in sorted(files.items()):
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tape.addfile(about, io.BytesIO(content))
    return gzip.compress(made.getvalue(), mtime=0)


def form_of(content: bytes) -> str:
    """`zip`, `tar.gz`, or "" where it is no archive."""
    if content.startswith(_ZIP):
        return "zip"
    return "tar.gz" if content.startswith(_GZIP) else ""


def opened(content: bytes) -> bytes:
    """What is in an archive or a packed stream, one file after another; all else as it is."""
    try:
        if content.startswith(_ZIP):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(each.file_size for each in archive.infolist()) > _MOST:
                    return content
                return b"\n".join(archive.read(each) for each in archive.infolist())
        # Tape archives hold their files as they are, so that they need not be cut out.
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(content, _MOST)
    except (zlib.error, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        return content
