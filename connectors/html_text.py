# The text of a page as a browser shows it, block by block, and what it does not show: the
# values of attributes that hold words or addresses, comments, and the lines of scripts,
# where keys are left. The parser (html.parser) takes any page, however it is broken.
from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

__all__ = ["ATTRIBUTES", "WITHIN", "PageText", "blocks_of"]

# Elements that stand within a line (HTML Living Standard, phrasing content).
WITHIN = frozenset(
    re.findall(
        r"\S+",
        """
        a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt
        ruby s samp small span strike strong sub sup time tt u var wbr td th
        """,
    )
)
# The cells of a row stay together, with a space between.
_CELLS = frozenset({"td", "th"})
_CODE = frozenset({"script", "style"})
ATTRIBUTES = frozenset({"alt", "content", "href", "placeholder", "src", "title", "value"})
# A picture written into an attribute is no text.
_PICTURE = re.compile(r"data:[a-z]+/[^,]{0,100};base64,", re.IGNORECASE)
_MAX_OPEN = 64 * 1024

# Line, what it is besides text ("" for text), text.
Block = tuple[int, str, str]


class PageText(HTMLParser):
    """Takes a page in pieces; `ready` are the blocks that are complete."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ready: list[Block] = []
        self._open: list[str] = []
        self._length = 0
        self._line = 1
        self._kind = ""

    def finish(self) -> None:
        """What is left is a block too."""
        self.close()
        self._end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element: its attributes' words, and a new block where it begins one."""
        if tag not in WITHIN:
            self._end()
        elif tag in _CELLS:
            self.handle_data(" ")
        for name, value in attrs:
            if value and (name in ATTRIBUTES or name.startswith("data-")):
                self._attribute(value)
        if tag in _CODE:
            self._kind = "script"

    def handle_endtag(self, tag: str) -> None:
        """The end of an element, and of its block."""
        if tag not in WITHIN:
            self._end()
        if tag in _CODE:
            self._kind = ""

    def handle_data(self, data: str) -> None:
        """Text; in a script each line is a block."""
        if not "".join(self._open).strip():
            self._line = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
        if self._kind == "script":
            line = self.getpos()[0]
            for place, text in enumerate(data.split("\n")):
                self.ready.append((line + place, "script", text))
            return
        self._open.append(data)
        self._length += len(data)
        if self._length > _MAX_OPEN:
            self._end()

    def handle_comment(self, data: str) -> None:
        """A comment, of which readers see nothing."""
        self.ready.append((self.getpos()[0], "comment", " ".join(data.split())))

    def _attribute(self, value: str) -> None:
        if not _PICTURE.match(value):
            self.ready.append((self.getpos()[0], "attribute", value))

    def _end(self) -> None:
        text = " ".join("".join(self._open).split())
        if text:
            self.ready.append((self._line, self._kind, text))
        self._open = []
        self._length = 0


def blocks_of(page: Iterator[str]) -> Iterator[Block]:
    """The blocks of a page that comes in pieces, with the line each begins on.

    >>> [text for _, _, text in blocks_of(iter(["<p>a<b>b</b></p><p>c"]))]
    ['ab', 'c']
    """
    parser = PageText()
    for piece in page:
        parser.feed(piece)
        yield from parser.ready
        parser.ready = []
    parser.finish()
    yield from parser.ready
