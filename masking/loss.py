# What a table lost by being anonymised, by one scorer for every tool's output: it reads what
# cells are told as. NCP and GCP after Xu et al. (KDD 2006) and Ghinita et al. (VLDB 2007);
# discernibility after Bayardo and Agrawal (ICDE 2005), where a row left out counts as many
# as there were rows; average class size after LeFevre et al. (ICDE 2006), 1 being the best.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .domain import Domain
from .tally import Tally

__all__ = ["Loss", "information_loss"]


@dataclass(frozen=True, slots=True)
class Loss:
    """Losses of a released table; `ncp` by column and `gcp` over all, 0 to 1.

    `average_class` is the mean size of a class in parts of k; rows left out count in all
    but that.
    """

    ncp: Mapping[str, float]
    gcp: float
    discernibility: int
    average_class: float
    classes: int
    suppressed: int


def information_loss(
    released: Tally, domains: Sequence[Domain], *, k: int, suppressed: int = 0
) -> Loss:
    """The losses of what was released, a tally over the domains' columns as text.

    `suppressed` rows were left out of it. Raises ValueError where a cell is told as nothing
    its column's values can be.
    """
    counts = released.counts
    rows = int(counts.sum())
    everyone = rows + suppressed
    ncp = {}
    for domain in domains:
        encoded = released.table.column(domain.name).combine_chunks().dictionary_encode()
        losses = np.array([domain.loss_of(label) for label in encoded.dictionary.to_pylist()])
        told = losses[encoded.indices.to_numpy()] if rows else np.zeros(0)
        ncp[domain.name] = float((told * counts).sum() + suppressed) / max(everyone, 1)
    classes = len(counts)
    return Loss(
        ncp,
        sum(ncp.values()) / max(len(ncp), 1),
        int((counts * counts).sum()) + suppressed * everyone,
        rows / max(classes, 1) / k,
        classes,
        suppressed,
    )
