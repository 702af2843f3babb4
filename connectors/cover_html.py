# The program that covers values in pages, run for covered_document.py behind guard.py. What is
# read as one text is one, across elements within a line; attributes that hold words or addresses,
# comments and lines of scripts are texts too. All that nothing is covered in keeps its bytes.
from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import BinaryIO

from .cover_lines import lines_of
from .covering import Edits, Unit, by_unit, in_chunks, texts_of
from .guard_frame import Message
from .html_text import ATTRIBUTES, WITHIN

__all__ = ["run"]

_TOKEN = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<(?P<tag>[a-zA-Z!?/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_NAME = re.compile(r"/?\s*([a-zA-Z0-9:-]*)")
_CODE = frozenset({"script", "style"})

# From, to in the page, and whether what stands there is written with character references.
_Part = tuple[int, int, bool]


def run(file: BinaryIO, _limits: tuple[int, int], edits: Edits | None = None) -> Iterator[Message]:
    """The texts of the page, or with edits the page in which they are made."""
    mark, encoding, lines, ends = lines_of(file.read())
    page = "".join(text + end.decode(encoding) for (text, _), end in zip(lines, ends, strict=True))
    parts, units = _read(page)
    if edits is None:
        yield from texts_of([unit.text for unit in units])
        return
    changed: dict[int, str] = {}
    for number, those in by_unit(edits).items():
        changed |= units[number].changed(those)
    out, at = [], 0
    for part, text in sorted(changed.items(), key=lambda one: parts[one[0]]):
        start, end, escaped = parts[part]
        out += [page[at:start], html.escape(text) if escaped else text]
        at = end
    yield from in_chunks(mark + "".join((*out, page[at:])).encode(encoding))


def _read(page: str) -> tuple[list[_Part], list[Unit]]:
    """Parts of the page and the texts they make up."""
    reading = _Reading(page)
    at = 0
    for token in _TOKEN.finditer(page):
        if reading.code and not page.startswith("</", token.start()):
            continue
        reading.text(at, token.start())
        at = token.end()
        if token["comment"] is not None:
            reading.alone(*token.span("comment"), escaped=False)
        else:
            reading.tag(token["tag"], token.start("tag"))
    reading.text(at, len(page))
    reading.ended()
    return reading.parts, reading.units


class _Reading:
    """What is open while tags and texts come."""

    def __init__(self, page: str) -> None:
        self.parts: list[_Part] = []
        self.units: list[Unit] = []
        self.code = ""
        self._page = page
        self._open = Unit()

    def text(self, start: int, end: int) -> None:
        """What stands between tags; in scripts each line by itself."""
        if self.code:
            for line in re.finditer(r"[^\r\n]+", self._page[start:end]):
                self.alone(start + line.start(), start + line.end(), escaped=False)
        elif end > start:
            self._open.add(*self._part(start, end, escaped=True))

    def tag(self, tag: str, start: int) -> None:
        """A tag: a new text where it begins a block, its attributes, and whether code follows."""
        named = _NAME.match(tag)
        name = named[1].lower() if named else ""
        if name not in WITHIN:
            self.ended()
        elif tag[0] != "/" and name in {"td", "th"}:
            self._open.between(" ")
        if tag.startswith("/"):
            self.code = ""
            return
        for attribute in _ATTRIBUTE.finditer(tag):
            called = attribute[1].lower()
            if called in ATTRIBUTES or called.startswith("data-"):
                begin, end = start + attribute.start(2), start + attribute.end(2)
                quoted = self._page[begin] in "\"'"
                self.alone(begin + quoted, end - quoted, escaped=True)
        self.code = name if name in _CODE else ""

    def alone(self, start: int, end: int, *, escaped: bool) -> None:
        """A text of one part."""
        unit = Unit()
        unit.add(*self._part(start, end, escaped=escaped))
        self.units.append(unit)

    def ended(self) -> None:
        """What is open is a text."""
        if self._open.pieces:
            self.units.append(self._open)
            self._open = Unit()

    def _part(self, start: int, end: int, *, escaped: bool) -> tuple[str, int]:
        self.parts.append((start, end, escaped))
        written = self._page[start:end]
        return (html.unescape(written) if escaped else written), len(self.parts) - 1
