# What a book promises: a change and its ledger entry are both there or neither is, whenever the
# process dies; what was acknowledged stays; and nothing changed behind its back goes unseen.
from __future__ import annotations

import json
import os
import random
import sqlite3
import stat
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger import check_growth, check_inclusion, head_json, read_head
from operations.recording import HEAD_FILE, Book, new_id, utc_now
from schema import (
    Dataset,
    DatasetFinding,
    FieldFinding,
    LedgerBroken,
    Level,
    Reason,
    Review,
    ScanJob,
    Source,
)
from store import DATABASE_FILE, KEY_FILE, StoreError

WHO = {"actor": "王芳", "unit": "shaanxi/xian"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def book(home: Path) -> Iterator[Book]:
    ticks = iter(range(10_000))
    with Book(home, clock=lambda: f"2026-11-02T08:00:00.{next(ticks):06}Z") as opened:
        yield opened


def dataset(
    number: int, *, level: Level = Level.GENERAL_4, time: str = "t", job: str = "j"
) -> Dataset:
    field = FieldFinding("a", "string", "cn.id18", level, 1.0, 1.0, 9, (Reason("check", "holds"),))
    finding = DatasetFinding(
        id=f"ds-{number:016x}",
        name=f"table {number}",
        source="x.db",
        unit="shaanxi/xian",
        level=level,
        fields=(field,),
        rows=9,
        sampled=9,
    )
    return Dataset(id=finding.id, unit=finding.unit, time=time, finding=finding, job=job)


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
        _scanned(home)
        _spoil(home / DATABASE_FILE, "record")
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
        _scanned(home)
        _spoil(home / DATABASE_FILE, "migration")
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


def _scanned(home: Path, count: int = 4) -> None:
    with Book(home) as book:
        for number in range(count):
            book.record([dataset(number)], action="scan.dataset", **WHO)
        book.record([dataset(0, level=Level.CORE)], action="scan.dataset", **WHO)


def _spoil(path: Path, table: str) -> None:
    """The table's first page overwritten, as a bad disk would."""
    connection = sqlite3.connect(path)
    (page,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
    ).fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


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
        _scanned(home)
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
        _scanned(home)
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
        _scanned(home)
        older = (home / DATABASE_FILE).read_bytes()
        _scanned(home)
        with Book(home) as book:
            assert book.verify().entries == 10
        (home / DATABASE_FILE).write_bytes(older)
        with Book(home) as book, pytest.raises(LedgerBroken, match="entry 6 is missing"):
            book.verify()

    def test_an_older_copy_of_everything_is_found_by_a_head_kept_elsewhere(
        self, home: Path
    ) -> None:
        _scanned(home)
        with Book(home) as book:
            book.verify()
        older = {path: path.read_bytes() for path in home.iterdir()}
        _scanned(home)
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
        _scanned(home)
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
        _scanned(home)
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


WRITER = """
import sys
from pathlib import Path
from operations.recording import Book
from schema import User
home, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Book(home) as book:
    for number in range(count):
        user = User(id=f"{name}-{number}", unit="u", time=book.now(), name=name, roles=())
        book.record([user], action="user.add", actor=name, unit="u",
                    progress=("job", f"{name}-{number}", b"{}"))
        print(user.id, flush=True)
"""


def _writer(home: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(home), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _assert_agrees(home: Path) -> dict[str, int]:
    """Records, progress and entries tell the same story; how many entries each actor has."""
    with Book(home) as book:
        verified = book.verify()
        told: list[str] = []
        acts: dict[str, int] = {}
        for entry in book.entries():
            told += [line["id"] for line in entry.body["records"]]
            acts[entry.actor] = acts.get(entry.actor, 0) + 1
        assert verified.entries == sum(acts.values())
        stored = [record.id for record in book.list("user")]
        assert sorted(told) == sorted(stored)
        assert sorted(book.progress("job")) == sorted(stored)
    connection = sqlite3.connect(home / DATABASE_FILE)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    return acts


def test_two_processes_write_while_a_third_verifies(home: Path) -> None:
    with Book(home) as book:
        writers = [_writer(home, name, 60) for name in ("a", "b")]
        seen = [book.verify().entries]
        while any(writer.poll() is None for writer in writers):
            seen.append(book.verify().entries)
        assert seen == sorted(seen)
        for writer in writers:
            assert len(writer.communicate()[0].split()) == 60
            assert writer.returncode == 0
    assert _assert_agrees(home) == {"a": 60, "b": 60}


def test_processes_that_open_a_new_home_at_once_share_one_book(home: Path) -> None:
    writers = [_writer(home, f"w{number}", 3) for number in range(5)]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    assert _assert_agrees(home) == {f"w{number}": 3 for number in range(5)}


# Dies as the database is about to run the n-th statement of one `record`, its COMMIT the last.
DIES = """
import os, sys
from pathlib import Path
from operations.recording import Book
from schema import User
for number in range(1, int(sys.argv[2]) + 1):
    child = os.fork()
    if child == 0:
        home = Path(sys.argv[1]) / str(number)
        with Book(home) as book:
            user = User(id="before", unit="u", time="t", name="n", roles=())
            book.record([user], action="a", actor="x", unit="u", progress=("job", "before", b""))
        book = Book(home)
        ran = 0
        def tick(statement):
            global ran
            ran += 1
            if ran == number:
                print(number, statement.split("(")[0].strip(), flush=True)
                os._exit(9)
        book._connection.set_trace_callback(tick)
        user = User(id="after", unit="u", time="t", name="n", roles=())
        book.record([user], action="a", actor="x", unit="u", progress=("job", "after", b""))
        print(number, "done", flush=True)
        os._exit(9)
    os.waitpid(child, 0)
"""


def test_a_process_that_dies_before_any_statement_leaves_both_or_neither(tmp_path: Path) -> None:
    most = 20
    ran = subprocess.run(
        [sys.executable, "-c", DIES, str(tmp_path), str(most)],
        capture_output=True,
        text=True,
        check=True,
    )
    deaths = dict(line.split(" ", 1) for line in ran.stdout.splitlines())
    assert list(deaths) == [str(number) for number in range(1, most + 1)]
    statements = [death for death in deaths.values() if death != "done"]
    # The deaths cover the whole way, and the last ones come after the commit.
    assert statements[0] == "BEGIN IMMEDIATE"
    assert statements[-1] == "COMMIT"
    for table in ("record", "progress", "ledger_entry", "ledger_head"):
        assert any(f"INTO {table}" in statement for statement in statements)
    assert any("UPDATE ledger_frontier" in statement for statement in statements)
    for number, death in deaths.items():
        acts = _assert_agrees(tmp_path / number)
        assert acts == {"x": 2 if death == "done" else 1}


# Dies between what the book does itself: before the append, after it, and after the commit.
DIES_BETWEEN = """
import os, sys
from pathlib import Path
import ledger, store
from operations.recording import Book
from schema import User
home, moment = Path(sys.argv[1]), sys.argv[2]
append = ledger.append
def dying(*arguments, **named):
    if moment == "before the append":
        os._exit(9)
    entry = append(*arguments, **named)
    if moment == "after the append":
        os._exit(9)
    return entry
ledger.append = dying
book = Book(home)
user = User(id="one", unit="u", time="t", name="n", roles=())
book.record([user], action="a", actor="x", unit="u", progress=("job", "one", b""))
os._exit(9)
"""


@pytest.mark.parametrize(
    ("moment", "entries"),
    [("before the append", 0), ("after the append", 0), ("after the commit", 1)],
)
def test_a_process_that_dies_between_record_and_entry(
    home: Path, moment: str, entries: int
) -> None:
    ran = subprocess.run([sys.executable, "-c", DIES_BETWEEN, str(home), moment], check=False)
    assert ran.returncode == 9
    assert _assert_agrees(home) == ({"x": 1} if entries else {})


def test_what_was_acknowledged_is_there_after_a_kill_at_any_moment(home: Path) -> None:
    chance = random.Random(20261102)
    acknowledged: set[str] = set()
    for run in range(20):
        writer = _writer(home, f"run{run}", 100_000)
        for _ in range(chance.randrange(1, 12)):
            acknowledged.add(writer.stdout.readline().strip())
        # The writer does not wait for us, so this hits it anywhere in a later write.
        os.kill(writer.pid, 9)
        rest = writer.stdout.read()
        writer.stdout.close()
        assert writer.wait() == -9
        acknowledged.update(line for line in rest.split("\n")[:-1] if line)
        with Book(home) as book:
            there = {record.id for record in book.list("user")}
            assert acknowledged <= there
            # At most the one write that was under way came through without its answer.
            assert len(there - acknowledged) <= run + 1
            book.verify()
    acts = _assert_agrees(home)
    assert sorted(acts) == sorted(f"run{run}" for run in range(20))


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
