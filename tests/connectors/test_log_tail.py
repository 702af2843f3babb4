# A log that is written while it is read: every line once, across rotation, cut off in mid-line.
import gzip
import os
import random
import shutil
from pathlib import Path

import pytest

from connectors.log_tail import LogMark, follow_log, read_log_between
from schema import SourceError


def drained(
    path: Path, mark: LogMark | None, **options: object
) -> tuple[str, LogMark | None, list[str]]:
    text, problems = "", []
    while True:
        step = follow_log(path, mark, **options)
        mark = step.mark
        problems += [step.problem] if step.problem else []
        if not step.text:
            return text, mark, problems
        text += step.text


def test_lines_come_when_they_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("one\ntw")
    text, mark, _ = drained(path, None)
    assert text == "one\n"
    with path.open("a") as file:
        file.write("o\nthree\n")
    assert drained(path, mark)[0] == "two\nthree\n"


def test_a_record_over_several_lines_waits_for_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('1,"a"\n2,"b\nc')
    text, mark, _ = drained(path, None, quoted=True)
    assert text == '1,"a"\n'
    with path.open("a") as file:
        file.write('"\n')
    assert drained(path, mark, quoted=True)[0] == '2,"b\nc"\n'


def test_a_renamed_file_is_read_to_its_end_first(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("one\n")
    _, mark, _ = drained(path, None)
    with path.open("a") as file:
        file.write("two\nunend")
    path.rename(tmp_path / "a.log.1")
    assert follow_log(path, mark).text == "two\nunend"
    path.write_text("three\n")
    assert drained(path, mark) == ("two\nunendthree\n", follow_log(path, None).mark, [])


def test_what_cannot_be_found_again_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("one\ntwo\n")
    _, mark, _ = drained(path, None)
    path.write_text("x\n")
    text, mark, problems = drained(path, mark)
    assert (text, problems) == ("x\n", ["was cut short while it was read: lines may be missing"])
    (tmp_path / "new").write_text("y\n")
    path.unlink()
    shutil.move(tmp_path / "new", path)
    text, _, problems = drained(path, mark)
    assert (text, problems) == ("y\n", ["its earlier file is gone: lines may be missing"])
    path.unlink()
    with pytest.raises(SourceError, match="does not exist"):
        follow_log(path, None)


def test_a_piece_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("one\ntwo\nthree\n")
    first = follow_log(path, None, most=4)
    second = follow_log(path, first.mark, most=4)
    again = read_log_between(path, first.mark, second.mark)
    assert again is not None
    assert (again.text, again.path, again.fresh) == (second.text, path, False)
    path.rename(tmp_path / "a.log.1")
    again = read_log_between(path, first.mark, second.mark)
    assert again is not None
    assert (again.text, again.path, again.fresh) == (second.text, tmp_path / "a.log.1", False)
    (tmp_path / "a.log.1").unlink()
    assert read_log_between(path, first.mark, second.mark) is None


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_every_line_comes_once(tmp_path: Path, seed: int) -> None:
    chance, path, written, read = random.Random(seed), tmp_path / "a.log", 0, ""
    path.write_text("")
    mark, pending, turns = None, "", 0
    for _ in range(400):
        act = chance.random()
        if act < 0.6:
            pending += f"line {written}\n"
            written += 1
            cut = chance.randint(0, len(pending))
            with path.open("a") as file:
                file.write(pending[:cut])
            pending = pending[cut:]
        elif act < 0.65 and not pending and path.stat().st_size:
            turns += 1
            path.rename(tmp_path / f"a.log.{turns}")
            path.write_text("")
        else:
            step = follow_log(path, mark, most=chance.choice([20, 1_000]))
            mark, read = step.mark, read + step.text
    with path.open("a") as file:
        file.write(pending)
    read += drained(path, mark)[0]
    assert read.splitlines() == [f"line {n}" for n in range(written)]


@pytest.mark.parametrize("seed", range(6))
def test_rotated_in_every_way_between_looks_every_line_comes_once(
    tmp_path: Path, seed: int
) -> None:
    chance, path, written, read = random.Random(seed), tmp_path / "a.log", 0, ""
    mark, turns, clock = None, 0, 1_000_000_000

    def write(lines: int) -> None:
        nonlocal written, clock
        with path.open("a") as file:
            file.write("".join(f"line {written + n}\n" for n in range(lines)))
        written += lines
        clock += 1_000_000_000
        os.utime(path, ns=(clock, clock))

    write(3)
    mark = follow_log(path, None).mark
    read += "line 0\nline 1\nline 2\n"
    for _ in range(60):
        write(chance.randint(1, 9))
        for _ in range(chance.choice([0, 0, 1, 2, 3])):
            turns += 1
            old = tmp_path / f"a.log.{turns}"
            if chance.random() < 0.3:
                # Copied and cut short, in place of being renamed.
                old.write_bytes(path.read_bytes())
                os.utime(old, ns=(clock, clock))
                path.write_text("")
            else:
                path.rename(old)
            if chance.random() < 0.5:
                packed = tmp_path / f"a.log.{turns}.gz"
                packed.write_bytes(gzip.compress(old.read_bytes()))
                os.utime(packed, ns=(clock, clock))
                old.unlink()
            write(chance.randint(1, 9))
        if chance.random() < 0.7:
            text, mark, problems = drained(path, mark)
            assert problems == []
            read += text
    read += drained(path, mark)[0]
    assert read.splitlines() == [f"line {n}" for n in range(written)]
