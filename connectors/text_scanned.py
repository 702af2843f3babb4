# The program that reads the pages of a PDF that are pictures, run for document.py behind
# guard.py after text_pdf.py has found that there are some.
from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import BinaryIO

from pypdf import PageObject

from .guard_frame import Message
from .picture_text import engine, lines_of
from .text_pdf import FAULTS, opened
from .text_rows import rows_of

__all__ = ["prepare", "run"]


def prepare() -> None:
    """The engine made, once for all documents."""
    engine()


def run(file: BinaryIO, _limits: tuple[int, int] = (0, 0)) -> Iterator[Message]:
    """The pages without text of their own, in their order."""
    # What the library warns of may quote the file.
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield from _read(file)
    finally:
        log.setLevel(level)


def _read(file: BinaryIO) -> Iterator[Message]:
    reader = opened(file)
    broken: list[int] = []
    for number in range(1, len(reader.pages) + 1):
        try:
            page = reader.pages[number - 1]
            if page.extract_text().strip():
                continue
            text = _text(page)
        except FAULTS:
            broken.append(number)
            continue
        yield from rows_of(iter([(f"page {number}", text)]))
    if broken:
        yield "left", "pages", len(broken), broken[0]


def _text(page: PageObject) -> str:
    pictures = (page.images[name].image for name in page.images.keys())  # noqa: SIM118  no mapping
    return "\n".join(lines_of(picture) for picture in pictures if picture is not None)
