# The program that looks at a PDF that was written here as its recipients will, run for
# covered_document.py behind guard.py: another library's reader (PDFium) tells the words of each
# page, outlines, addresses and what is noted; and all bytes, packed ones unpacked, are searched for
# values that must not be there, whichever way they are written.
from __future__ import annotations

import contextlib
import ctypes
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

import numpy as np
import pypdfium2
import pypdfium2.raw

from .covering import texts_of
from .guard_frame import Fault, Message

__all__ = ["run"]

_ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]+)>")
_PLAIN = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_FONT = re.compile(rb"/Length1|/Type1C|/CIDFontType0C|/OpenType")
# Shorter ones stand in programs of fonts by chance.
_TELLING = 6
_LONG = 6
_AT_ONCE = 1 << 22
_END = b"\n\n"


def run(file: BinaryIO, _limits: tuple[int, int], values: Sequence[str]) -> Iterator[Message]:
    """Messages "texts" with what a reader sees, then "held": how many of the values are there."""
    raw = file.read()
    try:
        document = pypdfium2.PdfDocument(raw)
        texts = list(_texts(document))
    except pypdfium2.PdfiumError:
        raise Fault("damaged") from None
    yield from texts_of(texts)
    yield "held", len(_held(values, texts, list(_unpacked(raw))))


def _held(
    values: Sequence[str], texts: Sequence[str], pieces: Sequence[tuple[bytes, bool]]
) -> set[int]:
    """Which of the values a reader sees, a long one also where it is broken over lines, or are in
    the bytes in any encoding.
    """
    plain = "\n".join(unicodedata.normalize("NFKC", text) for text in texts)
    closed = "\n".join(map(_folded, texts))
    short: dict[bytes, int] = {}
    long: dict[bytes, int] = {}
    written: dict[bytes, int] = {}
    for place, value in enumerate(values):
        folded = _folded(value)
        (short if len(folded) < _LONG else long)[folded.encode("utf-8", "replace")] = place
        for encoding in _ENCODINGS:
            with contextlib.suppress(UnicodeEncodeError):
                written[value.encode(encoding)] = place
    telling = {each: place for each, place in written.items() if len(each) >= _TELLING}
    return (
        found_in(plain.encode("utf-8", "replace"), short)
        | found_in(closed.encode("utf-8", "replace"), long)
        | found_in(_END.join(content for content, is_font in pieces if not is_font), written)
        | found_in(_END.join(content for content, is_font in pieces if is_font), telling)
    )


def found_in(content: bytes, wanted: Mapping[bytes, int]) -> set[int]:
    """What stands for the byte strings that occur in the content; those of less than four
    bytes are not looked for.

    >>> found_in(b"a telephone", {b"phone": 1, b"phones": 2, b"tele": 3}) == {1, 3}
    True
    """
    found: set[int] = set()
    for width in (8, 4):
        those = [each for each in wanted if len(each) >= width and (width == 8 or len(each) < 8)]
        if not those or len(content) < width:
            continue
        begun: dict[bytes, list[bytes]] = {}
        for each in those:
            begun.setdefault(each[:width], []).append(each)
        heads = np.array([int.from_bytes(each, "little") for each in begun], np.uint64)
        for start in range(0, len(content) - width + 1, _AT_ONCE):
            part = np.frombuffer(content, np.uint8)[start : start + _AT_ONCE + width - 1]
            windows = np.zeros(len(part) - width + 1, np.uint64)
            for place in range(width):
                windows |= part[place : place + len(windows)].astype(np.uint64) << np.uint64(
                    8 * place
                )
            for at in np.flatnonzero(np.isin(windows, heads)).tolist():
                head = content[start + at : start + at + width]
                found |= {
                    wanted[each] for each in begun[head] if content.startswith(each, start + at)
                }
    return found


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


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _unpacked(raw: bytes) -> Iterator[tuple[bytes, bool]]:
    """All bytes, and whether they are a font's: the file around its streams and what those unpack
    to, each with its strings one behind the other as they are read. What is packed spells nothing,
    but for four bytes by chance.
    """
    around, at = [], 0
    for found in _STREAM.finditer(raw):
        start = found.end()
        if start < at:
            continue
        end = raw.find(b"endstream", start)
        end = end if end >= 0 else len(raw)
        around.append(raw[at:start])
        at = end
        try:
            content = zlib.decompressobj().decompress(raw[start:end])
        except zlib.error:
            content = raw[start:end]
        head = raw[max(raw.rfind(b" obj", 0, start), 0) : start]
        is_font = bool(_FONT.search(head))
        yield content, is_font
        if not is_font:
            yield _strings(content), False
    whole = _END.join((*around, raw[at:]))
    yield whole, False
    yield _strings(whole), False


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
