# What connectors offer and take: a table that can be read as Arrow batches, how much of
# it is wanted, and under which terms a source may be touched.
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

__all__ = ["Access", "Column", "Sample", "Skipped", "Table"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its source declares it; `type` is the source's own word for it.

    `rounded` says that long numbers in it were stored without their last digits.
    """

    name: str
    type: str
    comment: str = ""
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One dataset in a source, ready to be read in any process (picklable, no secret in it).

    `source` is the path or the URL without password that a person recognises; `name` is
    the dataset within it (`resident`, `人员.xlsx#Sheet1`). `rows` is None where counting
    would mean reading; `rows_exact` tells a count from a catalogue's estimate.
    `fingerprint` changes when the data may have changed; "" where the source cannot tell.
    `kind` names the connector, `options` are that connector's own. `named` is False where the
    source gives its columns no names, and c1, c2, … are ours.
    """

    source: str
    name: str
    columns: tuple[Column, ...]
    kind: str
    comment: str = ""
    rows: int | None = None
    rows_exact: bool = False
    size_bytes: int | None = None
    fingerprint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    named: bool = True

    @property
    def place(self) -> str:
        """Source and name in one, as a person looks for it.

        >>> Table("/srv/a.xlsx", "a.xlsx#Sheet1", (), "workbook").place
        '/srv/a.xlsx#Sheet1'
        """
        part = self.name.rpartition("#")[2]
        return self.source if self.source.endswith(part) else f"{self.source}#{part}"


@dataclass(frozen=True, slots=True)
class Sample:
    """How many rows to look at: about `rows` chosen with `seed`, or all of them (None)."""

    rows: int | None = 5_000
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not read and why, in plain words: never a value from the data."""

    source: str
    error: str


@dataclass(frozen=True, slots=True)
class Access:
    """The terms on which a source may be touched, so that production is not hurt.

    `max_bytes_per_s` None leaves it to the connector: files are read at full speed, databases
    gently; infinity means no limit. `statement_timeout_s` bounds each database statement.
    `window` is the local time of day, from and until, in which reading is allowed; it may
    pass midnight. The password never shows in a repr. `heard`, where a reader's caller sets
    it, is told of the bytes of each piece read, and of the seconds of each wait these terms
    ask for, before it begins; it stays in its process.
    """

    password: str | None = field(default=None, repr=False)
    max_bytes_per_s: float | None = None
    statement_timeout_s: float = 60.0
    window: tuple[dt.time, dt.time] | None = None
    heard: Callable[[int, float], None] | None = field(default=None, repr=False, compare=False)
