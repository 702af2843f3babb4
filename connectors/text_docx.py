# The program that reads Word documents (ECMA-376, WordprocessingML), run for document.py
# behind guard.py: paragraphs and rows of tables, headers, footers, notes, comments, links,
# and who wrote it.
from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from .guard_frame import Fault, Message
from .office_blocks import WORD, blocks
from .office_package import Package, numbered
from .text_rows import Left, rows_of

__all__ = ["links", "run"]

_ASIDE = (
    ("header", r"word/header(\d*)\.xml"),
    ("footer", r"word/footer(\d*)\.xml"),
    ("footnote", r"word/footnotes(\d*)\.xml"),
    ("endnote", r"word/endnotes(\d*)\.xml"),
    ("comment", r"word/comments(\d*)\.xml"),
)


def run(file: BinaryIO, limits: tuple[int, int]) -> Iterator[Message]:
    """What the document says, its main part first."""
    yield from rows_of(_texts(Package(file, limits)))


def _texts(package: Package) -> Iterator[tuple[str, str] | Left]:
    main = numbered(package.names, r"word/document(\d*)\.xml")
    if not main:
        raise Fault("damaged")
    for _, name in main:
        found = blocks(package.events(name), WORD)
        yield from package.body(
            (f"table {table}, row {number}" if table else f"paragraph {number}", text)
            for table, number, text in found
        )
    for part, pattern in _ASIDE:
        for place, name in numbered(package.names, pattern):
            note = part in {"footnote", "endnote", "comment"}
            for _, number, text in blocks(package.events(name), WORD):
                yield f"{part} {number if note else place}", text
    yield from links(package)
    yield from package.noted()
    yield from package.left()


def links(package: Package) -> Iterator[tuple[str, str]]:
    """Addresses outside the document that something in it leads to."""
    for name in package.names:
        if not name.endswith(".rels"):
            continue
        for event in package.events(name):
            if event.kind == "start" and event.attributes.get("TargetMode") == "External":
                yield "link", event.attributes.get("Target", "")
