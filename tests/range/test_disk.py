# A host's files: written, read and gone, told of, and the drill's rows in them by where they stand.
from __future__ import annotations

import pytest

from range.archive import packed
from range.disk import Disk
from range.people import make_people

ROWS = make_people(3, 7)
NUMBERS = frozenset(each["id_number"] for each in ROWS)
TEXT = " ".join(sorted(NUMBERS)).encode()


def test_a_file_is_there_until_it_is_removed_and_whoever_hears_is_told() -> None:
    told: list[tuple[str, bytes | None]] = []
    disk = Disk(lambda name, content: told.append((name, content)))
    disk.write("b", b"2")
    disk.write("a", b"1")
    assert (list(disk), disk.read("a"), "b" in disk) == (["a", "b"], b"1", True)
    disk.remove("a")
    disk.remove("a")
    assert told == [("b", b"2"), ("a", b"1"), ("a", None)]
    with pytest.raises(KeyError):
        disk.read("a")


def test_rows_are_counted_once_where_they_stand_and_others_are_not() -> None:
    disk = Disk()
    disk.write("one.json", TEXT)
    disk.write("again.json", TEXT)
    assert disk.rows(NUMBERS, archived=False) == 3
    assert disk.rows(NUMBERS, archived=True) == 0
    disk.write("all.zip", packed({"one.json": TEXT}, "zip"))
    disk.remove("one.json")
    disk.remove("again.json")
    assert disk.rows(NUMBERS, archived=False) == 0
    assert disk.rows(NUMBERS, archived=True) == 3
    assert disk.rows(frozenset({"610102199001010010"}), archived=True) == 0
