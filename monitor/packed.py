# What a zip holds, and office documents, which are zips: the members that can hold people's data, in
# bounds that whoever packed it cannot move. What is encrypted or beyond the bounds is counted.
from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

__all__ = ["ZIP", "members_of"]

ZIP: Final = b"PK\x03\x04"
_MOST_MEMBERS: Final = 200
_MOST_UNPACKED: Final = 64 << 20
_ENCRYPTED: Final = 1
# Of an office document the parts that hold what was written; the rest is about looks.
_OFFICE: Final = ("[Content_Types].xml", "mimetype")
_WRITTEN: Final = re.compile(
    r"xl/sharedStrings\.xml|xl/worksheets/[^/]+\.xml|word/(?:document|comments|header\d*|footer\d*)\.xml"
    r"|ppt/slides/[^/]+\.xml|content\.xml"
)


def members_of(octets: bytes) -> Iterator[tuple[str, bytes, int]]:
    """Name, octets and how many could not be looked at, of each member; nothing of what is no zip."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(octets))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return
    with archive:
        infos = [each for each in archive.infolist() if not each.is_dir()]
        office = any(each.filename in _OFFICE for each in infos)
        if office:
            infos = [each for each in infos if _WRITTEN.fullmatch(each.filename)]
        left = _MOST_UNPACKED
        for info in infos[:_MOST_MEMBERS]:
            held = b""
            if not info.flag_bits & _ENCRYPTED and left > 0:
                held = _read(archive, info, left)
            left -= len(held)
            yield info.filename, held, max(0, info.file_size - len(held))


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """A member as far as it goes; what its head says of its size is not believed."""
    try:
        with archive.open(info) as member:
            return member.read(min(most, max(0, info.file_size)))
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, OSError):
        return b""
