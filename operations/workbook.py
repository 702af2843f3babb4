# The important-data catalogue and the classification list as an Excel workbook, laid out
# by a policy file. Cells hold what findings and the site file say and are empty where they
# say nothing; no text from a source can become a formula or a link.
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policies import Policies, Site, Title
from policies.layout import Layout, LayoutColumn, LayoutPart, LayoutSheet, load_layout
from schema import DatasetFinding, FieldFinding, Level

from .cells import CELLS, Cell, Row
from .ownership import department_of, system_of
from .wording import Wording, wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["LEVEL_COLOURS", "write_workbook"]

# Fill and ink of a level, dark enough on light enough to read (WCAG AA).
LEVEL_COLOURS: Final[Mapping[Level, tuple[str, str]]] = {
    Level.GENERAL_1: ("#E4F3EA", "#12613A"),
    Level.GENERAL_2: ("#E3EEFA", "#1B4F8A"),
    Level.GENERAL_3: ("#FFF3D1", "#7A5200"),
    Level.GENERAL_4: ("#FFE3CF", "#8F3A00"),
    Level.IMPORTANT_CANDIDATE: ("#FBDDE0", "#9B1C2E"),
    Level.IMPORTANT: ("#B3202C", "#FFFFFF"),
    Level.CORE: ("#5B1030", "#FFFFFF"),
}
_ROWS_A_SHEET: Final = 1_048_575  # the format's 1,048,576 less the header
_CELL_CHARACTERS: Final = 32_000  # the format allows 32,767 and a cut must say so
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CHOICES = "choices"
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
) -> None:
    """The workbook at `path`; a file that stands there is replaced.

    `time` (RFC 3339) dates it: the same findings and time give the same bytes. Titles of
    labels and classes come from `policies`. Raises ValueError for a language other than
    "zh" and "en", and for a layout that names a value nobody knows.
    """
    # Loaded here, so that only whoever writes a workbook pays for the library.
    import xlsxwriter  # noqa: PLC0415

    layout = layout or load_layout()
    _refuse_unknown(layout)
    words = wording(language, policies)
    book = xlsxwriter.Workbook(str(path), _OPTIONS)
    book.set_properties(
        {
            "title": words.of(layout.header.title),
            "author": site.name,
            "created": dt.datetime.fromisoformat(time).replace(tzinfo=None),
        }
    )
    _Writing(book, words, site, time).write(layout, datasets)
    book.close()


def _refuse_unknown(layout: Layout) -> None:
    for sheet in layout.sheets:
        for column in sheet.columns:
            for part in column.parts:
                if part.value and part.value not in CELLS:
                    raise ValueError(
                        f"layout {layout.header.id}, sheet {sheet.id}, column {column.letter}: "
                        f"no value is called {part.value!r}"
                    )


