# A change and its ledger entry are both there or neither is, whenever the process dies, and what
# was acknowledged stays.
from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.recording import Book
from store import DATABASE_FILE


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def book(home: Path) -> Iterator[Book]:
    ticks = iter(range(10_000))
    with Book(home, clock=lambda: f"2026-11-02T08:00:00.{next(ticks):06}Z") as opened:
        yield opened


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
