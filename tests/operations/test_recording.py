# What a book promises: a change and its ledger entry are both there or neither is, whenever the
# process dies; what was acknowledged stays; and nothing changed behind its back goes unseen.
from __future__ import annotations

import sqlite3
import stat
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from recorded_findings import WHO, dataset, scanned, spoil

from ledger import check_growth, check_inclusion
from operations.recording import HEAD_FILE, Book, new_id, utc_now
from schema import (
    Dataset,
    LedgerBroken,
    Level,
    Review,
    ScanJob,
    Source,
)
from store import DATABASE_FILE, KEY_FILE, StoreError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def book(home: Path) -> Iterator[Book]:
    ticks = iter(range(10_000))
    with Book(home, clock=lambda: f"2026-11-02T08:00:00.{next(ticks):06}Z") as opened:
        yield opened


def source(book: Book, password: bytes = b"clear-password-1") -> Source:
    sealed = book.seal.seal(password, "residents")
    return Source(
        id="residents", unit="shaanxi/xian", time="t", url="sqlite:///r.db", sealed_password=sealed
    )


def on_disk(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.iterdir()) if path.name != KEY_FILE)


class TestRecord:
    def test_records_and_one_entry_go_in_together(self, book: Book) -> None:
        one, two = dataset(1), dataset(2)
        assert book.record([one, two], action="scan.dataset", detail={"rows": 9}, **WHO) == (1, 1)
        assert book.latest(Dataset, one.id) == one
        assert book.latest("dataset", two.id) == two
        (entry,) = book.entries()
        assert (entry.sequence, entry.action, entry.actor, entry.unit) == (
            1,
            "scan.dataset",
            "王芳",
            "shaanxi/xian",
        )
        assert entry.time == "2026-11-02T08:00:00.000000Z"
        assert entry.body["detail"] == {"rows": 9}
        lines = entry.body["records"]
        assert [(line["kind"], line["id"], line["version"]) for line in lines] == [
            ("dataset", one.id, 1),
            ("dataset", two.id, 1),
        ]

    def test_an_act_without_records_has_its_entry(self, book: Book) -> None:
        assert book.record([], action="mask.reveal", **WHO) == ()
        assert book.verify().entries == 1

    def test_a_scan_that_finds_the_same_is_an_entry_and_no_version(self, book: Book) -> None:
        book.record([dataset(1)], action="scan.dataset", **WHO)
        again = dataset(1, time="later", job="another")
        assert book.record([again], action="scan.dataset", **WHO) == (1,)
        assert book.record([dataset(1, level=Level.CORE)], action="scan.dataset", **WHO) == (2,)
        assert [one.version for one in book.versions(Dataset, again.id)] == [1, 2]
        assert book.verify().entries == 3

    @pytest.mark.parametrize(
        "refused",
        [
            pytest.param({"detail": {"rate": float("nan")}}, id="a detail that is no JSON"),
            pytest.param({"detail": {"cards": 6222021234567890123}}, id="a number too large"),
            pytest.param({"actor": "\ud800"}, id="an actor with half a character"),
        ],
    )
    def test_an_entry_that_is_refused_takes_its_records_along(
        self, book: Book, refused: dict[str, Any]
    ) -> None:
        asked = {"action": "scan.dataset", **WHO, **refused}
        with pytest.raises(ValueError, match="value"):
            book.record([dataset(1)], progress=("j", "t", b"{}"), **asked)
        assert book.list(Dataset) == []
        assert book.progress("j") == {}
        assert list(book.entries()) == []

    def test_a_record_that_is_refused_takes_the_others_along(self, book: Book) -> None:
        bad = replace(source(book), max_bytes_per_s=float("inf"))
        with pytest.raises(ValueError, match="come back"):
            book.record([dataset(1), bad], action="source.add", **WHO)
        assert book.list(Dataset) == []
        assert book.verify().entries == 0

    def test_no_body_and_no_secret_is_in_the_ledger(self, book: Book, home: Path) -> None:
        added = source(book)
        book.record([added, dataset(1)], action="source.add", **WHO)
        connection = sqlite3.connect(home / DATABASE_FILE)
        told = "".join(row[0] for row in connection.execute("SELECT entry FROM ledger_entry"))
        connection.close()
        assert "residents" in told
        for hidden in ("cn.id18", "table 1", b64encode(added.sealed_password).decode(), "clear"):
            assert hidden not in told
        assert b"clear-password-1" not in on_disk(home)


class TestReading:
    def test_lists_keep_to_a_unit(self, book: Book) -> None:
        book.record([dataset(1), replace(dataset(2), unit="gansu")], action="a", **WHO)
        assert [one.id for one in book.list("dataset")] == [dataset(1).id, dataset(2).id]
        assert [one.id for one in book.list(Dataset, "shaanxi")] == [dataset(1).id]

    def test_reviews_are_found_by_their_dataset(self, book: Book) -> None:
        made = [
            Review(
                id=f"rv-{number}",
                unit="u",
                time=book.now(),
                dataset=dataset(number % 2).id,
                field="a",
                reviewer="王芳",
                decision="confirm",
                reason="",
            )
            for number in range(4)
        ]
        for one in made:
            book.record([one], action="catalogue.review", **WHO)
        assert book.reviews(dataset(0).id) == [made[0], made[2]]
        assert book.about(Review, dataset(1).id) == [made[1], made[3]]

    @pytest.mark.parametrize("kind", ["datasets", "", "ScanJob"])
    def test_a_kind_that_is_none_is_a_mistake(self, book: Book, kind: str) -> None:
        with pytest.raises(ValueError, match="no kind of record; there are source, dataset"):
            book.list(kind)
        with pytest.raises(ValueError, match="no kind of record"):
            book.latest(kind, "x")


