# A copy looked at once more before it is handed out, as its recipient would get it. What was made
# under a key is told from originals by key: a keyed digest of what the operators made must be that
# of what stands in the file, and no row may have kept its own value. Columns that were emptied
# are empty; in columns made coarser nothing validates as what they held; in free text nobody finds
# anything that is not covered. Else delivery is refused.
from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from classify import Summary, decide, extend
from connectors import reread
from masking import Plan, style_of
from masking.mask import mask
from policies import Policies
from schema import DatasetFinding, LabelRate, RefusedError, Table

from .lint import compiled
from .span_finder import spans_in

__all__ = ["AfterCheck"]

# Operators by what is looked for in what they made.
_MADE = frozenset({"replace", "fpe", "tokenise", "encrypt", "keyed_hash"})
_COARSE = frozenset(
    {"clip", "round", "noise", "date_precision", "bins", "region", "groups", "truncate", "mask"}
)
_COUNTS_FROM = 0.005
_COVERED = "*"


@dataclass(frozen=True, slots=True)
class _Seal:
    """Keyed digests of a column: of how long its cells are, and of what they say."""

    lengths: hashlib.blake2b
    cells: hashlib.blake2b

    def digests(self) -> tuple[bytes, bytes]:
        return self.lengths.digest(), self.cells.digest()


class AfterCheck:
    """What a copy by a plan must hold; `saw` every batch on its way, then `refuse` the file.

    Where there is no file to read again, as of a database, `look` at each batch, then `judge`.
    """

    def __init__(self, decided: Plan, finding: DatasetFinding, policies: Policies) -> None:
        by_operator: dict[str, list[str]] = {}
        for column in decided.columns:
            by_operator.setdefault(column.operator, []).append(column.name)
        self._names = [column.name for column in decided.columns]
        self._made = [name for each in sorted(_MADE) for name in by_operator.get(each, ())]
        self._coarse = [name for each in sorted(_COARSE) for name in by_operator.get(each, ())]
        self._empty = by_operator.get("redact", [])
        self._prose = by_operator.get("free_text", [])
        self._finding = finding
        self._policies = policies
        self._recognisers = compiled(policies) if self._coarse else None
        self._inside = compiled(policies) if self._prose else None
        self._key = secrets.token_bytes(32)
        self._rows = 0
        self._seals = {name: self._seal() for name in self._made}
        self._summary: Summary | None = None
        self._faults: Counter[tuple[str, str]] = Counter()

    def saw(
        self, before: pa.RecordBatch, after: pa.RecordBatch, out: pa.RecordBatch | None = None
    ) -> None:
        """A batch as it was and as it is masked; `out` goes out, where it has more rows.

        Raises RefusedError where a row keeps its own.
        """
        written = after if out is None else out
        self._rows += written.num_rows
        for name in self._made:
            shown = _texts(after.column(name))
            same: Any = pc.equal(_texts(before.column(name)), shown)
            if kept := pc.sum(pc.and_(same, _filled(shown))).as_py():
                raise RefusedError(
                    f"{self._finding.name}: column {name} would keep its own value in {kept} rows; "
                    "rotate the key (tongguan mask keys rotate) and copy again"
                )
            _sealed(self._seals[name], shown if out is None else _texts(out.column(name)))

    def refuse(self, path: Path, text: Table | None = None) -> None:
        """Nothing for a file that holds what it should; RefusedError otherwise.

        `text` is the delimited text whose dialect the file has.
        """
        if not (self._made or self._coarse or self._empty or self._prose):
            return
        rows = 0
        seals = {name: self._seal() for name in self._made}
        if path.stat().st_size:
            for batch in reread(str(path), self._names, text):
                rows += batch.num_rows
                for name in self._made:
                    _sealed(seals[name], _texts(batch.column(name)))
                self.look(batch)
        if rows != self._rows:
            self._faults["", "other rows than were masked"] += abs(rows - self._rows)
        for name, seal in seals.items():
            if seal.digests() != self._seals[name].digests():
                self._faults[name, "values that were not made under the key"] += 1
        self.judge()

    def look(self, batch: pa.RecordBatch) -> None:
        """Count what must not be in a batch of the copy."""
        for name in self._empty:
            if filled := pc.sum(_filled(_texts(batch.column(name)))).as_py():
                self._faults[name, "values, and was to be emptied"] += filled
        for name in self._prose:
            for label in self._readable(_texts(batch.column(name))):
                self._faults[name, label] += 1
        if self._recognisers is not None:
            texts = [_texts(batch.column(name)) for name in self._coarse]
            part = pa.RecordBatch.from_arrays(texts, names=self._coarse)
            self._summary = extend(self._summary, part, self._recognisers)

    def judge(self) -> None:
        """Nothing where nothing was found; RefusedError with the columns and what they hold."""
        for name, rate in self._still_there():
            self._faults[name, rate.label] += 1
        if self._faults:
            told = "; ".join(
                f"column {name} still holds {what}" if name else f"holds {what}"
                for name, what in sorted(self._faults)
            )
            raise RefusedError(
                f"{self._finding.name}: the copy was looked at before it was handed out, and {told}. "
                "It is not handed out"
            )

    def _seal(self) -> _Seal:
        return _Seal(hashlib.blake2b(key=self._key), hashlib.blake2b(key=self._key))

    def _still_there(self) -> list[tuple[str, LabelRate]]:
        """Identifiers of persons that a column held and, made coarser, holds still."""
        if self._summary is None or self._recognisers is None:
            return []
        before = {
            field.name: {field.label, *(rate.label for rate in field.labels)}
            for field in self._finding.fields
        }
        table = Table("copy", "copy", (), "copy")
        return [
            (column.name, rate)
            for column in decide(self._summary, table, self._recognisers)
            for rate in column.labels
            if rate.validated >= _COUNTS_FROM
            and rate.label in before.get(column.name, ())
            and self._policies.subjects.get(rate.label) == "person"
        ]

    def _readable(self, column: pa.Array[Any]) -> list[str]:
        """What is found in texts and is not what covering leaves of it."""
        assert self._inside is not None
        found = []
        texts = [str(text) for text in pc.unique(column).to_pylist() if text]
        for text, spans in zip(texts, spans_in(texts, self._inside), strict=True):
            for span in spans:
                value = text[span.start : span.end]
                around = text[max(span.start - 1, 0) : span.end + 1]
                if _COVERED not in around:
                    whole: pa.Array[Any] = pa.array([value], pa.string())
                    if mask(whole, style_of(span.label)).to_pylist() != [value]:
                        found.append(span.label)
        return found


def _texts(column: pa.Array[Any]) -> pa.Array[Any]:
    if isinstance(column, pa.DictionaryArray):
        column = column.dictionary_decode()
    plain: Any = column.cast(pa.string())
    texts: Any = pc.fill_null(plain, "")
    as_array: pa.Array[Any] = texts
    return as_array


def _filled(texts: pa.Array[Any]) -> Any:
    return pc.not_equal(texts, pa.scalar("", pa.string()))


def _sealed(seal: _Seal, texts: pa.Array[Any]) -> None:
    """The column's cells taken into the seal; how a column is cut makes no difference."""
    if not len(texts):
        return
    _, places, content = texts.buffers()
    assert places is not None
    offsets = np.frombuffer(memoryview(places), np.int32)[
        texts.offset : texts.offset + len(texts) + 1
    ]
    seal.lengths.update(np.diff(offsets).astype("<i4").tobytes())
    if content is not None:
        seal.cells.update(memoryview(content)[int(offsets[0]) : int(offsets[-1])])
