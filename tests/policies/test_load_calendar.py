# The operator's days.
import datetime as dt
from pathlib import Path

import pytest

from policies import load_calendar
from schema import PolicyError

HEADER = (
    "header: {id: calendar.own, title: {zh: 日历, en: calendar}, owner: us, created: 2026-11-28, "
    "maturity: stable, source: ours, gaps: none}\n"
)


def written(tmp_path: Path, name: str, days: str) -> Path:
    (tmp_path / "calendar").mkdir(exist_ok=True)
    (tmp_path / "calendar" / f"{name}.yaml").write_text(f"{HEADER}days:\n{days}")
    return tmp_path


def test_days(tmp_path: Path) -> None:
    assert load_calendar() == {}
    written(
        tmp_path, "a", "  - {day: 2027-02-05, until: 2027-02-07, working: false, reason: 春节}\n"
    )
    written(tmp_path, "b", "  - {day: 2027-02-06, working: true, reason: on duty}\n")
    day = dt.date(2027, 2, 5)
    assert load_calendar(tmp_path) == {
        day: False, day + dt.timedelta(1): True, day + dt.timedelta(2): False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        ("  - {day: 2027-02-05, until: 2027-02-01, working: false, reason: x}\n", "are no days"),
        ("  - {day: 2027-02-05, until: 2029-02-01, working: false, reason: x}\n", "are no days"),
        ("  - {day: 2027-02-05, working: false}\n", "reason"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, days: str, problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        load_calendar(written(tmp_path, "a", days))
