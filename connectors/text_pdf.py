# The program that reads PDF (ISO 32000), run for document.py behind guard.py: each page is one
# text, then what is filled into forms, remarks, and what is noted about the document. A page
# that cannot be read costs no other. Pages that are pictures are counted: their text needs
# text_image.py.
from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import BinaryIO

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import PyPdfError

from .guard_frame import Fault, Message
from .text_rows import Left, rows_of

__all__ = ["FAULTS", "opened", "run"]

# What a file that does not keep to the standard makes the library stumble over.
FAULTS = (
    PyPdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
_NOTED = ("title", "author", "subject", "keywords", "creator")


class _Doubts(logging.Handler):
    """Counts what the library warns of, and lets nobody hear it: it may quote the file."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002  what it says is not passed on
        self.count += 1


def run(file: BinaryIO, _limits: tuple[int, int] = (0, 0)) -> Iterator[Message]:
    """The pages in their order."""
    doubts = _Doubts()
    log = logging.getLogger("pypdf")
    log.addHandler(doubts)
    log.propagate = False
    try:
        yield from rows_of(_texts(opened(file), doubts))
    finally:
        log.removeHandler(doubts)
        log.propagate = True


def opened(file: BinaryIO) -> PdfReader:
    """The document. Raises Fault for a password, or where it has no page."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise Fault("locked")
        # Pages are found here: where there are none, nothing can be read.
        if not len(reader.pages):
            raise Fault("damaged")
    except FAULTS:
        raise Fault("damaged") from None
    return reader


def _texts(reader: PdfReader, doubts: _Doubts) -> Iterator[tuple[str, str] | Left]:
    broken: list[int] = []
    pictures: list[int] = []
    doubtful: list[int] = []
    for number in range(1, len(reader.pages) + 1):
        before = doubts.count
        try:
            page = reader.pages[number - 1]
            text = page.extract_text()
            if not text.strip() and _has_picture(page):
                pictures.append(number)
        except FAULTS:
            broken.append(number)
            continue
        if doubts.count > before:
            doubtful.append(number)
        yield f"page {number}", text
        yield from _remarks(page, number)
    yield from _fields(reader)
    yield from _noted(reader)
    for code, pages in (("pages", broken), ("doubtful", doubtful), ("scanned", pictures)):
        if pages:
            yield Left(code, (len(pages), pages[0]))
    embedded = _embedded(reader)
    if embedded:
        yield Left("embedded", (embedded,))


def _has_picture(page: PageObject) -> bool:
    # Names alone: the pictures themselves are not unpacked.
    return bool(page.images.keys())


def _remarks(page: PageObject, number: int) -> Iterator[tuple[str, str]]:
    try:
        for annotation in page.annotations or ():
            about = annotation.get_object()
            if text := about.get("/Contents"):
                yield f"page {number}, comment", str(text)
            action = about.get("/A")
            if action is not None and (link := action.get_object().get("/URI")):
                yield f"page {number}, link", str(link)
    except FAULTS:
        return


def _fields(reader: PdfReader) -> Iterator[tuple[str, str]]:
    try:
        for name, value in (reader.get_form_text_fields() or {}).items():
            if value:
                yield "field", f"{name}: {value}"
    except FAULTS:
        return


def _noted(reader: PdfReader) -> Iterator[tuple[str, str]]:
    try:
        about = reader.metadata
        for name in _NOTED:
            if value := getattr(about, name, None):
                yield "property", str(value)
    except FAULTS:
        return


def _embedded(reader: PdfReader) -> int:
    try:
        return len(list(reader.attachments))
    except FAULTS:
        return 0
