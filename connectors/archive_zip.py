# The members of a ZIP archive (PKWARE APPNOTE 6.3). A member is taken by where its header
# stands, so that one of thousands costs no look at the others. Names without the UTF-8 flag
# are whatever the packer's machine used, which in China is GB18030.
from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from .archive_member import Content, Member
from .encoding import decoded
from .guard_frame import Fault

__all__ = ["members", "opened"]

_ENCRYPTED = 0x1
_UTF8 = 0x800
_METHODS = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)
_HEADER = 30
_SIGNATURE = b"PK\x03\x04"


def members(file: BinaryIO) -> Iterator[Member]:
    """The members in the order of the directory; directories are none."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise Fault("damaged") from None
    for about in archive.infolist():
        if about.is_dir():
            continue
        place = (
            about.header_offset,
            about.compress_size,
            about.file_size,
            about.compress_type,
            about.CRC,
        )
        fault = ""
        if about.flag_bits & _ENCRYPTED:
            fault = "locked"
        elif about.compress_type not in _METHODS:
            fault = "method"
        yield Member(_name(about), place, about.compress_size, fault)


def opened(file: BinaryIO, place: tuple[int, ...]) -> Content:
    """The content of the member whose header stands at a place."""
    offset, packed, size, method, check = place
    file.seek(offset)
    header = file.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(_SIGNATURE):
        raise Fault("damaged")
    # The lengths of name and extra field; the directory's may differ.
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    about = zipfile.ZipInfo("member")
    about.compress_size, about.file_size = packed, size
    about.compress_type, about.CRC = method, check
    return cast("Content", zipfile.ZipExtFile(file, "r", about))


def _name(about: zipfile.ZipInfo) -> str:
    if about.flag_bits & _UTF8:
        return about.filename
    try:
        return decoded(about.filename.encode("cp437"))
    except UnicodeEncodeError:
        return about.filename
