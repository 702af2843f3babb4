# Imprints of columns beside the records: what each version of a data set held, for comparison.
# They are aids, no evidence, so they are in no ledger entry and only the newest two versions
# of each data set keep theirs. They hold keyed hashes and nothing else.
from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from schema import Imprint

__all__ = ["IMPRINT_STEPS", "imprints_of", "newest_imprints", "put_imprints"]

IMPRINT_STEPS: tuple[str, ...] = (
    """
    CREATE TABLE imprint (
        dataset TEXT NOT NULL,
        version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        field TEXT NOT NULL,
        distinct_values INTEGER NOT NULL,
        covered REAL NOT NULL,
        hashes BLOB NOT NULL,
        PRIMARY KEY (dataset, version, position)
    ) STRICT;
    """,
)
_VERSIONS_KEPT = 2


def put_imprints(
    connection: sqlite3.Connection, dataset: str, version: int, imprints: Sequence[Imprint]
) -> None:
    """The imprints of a version, in place of any it had; those of old versions are dropped."""
    connection.execute(
        "DELETE FROM imprint WHERE dataset = ? AND (version = ? OR version <= ?)",
        (dataset, version, version - _VERSIONS_KEPT),
    )
    connection.executemany(
        "INSERT INTO imprint VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (dataset, version, place, each.field, each.distinct, each.covered, each.hashes)
            for place, each in enumerate(imprints)
        ],
    )


def imprints_of(connection: sqlite3.Connection, dataset: str, version: int) -> list[Imprint]:
    """A version's imprints in the order of its fields; none where they were not kept."""
    rows = connection.execute(
        "SELECT field, distinct_values, hashes, covered FROM imprint"
        " WHERE dataset = ? AND version = ? ORDER BY position",
        (dataset, version),
    )
    return [Imprint(*row) for row in rows]


def newest_imprints(connection: sqlite3.Connection) -> Iterator[tuple[str, list[Imprint]]]:
    """Every data set that has imprints, with those of its newest version that has any."""
    rows = connection.execute(
        "SELECT dataset, field, distinct_values, hashes, covered FROM imprint AS mine"
        " WHERE version = (SELECT max(version) FROM imprint WHERE dataset = mine.dataset)"
        " ORDER BY dataset, position"
    )
    current, imprints = "", list[Imprint]()
    for dataset, *columns in rows:
        if dataset != current and imprints:
            yield current, imprints
            imprints = []
        current = dataset
        imprints.append(Imprint(*columns))
    if imprints:
        yield current, imprints
