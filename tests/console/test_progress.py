# Progress is said now and then in a log, and kept fresh on a terminal.
import contextlib
import io

import pytest
from command_line import Terminal

from console.progress import Ticker
from operations import Progress


def at(
    elapsed_s: float, *, exploring: bool = False, eta_s: float | None = None, held: bool = False
) -> Progress:
    return Progress(
        done=3,
        known=7,
        exploring=exploring,
        rows=int(1_000 * elapsed_s),
        octets=int(2_000_000 * elapsed_s),
        elapsed_s=elapsed_s,
        eta_s=eta_s,
        held=held,
    )


def said(stream: io.StringIO, *progress: Progress, end: bool = True, language: str = "en") -> str:
    with contextlib.redirect_stderr(stream), contextlib.redirect_stdout(io.StringIO()) as out:
        ticker = Ticker(language)
        for each in progress:
            ticker.tell(each)
        if end:
            ticker.end()
    assert not out.getvalue(), "stdout is for data"
    return stream.getvalue()


def test_in_a_log_a_line_comes_every_ten_seconds() -> None:
    ticks = [at(second / 2) for second in range(1, 65)]
    lines = said(io.StringIO(), *ticks).splitlines()
    assert [line.split(", ")[1] for line in lines] == ["10,000 rows", "20,000 rows", "30,000 rows"]


def test_why_nothing_moves_is_said_at_once_and_then_as_usual() -> None:
    ticks = [at(second / 2, held=True) for second in range(1, 65)]
    lines = said(io.StringIO(), *ticks).splitlines()
    assert [line.split(", ")[1] for line in lines] == [
        "500 rows",
        "10,500 rows",
        "20,500 rows",
        "30,500 rows",
    ]
    assert all(line.endswith("; slowed on purpose by a source's terms") for line in lines)


def test_a_short_job_says_nothing_in_a_log() -> None:
    assert said(io.StringIO(), at(0.0), at(1), at(9.9)) == ""


def test_on_a_terminal_one_line_is_kept_fresh_and_cleared_at_the_end() -> None:
    ticks = [at(tenth / 10) for tenth in range(1, 11)]
    text = said(Terminal(), *ticks)
    assert "\n" not in text
    first, *lines, last = text.split("\r\x1b[K")
    assert (first, last) == ("", "")
    assert 4 <= len(lines) <= 5, "five times a second at most"
    assert lines[0].startswith("3/7 data sets, 200 rows, 1,000 rows/s, 2.0 MB/s")


def test_a_terminal_that_was_told_nothing_is_left_alone() -> None:
    assert said(Terminal(), at(0.0), at(0.1)) == ""


def test_before_the_first_moment_nothing_is_divided_by_zero() -> None:
    assert said(Terminal(), at(0.0)) == ""


@pytest.mark.parametrize(
    ("progress", "wanted"),
    [
        (at(10), "3/7 data sets, 10,000 rows, 1,000 rows/s, 2.0 MB/s"),
        (at(10, exploring=True), "3/7+ data sets, 10,000 rows, 1,000 rows/s, 2.0 MB/s"),
        (at(10, eta_s=75.4), "3/7 data sets, 10,000 rows, 1,000 rows/s, 2.0 MB/s, 75 s left"),
    ],
    ids=["all known", "more may turn up", "with the time left"],
)
def test_a_line_tells(progress: Progress, wanted: str) -> None:
    assert said(io.StringIO(), progress) == f"{wanted}\n"


def test_a_line_tells_in_chinese() -> None:
    wanted = "3/7个数据集，10,000行，1,000行/秒，2.0 MB/秒，剩余75秒\n"
    assert said(io.StringIO(), at(10, eta_s=75.4), language="zh") == wanted
