# The program that reads OFD (GB/T 33190-2016), run for document.py behind guard.py. A page is
# one text. Its objects of text have a place on it: those at one height are a line, and what
# stands apart in a line is parted by a blank.
from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .guard_frame import Fault, Message
from .office_package import Package
from .text_rows import Left, rows_of

__all__ = ["run"]

_ROOT = "OFD.xml"
# Parts of a text object's height: how far up or down is still the line, how far on a blank.
_LINE = 0.5
_BLANK = 0.6


@dataclass(slots=True)
class _Object:
    """An object of text: its box on the page and its characters."""

    left: float
    top: float
    width: float
    height: float
    text: str


def run(file: BinaryIO, limits: tuple[int, int]) -> Iterator[Message]:
    """The pages in their order."""
    yield from rows_of(_texts(Package(file, limits)))


def _texts(package: Package) -> Iterator[tuple[str, str] | Left]:
    if any(posixpath.basename(name).lower() == "encryptions.xml" for name in package.names):
        raise Fault("locked")
    if _ROOT not in package.names:
        raise Fault("damaged")
    documents = _named(package, _ROOT, "DocRoot")
    pages = (page for document in documents for page in _pages(package, document))
    yield from package.body(
        (f"page {number}", _text(package, page)) for number, page in enumerate(pages, start=1)
    )
    yield from package.noted()
    for name in package.names:
        if "/Annots/" in name and name.endswith(".xml"):
            yield "comment", _text(package, name)
    yield from package.left()


def _pages(package: Package, document: str) -> Iterator[str]:
    """The content of each page, those that pages are laid upon (templates) first."""
    base = posixpath.dirname(document)
    found: dict[str, list[str]] = {"TemplatePage": [], "Page": []}
    for event in package.events(document):
        if event.kind == "start" and event.name in found and "BaseLoc" in event.attributes:
            found[event.name].append(_located(base, event.attributes["BaseLoc"]))
    for name in (*found["TemplatePage"], *found["Page"]):
        if name not in package.names:
            raise Fault("damaged")
        yield name


def _named(package: Package, name: str, element: str) -> Iterator[str]:
    """The parts that elements of this name have as their text."""
    inside = False
    held = ""
    for event in package.events(name):
        if event.kind == "text":
            held += event.name if inside else ""
        elif event.name == element:
            inside = event.kind == "start"
            if not inside:
                yield _located(posixpath.dirname(name), held.strip())
                held = ""


def _located(base: str, place: str) -> str:
    """A part's full name from where it is spoken of; one from the root begins with a slash."""
    joined = place if place.startswith("/") else posixpath.join(base, place)
    return posixpath.normpath(joined).lstrip("/")


def _text(package: Package, name: str) -> str:
    """The lines of a page."""
    lines: list[str] = []
    before: _Object | None = None
    for found in _objects(package, name):
        if before is None or abs(found.top - before.top) > _LINE * max(found.height, 0.1):
            lines.append(found.text)
        else:
            apart = found.left - (before.left + before.width) > _BLANK * found.height
            lines[-1] += f" {found.text}" if apart else found.text
        before = found
    return "\n".join(lines)


def _objects(package: Package, name: str) -> Iterator[_Object]:
    held: _Object | None = None
    inside = False
    for event in package.events(name):
        if event.name == "TextObject" and event.kind == "start":
            held = _Object(*_box(event.attributes.get("Boundary", "")), "")
        elif event.name == "TextCode":
            inside = event.kind == "start"
        elif event.kind == "text" and inside and held is not None:
            held.text += event.name.strip("\r\n")
        elif event.name == "TextObject" and held is not None:
            if held.text:
                yield held
            held = None


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        left, top, width, height = (float(number) for number in text.split())
    except ValueError:
        return 0.0, 0.0, 0.0, 0.0
    return left, top, width, height