class _Writing:
    """One workbook while it is written, with its formats."""

    def __init__(self, book: Workbook, words: Wording, site: Site, time: str) -> None:
        self._book = book
        self._words = words
        self._site = site
        self._time = time
        font = "微软雅黑" if words.language == "zh" else "Calibri"
        # quote_prefix: even a cell that is edited later stays the text it is.
        text = {
            "font_name": font,
            "font_size": 10,
            "valign": "top",
            "text_wrap": True,
            "border": 1,
            "border_color": "#D5DAE1",
        }
        self._text = book.add_format({**text, "num_format": "@", "quote_prefix": True})
        self._number = book.add_format({**text, "num_format": "#,##0"})
        self._share = book.add_format({**text, "num_format": "0%"})
        self._plain = book.add_format({**text, "border": 0, "num_format": "@"})
        self._strong = book.add_format(
            {**text, "border": 0, "bold": True, "font_size": 14, "text_wrap": False}
        )
        self._header = book.add_format(
            {
                **text,
                "bold": True,
                "valign": "vcenter",
                "align": "center",
                "bg_color": "#1F3A5F",
                "font_color": "#FFFFFF",
            }
        )
        self._levels: dict[str, Format] = {
            words.level(level): book.add_format(
                {**text, "bold": True, "align": "center", "bg_color": fill, "font_color": ink}
            )
            for level, (fill, ink) in LEVEL_COLOURS.items()
        }

    def write(self, layout: Layout, datasets: Sequence[DatasetFinding]) -> None:
        offered: list[tuple[Title, ...]] = []
        for sheet in layout.sheets:
            self._sheet(sheet, datasets, offered)
        self._notes(layout, datasets)
        self._choices(offered)

    def _sheet(
        self,
        sheet: LayoutSheet,
        datasets: Sequence[DatasetFinding],
        offered: list[tuple[Title, ...]],
    ) -> None:
        """The sheet, continued on another where rows outgrow the format."""
        page, line = self._opened(sheet, 1), 0
        pages = 1
        for row in self._rows(sheet, datasets):
            if line == _ROWS_A_SHEET:
                self._closed(page, sheet, line, offered)
                pages += 1
                page, line = self._opened(sheet, pages), 0
            line += 1
            for index, column in enumerate(sheet.columns):
                self._cell(page, line, index, column, row)
        self._closed(page, sheet, line, offered)

    def _rows(self, sheet: LayoutSheet, datasets: Sequence[DatasetFinding]) -> Iterator[Row]:
        number = 0
        for dataset in datasets:
            system = system_of(self._site, dataset.source)
            department = department_of(self._site, system)
            fields: Sequence[FieldFinding | None] = dataset.fields
            if sheet.rows == "important-datasets":
                fields = [None] if dataset.level.rank >= Level.IMPORTANT_CANDIDATE.rank else []
            for position, field in enumerate(fields, start=1):
                number = number + 1 if field is None else position
                yield Row(
                    number,
                    dataset,
                    field,
                    self._site,
                    system,
                    department,
                    self._words,
                    self._time,
                )

    def _opened(self, sheet: LayoutSheet, page: int) -> Worksheet:
        title = self._words.of(sheet.title)
        # 31 characters are all a sheet's name may have.
        name = title[:31] if page == 1 else f"{title[:26]} ({page})"
        opened = self._book.add_worksheet(name)
        opened.freeze_panes(1, sheet.freeze_columns)
        opened.set_landscape()
        opened.set_paper(8)  # A3: these lists are wide
        opened.fit_to_pages(1, 0)
        opened.repeat_rows(0)
        opened.set_footer("&L&A&R&P / &N")
        for index, column in enumerate(sheet.columns):
            opened.set_column(index, index, column.width)
        opened.set_row(0, 44)
        for index, column in enumerate(sheet.columns):
            opened.write_string(0, index, self._words.of(column.title), self._header)
        return opened

    def _closed(
        self,
        page: Worksheet,
        sheet: LayoutSheet,
        lines: int,
        offered: list[tuple[Title, ...]],
    ) -> None:
        """Filter and choice lists over the rows that were written, or one to fill in."""
        page.autofilter(0, 0, lines, len(sheet.columns) - 1)
        for index, column in enumerate(sheet.columns):
            if not column.choices:
                continue
            if column.choices not in offered:
                offered.append(column.choices)
            letter = chr(65 + offered.index(column.choices))
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

    def _cell(self, page: Worksheet, line: int, index: int, column: LayoutColumn, row: Row) -> None:
        parts = [(part, CELLS[part.value](row)) for part in column.parts if part.value]
        filled = [(part, value) for part, value in parts if value != ""]
        if len(filled) == 1 and filled[0][0].title is None:
            value = filled[0][1]
            if not isinstance(value, str):
                form = self._share if column.form == "share" else self._number
                page.write_number(line, index, value, form)
                return
        text = _safe("\n".join(self._line(part, value) for part, value in filled))
        form = self._levels.get(text, self._text) if column.form == "level" else self._text
        if text:
            page.write_string(line, index, text, form)
        else:
            page.write_blank(line, index, None, form)

    def _line(self, part: LayoutPart, value: Cell) -> str:
        if part.title is None:
            return str(value)
        return f"{self._words.of(part.title)}{self._words.of(Title(zh='：', en=': '))}{value}"

    def _notes(self, layout: Layout, datasets: Sequence[DatasetFinding]) -> None:
        """What the workbook is, how far to trust it, and on what each column rests."""
        page = self._book.add_worksheet(self._words.of(Title(zh="填写说明", en="Notes")))
        for index, width in enumerate((24, 8, 46, 60, 10)):
            page.set_column(index, index, width)
        page.write_string(0, 0, self._words.of(layout.header.title), self._strong)
        profiles = ", ".join(sorted({one.profile for one in datasets if one.profile}))
        digests = ", ".join(sorted({one.policy_digest for one in datasets if one.policy_digest}))
        facts = [
            (Title(zh="生成时间", en="Written"), self._time),
            (Title(zh="数据集", en="Data sets"), f"{len(datasets):,}"),
            (Title(zh="分级方案", en="Grading profile"), profiles),
            (Title(zh="策略摘要", en="Digest of the policies"), digests),
            (Title(zh="说明", en="Note"), self._words.of(_CANDIDATES)),
            (Title(zh="局限", en="Gaps"), layout.header.gaps),
        ]
        line = 1
        for title, fact in facts:
            line += 1
            page.write_string(line, 0, self._words.of(title), self._plain)
            page.write_string(line, 2, _safe(fact), self._plain)
        line += 2
        heads = (
            Title(zh="工作表", en="Sheet"),
            Title(zh="列", en="Column"),
            Title(zh="字段", en="Content"),
            Title(zh="依据", en="Basis"),
            Title(zh="核实", en="Status"),
        )
        for index, head in enumerate(heads):
            page.write_string(line, index, self._words.of(head), self._header)
        for sheet in layout.sheets:
            for column in sheet.columns:
                line += 1
                texts = (
                    self._words.of(sheet.title),
                    column.letter,
                    self._words.of(column.title),
                    column.basis,
                    self._words.of(_STATUS[column.status]),
                )
                for index, text in enumerate(texts):
                    page.write_string(line, index, text, self._text)

    def _choices(self, offered: Sequence[tuple[Title, ...]]) -> None:
        """The lists of choices on a hidden sheet: inside a rule they may have 255 characters."""
        if not offered:
            return
        page = self._book.add_worksheet(_CHOICES)
        page.hide()
        for line in range(max(len(choices) for choices in offered)):
            for index, choices in enumerate(offered):
                if line < len(choices):
                    page.write_string(line, index, self._words.of(choices[line]))


_CANDIDATES = Title(
    zh="机器识别的重要数据均为候选，须由专人确认后方可申报；空白单元格由人员填写。",
    en=(
        "What a machine finds important is a candidate: a named person confirms it before it "
        "is declared. Empty cells are for people to fill in."
    ),
)
_STATUS: Mapping[str, Title] = {
    "V": Title(zh="已核对", en="read"),
    "R": Title(zh="待核对", en="recalled"),
    "O": Title(zh="自拟", en="our choice"),
}


def _safe(text: str) -> str:
    """Text a cell can hold: no control characters, no lone surrogates, cut with a mark."""
    text = _CONTROL.sub("�", text)
    return text if len(text) <= _CELL_CHARACTERS else text[: _CELL_CHARACTERS - 1] + "…"
