# The workbook's last sheet: what it is, how far to trust it, and on what each column rests.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from policies import Layout, LayoutColumn, Title
from schema import DatasetFinding

from .decisions import decisions_in
from .wording import Wording
from .workbook_style import Style, row_height

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["NOTES", "footer", "write_notes"]

NOTES = Title(zh="填写说明", en="Notes")
_WIDTHS = (26, 8, 46, 60, 10, 16)
_A4 = 9
_ACTOR_SHOWN = 60
_CANDIDATES = Title(
    zh="机器识别的重要数据均为候选，须由专人确认后方可申报；空白单元格由人员填写。",
    en=(
        "What a machine finds important is a candidate: a named person confirms it before it "
        "is declared. Empty cells are for people to fill in."
    ),
)
_GAPS = Title(
    zh="未见公开的国家统一模板：各列为有关规定所列事项的并集，次序自拟；“待核对”的依据须与原文核对。",
    en=(
        "No national template was found in public: the columns are all the items that the rules "
        "name, in an order of our own; what is recalled is to be compared with the paper."
    ),
)
_LOWERED = Title(zh="人工下调的级别", en="Grades lowered by people")
_OVERTAKEN = Title(zh="已失效的复核", en="Reviews overtaken")
_HEADS = (
    Title(zh="工作表", en="Sheet"),
    Title(zh="列", en="Column"),
    Title(zh="字段", en="Content"),
    Title(zh="依据", en="Basis"),
    Title(zh="核实", en="Status"),
    Title(zh="留空（行）", en="Left empty (rows)"),
)
_PARTS = Title(zh="部分", en="parts")
_STATUS: Mapping[str, Title] = {
    "V": Title(zh="已核对", en="read"),
    "R": Title(zh="待核对", en="recalled"),
    "O": Title(zh="自拟", en="our choice"),
}


def write_notes(
    page: Worksheet,
    layout: Layout,
    datasets: Sequence[DatasetFinding],
    words: Wording,
    style: Style,
    *,
    time: str,
    blanks: Mapping[str, Mapping[str, tuple[int, int]]],
    actor: str = "",
) -> None:
    """The notes, written on this empty sheet; `actor` is who had the workbook written.

    `blanks` says for each sheet and letter how many of its rows leave the cell to people, and
    how many rows there are: what the machine does not know is listed, not hidden.
    """
    for index, width in enumerate(_WIDTHS):
        page.set_column(index, index, width)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_footer(footer(actor, time))
    page.write_string(0, 0, words.of(layout.header.title), style.strong)
    profiles = ", ".join(
        words.label(one) for one in sorted({each.profile for each in datasets}) if one
    )
    lowered = sum(decisions_in(one)["lowered"] for one in datasets)
    overtaken = sum(decisions_in(one)["overtaken"] for one in datasets)
    digests = ", ".join(sorted({one.policy_digest for one in datasets if one.policy_digest}))
    facts = (
        (Title(zh="生成时间", en="Written"), time),
        *([(Title(zh="导出人", en="Written by"), actor)] if actor else []),
        (Title(zh="数据集", en="Data sets"), f"{len(datasets):,}"),
        (_LOWERED, f"{lowered:,}"),
        (_OVERTAKEN, f"{overtaken:,}"),
        (Title(zh="分级方案", en="Grading profile"), profiles),
        (Title(zh="策略摘要", en="Digest of the policies"), digests),
        (Title(zh="说明", en="Note"), words.of(_CANDIDATES)),
        (Title(zh="局限", en="Gaps"), words.of(_GAPS)),
    )
    line = 1
    for title, fact in facts:
        line += 1
        page.set_row(line, row_height([fact], [_WIDTHS[2]]))
        page.write_string(line, 0, words.of(title), style.plain)
        page.write_string(line, 2, fact, style.plain)
    line += 2
    for index, head in enumerate(_HEADS):
        page.write_string(line, index, words.of(head), style.header)
    for sheet in layout.sheets:
        for column in sheet.columns:
            line += 1
            texts = (
                words.of(sheet.title),
                column.letter,
                words.of(column.title),
                words.of(column.basis),
                words.of(_STATUS[column.status]),
                _to_fill(column, blanks.get(sheet.id, {}).get(column.letter, (0, 0)), words),
            )
            for index, text in enumerate(texts):
                page.write_string(line, index, text, style.text)


def footer(actor: str, time: str) -> str:
    """What stands below each printed page: the sheet, who had it written and when, the page.

    >>> footer("A&B", "2026-11-24T03:00:00Z")
    '&L&A&CA&&B  2026-11-24&R&P / &N'
    """
    # An ampersand begins a code of the format, which allows 255 characters in all.
    who = actor[:_ACTOR_SHOWN].replace("&", "&&")
    return f"&L&A&C{who}  {time[:10]}&R&P / &N" if who else "&L&A&R&P / &N"


def _to_fill(column: LayoutColumn, counted: tuple[int, int], words: Wording) -> str:
    """In how many rows people have to fill the column, and whether parts of it always are."""
    blank, rows = counted
    if blank:
        return f"{blank:,} / {rows:,}"
    return words.of(_PARTS) if any(not part.value for part in column.parts) else ""
