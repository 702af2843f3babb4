# The program that reads slides (ECMA-376, PresentationML), run for document.py behind
# guard.py: each slide is one text, its notes and comments another.
from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from .guard_frame import Fault, Message
from .office_blocks import DRAWING, blocks
from .office_package import Package, numbered
from .text_docx import links
from .text_rows import Left, rows_of

__all__ = ["run"]

_PARTS = (
    ("slide {}", r"ppt/slides/slide(\d+)\.xml"),
    ("notes {}", r"ppt/notesSlides/notesSlide(\d+)\.xml"),
    ("diagram {}", r"ppt/diagrams/data(\d+)\.xml"),
)


def run(file: BinaryIO, limits: tuple[int, int]) -> Iterator[Message]:
    """What the slides say, in their order."""
    yield from rows_of(_texts(Package(file, limits)))


def _texts(package: Package) -> Iterator[tuple[str, str] | Left]:
    if not numbered(package.names, r"ppt/presentation(\d*)\.xml"):
        raise Fault("damaged")
    yield from package.body(_slides(package))
    for number, name in numbered(package.names, r"ppt/comments/[A-Za-z]*(\d*)[^/]*\.xml"):
        texts = [event.name for event in package.events(name) if event.kind == "text"]
        yield f"comment {number}", "\n".join(texts)
    yield from links(package)
    yield from package.noted()
    yield from package.left()


def _slides(package: Package) -> Iterator[tuple[str, str]]:
    for part, pattern in _PARTS:
        for number, name in numbered(package.names, pattern):
            lines = [text for _, _, text in blocks(package.events(name), DRAWING)]
            yield part.format(number), "\n".join(line for line in lines if line.strip())
