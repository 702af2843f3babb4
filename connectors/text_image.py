# The program that reads the text in pictures, run for document.py behind guard.py: a picture
# is one text, and so is each page of a TIFF.
from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from .guard_frame import Message
from .picture_text import engine, lines_of, pictures_in
from .text_rows import rows_of

__all__ = ["prepare", "run"]


def prepare() -> None:
    """The engine made, once for all pictures."""
    engine()


def run(file: BinaryIO, _limits: tuple[int, int] = (0, 0)) -> Iterator[Message]:
    """The pictures in their order; a message for each, since each takes its time."""
    for number, picture in enumerate(pictures_in(file), start=1):
        yield from rows_of(iter([(f"image {number}", lines_of(picture))]))
