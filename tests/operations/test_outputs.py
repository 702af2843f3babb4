# Files for people come into being together, or not at all.
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.outputs import deliver, refuse_output
from schema import MisuseError, SourceError


def write(path: Path) -> None:
    path.write_text(path.suffix)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def test_each_output_is_written_under_its_name(place: Path) -> None:
    deliver([place / "a.html", place / "b.json"], write)
    assert names(place) == ["a.html", "b.json"]
    assert (place / "a.html").read_text() == ".html", "the suffix tells the format"


@pytest.mark.parametrize("fails_at", [".html", ".json"], ids=["the first", "the last"])
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "cannot be written: the disk is full"),
        (errno.EDQUOT, "cannot be written: the quota is used up"),
        (errno.EACCES, "cannot be written: may not be read by this user"),
        (errno.EROFS, "cannot be written: the file system is read-only"),
    ],
    ids=lambda value: errno.errorcode.get(value, "") if isinstance(value, int) else "",
)
def test_where_one_fails_none_is_there(place: Path, fails_at: str, number: int, said: str) -> None:
    (place / "b.json").write_text("before")

    def fail(path: Path) -> None:
        path.write_text("half")
        if path.suffix == fails_at:
            raise OSError(number, "system's own words")

    outputs = [place / "a.html", place / "b.json"]
    with pytest.raises(SourceError) as failed:
        deliver(outputs, fail, overwrite=True)
    wrong = next(output for output in outputs if output.suffix == fails_at)
    assert str(failed.value) == f"{wrong}: {said}"
    assert names(place) == ["b.json"]
    assert (place / "b.json").read_text() == "before"


def test_what_is_no_fault_of_the_disk_passes_and_leaves_nothing(place: Path) -> None:
    def fail(_path: Path) -> None:
        raise ValueError("a mistake of ours")

    with pytest.raises(ValueError, match="a mistake of ours"):
        deliver([place / "a.html"], fail)
    assert names(place) == []


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        pytest.param(["gone/a.json"], "there is no directory", id="no directory"),
        pytest.param(["there.json"], "exists already", id="a file that is there"),
        pytest.param(["link.json"], "exists already", id="a link to nothing"),
        pytest.param(["folder.json"], "is a directory", id="a directory"),
        pytest.param(["a.json", "a.json"], "is named twice", id="one name twice"),
    ],
)
def test_an_output_is_refused_before_anything_is_written(
    place: Path, outputs: list[str], said: str
) -> None:
    (place / "there.json").touch()
    (place / "link.json").symlink_to("nowhere")
    (place / "folder.json").mkdir()
    before = names(place)
    with pytest.raises(MisuseError, match=said):
        deliver([place / name for name in outputs], write)
    assert names(place) == before


def test_a_name_taken_meanwhile_is_left_to_whoever_took_it(place: Path) -> None:
    def slow(path: Path) -> None:
        write(path)
        (place / "b.json").write_text("theirs")

    with pytest.raises(MisuseError, match="exists already"):
        deliver([place / "a.html", place / "b.json"], slow)
    assert names(place) == ["b.json"]
    assert (place / "b.json").read_text() == "theirs"


def test_overwriting_is_allowed_where_it_is_asked_for(place: Path) -> None:
    (place / "a.json").write_text("before")
    refuse_output(place / "a.json", overwrite=True)
    deliver([place / "a.json"], write, overwrite=True)
    assert (place / "a.json").read_text() == ".json"


@pytest.fixture
def held(place: Path) -> Iterator[str]:
    """What another process is writing just now."""
    path = place / ".a.json.77.partial.json"
    lock = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    yield path.name
    os.close(lock)


def test_what_a_killed_process_left_is_cleared_and_the_work_of_others_is_not(
    place: Path, held: str
) -> None:
    for name in (".a.json.4242.partial.json", ".b.json.4242.partial.json", ".a.json.partial"):
        (place / name).write_text("half")
    deliver([place / "a.json"], write)
    assert names(place) == sorted([held, ".b.json.4242.partial.json", ".a.json.partial", "a.json"])
