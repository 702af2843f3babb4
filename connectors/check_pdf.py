# The program that looks at a PDF that was written here as its recipients will, run for
# covered_document.py behind guard.py: another library's reader (PDFium) tells the words of each
# page, outlines, addresses and what is noted; and all bytes, packed ones unpacked, are searched for
# values that must not be there, whichever way they are written.
from __future__ import annotations

import ctypes
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw

from .covering import texts_of
from .guard_frame import Fault, Message

__all__ = ["run"]

_ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030")
_STREAM = re.compile(rb"<<((?:[^<>]|<<[^<>]*>>|<[^<>]*>)*)>>\s*stream\r?\n")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]+)>")
_PLAIN = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_FONT = re.compile(rb"/Length1|/Type1C|/CIDFontType0C|/OpenType")
# Shorter ones stand in programs of fonts by chance.
_TELLING = 6
_LONG = 6


def run(file: BinaryIO, _limits: tuple[int, int], values: Sequence[str]) -> Iterator[Message]:
    """Messages "texts" with what a reader sees, then "held": how many of the values are there."""
    raw = file.read()
    try:
        document = pypdfium2.PdfDocument(raw)
        texts = list(_texts(document))
    except pypdfium2.PdfiumError:
        raise Fault("damaged") from None
    yield from texts_of(texts)
    pieces = list(_unpacked(raw))
    yield "held", sum(_is_seen(value, texts) or _is_within(value, pieces) for value in values)


def _texts(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for page in document:
        text = page.get_textpage()
        yield text.get_text_range().replace("\r\n", "\n")
        yield from _addresses(page)
    for entry in document.get_toc():
        yield str(entry.get_title())
    yield from document.get_metadata_dict(skip_empty=True).values()


def _addresses(page: pypdfium2.PdfPage) -> Iterator[str]:
    """Where links on a page lead, and what is written to annotations."""
    for place in range(pypdfium2.raw.FPDFPage_GetAnnotCount(page)):
        annotation = pypdfium2.raw.FPDFPage_GetAnnot(page, place)
        link = pypdfium2.raw.FPDFAnnot_GetLink(annotation)
        action = pypdfium2.raw.FPDFLink_GetAction(link) if link else None
        if action:
            size = pypdfium2.raw.FPDFAction_GetURIPath(page.pdf, action, None, 0)
            told = ctypes.create_string_buffer(size)
            pypdfium2.raw.FPDFAction_GetURIPath(page.pdf, action, told, size)
            yield told.value.decode("latin-1")
        pypdfium2.raw.FPDFPage_CloseAnnot(annotation)


def _is_seen(value: str, texts: Sequence[str]) -> bool:
    """Whether a reader sees the value; a long one also where it is broken over lines."""
    plain = _folded(value)
    if len(plain) < _LONG:
        return any(plain in unicodedata.normalize("NFKC", text) for text in texts)
    return any(plain in _folded(text) for text in texts)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _unpacked(raw: bytes) -> Iterator[tuple[bytes, bool]]:
    """All bytes, and whether they are a font's: the file itself, and what its streams unpack to, with
    their strings one behind the other as they are read.
    """
    yield raw, False
    yield _strings(raw), False
    for found in _STREAM.finditer(raw):
        start = found.end()
        end = raw.find(b"endstream", start)
        packed = raw[start : end if end >= 0 else len(raw)]
        try:
            content = zlib.decompressobj().decompress(packed)
        except zlib.error:
            content = packed
        is_font = bool(_FONT.search(found[1]))
        yield content, is_font
        if not is_font:
            yield _strings(content), False


def _strings(content: bytes) -> bytes:
    hexadecimal = b"".join(b"".join(found[1].split()) for found in _HEX.finditer(content))
    told = bytes.fromhex((hexadecimal + b"0" * (len(hexadecimal) % 2)).decode())
    plain = b"".join(found[1] for found in _PLAIN.finditer(content))
    return told + b"\n" + _ESCAPE.sub(_meant, plain)


def _meant(escape: re.Match[bytes]) -> bytes:
    """What an escape in a string stands for (ISO 32000-1, 7.3.4.2)."""
    if escape[1][:1] in b"01234567":
        return bytes([int(escape[1], 8) & 0xFF])
    return b"" if escape[1] in b"nrtbf\r\n" else escape[1]


def _is_within(value: str, pieces: Sequence[tuple[bytes, bool]]) -> bool:
    for encoding in _ENCODINGS:
        try:
            wanted = value.encode(encoding)
        except UnicodeEncodeError:
            continue
        for content, is_font in pieces:
            if (not is_font or len(wanted) >= _TELLING) and wanted in content:
                return True
    return False
