# How a delimited text is written: its delimiter, quote and escape, its header, and where
# the data begins. Every candidate reads the head of the file; the one under which most
# records have one width wins. The grammar is RFC 4180's with the delimiters that are found
# in practice, Hive's ^A among them.
from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .encoding import detect_encoding, mark_length
from .header import is_header, unique_names

__all__ = ["Dialect", "detect_dialect", "looks_delimited"]

_DELIMITERS = (",", "\t", ";", "|", "\x01")
_RARE = "\x01\x02\x03\x1c\x1d\x1e\x1f"
_RECORDS = 400
_TITLES = 10
_TIE = 0.005
_CUT_OFF = "unexpected end of data"
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text is written. `start` is the byte offset of its first record of data, `top` of
    the first record of the table, its header where it has one.

    `quote` and `escape` are "" for none. `records` is the number of records of data where
    the whole text was seen. `share` is how many records are as wide as the names.
    """

    encoding: str
    delimiter: str
    quote: str
    escape: str
    names: tuple[str, ...]
    start: int
    top: int
    header: bool
    records: int | None
    share: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """The head of a file as one candidate reads it."""

    delimiter: str
    quote: str
    escape: str
    records: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    width: int
    share: float
    score: float


def detect_dialect(head: bytes, *, whole: bool, prefer: str = ",") -> Dialect | None:
    """The dialect of a text from its first bytes, or None where these are not text we know.

    `whole` says that `head` is all of the file; `prefer` is the delimiter its suffix promises.
    """
    encoding = detect_encoding(head, whole=whole)
    if encoding is None:
        return None
    signature = mark_length(head)
    text = _decoded(head[signature:], encoding, whole=whole)
    reading = _best(text, prefer, whole=whole)
    if whole:
        reading = _read_as(text, reading.delimiter, reading.quote, reading.escape, reading.width)
    first = _first_record(reading)
    records = reading.records
    header = bool(records) and is_header(records[first], records[first + 1 : _RECORDS])
    above = first + header  # records that are not data
    start, top = (
        signature
        + _offset(head[signature:], text, encoding, reading.lines[count - 1] if count else 0)
        for count in (above, first)
    )
    return Dialect(
        encoding=encoding,
        delimiter=reading.delimiter,
        quote=reading.quote,
        escape=reading.escape,
        names=unique_names(records[first] if header else (), reading.width),
        start=start,
        top=top,
        header=header,
        records=len(records) - above if whole else None,
        share=reading.share,
    )


def looks_delimited(head: bytes, *, whole: bool = False) -> bool:
    """True for text of two columns or more in nearly every line: a table, not prose."""
    dialect = detect_dialect(head, whole=whole, prefer="\t")
    if dialect is None or len(dialect.names) < 2:
        return False
    return dialect.share >= 0.95 and dialect.records != 0


def _decoded(raw: bytes, encoding: str, *, whole: bool) -> str:
    text = raw.decode(encoding, "replace")
    if whole:
        return text
    # The last line of a head is cut somewhere.
    cut = max(text.rfind("\n"), text.rfind("\r")) + 1
    return text[:cut] if cut else text


def _best(text: str, prefer: str, *, whole: bool) -> _Reading:
    """The reading under which most records have one width, and that above one column."""
    readings = [
        _reading(text, delimiter, quote, escape, whole=whole)
        for delimiter in _DELIMITERS
        if delimiter in text
        for quote, escape in _quotings(text, delimiter)
    ]
    several = [reading for reading in readings if reading.width > 1 and reading.share >= 0.5]
    if several:
        best = max(reading.score for reading in several)
        close = [reading for reading in several if reading.score >= best - _TIE]
        if any(_decimal_commas(reading) for reading in close):
            close = [reading for reading in close if reading.delimiter != ","]
        tabs = prefer == "\t"
        return max(close, key=lambda r: (tabs and r.delimiter == "\t", r.width, r.score))
    for reading in readings:
        # Most rows are ragged, yet the suffix promises this delimiter and the header has it.
        first = len(reading.records[0]) if reading.records else 1
        fitting = sum(1 for record in reading.records if len(record) == first)
        enough = fitting * 4 >= len(reading.records) or len(reading.records) <= 4
        if reading.delimiter == prefer and first > 1 and enough:
            return replace(reading, width=first)
    # One column: no delimiter that occurs in the text may be used.
    free = next((sign for sign in (prefer, *_RARE) if sign not in text), _RARE[-1])
    singles = [_reading(text, free, *quoting, whole=whole) for quoting in _quotings(text, free)]
    return max(singles, key=lambda reading: reading.score)


def _quotings(text: str, delimiter: str) -> Iterator[tuple[str, str]]:
    yield '"', ""
    if '\\"' in text:
        yield '"', "\\"
    if '"' in text:
        yield "", ""
    edge = re.escape(delimiter)
    single = re.compile(rf"(?:^|{edge})'[^'\n]*'(?={edge}|$)", re.MULTILINE)
    if len(single.findall(text, 0, 20_000)) > 1:
        yield "'", ""


def _reading(text: str, delimiter: str, quote: str, escape: str, *, whole: bool) -> _Reading:
    """The head of the text under one candidate, with what speaks for it."""
    args = (text, delimiter, quote, escape, _RECORDS)
    records, lines, fault = _records(*args, strict=True)
    malformed = bool(fault) and (whole or fault != _CUT_OFF)
    if malformed:
        records, lines, _ = _records(*args, strict=False)
    counts = Counter(len(record) for record in records)
    width, share = 1, 0.0
    if records:
        first = len(records[0])
        common = max(counts, key=lambda width: (counts[width], width == first))
        width = first if counts[first] * 2 >= len(records) else common
        share = counts[width] / len(records)
    cost = 0.03 * malformed + 0.02 * (not quote) + 0.001 * bool(escape)
    if records and len(records[0]) != width:
        cost += 0.1
    if quote != "'" and sum(map(_has_single_quotes, records)) * 2 > len(records):
        cost += 0.001
    return _Reading(
        delimiter, quote, escape, tuple(records), tuple(lines), width, share, share - cost
    )


def _has_single_quotes(record: tuple[str, ...]) -> bool:
    return any(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in record)


def _read_as(text: str, delimiter: str, quote: str, escape: str, width: int) -> _Reading:
    """The whole text under the candidate that won."""
    records, lines, _ = _records(text, delimiter, quote, escape, None, strict=False)
    fitting = sum(1 for record in records if len(record) == width)
    share = fitting / max(1, len(records))
    return _Reading(delimiter, quote, escape, tuple(records), tuple(lines), width, share, share)


def _records(
    text: str, delimiter: str, quote: str, escape: str, limit: int | None, *, strict: bool
) -> tuple[list[tuple[str, ...]], list[int], str]:
    """Records without blank ones, the number of lines read after each, and the first fault."""
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        escapechar=escape or None,
        doublequote=not escape,
        strict=strict,
    )
    records: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        for record in reader:
            if record:
                records.append(tuple(record))
                lines.append(reader.line_num)
                if len(records) == limit:
                    break
    except csv.Error as error:
        return records, lines, str(error)
    return records, lines, ""


def _first_record(reading: _Reading) -> int:
    """The place of the first record of the table: titles above it are narrower."""
    records = reading.records
    if not records or len(records[0]) >= max(2, reading.width / 2) or reading.width == 1:
        return 0
    for place, record in enumerate(records[: _TITLES + 1]):
        if len(record) == reading.width:
            return place
    return 0


def _decimal_commas(reading: _Reading) -> bool:
    """True where semicolons part decimal numbers written with a comma."""
    if reading.delimiter != ";":
        return False
    commas = [cell for record in reading.records[:50] for cell in record if "," in cell]
    decimal = sum(1 for cell in commas if _DECIMAL_COMMA.fullmatch(cell))
    return decimal * 2 > len(commas)


def _offset(raw: bytes, text: str, encoding: str, lines: int) -> int:
    """The number of raw bytes that the first `lines` lines take."""
    if not lines:
        return 0
    if encoding.startswith("utf-16"):
        kept = io.StringIO(text, newline="").readlines()[:lines]
        return len("".join(kept).encode(encoding, "surrogatepass"))
    # In UTF-8 and GB18030 no part of a longer character is a line end.
    end = 0
    for _, found in zip(range(lines), _LINE_END.finditer(raw), strict=False):
        end = found.end()
    return end if raw.count(b"\n") + raw.count(b"\r") >= lines else len(raw)
