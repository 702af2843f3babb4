# The program that covers values in Word documents, run for covered_document.py behind guard.py.
# Every piece of character data in every part is looked at: what stands in a paragraph, or in a row
# of a table, is one text. Bytes that nothing is covered in stay. Who wrote it, for whom and about
# what is emptied, pictures become blank, the preview is left out; macros and what is embedded,
# which nobody here looks into, are refused.
from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from .covering import Edits, Unit, by_unit, in_chunks, texts_of
from .guard_frame import Fault, Message
from .office_package import NOTED, NOTES, Package

__all__ = ["run"]

_PICTURE = re.compile(r"(?:.*/)?media/[^/]+", re.IGNORECASE)
_PREVIEW = re.compile(r"docProps/thumbnail\.[^/]+", re.IGNORECASE)
_OF_PREVIEW = re.compile(rb"<Relationship\b[^>]*metadata/thumbnail[^>]*?(?:/>|>\s*</Relationship>)")
_PLAIN = re.compile(r".*\.(?:xml|rels|odttf|ttf|fntdata)|mimetype", re.IGNORECASE)
_EMPTIED = frozenset({"author", "initials", "userId", "fullName", "lastEdited"})
_TOLD = frozenset({"descr", "title", "tooltip", "Target", "alias", "placeholder"})
_TAG = re.compile(rb"<[^\s/>]+((?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*/?>")
_ATTRIBUTE = re.compile(rb"([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# A white point (PNG).
_BLANK = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU"
    b"\0\0\0\nIDATx\x9cc\xf8\x0f\0\1\1\1\0\x1b\xb6\xeeV\0\0\0\0IEND\xaeB`\x82"
)
_MAX_DEPTH = 500


@dataclass(slots=True)
class _Parts:
    """Stretches of one XML part: from, to; texts they make up; those that are emptied."""

    stretches: list[tuple[int, int]] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    emptied: list[int] = field(default_factory=list)

    def add(self, start: int, end: int) -> int:
        self.stretches.append((start, end))
        return len(self.stretches) - 1


def run(file: BinaryIO, limits: tuple[int, int], edits: Edits | None = None) -> Iterator[Message]:
    """The texts of the document, or with edits the document in which they are made."""
    package = Package(file, limits)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            strange = [name for name in package.names if not _known(name)]
            if strange:
                raise Fault("embedded", len(strange))
            if edits is None:
                for name in package.names:
                    if _is_xml(name):
                        yield from texts_of([unit.text for unit in _read(archive, name).units])
                return
            yield from in_chunks(_written(archive, edits))
    except (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError, NotImplementedError):
        raise Fault("damaged") from None


def _written(archive: zipfile.ZipFile, edits: Edits) -> bytes:
    changes = by_unit(edits)
    out, number = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in archive.infolist():
            name = part.filename
            if _PREVIEW.fullmatch(name):
                continue
            raw = archive.read(name)
            if _PICTURE.fullmatch(name):
                raw = _BLANK
            elif _is_xml(name):
                found = _read(archive, name)
                texts = dict.fromkeys(found.emptied, "")
                for unit in found.units:
                    texts |= unit.changed(changes.get(number, []))
                    number += 1
                raw = _spliced(raw, found, texts)
                if name.endswith(".rels"):
                    raw = _OF_PREVIEW.sub(b"", raw)
            # When it was written is nobody's business either.
            made.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _spliced(raw: bytes, found: _Parts, texts: dict[int, str]) -> bytes:
    out, at = [], 0
    for part, text in sorted(texts.items(), key=lambda one: found.stretches[one[0]]):
        start, end = found.stretches[part]
        out += [raw[at:start], html.escape(text).encode()]
        at = end
    return b"".join((*out, raw[at:]))


def _known(name: str) -> bool:
    patterns = (_PLAIN, _PICTURE, _PREVIEW)
    return name.endswith("/") or any(pattern.fullmatch(name) for pattern in patterns)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _read(archive: zipfile.ZipFile, name: str) -> _Parts:
    """The stretches of a part and the texts they make up."""
    raw = archive.read(name)
    if _DECLARED.match(raw) or raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Fault("encoding", 0)
    reading = _Reading(raw, name)
    reading.parser.Parse(raw, True)
    return reading.found


class _Reading:
    """What is open while a part is parsed; offsets are the parser's, in bytes."""

    def __init__(self, raw: bytes, name: str) -> None:
        self.found = _Parts()
        self._raw = raw
        self._is_noted = bool(NOTES.fullmatch(name))
        self._is_links = name.endswith(".rels")
        self._open: list[str] = []
        self._unit: Unit | None = None
        self._holders = 0
        self._text: list[str] = []
        self._from = -1
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartCdataSectionHandler = self._begin
        parser.CommentHandler = lambda _: self._close()
        parser.ProcessingInstructionHandler = lambda *_: self._close()
        parser.StartDoctypeDeclHandler = _refuse
        self.parser = parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._close()
        plain = name.rpartition(" ")[2]
        self._open.append(plain)
        if len(self._open) > _MAX_DEPTH:
            raise Fault("deep")
        if plain in {"p", "tr"}:
            self._holders += 1
            if self._unit is None:
                self._unit = Unit()
        elif plain == "tc" and self._unit is not None and self._unit.pieces:
            self._unit.between("\t")
        elif plain in _SIGNS and self._unit is not None:
            self._unit.between(_SIGNS[plain])
        if attributes:
            self._attributes(attributes)

    def _end(self, _name: str) -> None:
        self._close()
        plain = self._open.pop()
        if plain in {"p", "tr"}:
            self._holders -= 1
            if self._unit is not None and self._holders == 0:
                if self._unit.pieces:
                    self.found.units.append(self._unit)
                self._unit = None
            elif self._unit is not None and plain == "p":
                self._unit.between(" ")

    def _data(self, text: str) -> None:
        self._begin()
        self._text.append(text)

    def _begin(self) -> None:
        if self._from < 0:
            self._from = self.parser.CurrentByteIndex

    def _close(self) -> None:
        """What was read since the last sign of markup is a stretch of its own."""
        if self._from < 0:
            return
        text, start = "".join(self._text), self._from
        self._text, self._from = [], -1
        if not text.strip() and (self._unit is None or self._open[-1] != "t"):
            return
        part = self.found.add(start, self.parser.CurrentByteIndex)
        if self._is_noted and self._open[-1] in NOTED:
            self.found.emptied.append(part)
        elif self._unit is not None:
            self._unit.add(text, part)
        else:
            self._alone(text, part)

    def _alone(self, text: str, part: int) -> None:
        unit = Unit()
        unit.add(text, part)
        self.found.units.append(unit)

    def _attributes(self, attributes: dict[str, str]) -> None:
        plain = {name.rpartition(" ")[2] for name in attributes}
        outside = not self._is_links or attributes.get("TargetMode") == "External"
        if not plain & (_EMPTIED | _TOLD) or not outside:
            return
        begin = self.parser.CurrentByteIndex
        tag = _TAG.match(self._raw, begin)
        for found in _ATTRIBUTE.finditer(tag[1]) if tag else ():
            name = found[1].decode().rpartition(":")[2]
            at = tag.start(1) if tag else 0
            start, end = at + found.start(2) + 1, at + found.end(2) - 1
            if name in _EMPTIED:
                self.found.emptied.append(self.found.add(start, end))
            elif name in _TOLD:
                text = html.unescape(self._raw[start:end].decode())
                self._alone(text, self.found.add(start, end))


def _refuse(*_: object) -> None:
    raise Fault("declared")
