import datetime as dt

import pyarrow as pa
import pytest

from masking.days import (
    date_precision,
    date_precision_fault,
    date_shift,
    date_shift_fault,
    dated_type,
)

KEYS = {"person_id": bytes(range(32))}
SHIFT = {"domain": "person_id", "by": "id", "days": "30"}


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("month", "1987-08-01"),
        ("quarter", "1987-07-01"),
        ("year", "1987-01-01"),
        ("decade", "1980-01-01"),
    ],
)
def test_precision(to: str, shown: str) -> None:
    day = dt.date(1987, 8, 19)
    expected = dt.date.fromisoformat(shown)
    rule = {"to": to}
    assert date_precision(pa.array([day, None]), rule, {}).to_pylist() == [expected, None]
    stamps = pa.array([dt.datetime.fromisoformat("1987-08-19T13:45:00"), None], pa.timestamp("ms"))
    assert date_precision(stamps, rule, {}).to_pylist() == [
        dt.datetime.combine(expected, dt.time()),
        None,
    ]
    texts = pa.array(["1987-08-19", "1987-08-19 13:45:00", "1987-08-19T13:45:00Z"])
    assert date_precision(texts, rule, {}).to_pylist() == [shown] * 3


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("1987/8/19", "1987/8/1"),
        ("1987.08.19", "1987.08.01"),
        ("1987年8月19日", "1987年8月1日"),
        ("19870819", "19870801"),
        ("19870819134500", "19870801"),
        ("198712", "***"),
        ("1987-13-01", "***"),
        ("1987-02-29", "***"),
        ("去年", "***"),
        ("", ""),
        (None, None),
    ],
)
def test_text_keeps_how_it_is_written(written: str | None, month: str | None) -> None:
    given = pa.array([written], pa.string())
    assert date_precision(given, {"to": "month"}, {}).to_pylist() == [month]


def test_a_day_is_that_of_the_time_zone() -> None:
    zone = pa.timestamp("s", tz="Asia/Shanghai")
    # Seven in the morning of the first of May there is still April in Greenwich.
    given = pa.array([1_588_287_600], pa.int64()).cast(zone)
    shown = date_precision(given, {"to": "month"}, {})
    assert shown.type == zone
    assert shown[0].as_py().isoformat() == "2020-05-01T00:00:00+08:00"


def test_days_before_1970() -> None:
    given = pa.array([dt.date(1949, 10, 1), dt.date(1969, 12, 31)])
    assert date_precision(given, {"to": "year"}, {}).to_pylist() == [
        dt.date(1949, 1, 1),
        dt.date(1969, 1, 1),
    ]


@pytest.mark.parametrize(
    "type_", [pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("us", tz="Asia/Shanghai"), pa.string()],
    ids=str,
)  # fmt: skip
def test_dates_of_one_person_move_together(type_: pa.DataType) -> None:
    days = [
        dt.date(2020, 2, 28),
        dt.date(2020, 3, 31),
        dt.date(1990, 1, 1),
        dt.date(2020, 2, 28),
        None,
    ]
    given = pa.array([day.isoformat() if day else None for day in days])
    given = given.cast(pa.timestamp("us")).cast(type_) if type_ != pa.string() else given
    people = pa.array([1, 1, 1, 2, 2])
    shown = date_shift(given, people, SHIFT, KEYS)
    assert shown.type == given.type == dated_type(type_)
    after = shown.cast(pa.string()).to_pylist()
    moved = [
        (dt.date.fromisoformat(cell[:10]) - day).days
        for cell, day in zip(after[:4], days[:4], strict=True)
    ]
    assert moved[0] == moved[1] == moved[2]
    assert all(1 <= abs(each) <= 30 for each in moved)
    assert after[4] is None


def test_the_time_of_day_stays() -> None:
    given = pa.array(["2020-02-28 13:45:00", "2020/2/28", "?"])
    shown = date_shift(given, pa.array(["a", "a", "a"]), SHIFT, KEYS).to_pylist()
    assert shown[0].endswith(" 13:45:00")
    assert shown[0][:10] != "2020-02-28"
    assert "/0" not in shown[1]
    assert shown[2] == "***"


def test_where_nobody_is_named_the_date_is_null() -> None:
    given = pa.array([dt.date(2020, 1, 1)] * 3)
    shown = date_shift(given, pa.array([None, "", "a"]), SHIFT, KEYS)
    assert shown.to_pylist()[:2] == [None, None]
    texts = pa.array(["2020-01-01"] * 3).dictionary_encode()
    shown = date_shift(texts, pa.array([None, "", "a"]), SHIFT, KEYS)
    assert shown.type == texts.type
    assert shown.to_pylist()[:2] == [None, None]


def test_shifts_of_people_differ_and_never_are_none() -> None:
    given = pa.array([dt.date(2020, 1, 1)] * 500)
    shown = date_shift(given, pa.array(range(500)), SHIFT, KEYS).to_pylist()
    moved = {(day - dt.date(2020, 1, 1)).days for day in shown}
    assert len(moved) > 50
    assert 0 not in moved


def test_other_types_hold_no_dates() -> None:
    with pytest.raises(TypeError, match="no dates"):
        dated_type(pa.int64())


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (date_precision_fault({"to": "week"}), "`to` to be one of"),
        (date_precision_fault({"to": "year"}), ""),
        (date_shift_fault(SHIFT), ""),
        (date_shift_fault({**SHIFT, "days": "0"}), "`days`"),
        (date_shift_fault({"domain": "d", "days": "3"}), "needs `by`"),
    ],
)
def test_faults(told: str, fault: str) -> None:
    assert fault in told
    assert bool(fault) == bool(told)
