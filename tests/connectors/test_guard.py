# What files make their readers do ends with the child that reads them, and is told plainly.
from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors import guard
from connectors.guard import guarded
from schema import Limits, SourceError

SUPPORT = Path(__file__).parents[1] / "support"
MARK = "ZX9SECRET7"

Trial = Callable[..., list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def _server() -> Iterator[None]:
    """A server that knows the trials, for this file's tests."""
    kept = guard._SERVER
    guard._SERVER = None
    boot = guard._BOOT
    guard._BOOT = (
        f"import sys; sys.path.insert(0, {str(SUPPORT)!r}); "
        "import guarded_trials; guarded_trials.boot(*sys.argv[1:])"
    )
    yield
    guard._close()
    guard._SERVER, guard._BOOT = kept, boot


@pytest.fixture
def trial(_server: None, tmp_path: Path) -> Trial:
    path = tmp_path / "t"
    path.write_text(MARK)

    def ask(*arguments: object, limits: Limits | None = None) -> list[tuple[object, ...]]:
        words = guarded("trial", str(path), *arguments, source="t", limits=limits or Limits())
        return [tuple(word) for word in words]

    return ask


def test_the_program_has_the_file_and_the_arguments(trial: Trial) -> None:
    long = ["人" * 1000] * 300
    assert trial("echo", 1, long, None) == [
        ("content", MARK),
        ("arguments", [1, long, None]),
    ]


def test_messages_come_in_order_however_many(trial: Trial) -> None:
    assert [word[1] for word in trial("count", 3000, 1000)] == list(range(3000))


@pytest.mark.parametrize(
    ("arguments", "limits", "reason"),
    [
        pytest.param(("fault", "locked"), {}, "is damaged or cut off", id="an unknown fault"),
        pytest.param(("fault", "large"), {}, "needs too much memory to read", id="a known one"),
        pytest.param(("raise",), {}, "is damaged or cut off", id="an exception"),
        pytest.param(("crash",), {}, "is damaged or cut off", id="a crash"),
        pytest.param(("abort",), {}, "needs too much memory to read", id="an abort"),
        pytest.param(("rubbish",), {}, "is damaged or cut off", id="an answer that is none"),
        pytest.param(
            ("allocate", 1 << 30),
            {"max_memory_bytes": 1 << 28},
            "needs too much memory to read",
            id="too much memory",
        ),
        pytest.param(
            ("sleep",),
            {"max_step_s": 0.05},
            "takes too long to read: perhaps it is made to",
            id="silence",
        ),
        pytest.param(
            ("spin",),
            {"max_step_s": 0.05},
            "takes too long to read: perhaps it is made to",
            id="a loop without an end",
        ),
        pytest.param(("write", "{0}/x"), {}, "is damaged or cut off", id="writing a file"),
    ],
)
def test_an_end_before_the_end_has_a_plain_reason(
    arguments: tuple[object, ...],
    limits: dict[str, float],
    reason: str,
    trial: Trial,
    tmp_path: Path,
) -> None:
    filled = [str(each).format(tmp_path) if "{0}" in str(each) else each for each in arguments]
    with pytest.raises(SourceError) as caught:
        trial(*filled, limits=Limits(**limits))
    assert (caught.value.problem, caught.value.source) == (reason, "t")
    assert trial("echo")[0] == ("content", MARK)


def test_a_reason_takes_the_numbers_of_its_fault(trial: Trial, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="x: has 7 of 9"):
        list(
            guarded(
                "trial",
                str(tmp_path / "t"),
                "fault",
                "many",
                7,
                9,
                source="x",
                limits=Limits(),
                faults={"many": "has {} of {}"},
            )
        )


def test_memory_within_the_limit_is_given(trial: Trial) -> None:
    assert trial("allocate", 1 << 27, limits=Limits(max_memory_bytes=1 << 28)) == [
        ("held", 1 << 27)
    ]


def test_nothing_of_ours_is_handed_on(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    ((_, environment),) = trial("environment")
    assert set(environment) <= {"LD_LIBRARY_PATH", "PATH", "TZ", "LC_CTYPE"}
    ((_, open_files),) = trial("descriptors")
    # The three standard ones, the file, the channel, and the listing itself.
    assert open_files == 6


def test_a_reading_left_early_leaves_no_process(trial: Trial, tmp_path: Path) -> None:
    words = guarded("trial", str(tmp_path / "t"), "pid", source="t", limits=Limits())
    pid = next(words)[1]
    process = os.pidfd_open(pid)
    words.close()
    try:
        assert select.select([process], [], [], 30)[0] == [process]
    finally:
        os.close(process)


def test_readings_may_run_side_by_side(trial: Trial, tmp_path: Path) -> None:
    path = str(tmp_path / "t")
    readings = [
        guarded("trial", path, "count", 50, size, source="t", limits=Limits())
        for size in (1, 70_000, 10)
    ]
    for number in range(50):
        assert [next(reading)[1] for reading in readings] == [number] * 3
    for reading in readings:
        assert list(reading) == []


def test_a_server_that_is_gone_is_replaced(trial: Trial, tmp_path: Path) -> None:
    assert guard._SERVER is None or guard._SERVER.alive()
    trial("echo")
    assert guard._SERVER is not None
    guard._SERVER._process.kill()
    guard._SERVER._process.wait()
    assert trial("echo")[0] == ("content", MARK)


@pytest.mark.usefixtures("_server")
def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        list(guarded("trial", str(tmp_path / "gone"), "echo", source="t", limits=Limits()))


LEFT_OPEN = """
import sys
from connectors.guard import guarded
from schema import Limits
words = guarded("workbook", sys.argv[1], source="t", limits=Limits())
try:
    next(words)
except Exception as error:
    print(type(error).__name__)
from connectors import guard
print(guard._SERVER._process.pid)
"""


def test_it_ends_with_its_process(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"rubbish")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LEFT_OPEN, str(tmp_path / "t.xlsx")],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    name, pid = done.stdout.split()
    assert name == "SourceError"
    assert not Path(f"/proc/{pid}").exists()
    assert done.stderr == ""
