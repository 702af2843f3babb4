# Files of a log that was rotated, known again by number or by their beginning.
import gzip
import os
from pathlib import Path

import pytest

from connectors import LogMark, follow_log
from connectors.log_rotation import after, begins_as, first_bytes, marked_file, size_of


@pytest.fixture
def marked(tmp_path: Path) -> tuple[Path, LogMark]:
    path = tmp_path / "access.log"
    path.write_text("one\ntwo\n")
    return path, follow_log(path, None, most=4).mark


def test_a_mark_knows_lines_and_the_beginning(marked: tuple[Path, LogMark]) -> None:
    path, mark = marked
    assert (mark.offset, mark.line) == (4, 1)
    assert mark.head == first_bytes(path, 4) != first_bytes(path, 5)
    assert begins_as(path, mark)
    assert first_bytes(path, 0) == first_bytes(path / "no", 4) == ""


def test_it_is_found_renamed_packed_and_copied(marked: tuple[Path, LogMark]) -> None:
    path, mark = marked
    renamed = path.rename(path.with_name("access.log.1"))
    assert marked_file(path, mark) == renamed
    packed = path.with_name("access.log.1.gz")
    packed.write_bytes(gzip.compress(renamed.read_bytes()))
    renamed.unlink()
    assert marked_file(path, mark) == packed
    assert size_of(packed) == 8
    packed.write_bytes(gzip.compress(b"others\n"))
    assert marked_file(path, mark) is None


def test_a_file_that_was_cut_short_is_its_copy(marked: tuple[Path, LogMark]) -> None:
    path, mark = marked
    copy = path.with_name("access-20261128.log")
    copy.write_bytes(path.read_bytes())
    path.write_text("a longer line than those before\n")
    assert marked_file(path, mark) == copy


def test_the_files_after_a_time(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    for number, name in enumerate(
        ("access.log.3", "access.log.2.gz", "access-20261128.log", "access_error.log", "access.log")
    ):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, ns=(number * 10, number * 10))
    assert after(path, 0, None) == tmp_path / "access.log.2.gz"
    assert after(path, 10, None) == tmp_path / "access-20261128.log"
    assert after(path, 0, tmp_path / "access.log.2.gz") == tmp_path / "access-20261128.log"
    assert after(path, 20, None) is None


def test_a_damaged_file_is_as_long_as_it_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(os.urandom(5_000))[:-20])
    assert size_of(path) <= 5_000
    assert size_of(tmp_path / "none") == 0
