# The important-data catalogue and the classification list as an Excel workbook, laid out
# by a policy file. Cells hold what findings and the site file say and are empty where they
# say nothing; no text from a source can become a formula or a link.
from __future__ import annotations

import datetime as dt
import io
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from connectors import scratch
from policies import (
    Layout,
    LayoutColumn,
    LayoutPart,
    LayoutSheet,
    Policies,
    Site,
    Title,
    load_layout,
)
from schema import DatasetFinding

from .cells import Cell
from .visible import visible
from .wording import wording
from .workbook_facts import Facts
from .workbook_notes import NOTES, footer, write_notes
from .workbook_rows import Contents, Look, refuse_unknown, rows_of
from .workbook_style import row_height, styled

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_workbook"]

_ROWS_A_SHEET: Final = 1_048_575  # the format's 1,048,576 less the header
_CELL_CHARACTERS: Final = 32_000  # the format allows 32,767, and a cut must say so
_CHARACTERS_ACROSS: Final = 330  # so much of a list is still read on one sheet of A3
_CHOICES: Final = "choices"
# Text stays text, whatever it begins with; rows leave memory as they are written.
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


def write_workbook(
    path: Path,
    datasets: Sequence[DatasetFinding],
    site: Site,
    policies: Policies,
    *,
    time: str,
    language: str = "zh",
    layout: Layout | None = None,
    facts: Facts | None = None,
    actor: str = "",
) -> None:
    """The workbook at `path`; a file that stands there is replaced.

    `facts` are what the store knows beside findings, `actor` is named as who had it written.
    `time` (RFC 3339) dates it: the same arguments give the same bytes. Titles of labels and
    classes come from `policies`. Raises ValueError for a language other than
    "zh" and "en", and for a layout that names a value nobody knows.
    """
    # Loaded here, so that only whoever writes a workbook pays for the library.
    import xlsxwriter  # noqa: PLC0415
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    layout = layout or load_layout()
    refuse_unknown(layout)
    words = wording(language, policies)
    with scratch() as directory:
        # Packed in memory: on a full disk the library would leave half a file and a complaint.
        packed = io.BytesIO()
        book = xlsxwriter.Workbook(packed, {**_OPTIONS, "tmpdir": str(directory)})
        book.set_properties(
            {
                "title": words.of(layout.header.title),
                "author": _safe(site.name),
                "created": dt.datetime.fromisoformat(time).replace(tzinfo=None),
            }
        )
        contents = Contents(datasets, site, words, time, facts or Facts(), actor)
        _Writing(book, contents).write(layout)
        try:
            book.close()
        except FileCreateError as error:
            # It wraps the system's error, about the room for its sheets.
            raise error.args[0] from None
    path.write_bytes(packed.getbuffer())


