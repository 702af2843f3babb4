# What connectors offer and take: a table that can be read as Arrow batches, how much of
# it is wanted, and under which terms a source may be touched.
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["HOLDS", "Access", "Column", "Limits", "Sample", "Skipped", "Table"]

# The key under which an Arrow field's metadata says what a column holds, for kernels, which
# see batches and no Table. A field without it holds values.
HOLDS = b"holds"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its source declares it; `type` is the source's own word for it.

    `rounded` says that long numbers in it were stored without their last digits.
    `holds` is "values" of one kind, "prose", in which many kinds may stand, or the "place"
    of a row in its document, which is no data.
    """

    name: str
    type: str
    comment: str = ""
    rounded: bool = False
    holds: Literal["values", "prose", "place"] = "values"


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
        base = self.source.rpartition("/")[2]
        if self.name == base or self.name.startswith(f"{base}#"):
            return f"{self.source}{self.name.removeprefix(base)}"
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
class Limits:
    """How far a file is followed, so that one made to do harm does none.

    A file that unpacks is followed `max_depth` levels down and to `max_members` files and
    `max_unpacked_bytes` in all, and, past the first 16 MiB, not beyond `max_ratio` times what
    was packed. The process that takes it apart may have `max_memory_bytes` and be silent for
    `max_step_s`.
    """

    max_depth: int = 5
    max_members: int = 20_000
    max_unpacked_bytes: int = 4 * 1024**3
    max_ratio: int = 200
    max_memory_bytes: int = 3 * 1024**3
    max_step_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Access:
    """The terms on which a source may be touched, so that production is not hurt.

    `max_bytes_per_s` None leaves it to the connector: files are read at full speed, databases
    gently; infinity means no limit. `statement_timeout_s` bounds each database statement.
    `window` is the local time of day, from and until, in which reading is allowed; it may
    pass midnight. The password never shows in a repr. `heard`, where a reader's caller sets
    it, is told of the bytes of each piece read, and of the seconds of each wait these terms
    ask for, before it begins; it stays in its process. `limits` bound what a file may make
    its reader do.
    """

    password: str | None = field(default=None, repr=False)
    max_bytes_per_s: float | None = None
    statement_timeout_s: float = 60.0
    window: tuple[dt.time, dt.time] | None = None
    heard: Callable[[int, float], None] | None = field(default=None, repr=False, compare=False)
    limits: Limits = field(default_factory=Limits)
