# A table that is there in one piece made k-anonymous in one go: what `summarise`, `anonymise` and
# `recode` make of it batch by batch, with each column's values looked up once instead of
# three times.
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from .anonymise import coded, demanded, items_of, marks_of, partitioned, recoding_of, refuse
from .hierarchy import Hierarchy
from .recode import SUPPRESSED, Recoding
from .tally import countable

__all__ = ["anonymise_rows"]

_NO_HIERARCHIES: Mapping[str, Hierarchy] = {}


def anonymise_rows(
    rows: pa.RecordBatch,
    quasi: Sequence[str],
    *,
    k: int,
    keep: Collection[str] = (),
    sensitive: Sequence[str] = (),
    l: int = 1,  # noqa: E741  the field's own letter
    t: float = 1.0,
    suppress: float = 0.0,
    hierarchies: Mapping[str, Hierarchy] = _NO_HIERARCHIES,
    compiled: bool | None = None,
) -> tuple[pa.RecordBatch, Recoding]:
    """The rows with their quasi-identifiers told as their classes are, and the recoding.

    As `anonymise` and `recode` give them, of the whole table. Columns stay in order, those
    neither recoded nor in `keep` are gone. Raises ValueError where the table cannot be made so.
    """
    refuse(rows.num_rows, quasi, k, l, t, suppress)
    encoded: dict[str, Any] = {
        name: countable(rows.column(name)).dictionary_encode("encode")
        for name in dict.fromkeys([*quasi, *sensitive])
    }
    domains, codes = coded(encoded, quasi, hierarchies)
    demands, slots = demanded(encoded, None, sensitive, l, t)
    items, which = items_of(codes, slots, None, domains, demands)
    classes, out = partitioned(items, domains, k, suppress, compiled=compiled)
    marks = marks_of(classes, out)
    recoding = recoding_of(items, domains, marks)
    own = marks[which]
    stays = pa.array(own != SUPPRESSED) if recoding.suppressed else None
    taken: Any = pa.array(own if stays is None else own[np.asarray(stays)])
    told = dict(zip(recoding.columns, recoding.told, strict=True))
    shown = {}
    for name, column in zip(rows.schema.names, rows.columns, strict=True):
        if name in told:
            shown[name] = told[name].take(taken)
        elif name in keep:
            shown[name] = column if stays is None else column.filter(stays)
    return pa.record_batch(shown), recoding
