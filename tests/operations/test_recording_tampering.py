# Nothing that was changed behind the book's back goes unseen.
from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from recorded_findings import WHO, dataset, scanned

from ledger import head_json, read_head
from operations.recording import HEAD_FILE, Book
from schema import (
    LedgerBroken,
)
from store import DATABASE_FILE


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def book(home: Path) -> Iterator[Book]:
    ticks = iter(range(10_000))
    with Book(home, clock=lambda: f"2026-11-02T08:00:00.{next(ticks):06}Z") as opened:
        yield opened


def _lower(connection: sqlite3.Connection) -> None:
    """A grade lowered behind the book's back."""
    (body,) = connection.execute(
        "SELECT body FROM record WHERE id = ?", (dataset(2).id,)
    ).fetchone()
    lowered = body.replace(b"general-4", b"general-1")
    assert lowered != body
    connection.execute("UPDATE record SET body = ? WHERE id = ?", (lowered, dataset(2).id))


class TestVerify:
    @pytest.mark.parametrize(
        ("attack", "message"),
        [
            pytest.param(_lower, "entry 3: dataset 'ds-0000000000000002' version 1", id="a grade"),
            pytest.param(
                "DELETE FROM record WHERE id = 'ds-0000000000000001'", "entry 2: ", id="one gone"
            ),
            pytest.param(
                "DELETE FROM record WHERE id = 'ds-0000000000000000' AND version = 2",
                "entry 5: ",
                id="the newest version gone",
            ),
            pytest.param(
                "UPDATE record SET unit = 'gansu' WHERE id = 'ds-0000000000000003'",
                "entry 4: ",
                id="a unit moved",
            ),
            pytest.param(
                "UPDATE record SET version = 3 WHERE version = 2", "entry 5: ", id="a number moved"
            ),
            pytest.param(
                "INSERT INTO record SELECT kind, id, 2, unit, time, about, NULL FROM record"
                " WHERE id = 'ds-0000000000000001'",
                "no entry speaks of",
                id="one hidden by a last version without a body",
            ),
            pytest.param(
                "INSERT INTO record SELECT kind, 'ds-9', 1, unit, time, about, body FROM record"
                " WHERE id = 'ds-0000000000000001'",
                "no entry speaks of",
                id="one put in",
            ),
            pytest.param("DELETE FROM record", "entry 1: ", id="all gone"),
            pytest.param("UPDATE record SET body = x'00'", "entry 1: ", id="bodies spoilt"),
        ],
    )
    def test_a_record_changed_behind_the_books_back_is_found(
        self, home: Path, attack: Any, message: str
    ) -> None:
        scanned(home)
        connection = sqlite3.connect(home / DATABASE_FILE)
        if callable(attack):
            attack(connection)
        else:
            connection.execute(attack)
        connection.commit()
        connection.close()
        with Book(home) as book, pytest.raises(LedgerBroken, match=message):
            book.verify()
        assert not (home / HEAD_FILE).exists()

    def test_one_byte_changed_anywhere_in_a_record_is_found(self, home: Path) -> None:
        scanned(home)
        connection = sqlite3.connect(home / DATABASE_FILE, isolation_level=None)
        wanted = (dataset(2).id,)
        (body,) = connection.execute("SELECT body FROM record WHERE id = ?", wanted).fetchone()
        with Book(home) as book:
            for place in range(len(body)):
                changed = bytearray(body)
                changed[place] ^= 1 << (place % 8)
                connection.execute(
                    "UPDATE record SET body = ? WHERE id = ?", (bytes(changed), *wanted)
                )
                with pytest.raises(LedgerBroken, match=r"^entry 3: dataset .* is not stored"):
                    book.verify()
            connection.execute("UPDATE record SET body = ? WHERE id = ?", (body, *wanted))
            assert book.verify().entries == 5
        connection.close()

    def test_an_older_copy_of_the_database_is_found_by_the_head_kept_beside_it(
        self, home: Path, tmp_path: Path
    ) -> None:
        scanned(home)
        older = (home / DATABASE_FILE).read_bytes()
        scanned(home)
        with Book(home) as book:
            assert book.verify().entries == 10
        (home / DATABASE_FILE).write_bytes(older)
        with Book(home) as book, pytest.raises(LedgerBroken, match="entry 6 is missing"):
            book.verify()

    def test_an_older_copy_of_everything_is_found_by_a_head_kept_elsewhere(
        self, home: Path
    ) -> None:
        scanned(home)
        with Book(home) as book:
            book.verify()
        older = {path: path.read_bytes() for path in home.iterdir()}
        scanned(home)
        with Book(home) as book:
            text = json.dumps(head_json(book.head()))
            book.verify()
        for path, content in older.items():
            path.write_bytes(content)
        with Book(home) as book:
            assert book.verify().entries == 5
            with pytest.raises(LedgerBroken, match="entry 6 is missing"):
                book.verify(read_head(text.encode()))

    def test_a_verification_that_fails_keeps_the_head_of_the_last_good_one(
        self, home: Path
    ) -> None:
        scanned(home)
        with Book(home) as book:
            book.verify()
            kept = (home / HEAD_FILE).read_bytes()
            book.record([dataset(7)], action="a", **WHO)
            connection = sqlite3.connect(home / DATABASE_FILE)
            connection.execute("DELETE FROM record WHERE id = ?", (dataset(7).id,))
            connection.commit()
            connection.close()
            with pytest.raises(LedgerBroken):
                book.verify()
        assert (home / HEAD_FILE).read_bytes() == kept

    def test_a_kept_head_that_was_changed_is_said_to_be(self, home: Path) -> None:
        scanned(home)
        with Book(home) as book:
            book.verify()
            (home / HEAD_FILE).write_text("{}")
            with pytest.raises(LedgerBroken, match=r"ledger\.head, kept .* was changed"):
                book.verify()

    def test_verification_reads_and_leaves_the_book_usable(self, book: Book) -> None:
        book.record([dataset(1)], action="a", **WHO)
        assert book.verify().entries == 1
        book.record([dataset(2)], action="a", **WHO)
        assert book.verify().entries == 2
