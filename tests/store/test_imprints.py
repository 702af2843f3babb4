# Imprints beside the records: kept for the newest two versions, replaced by a re-scan.
import sqlite3

import pytest

from schema import Imprint
from store import IMPRINT_STEPS, imprints_of, migrate, newest_imprints, put_imprints


@pytest.fixture
def imprints(connection: sqlite3.Connection) -> sqlite3.Connection:
    migrate(connection, "imprint", IMPRINT_STEPS)
    return connection


def imprint(field: str, *, distinct: int = 2, covered: float = 1.0) -> Imprint:
    return Imprint(field, distinct, bytes(range(4 * distinct)), covered)


def test_what_was_put_comes_back_in_the_order_of_the_fields(imprints: sqlite3.Connection) -> None:
    # A header may name two columns alike.
    put = [imprint("b"), imprint("a", distinct=0), imprint("b", covered=0.25)]
    put_imprints(imprints, "ds-1", 1, put)
    assert imprints_of(imprints, "ds-1", 1) == put
    assert imprints_of(imprints, "ds-1", 2) == imprints_of(imprints, "ds-2", 1) == []


def test_a_version_that_is_put_again_has_the_new_ones_alone(imprints: sqlite3.Connection) -> None:
    put_imprints(imprints, "ds-1", 1, [imprint("a"), imprint("b")])
    put_imprints(imprints, "ds-1", 1, [imprint("c")])
    assert imprints_of(imprints, "ds-1", 1) == [imprint("c")]


def test_the_newest_two_versions_keep_theirs(imprints: sqlite3.Connection) -> None:
    for version in range(1, 5):
        put_imprints(imprints, "ds-1", version, [imprint(f"v{version}")])
        put_imprints(imprints, "ds-2", 1, [imprint("other")])
    kept = [imprints_of(imprints, "ds-1", version) for version in range(1, 5)]
    assert kept == [[], [], [imprint("v3")], [imprint("v4")]]
    assert imprints_of(imprints, "ds-2", 1) == [imprint("other")]


def test_every_data_set_is_told_with_its_newest(imprints: sqlite3.Connection) -> None:
    put_imprints(imprints, "ds-2", 1, [imprint("x"), imprint("y")])
    put_imprints(imprints, "ds-1", 1, [imprint("old")])
    put_imprints(imprints, "ds-1", 2, [imprint("new")])
    # Looked at by its headers alone: it has none, and what it had stays.
    put_imprints(imprints, "ds-2", 2, [])
    assert list(newest_imprints(imprints)) == [
        ("ds-1", [imprint("new")]),
        ("ds-2", [imprint("x"), imprint("y")]),
    ]


def test_nothing_is_told_of_an_empty_store(imprints: sqlite3.Connection) -> None:
    assert list(newest_imprints(imprints)) == []
