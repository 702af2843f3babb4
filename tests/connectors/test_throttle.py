# The brakes, with a clock that a test turns by hand.
from __future__ import annotations

import datetime as dt
import math

import pytest

from connectors.throttle import (
    DEFAULT_DATABASE_BYTES_PER_S,
    DEFAULT_DATABASE_DUTY,
    Throttle,
    database_throttle,
    within,
)
from schema import Access


class Clock:
    """Time that passes by sleeping, or by hand; `slept` is what was slept."""

    def __init__(self, of_day: dt.time = dt.time(12)) -> None:
        self.at = 1000.0
        self.slept = 0.0
        self.begin = dt.datetime.combine(dt.date(2026, 3, 1), of_day)

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.at += seconds
        self.slept += seconds

    def of_day(self) -> dt.time:
        return (self.begin + dt.timedelta(seconds=self.at - 1000)).time()


@pytest.mark.parametrize(
    ("chunks", "waits"),
    [
        pytest.param([50], 0.0, id="less than a second's worth passes at once"),
        pytest.param([100], 0.0, id="a second's worth passes at once"),
        pytest.param([100, 100], 1.0, id="the next second's worth takes a second"),
        pytest.param([1000], 9.0, id="one chunk beyond the burst waits for all of the rest"),
        pytest.param([0, 0, 0], 0.0, id="nothing costs nothing"),
        pytest.param([10] * 50, 4.0, id="small chunks add up as large ones do"),
    ],
)
def test_bytes_wait_for_their_rate(chunks: list[int], waits: float) -> None:
    clock = Clock()
    brake = Throttle(Access(max_bytes_per_s=100.0), clock, clock.sleep)
    for chunk in chunks:
        brake.spend(chunk)
    assert clock.slept == pytest.approx(waits)


def test_the_mean_rate_holds_over_a_long_time() -> None:
    clock = Clock()
    brake = Throttle(Access(max_bytes_per_s=1_000.0), clock, clock.sleep)
    for index in range(1_000):
        brake.spend(index % 700)
    total = sum(index % 700 for index in range(1_000))
    assert total / (clock.at - 1000.0) == pytest.approx(1_000.0, rel=0.01)


def test_time_of_the_readers_own_work_counts_as_waiting() -> None:
    clock = Clock()
    brake = Throttle(Access(max_bytes_per_s=100.0), clock, clock.sleep)
    brake.spend(100)
    clock.at += 10
    brake.spend(100)
    assert clock.slept == 0


def test_a_pause_saves_up_no_more_than_a_second() -> None:
    clock = Clock()
    brake = Throttle(Access(max_bytes_per_s=100.0), clock, clock.sleep)
    clock.at += 3600
    brake.spend(300)
    assert clock.slept == pytest.approx(2.0)


@pytest.mark.parametrize("rate", [None, math.inf], ids=["no rate", "an infinite rate"])
def test_without_a_rate_nothing_waits(rate: float | None) -> None:
    clock = Clock()
    brake = Throttle(Access(max_bytes_per_s=rate), clock, clock.sleep)
    brake.spend(10**15)
    with brake.turn():
        clock.at += 100
    brake.pay()
    assert clock.slept == 0


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan], ids=["zero", "negative", "not a number"])
def test_a_rate_that_lets_nothing_pass_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Throttle(Access(max_bytes_per_s=rate))


@pytest.mark.parametrize("duty", [0.0, -0.5, 1.5], ids=["zero", "negative", "more than all"])
def test_a_duty_outside_its_range_is_refused(duty: float) -> None:
    with pytest.raises(ValueError, match="duty"):
        Throttle(Access(), duty=duty)


def test_turns_take_no_more_than_their_share_of_time() -> None:
    clock = Clock()
    brake = Throttle(Access(), clock, clock.sleep, duty=0.1)
    active = 0.0
    for took in (0.01, 0.3, 0.02, 0.0, 0.17):
        with brake.turn():
            clock.at += took
        active += took
    brake.pay()
    assert active / (clock.at - 1000.0) == pytest.approx(0.1)


def test_no_rest_is_longer_than_a_minute() -> None:
    clock = Clock()
    brake = Throttle(Access(), clock, clock.sleep, duty=0.1)
    with brake.turn():
        clock.at += 3600
    brake.pay()
    assert clock.slept == pytest.approx(60)


def test_a_turn_that_fails_is_rested_for_as_well() -> None:
    clock = Clock()
    brake = Throttle(Access(), clock, clock.sleep, duty=0.5)

    def broken() -> None:
        with brake.turn():
            clock.at += 2
            raise KeyError

    with pytest.raises(KeyError):
        broken()
    brake.pay()
    assert clock.slept == pytest.approx(2.0)


def test_bytes_and_turns_are_waited_for_at_once_and_not_one_after_the_other() -> None:
    clock = Clock()
    brake = Throttle(Access(max_bytes_per_s=100.0), clock, clock.sleep, duty=0.5)
    with brake.turn():
        clock.at += 3
    brake.charge(500)
    brake.pay()
    assert clock.slept == pytest.approx(4.0)


def test_a_database_is_touched_gently_unless_told_otherwise() -> None:
    clock = Clock()
    brake = database_throttle(Access(), clock, clock.sleep)
    with brake.turn():
        clock.at += 1
    brake.pay()
    assert clock.slept == pytest.approx(1 / DEFAULT_DATABASE_DUTY - 1)
    brake.spend(int(5 * DEFAULT_DATABASE_BYTES_PER_S))
    assert clock.slept == pytest.approx(1 / DEFAULT_DATABASE_DUTY - 1 + 4)


