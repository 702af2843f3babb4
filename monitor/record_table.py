# Records that protocols carry one by one, as rows: their fields by name, those inside fields under
# both names, lists of plain values as one text.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

import pyarrow as pa

__all__ = ["flat_record", "table_of"]

_MOST_COLUMNS: Final = 500
_DEEPEST: Final = 5


def flat_record(record: Mapping[str, object]) -> dict[str, str]:
    """A record's fields as texts.

    >>> flat_record({"name": "x", "home": {"city": "y"}, "n": [1, 2]})
    {'name': 'x', 'home.city': 'y', 'n': '1 2'}
    """
    found: dict[str, str] = {}
    _flatten(record, "", 0, found)
    return found


def table_of(records: Sequence[Mapping[str, str]]) -> pa.RecordBatch:
    """Records as rows; a field that a record does not have is null."""
    names = list(dict.fromkeys(chain.from_iterable(records)))[:_MOST_COLUMNS]
    columns = [pa.array([each.get(name) for each in records], pa.string()) for name in names]
    return pa.RecordBatch.from_arrays(columns, names=names)


def _flatten(value: Mapping[str, object], before: str, depth: int, found: dict[str, str]) -> None:
    for key, each in value.items():
        name = f"{before}{key}"
        if isinstance(each, dict):
            if depth < _DEEPEST:
                _flatten(each, f"{name}.", depth + 1, found)
        elif isinstance(each, list):
            plain = [str(one) for one in each if not isinstance(one, dict | list)]
            if plain:
                found[name] = " ".join(plain)
            for one in each if depth < _DEEPEST else ():
                if isinstance(one, dict):
                    _flatten(one, f"{name}.", depth + 1, found)
        elif each is not None:
            found[name] = str(each)
