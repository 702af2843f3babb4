# Paragraphs and rows of tables out of the XML of office formats, which differ in names alone.
# A row is one text, its cells parted by tabs, since what stands side by side belongs together.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .xml_events import Event

__all__ = ["DRAWING", "OPEN_DOCUMENT", "WORD", "Block", "Grammar", "blocks"]

# Number of the table (0: none), number of the row or paragraph, text.
Block = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a format calls its parts; `texts` None where all text in a paragraph counts."""

    paragraphs: frozenset[str]
    table: str
    row: str
    cell: str
    texts: frozenset[str] | None
    signs: dict[str, str]
    passed_over: frozenset[str] = frozenset()


# What was deleted with its changes tracked, and the codes of fields, are still in the file.
WORD = Grammar(
    frozenset({"p"}),
    "tbl",
    "tr",
    "tc",
    frozenset({"t", "delText", "instrText", "delInstrText"}),
    {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
    # The same again for older programs.
    frozenset({"Fallback"}),
)
DRAWING = WORD
OPEN_DOCUMENT = Grammar(
    frozenset({"p", "h"}),
    "table",
    "table-row",
    "table-cell",
    None,
    {"tab": "\t", "line-break": "\n", "s": " "},
)


def blocks(events: Iterator[Event], grammar: Grammar) -> Iterator[Block]:
    """Paragraphs outside tables and rows of tables, in their order, blank ones too."""
    collecting = _Collecting(grammar)
    for event in events:
        block = collecting.take(event)
        if block is not None:
            yield block


class _Collecting:
    """What is open while events come."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._paragraphs: list[list[str]] = []
        self._cells: list[list[str]] = []
        self._rows: list[list[str]] = []
        self._tables: list[list[int]] = []
        self._in_text = 0
        self._passing = 0
        self._count = 0
        self._table_count = 0

    def take(self, event: Event) -> Block | None:
        """A block, where this event completes one."""
        kind, name, _ = event
        if kind == "text":
            counts = self._grammar.texts is None or self._in_text
            if counts and self._paragraphs and not self._passing:
                self._paragraphs[-1].append(name)
            return None
        if name in self._grammar.passed_over:
            self._passing += 1 if kind == "start" else -1
        if self._passing:
            return None
        if kind == "start":
            self._start(name)
            return None
        return self._end(name)

    def _start(self, name: str) -> None:
        grammar = self._grammar
        if name in grammar.paragraphs:
            self._paragraphs.append([])
        elif grammar.texts is not None and name in grammar.texts:
            self._in_text += 1
        elif name in grammar.signs and self._paragraphs:
            self._paragraphs[-1].append(grammar.signs[name])
        elif name == grammar.cell:
            self._cells.append([])
        elif name == grammar.row:
            self._rows.append([])
        elif name == grammar.table:
            self._table_count += 1
            self._tables.append([self._table_count, 0])

    def _end(self, name: str) -> Block | None:
        grammar = self._grammar
        if name in grammar.paragraphs:
            return self._paragraph("".join(self._paragraphs.pop()))
        if grammar.texts is not None and name in grammar.texts:
            self._in_text -= 1
        elif name == grammar.cell:
            text = " ".join(" ".join(self._cells.pop()).split())
            if self._rows:
                self._rows[-1].append(text)
        elif name == grammar.row:
            return self._row("\t".join(self._rows.pop()).strip("\t"))
        elif name == grammar.table:
            self._tables.pop()
        return None

    def _paragraph(self, text: str) -> Block | None:
        if self._cells:
            self._cells[-1].append(text)
            return None
        self._count += 1
        return 0, self._count, text

    def _row(self, text: str) -> Block:
        if not self._tables:
            return self._paragraph(text) or (0, self._count, text)
        table = self._tables[-1]
        table[1] += 1
        return table[0], table[1], text