class TestSources:
    def test_a_removed_source_takes_its_password_out_of_every_file(
        self, book: Book, home: Path
    ) -> None:
        first, second = source(book), source(book, b"clear-password-2")
        for one in (first, second):
            book.record([one], action="source.add", **WHO)
        sealed = [b64encode(one.sealed_password)[:24] for one in (first, second)]
        assert all(one in on_disk(home) for one in sealed)
        assert book.delete_source("residents", **WHO) == 3
        assert not any(one in on_disk(home) for one in sealed)
        assert book.latest(Source, "residents") is None
        assert [entry.action for entry in book.entries(after=2)] == ["source.remove"]
        assert book.verify().entries == 3

    def test_a_source_that_is_not_there_is_not_removed(self, book: Book) -> None:
        with pytest.raises(ValueError, match="there is no source 'nobody'"):
            book.delete_source("nobody", **WHO)
        assert list(book.entries()) == []

    def test_a_password_opens_again_in_another_process_of_the_installation(
        self, book: Book, home: Path
    ) -> None:
        book.record([source(book)], action="source.add", **WHO)
        with Book(home) as other:
            found = other.latest(Source, "residents")
            assert found is not None
            assert other.seal.unseal(found.sealed_password, "residents") == b"clear-password-1"


class TestProgress:
    def test_a_scan_goes_on_from_what_it_noted(self, book: Book, home: Path) -> None:
        book.record(
            [dataset(1)], action="scan.dataset", progress=("j", "x.db:1", b'{"v":1}'), **WHO
        )
        book.note_progress("j", "x.db:2", b'{"skipped":"locked"}')
        with Book(home) as other:
            assert other.progress("j") == {"x.db:1": b'{"v":1}', "x.db:2": b'{"skipped":"locked"}'}
            assert other.progress("k") == {}
            other.clear_progress("j")
        assert book.progress("j") == {}
        assert book.verify().entries == 1


class TestOpening:
    def test_a_new_home_is_its_owners_alone(self, book: Book, home: Path) -> None:
        book.record([dataset(1)], action="a", **WHO)
        book.verify()
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()} == {0o600}
        assert {KEY_FILE, DATABASE_FILE, HEAD_FILE} <= {path.name for path in home.iterdir()}

    def test_a_key_that_is_lost_is_never_replaced_in_silence(self, home: Path) -> None:
        with Book(home) as book:
            book.record([dataset(1)], action="a", **WHO)
        (home / KEY_FILE).unlink()
        with pytest.raises(StoreError, match="restore it from your backup"):
            Book(home)
        assert not (home / KEY_FILE).exists()

    def test_another_key_neither_verifies_nor_goes_on(self, home: Path) -> None:
        with Book(home) as book:
            book.record([dataset(1)], action="a", **WHO)
        (home / KEY_FILE).write_bytes(bytes(32))
        with Book(home) as book:
            with pytest.raises(LedgerBroken, match="names key"):
                book.verify()
            with pytest.raises(LedgerBroken, match="names key"):
                book.record([dataset(2)], action="a", **WHO)
            assert [one.id for one in book.list(Dataset)] == [dataset(1).id]

    def test_a_damaged_table_is_said_to_be_one(self, home: Path) -> None:
        scanned(home)
        spoil(home / DATABASE_FILE, "record")
        with Book(home) as book:
            for read in (
                lambda: book.list(Dataset),
                lambda: book.versions(Dataset, dataset(1).id),
                lambda: book.record([dataset(1)], action="a", **WHO),
                book.verify,
            ):
                with pytest.raises((StoreError, LedgerBroken), match="malformed"):
                    read()
            assert book.head() is not None

    def test_a_damaged_file_is_said_to_be_one(self, home: Path) -> None:
        scanned(home)
        spoil(home / DATABASE_FILE, "migration")
        with pytest.raises(StoreError, match=r"the database cannot be used: .* malformed"):
            Book(home)

    def test_a_new_id_is_nobody_elses(self) -> None:
        made = {new_id("rv") for _ in range(100)}
        assert len(made) == 100
        assert all(len(one) == 19 and one.startswith("rv-") for one in made)

    def test_the_clock_tells_utc_in_microseconds(self) -> None:
        assert len(utc_now()) == len("2026-11-02T08:00:00.000000Z")
        assert utc_now() <= utc_now()


class TestProving:
    def test_an_entry_and_growth_are_proved_with_the_public_key(self, book: Book) -> None:
        for number in range(5):
            book.record([dataset(number)], action="scan.dataset", **WHO)
        check_inclusion(book.prove(3), book.public_key)
        check_growth(book.prove_growth(2), book.public_key)
        head = book.head()
        assert head is not None
        assert head.tree_size == 5

    def test_an_empty_ledger_verifies_and_has_no_head(self, book: Book, home: Path) -> None:
        assert (book.verify().entries, book.head()) == (0, None)
        assert not (home / HEAD_FILE).exists()


def test_a_scan_job_has_its_states_as_versions(book: Book) -> None:
    job = ScanJob(
        id="job-1",
        unit="u",
        time=book.now(),
        targets=("data",),
        options={},
        state="running",
        policy_digest="d",
    )
    assert book.record([job], action="scan.start", **WHO) == (1,)
    done = replace(job, state="done", finished=book.now())
    assert book.record([done], action="scan.finish", **WHO) == (2,)
    assert [one.record.state for one in book.versions("scan-job", "job-1")] == ["running", "done"]
