# Records on their way out: whatever ends the way, none is lost and none is there twice.
from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from sqlite3 import Connection

import pytest
from kept_records import TARGET, database, mute

import store
from schema import RECORD_TYPES, Source
from store import (
    KEPT_HERE,
    OutRow,
    RecordRefused,
    StoreError,
    hand_over,
    hand_over_anew,
    open_database,
    read_outbox,
)


class There:
    """A server in files, one for each version: what comes again is noted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.away, self.unwanted, self.again = False, frozenset[str](), 0
        folder.mkdir(exist_ok=True)

    def keep(self, rows: Sequence[OutRow]) -> list[RecordRefused]:
        refused = []
        for row in rows:
            if self.away:
                raise StoreError("away")
            if row.id in self.unwanted:
                refused.append(RecordRefused(row.kind, row.id, row.version, "unwanted"))
                continue
            try:
                with (self._folder / f"{row.kind} {row.id} {row.version}").open("x") as file:
                    json.dump([row.unit, row.body is None], file)
            except FileExistsError:
                self.again += 1
        return refused

    @property
    def kept(self) -> list[str]:
        return sorted(each.name for each in self._folder.iterdir())


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    opened = database(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def there(tmp_path: Path) -> There:
    return There(tmp_path / "there")


def put(connection: Connection, *names: str, reason: str = "演练") -> None:
    with store.transaction(connection):
        for name in names:
            store.put(connection, mute(name, reason))


def waiting(connection: Connection) -> int:
    return read_outbox(connection, TARGET).waiting


def test_what_is_committed_waits_and_what_is_rolled_back_never_was(
    connection: Connection, there: There
) -> None:
    put(connection, "a")
    connection.execute("BEGIN IMMEDIATE")
    store.put(connection, mute("b"))
    connection.execute("ROLLBACK")
    outbox = read_outbox(connection, TARGET)
    assert (outbox.versions, outbox.waiting, outbox.aside) == (1, 1, ())
    assert outbox.oldest == mute("a").time
    assert hand_over(connection, TARGET, there.keep) == 1
    assert (waiting(connection), there.kept) == (0, ["mute a 1"])


def test_records_wait_in_order_while_the_server_is_away(
    connection: Connection, there: There
) -> None:
    there.away = True
    put(connection, *(f"m-{n}" for n in range(1_200)))
    with pytest.raises(StoreError, match="away"):
        hand_over(connection, TARGET, there.keep)
    assert waiting(connection) == 1_200
    there.away = False
    put(connection, "m-0", reason="误报")
    with store.transaction(connection):
        store.delete(connection, "mute", "m-1", time="2026-12-01T00:00:00Z")
    assert hand_over(connection, TARGET, there.keep) == 1_202
    assert hand_over(connection, TARGET, there.keep) == 0
    assert (len(there.kept), there.again) == (1_202, 0)
    assert {"mute m-0 2", "mute m-1 2"} <= set(there.kept)


def test_what_opens_something_stays_here(connection: Connection, there: There) -> None:
    source = Source(id="s", unit="", time="t", url="sqlite:///a.db", sealed_password=b"sealed")
    put(connection, "a")
    with store.transaction(connection):
        store.put(connection, source)
    outbox = read_outbox(connection, TARGET)
    assert (outbox.versions, outbox.waiting) == (1, 1)
    assert hand_over(connection, TARGET, there.keep) == 1
    assert (there.kept, waiting(connection)) == (["mute a 1"], 0)


def test_every_kind_with_a_secret_is_among_those_that_stay() -> None:
    words = ("password", "secret", "verifier", "digest")
    secret = {
        kind
        for kind, known in RECORD_TYPES.items()
        for field in dataclasses.fields(known)
        if "bytes" in str(field.type) or any(word in field.name for word in words)
    }
    # Digests of policies, plans and models open nothing.
    assert secret - {"scan-job", "column-model", "share"} == KEPT_HERE


def test_what_is_refused_is_set_aside_told_and_tried_again(
    connection: Connection, there: There
) -> None:
    there.unwanted = frozenset({"b", "d"})
    put(connection, "a", "b", "c", "d")
    assert hand_over(connection, TARGET, there.keep) == 2
    outbox = read_outbox(connection, TARGET)
    assert outbox.waiting == 0
    assert outbox.aside == tuple(RecordRefused("mute", each, 1, "unwanted") for each in "bd")
    there.unwanted = frozenset({"d"})
    assert hand_over(connection, TARGET, there.keep) == 0
    assert hand_over(connection, TARGET, there.keep, again=True) == 1
    assert [each.id for each in read_outbox(connection, TARGET).aside] == ["d"]
    assert there.kept == ["mute a 1", "mute b 1", "mute c 1"]


def test_targets_are_told_apart_and_all_goes_to_one_that_lost_its_own(
    connection: Connection, there: There, tmp_path: Path
) -> None:
    put(connection, "a", "b")
    hand_over(connection, TARGET, there.keep)
    assert read_outbox(connection, "another").waiting == 2
    hand_over_anew(connection, TARGET)
    assert waiting(connection) == 2
    other = There(tmp_path / "other")
    assert hand_over(connection, TARGET, other.keep) == 2
    assert other.kept == there.kept


def test_a_database_put_back_from_a_copy_hands_all_over_anew(
    connection: Connection, there: There
) -> None:
    put(connection, "a")
    put(connection, "b", "c")
    hand_over(connection, TARGET, there.keep)
    # As it was before `b`, with the mark of after; what follows takes its rows' numbers.
    connection.execute("DELETE FROM record WHERE id <> 'a'")
    put(connection, "d")
    assert waiting(connection) == 2
    assert hand_over(connection, TARGET, there.keep) == 2
    assert (waiting(connection), there.again) == (0, 1)
    assert "mute d 1" in there.kept


KILLED = """
import os, signal, sys
from pathlib import Path
from kept_records import TARGET
from test_outbox import There
from store import hand_over, open_database
there = There(Path(sys.argv[2]))
def keep(rows):
    there.keep(rows[: int(sys.argv[3])])
    os.kill(os.getpid(), signal.SIGKILL)
