# The package of an office document: a ZIP archive of XML parts (ECMA-376 part 2, OpenDocument
# part 2, GB/T 33190). What bars it is said before anything is unpacked; what is declared of
# sizes holds, since no part is read beyond what its header says.
from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from .guard_frame import Fault
from .text_rows import Left
from .xml_events import Event, events

__all__ = ["NOTED", "NOTES", "Package", "numbered"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FREE_OF_RATIO = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
_MACRO = re.compile(r"(?:.*/)?vbaProject\.bin|Basic/.+", re.IGNORECASE)
_EMBEDDED = re.compile(
    r"(?:word|ppt)/embeddings/[^/]+|Object [^/]+/content\.xml|Doc_\d+/Attachs/(?!.*\.xml$).+"
)
_PICTURE = re.compile(
    r"(?:(?:word|ppt)/media|Pictures)/[^/]+|Doc_\d+/.+\.(?:png|jpe?g|bmp|tiff?|gif|jb2)",
    re.IGNORECASE,
)
NOTES = re.compile(r"docProps/[^/]+\.xml|meta\.xml|OFD\.xml")
NOTED = frozenset(
    re.findall(
        r"\S+",
        """
        title Title subject Subject creator Creator initial-creator Author lastModifiedBy
        keywords Keyword keyword description Abstract category Company Manager lpwstr
        user-defined CustomData
        """,
    )
)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class Package:
    """An open package; `names` are its parts."""

    def __init__(self, file: BinaryIO, limits: tuple[int, int]) -> None:
        most, ratio = limits
        if file.read(len(_OLE)) == _OLE:
            raise Fault("locked" if _is_encrypted(file) else "old")
        try:
            self._archive = zipfile.ZipFile(file)
        except _BROKEN:
            raise Fault("damaged") from None
        parts = self._archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise Fault("locked")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > most:
            raise Fault("unpacked")
        if unpacked > max(_FREE_OF_RATIO, ratio * file.seek(0, 2)):
            raise Fault("ratio")
        self.names = [part.filename for part in parts]
        self._says_something = False

    def events(self, name: str) -> Iterator[Event]:
        """The events of a part; raises Fault as `xml_events.events` does."""
        try:
            with self._archive.open(name) as content:
                yield from events(content)
        except (KeyError, *_BROKEN):
            raise Fault("damaged") from None

    def body(self, texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """The texts of what the document itself is, not of what is noted on its margins."""
        for part, text in texts:
            self._says_something = self._says_something or bool(text.strip())
            yield part, text

    def noted(self) -> Iterator[tuple[str, str]]:
        """Who wrote it, for whom, about what: what is noted about the document."""
        for name in self.names:
            if not NOTES.fullmatch(name):
                continue
            inside = False
            for event in self.events(name):
                if event.kind == "text":
                    if inside:
                        yield "property", event.name
                else:
                    inside = event.kind == "start" and event.name in NOTED

    def left(self) -> Iterator[Left]:
        """What is in it besides text, and not looked into."""
        if any(_MACRO.fullmatch(name) for name in self.names):
            yield Left("macro")
        embedded = sum(1 for name in self.names if _EMBEDDED.fullmatch(name))
        if embedded:
            yield Left("embedded", (embedded,))
        # A logo is nothing to speak of; a document that is pictures and nothing else is.
        pictures = sum(1 for name in self.names if _PICTURE.fullmatch(name))
        if pictures and not self._says_something:
            yield Left("pictures", (pictures,))


def numbered(names: list[str], pattern: str) -> list[tuple[int, str]]:
    r"""The parts whose whole name fits, by the number in it (its group), 1 where there is none.

    >>> numbered(["s/slide10.xml", "s/slide2.xml"], r"s/slide(\\d*)\\.xml")
    [(2, 's/slide2.xml'), (10, 's/slide10.xml')]
    """
    found = []
    for name in names:
        match = re.fullmatch(pattern, name)
        if match:
            found.append((int(match[1] or 1), name))
    return sorted(found)


def _is_encrypted(file: BinaryIO) -> bool:
    """True for an OLE file with a stream of this name (MS-OFFCRYPTO 1.3)."""
    tail = b""
    while chunk := file.read(_CHUNK):
        if _ENCRYPTED in tail + chunk:
            return True
        tail = chunk[-len(_ENCRYPTED) :]
    return False
