# The program that takes archives apart, run for archive.py behind guard.py. Nothing is ever
# written under a member's name. Content comes in pieces, counted as they come, since what a
# header says of a size is a stranger's word: so much in all, so many members, and past
# 16 MiB no more than so many times what was packed.
#
# Listing, it says for each member that can be read "member" with its name, the connector, its
# place and its suffix; then "bytes", the head alone where the connector needs no more to
# discover, and "close" with a fault or "". "left" names a member and why; "stop" why listing
# ended.
# Taking one, it says "bytes" and "close".
from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import BadZipFile

import pyarrow as pa

from . import archive_packed, archive_tar, archive_zip
from .archive_member import Content, Member, shown_name
from .formats import SUFFIXES, is_hidden, suffix_of
from .guard_frame import Fault, Message
from .locate import told_by
from .mail_parts import attachment, attachments, message_of

__all__ = ["run"]

_PIECE = 1024 * 1024
_PEEK = 64 * 1024
_FREE_OF_RATIO = 16 * 1024 * 1024
# Connectors that discover by the head alone: their members are not unpacked for listing.
_BY_HEAD = frozenset({"document"})
_TARS = frozenset({".tgz", ".tbz2", ".txz"})
_BROKEN = (
    zlib.error,
    LZMAError,
    BadZipFile,
    pa.ArrowException,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)

Place = tuple[int, ...]
Opener = Callable[[Place], Content]


def run(
    file: BinaryIO,
    packing: str,
    limits: tuple[int, int, int],
    name: str = "",
    place: Place | None = None,
) -> Iterator[Message]:
    """What is in an archive, or the content of the member at a place.

    `limits` are the bytes and members there may be, and the ratio; `name` is the file's own,
    by which the one member of a packed file is known.
    """
    most, count, ratio = limits
    budget = _Budget(most, ratio)
    members, opened = _archive(file, packing)
    if place is None:
        yield from _listed(members, opened, _inner_suffix(name), budget, count)
        return
    place = tuple(place)
    packed = archive_packed.size_of(file) if packing in archive_packed.PACKINGS else None
    try:
        with opened(place) as content:
            yield from budget.pieces(content, place[1] if packing == "zip" else packed)
    except Fault as fault:
        yield "close", fault.code
    except _BROKEN:
        yield "close", "cut"
    else:
        yield "close", ""


class _Budget:
    """What may still be unpacked."""

    def __init__(self, most: int, ratio: int) -> None:
        self._left = most
        self._ratio = ratio

    def pieces(self, content: Content, packed: int | None, head: bytes = b"") -> Iterator[Message]:
        """The content in pieces, `head` before it; raises Fault where it is too much."""
        came = 0
        # What is there, and not more: a fault that comes later costs nothing before it.
        piece = head or content.read1(_PIECE)
        while piece:
            came += len(piece)
            self._left -= len(piece)
            if self._left < 0:
                raise Fault("unpacked")
            if packed is not None and came > max(_FREE_OF_RATIO, self._ratio * packed):
                raise Fault("ratio")
            yield "bytes", piece
            piece = content.read1(_PIECE)


def _listed(
    members: Iterator[Member], opened: Opener, inner: str, budget: _Budget, count: int
) -> Iterator[Message]:
    try:
        for number, member in enumerate(members):
            if number >= count:
                yield "stop", "members"
                return
            if not _is_left_out(shown_name(member.name)):
                suffix = suffix_of(member.name) if member.name else inner
                yield from _of_member(member, suffix, opened, budget)
    except Fault as fault:
        # What stands before it was told.
        yield "stop", fault.code


def _of_member(member: Member, suffix: str, opened: Opener, budget: _Budget) -> Iterator[Message]:
    """What there is to say of one member; a Fault only where no other can follow."""
    shown = shown_name(member.name)
    if member.fault:
        yield "left", shown, member.fault
        return
    begun = False
    try:
        with opened(member.place) as content:
            head = _head(content)
            kind = told_by(head, b"", suffix)
            if kind is None:
                return
            begun = True
            yield "member", shown, kind, member.place, suffix
            if kind in _BY_HEAD:
                yield "bytes", head
            else:
                yield from budget.pieces(content, member.packed, head)
            yield "close", ""
    except Fault as fault:
        yield ("close", fault.code) if begun else ("left", shown, fault.code)
        if fault.code == "unpacked":
            raise
    except _BROKEN:
        yield ("close", "cut") if begun else ("left", shown, "damaged")


def _head(content: Content) -> bytes:
    """The first bytes, as many as tell what it is; fewer where a fault comes before."""
    head = b""
    try:
        while len(head) < _PEEK and (piece := content.read1(_PEEK - len(head))):
            head += piece
    except _BROKEN:
        if not head:
            raise
    return head


def _archive(file: BinaryIO, packing: str) -> tuple[Iterator[Member], Opener]:
    """The members of an archive and what opens one."""
    if packing == "zip":
        return archive_zip.members(file), partial(archive_zip.opened, file)
    if packing == "tar":
        return archive_tar.members(file), partial(archive_tar.opened, file)
    if packing == "mail":
        message = message_of(file)
        names = enumerate(attachments(message))
        return (
            (Member(name, (number,)) for number, name in names),
            lambda place: io.BytesIO(attachment(message, place[0])),
        )
    return archive_packed.members(file), lambda _place: archive_packed.opened(file, packing)


def _inner_suffix(name: str) -> str:
    """The suffix of what is in a packed file: data.csv.gz holds a .csv, data.tgz a .tar.

    >>> _inner_suffix("data.csv.gz"), _inner_suffix("data.TGZ")
    ('.csv', '.tar')
    """
    path = PurePosixPath(name.lower())
    if path.suffix in _TARS:
        return ".tar"
    return PurePosixPath(path.stem).suffix if path.suffix in SUFFIXES else path.suffix


def _is_left_out(name: str) -> bool:
    """True for what a walk through a directory would pass over, and what macOS adds."""
    *directories, base = name.split("/")
    return is_hidden(base) or any(
        part == "__MACOSX" or part.startswith(".") for part in directories
    )