hand_over(open_database(Path(sys.argv[1])), TARGET, keep)
"""


@pytest.mark.parametrize("taken", [0, 40, 100], ids=["before", "half way", "before the mark"])
def test_killed_in_the_hand_over_none_is_lost_and_none_twice(
    connection: Connection, there: There, tmp_path: Path, taken: int
) -> None:
    put(connection, *(f"m-{n}" for n in range(100)))
    connection.close()
    home = tmp_path / "home"
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(home), str(tmp_path / "there"), str(taken)],
        env={"PYTHONPATH": ":".join([*sys.path, *paths])},
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL
    again = open_database(home)
    assert (waiting(again), len(there.kept)) == (100, taken)
    assert hand_over(again, TARGET, there.keep) == 100
    assert (waiting(again), len(there.kept), there.again) == (0, 100, taken)
    again.close()


def test_a_full_disk_loses_nothing_that_was_acknowledged(
    connection: Connection, there: There
) -> None:
    put(connection, "a", "b")
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    many = (put(connection, f"c-{number}", reason="长" * 900) for number in range(1_000))
    with pytest.raises(StoreError, match="full"):
        list(many)
    (held,) = connection.execute("SELECT count(*) FROM record").fetchone()
    # The mark has no room of its own: what was taken counts as waiting, and comes again.
    try:
        hand_over(connection, TARGET, there.keep)
    except StoreError:
        assert waiting(connection) == held
    connection.execute(f"PRAGMA max_page_count = {pages + 100}")
    hand_over(connection, TARGET, there.keep)
    assert (waiting(connection), len(there.kept)) == (0, held)
