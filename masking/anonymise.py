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
from .recode import SUPPRESSED, Recoding, told_by_class
from .row_keys import row_keys
from .scale import in_order
from .sensitive import SLACK, Sensitive, distance, no_demand
from .suppression import suppressed
from .tally import Tally

__all__ = [
    "anonymise",
    "coded",
    "demanded",
    "items_of",
    "marks_of",
    "partitioned",
    "recoding_of",
    "refuse",
]

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
    refuse(found.rows, quasi, k, l, t, suppress)
    encoded = {name: found.table.column(name).combine_chunks() for name in [*quasi, *sensitive]}
    encoded = {name: column.dictionary_encode("encode") for name, column in encoded.items()}
    domains, codes = coded(encoded, quasi, hierarchies)
    demands, slots = demanded(encoded, found.counts, sensitive, l, t)
    items, _ = items_of(codes, slots, found.counts, domains, demands)
    classes, out = partitioned(items, domains, k, suppress, compiled=compiled)
    return recoding_of(items, domains, marks_of(classes, out))


def refuse(  # noqa: PLR0917
    rows: int, quasi: Sequence[str], k: int, least: int, t: float, suppress: float
) -> None:
    """Raises ValueError for what cannot be asked of so many rows."""
    if k < 1 or least < 1 or not 0 <= t <= 1 or not 0 <= suppress < 1:
        raise ValueError("k and l are at least 1, t and the share left out between 0 and 1")
    if not quasi:
        raise ValueError("without quasi-identifiers there is nothing to make alike")
    if rows < k:
        raise ValueError(f"the table has {rows} rows, fewer than k ({k})")


def coded(
    encoded: Mapping[str, Any], quasi: Sequence[str], hierarchies: Mapping[str, Hierarchy]
) -> tuple[tuple[Domain, ...], Integers]:
    """The domains of dictionary-encoded columns, and the code of each cell."""
    domains = tuple(
        make_domain(name, encoded[name].dictionary, hierarchies.get(name)) for name in quasi
    )
    codes = np.empty((len(encoded[quasi[0]]), len(domains)), np.int64, order="F")
    for column, domain in enumerate(domains):
        cells = encoded[domain.name]
        places = np.asarray(pc.index_in(cells.dictionary, value_set=domain.values), np.int64)
        codes[:, column] = domain.code_of[places][np.asarray(cells.indices)]
    return domains, codes


def demanded(
    encoded: Mapping[str, Any],
    weights: Integers | None,
    names: Sequence[str],
    least: int,
    closest: float,
) -> tuple[Sensitive, Integers]:
    """What must hold of the sensitive columns, and each row's slot in them."""
    if not names or (least == 1 and closest == 1):
        rows = len(next(iter(encoded.values())))
        return no_demand(), np.zeros((rows, 0), np.int64)
    starts, shares, ordered, slots = [0], [], [], []
    for name in names:
        cells = encoded[name]
        values, numbers = in_order(cells.dictionary)
        if len(values) < least:
            problem = f"{len(values)} values in all, fewer than l ({least})"
            raise ValueError(f"sensitive column {name} has {problem}")
        places = np.asarray(pc.index_in(cells.dictionary, value_set=values), np.int64)
        own = places[np.asarray(cells.indices)]
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


def items_of(
    codes: Integers,
    slots: Integers,
    weights: Integers | None,
    domains: Sequence[Domain],
    demands: Sensitive,
) -> tuple[Items, Integers]:
    """The rows' combinations in ascending order, those that fell together as one, and which of
    them each row is. `weights` says how often each row stands, None for once.
    """
    both = np.hstack([codes, slots]) if slots.shape[1] else codes
    sizes = [domain.size for domain in domains] + [int(demands.starts[-1])] * slots.shape[1]
    # By hashing first: there are fewer combinations to sort than rows.
    hashed: Any = pa.array(row_keys(both, sizes).of(both)).dictionary_encode()
    own = np.asarray(hashed.indices)
    order = np.argsort(np.asarray(hashed.dictionary))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    first = np.empty(len(order), np.int64)
    first[own[::-1]] = np.arange(len(own) - 1, -1, -1)
    first = first[order]
    which = rank[own]
    counted = np.bincount(which, weights, len(order)).astype(np.int64)
    ordered = np.stack([column.take(first) for column in codes.T]).T
    return Items(ordered, counted, slots[first], demands), which


def partitioned(
    items: Items,
    domains: Sequence[Domain],
    k: int,
    suppress: float,
    *,
    compiled: bool | None,
) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """The class of each item, and which of them are left out."""
    worth = len(items.weights) >= mondrian_compiled.WORTH_COMPILING
    use = mondrian_compiled.available() and worth if compiled is None else compiled
    partition = mondrian_compiled.compiled_classes_of if use else classes_of
    classes = partition(items, domains, k)
    out = np.zeros(len(classes), bool)
    if suppress:
        rows = int(items.weights.sum())
        out = suppressed(items, classes, domains, k, int(suppress * rows))
        if not _still_close(items, classes, out):
            out[:] = False
    return classes, out


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


def marks_of(classes: Integers, out: npt.NDArray[np.bool_]) -> Integers:
    """The class of each item, numbered anew where some are left out, and SUPPRESSED for those."""
    if not out.any():
        return classes
    marks = np.full(len(classes), SUPPRESSED, np.int64)
    marks[~out] = numbered(classes[~out])
    return marks


def recoding_of(items: Items, domains: tuple[Domain, ...], marks: Integers) -> Recoding:
    """What is told of each combination, by the class of each item."""
    keys = row_keys(items.codes, [domain.size for domain in domains])
    own = keys.of(items.codes)
    first = np.flatnonzero(np.append(True, own[1:] != own[:-1]))
    stays = marks != SUPPRESSED
    staying = marks[stays]
    return Recoding(
        domains,
        keys,
        own[first],
        marks[first],
        np.bincount(staying, items.weights[stays]).astype(np.int64),
        told_by_class(items.codes[stays], staying, domains),
        int(items.weights[~stays].sum()),
    )
