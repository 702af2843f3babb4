# The layout of a workbook as data: its sheets, their columns in order, where each value
# comes from, and on what the column rests. Authorities publish no single template, so an
# office with one of its own writes such a file instead of changing code.
from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from .load import SHIPPED
from .pack import Header, Model, Title
from .read import read_yaml

__all__ = ["Layout", "LayoutColumn", "LayoutPart", "LayoutSheet", "SheetRows", "load_layout"]


SheetRows = Literal["important-datasets", "fields", "datasets", "systems", "demands", "changes"]


class LayoutPart(Model):
    """One value in a cell; with several parts in a column each stands on a line by its title.

    `value` is a name of the tables in `operations/workbook_rows.py`; "" is for people to fill
    in.
    """

    value: str = ""
    title: Title | None = None


class LayoutColumn(Model):
    """A column: its letter, header, width in characters, values, choices offered.

    `basis` says which rule asks for it, `status` how sure that is: V read in the source,
    R recalled, O our own choice.
    """

    letter: str = Field(pattern=r"^[A-Z]{1,2}$")
    title: Title
    width: float = Field(default=16, gt=0, le=120)
    parts: tuple[LayoutPart, ...]
    form: Literal["text", "number", "share", "level"] = "text"
    choices: tuple[Title, ...] = ()
    basis: Title
    status: Literal["V", "R", "O"]


class LayoutSheet(Model):
    """A sheet, and what its rows are: each important dataset, each field of every dataset,
    each dataset, system, demand for data, or change.
    """

    id: str
    title: Title
    rows: SheetRows
    freeze_columns: int = Field(default=0, ge=0, le=10)
    columns: tuple[LayoutColumn, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _letters_follow(self) -> Self:
        for index, column in enumerate(self.columns):
            if column.letter != _letter(index):
                raise ValueError(
                    f"sheet {self.id}: column {index + 1} has letter {column.letter}, "
                    f"expected {_letter(index)}"
                )
        return self


class Layout(Model):
    """A workbook's sheets in order."""

    header: Header
    sheets: tuple[LayoutSheet, ...] = Field(min_length=1)


def load_layout(name: str | Path = "catalogue-workbook") -> Layout:
    """Our layout of this name, or the file at a path. Raises PolicyError where it is wrong."""
    path = name if isinstance(name, Path) else SHIPPED / "layouts" / f"{name}.yaml"
    return read_yaml(path, Layout)


def _letter(index: int) -> str:
    """The spreadsheet letter of a column, 0 for A."""
    before, last = divmod(index, 26)
    return (chr(64 + before) if before else "") + chr(65 + last)
