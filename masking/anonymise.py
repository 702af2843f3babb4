# k-anonymity of a table by its tally: the classes, and what is told of each. The answer is a
# function of which rows there are, not of their order, and every row of a class is told in
# the same words.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from . import mondrian_compiled
from .domain import Domain, Integers, make_domain
from .hierarchy import Hierarchy
from .mondrian import Items, classes_of, numbered
from .recode import SUPPRESSED, Recoding, codes_of, told_by_class
from .row_keys import row_keys
from .scale import in_order
from .sensitive import SLACK, Sensitive, distance, no_demand
from .suppression import suppressed
from .tally import Tally

__all__ = ["anonymise"]

_NO_HIERARCHIES: Mapping[str, Hierarchy] = {}


def anonymise(
    found: Tally,
    quasi: Sequence[str],
    *,
    k: int,
    sensitive: Sequence[str] = (),
    l: int = 1,  # noqa: E741  the field's own letter
    t: float = 1.0,
    suppress: float = 0.0,
    hierarchies: Mapping[str, Hierarchy] = _NO_HIERARCHIES,
    compiled: bool | None = None,
) -> Recoding:
    """The recoding in whose classes stand at least `k` rows.

    `found` is over `quasi` and `sensitive`. Of each sensitive column a class holds at least
    `l` values and is no further than `t` from the whole table. Up to the share `suppress`
    of the rows is left out where that helps the others. `compiled` says whether numba is
    to be used; None leaves it to the length of the table.

    Raises ValueError where the table cannot be made so, or a hierarchy lacks values.
    """
    rows = found.rows
    if k < 1 or l < 1 or not 0 <= t <= 1 or not 0 <= suppress < 1:
        raise ValueError("k and l are at least 1, t and the share left out between 0 and 1")
    if not quasi:
        raise ValueError("without quasi-identifiers there is nothing to make alike")
    if rows < k:
        raise ValueError(f"the table has {rows} rows, fewer than k ({k})")
    domains = tuple(
        make_domain(name, _distinct(found, name), hierarchies.get(name)) for name in quasi
    )
    demands, slots = _demands(found, sensitive, l, t)
    items = _items(found, domains, demands, slots)
    worth = len(items.weights) >= mondrian_compiled.WORTH_COMPILING
    use = mondrian_compiled.available() and worth if compiled is None else compiled
    partition = mondrian_compiled.compiled_classes_of if use else classes_of
    classes = partition(items, domains, k)
    out = np.zeros(len(classes), bool)
    if suppress:
        out = suppressed(items, classes, domains, k, int(suppress * rows))
        if not _still_close(items, classes, out):
            out[:] = False
    return _recoding(items, domains, classes, out)


def _distinct(found: Tally, name: str) -> pa.Array[Any]:
    column = found.table.column(name).combine_chunks()
    return column.unique()


def _demands(
    found: Tally, names: Sequence[str], least: int, closest: float
) -> tuple[Sensitive, Integers]:
    """What must hold of the sensitive columns, and each combination's slot in them."""
    if not names or (least == 1 and closest == 1):
        return no_demand(), np.zeros((found.table.num_rows, 0), np.int64)
    starts, shares, ordered, slots = [0], [], [], []
    weights = found.counts
    for name in names:
        values, numbers = in_order(_distinct(found, name))
        if len(values) < least:
            problem = f"{len(values)} values in all, fewer than l ({least})"
            raise ValueError(f"sensitive column {name} has {problem}")
        own = np.asarray(
            pc.index_in(found.table.column(name).combine_chunks(), value_set=values), np.int64
        )
        counts = np.bincount(own, weights, len(values))
        shares.append(counts / counts.sum())
        ordered.append(numbers is not None)
        slots.append(own + starts[-1])
        starts.append(starts[-1] + len(values))
    demands = Sensitive(
        np.array(starts, np.int64),
        np.array(ordered, bool),
        np.concatenate(shares),
        least,
        closest,
    )
    return demands, np.stack(slots, axis=1)


def _items(found: Tally, domains: Sequence[Domain], demands: Sensitive, slots: Integers) -> Items:
    """The tally's combinations as codes in ascending order, those that fell together as one."""
    codes = codes_of(found.table, domains)
    both = np.hstack([codes, slots])
    sizes = [domain.size for domain in domains] + [int(demands.starts[-1])] * slots.shape[1]
    keys = row_keys(both, sizes).of(both)
    order = np.argsort(keys)
    ordered = keys[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    first = order[starts]
    weights = np.add.reduceat(found.counts[order], starts)
    return Items(codes[first], weights, slots[first], demands)


def _still_close(items: Items, classes: Integers, out: npt.NDArray[np.bool_]) -> bool:
    """Whether what stays is as close to its own whole as it must be to the table's."""
    demands = items.sensitive
    if demands.t >= 1 or not out.any():
        return True
    whole = demands.counted(items.slots[~out], items.weights[~out])
    for mark in np.unique(classes[~out]):
        part = (classes == mark) & ~out
        counts = demands.counted(items.slots[part], items.weights[part])
        for column, ordered in enumerate(demands.ordered):
            own = slice(demands.starts[column], demands.starts[column + 1])
            shares = whole[own] / whole[own].sum()
            if distance(counts[own], shares, ordered=bool(ordered)) > demands.t + SLACK:
                return False
    return True


def _recoding(
    items: Items, domains: tuple[Domain, ...], classes: Integers, out: npt.NDArray[np.bool_]
) -> Recoding:
    keys = row_keys(items.codes, [domain.size for domain in domains])
    own = keys.of(items.codes)
    first = np.flatnonzero(np.append(True, own[1:] != own[:-1]))
    staying = numbered(classes[~out])
    marks = np.full(len(classes), SUPPRESSED, np.int64)
    marks[~out] = staying
    told = told_by_class(items.codes[~out], staying, domains)
    return Recoding(
        domains,
        keys,
        own[first],
        marks[first],
        np.bincount(staying, items.weights[~out]).astype(np.int64),
        told,
        int(items.weights[out].sum()),
    )
