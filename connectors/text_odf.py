# The program that reads OpenDocument texts and slides (OASIS OpenDocument 1.3), run for
# document.py behind guard.py: paragraphs and rows of tables, then headers and footers, which
# stand with the styles, and what is noted about the document.
from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from .guard_frame import Fault, Message
from .office_blocks import OPEN_DOCUMENT, blocks
from .office_package import Package
from .text_rows import Left, rows_of

__all__ = ["run"]

_MANIFEST = "META-INF/manifest.xml"


def run(file: BinaryIO, limits: tuple[int, int]) -> Iterator[Message]:
    """What the document says."""
    yield from rows_of(_texts(Package(file, limits)))


def _texts(package: Package) -> Iterator[tuple[str, str] | Left]:
    if "content.xml" not in package.names:
        raise Fault("damaged")
    if _MANIFEST in package.names and any(
        event.name == "encryption-data" for event in package.events(_MANIFEST)
    ):
        raise Fault("locked")
    found = blocks(package.events("content.xml"), OPEN_DOCUMENT)
    yield from package.body(
        (f"table {table}, row {number}" if table else f"paragraph {number}", text)
        for table, number, text in found
    )
    if "styles.xml" in package.names:
        for _, number, text in blocks(package.events("styles.xml"), OPEN_DOCUMENT):
            yield f"header {number}", text
    yield from package.noted()
    yield from package.left()