class _Writing:
    """One workbook while it is written, with its formats and the choices offered so far."""

    def __init__(self, book: Workbook, contents: Contents) -> None:
        self._book = book
        self._contents = contents
        self._words = contents.words
        self._style = styled(book, contents.words)
        self._offered: list[tuple[Title, ...]] = []
        # Rows of each sheet, and how many of them leave a column to people, by its letter.
        self._lines: dict[str, int] = {}
        self._blanks: dict[str, Counter[str]] = {}

    def write(self, layout: Layout) -> None:
        for sheet in layout.sheets:
            self._sheet(sheet)
        notes = self._book.add_worksheet(self._words.of(NOTES))
        blanks = {
            each.id: {
                column.letter: (self._blanks[each.id][column.letter], self._lines[each.id])
                for column in each.columns
            }
            for each in layout.sheets
        }
        write_notes(
            notes,
            layout,
            self._contents.datasets,
            self._words,
            self._style,
            time=self._contents.time,
            blanks=blanks,
            actor=self._contents.actor,
        )
        self._choices()

    def _sheet(self, sheet: LayoutSheet) -> None:
        """The sheet, continued on another where rows outgrow the format."""
        self._lines[sheet.id], self._blanks[sheet.id] = 0, Counter()
        pages, line = 1, 0
        page = self._opened(sheet, pages)
        for look in rows_of(sheet.rows, self._contents):
            self._lines[sheet.id] += 1
            if line == _ROWS_A_SHEET:
                self._closed(page, sheet, line)
                pages, line = pages + 1, 0
                page = self._opened(sheet, pages)
            line += 1
            cells = [self._content(column, look) for column in sheet.columns]
            self._blanks[sheet.id].update(
                column.letter
                for column, (value, _) in zip(sheet.columns, cells, strict=True)
                if value == ""
            )
            # Set, since not every program fits rows to wrapped text by itself.
            widths = [column.width for column in sheet.columns]
            page.set_row(line, row_height([value for value, _ in cells], widths))
            for index, (value, form) in enumerate(cells):
                if value == "":
                    page.write_blank(line, index, None, form)
                elif isinstance(value, str):
                    page.write_string(line, index, value, form)
                else:
                    page.write_number(line, index, value, form)
        self._closed(page, sheet, line)

    def _opened(self, sheet: LayoutSheet, number: int) -> Worksheet:
        title = self._words.of(sheet.title)
        # 31 characters are all a sheet's name may have.
        page = self._book.add_worksheet(title[:31] if number == 1 else f"{title[:26]} ({number})")
        page.freeze_panes(1, sheet.freeze_columns)
        page.set_landscape()
        page.set_paper(8)  # A3: these lists are wide
        width = sum(column.width for column in sheet.columns)
        page.fit_to_pages(math.ceil(width / _CHARACTERS_ACROSS), 0)
        page.print_across()
        page.repeat_rows(0)
        if sheet.freeze_columns:
            page.repeat_columns(0, sheet.freeze_columns - 1)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer(footer(self._contents.actor, self._contents.time))
        page.set_row(0, 44)
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, column.width)
            page.write_string(0, index, self._words.of(column.title), self._style.header)
        return page

    def _closed(self, page: Worksheet, sheet: LayoutSheet, lines: int) -> None:
        """Filter and choice lists over the rows that were written, or over one to fill in."""
        page.autofilter(0, 0, lines, len(sheet.columns) - 1)
        for index, column in enumerate(sheet.columns):
            if not column.choices:
                continue
            if column.choices not in self._offered:
                self._offered.append(column.choices)
            letter = chr(65 + self._offered.index(column.choices))
            page.data_validation(
                1,
                index,
                max(lines, 1),
                index,
                {
                    "validate": "list",
                    "source": f"={_CHOICES}!${letter}$1:${letter}${len(column.choices)}",
                    # People may know better than the list: warn, do not refuse.
                    "error_type": "warning",
                },
            )

    def _content(self, column: LayoutColumn, look: Look) -> tuple[Cell, Format]:
        """What a cell holds and its format; "" for one that people fill in."""
        style = self._style
        parts = [(part, look(part.value)) for part in column.parts if part.value]
        filled = [(part, value) for part, value in parts if value != ""]
        if len(filled) == 1 and filled[0][0].title is None:
            value = filled[0][1]
            if not isinstance(value, str):
                form = style.share if column.form == "share" else style.number
                return value, form
        text = _safe("\n".join(self._line(part, value) for part, value in filled))
        form = style.levels.get(text, style.text) if column.form == "level" else style.text
        return text, form

    def _line(self, part: LayoutPart, value: Cell) -> str:
        if part.title is None:
            return str(value)
        return f"{self._words.of(part.title)}{self._words.of(Title(zh='：', en=': '))}{value}"

    def _choices(self) -> None:
        """The lists of choices on a hidden sheet: inside a rule they may have 255 characters."""
        if not self._offered:
            return
        page = self._book.add_worksheet(_CHOICES)
        page.hide()
        for line in range(max(len(choices) for choices in self._offered)):
            for index, choices in enumerate(self._offered):
                if line < len(choices):
                    page.write_string(line, index, self._words.of(choices[line]))


def _safe(text: str) -> str:
    """Text a cell can hold: nothing in it unseen, no lone surrogates, cut with a mark."""
    text = visible(text)
    return text if len(text) <= _CELL_CHARACTERS else text[: _CELL_CHARACTERS - 1] + "…"