@pytest.mark.parametrize(
    ("rate", "waits"),
    [
        pytest.param(DEFAULT_DATABASE_BYTES_PER_S * 2, 1.0, id="a rate is the only limit"),
        pytest.param(math.inf, 0.0, id="infinity lifts both limits"),
    ],
)
def test_a_stated_rate_takes_the_place_of_a_databases_defaults(rate: float, waits: float) -> None:
    clock = Clock()
    brake = database_throttle(Access(max_bytes_per_s=rate), clock, clock.sleep)
    with brake.turn():
        clock.at += 50
    brake.spend(int(DEFAULT_DATABASE_BYTES_PER_S * 4))
    assert clock.slept == pytest.approx(waits)


@pytest.mark.parametrize(
    ("window", "now", "inside"),
    [
        pytest.param(("09:00", "17:00"), "12:00", True, id="in the middle of a day's window"),
        pytest.param(("09:00", "17:00"), "09:00", True, id="its beginning is inside"),
        pytest.param(("09:00", "17:00"), "17:00", False, id="its end is outside"),
        pytest.param(("09:00", "17:00"), "08:59:59", False, id="a second before it"),
        pytest.param(("22:00", "06:00"), "23:30", True, id="before midnight of a night's window"),
        pytest.param(("22:00", "06:00"), "00:00", True, id="at midnight of a night's window"),
        pytest.param(("22:00", "06:00"), "05:59:59", True, id="at the end of the night"),
        pytest.param(("22:00", "06:00"), "06:00", False, id="when the night is over"),
        pytest.param(("22:00", "06:00"), "21:59", False, id="before the night begins"),
        pytest.param(("00:00", "00:00"), "13:00", True, id="equal ends are the whole day"),
        pytest.param(("08:00", "08:00"), "07:00", True, id="equal ends, before them"),
    ],
)
def test_a_window_holds_its_time_of_day(window: tuple[str, str], now: str, inside: bool) -> None:
    begin, end = (dt.time.fromisoformat(text) for text in window)
    assert within((begin, end), dt.time.fromisoformat(now)) is inside


@pytest.mark.parametrize(
    ("now", "waits"),
    [
        pytest.param("23:00", 0, id="inside, at once"),
        pytest.param("20:00", 7200, id="two hours before"),
        pytest.param("06:00", 16 * 3600, id="when it has just ended, till the evening"),
        pytest.param("21:59:59.5", 0.5, id="half a second before"),
    ],
)
def test_reading_waits_for_its_window(now: str, waits: float) -> None:
    clock = Clock(dt.time.fromisoformat(now))
    access = Access(window=(dt.time(22), dt.time(6)))
    brake = Throttle(access, clock, clock.sleep, clock.of_day)
    assert brake.open() is (waits == 0)
    brake.wait_for_window()
    assert brake.open()
    assert clock.slept == pytest.approx(waits)


def test_a_window_that_closes_during_a_read_makes_the_next_chunk_wait() -> None:
    clock = Clock(dt.time(5, 59, 59))
    access = Access(window=(dt.time(22), dt.time(6)))
    brake = Throttle(access, clock, clock.sleep, clock.of_day)
    brake.spend(1)
    assert clock.slept == 0
    clock.at += 1
    brake.spend(1)
    assert clock.slept == pytest.approx(16 * 3600)


def test_the_clock_on_the_wall_is_looked_at_again_and_again() -> None:
    clock = Clock(dt.time(12))
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        clock.at += 3600  # somebody sets the clock forward

    brake = Throttle(Access(window=(dt.time(14), dt.time(15))), clock, nap, clock.of_day)
    brake.wait_for_window()
    assert len(naps) == 2
    assert max(naps) <= 30


def test_a_turn_does_not_wait_for_a_window_with_a_session_held() -> None:
    clock = Clock(dt.time(12))
    access = Access(window=(dt.time(22), dt.time(6)))
    brake = Throttle(access, clock, clock.sleep, clock.of_day)
    with brake.turn():
        pass
    assert clock.slept == 0
    assert not brake.open()


def test_whoever_listens_hears_of_bytes_and_of_each_wait_before_it() -> None:
    clock, heard = Clock(dt.time(21, 59)), []
    access = Access(
        max_bytes_per_s=100.0,
        window=(dt.time(22), dt.time(6)),
        heard=lambda octets, wait_s: heard.append((octets, wait_s, clock.slept)),
    )
    brake = Throttle(access, clock, clock.sleep, clock.of_day)
    brake.spend(50)
    brake.spend(150)
    assert heard[:3] == [(50, 0.0, 0.0), (0, 30.0, 0.0), (0, 30.0, 30.0)]
    assert heard[3:] == [(150, 0.0, 60.0), (0, 0.5, 60.0)]


def test_a_gentle_reading_of_a_database_is_heard_too() -> None:
    clock, heard = Clock(), []
    access = Access(heard=lambda octets, wait_s: heard.append((octets, wait_s)))
    brake = database_throttle(access, clock, clock.sleep)
    brake.charge(int(3 * DEFAULT_DATABASE_BYTES_PER_S))
    brake.pay()
    assert heard == [(int(3 * DEFAULT_DATABASE_BYTES_PER_S), 0.0), (0, pytest.approx(2.0))]
