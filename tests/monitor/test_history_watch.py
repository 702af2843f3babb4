# Bulk reads, slow drips, new data and misused accounts lie far from the history; days as ever do not.
import pytest
from graded_events import events
from used_data import one, usual_days

from monitor import HistoryModel, HistoryWatch, drift_of, fit_history, hours_of, merge_hours
from monitor.history_model import weeks_of
from monitor.history_watch import stability
from policies import Expected


@pytest.fixture(scope="module")
def model() -> HistoryModel:
    found: dict = {}
    for batch in usual_days(45):
        merge_hours(found, hours_of(batch))
    return fit_history(found, seed=1)


def told(model: HistoryModel, rows: list[dict[str, object]], *expected: Expected) -> list:
    watch = HistoryWatch(model, expected)
    for batch in usual_days(12, first=45):
        watch.add(batch)
    watch.add(events(rows))
    return watch.alerts(0, unit="", time="")


DRIP = [one(50 + n // 12, n % 12 + 8, "clerk2", 300) for n in range(72)]


@pytest.mark.parametrize(
    ("rows", "user", "driver"),
    [
        ([one(52, 10, "clerk1", 90_000)], "clerk1", "times_usual"),
        ([one(52, 3, "clerk1", 2_000)], "clerk1", "times_usual"),
        (DRIP, "clerk2", "times_usual"),
        ([one(52, 3, "new", 5_000, **{"tongguan.datasets": ("ds-7", "ds-8")})], "new", "times_usual"),
    ],
    ids=["bulk read", "at night", "slow drip", "an account nobody knew"],
)  # fmt: skip
def test_what_is_unlike_the_history_is_told(model, rows, user: str, driver: str) -> None:
    found = told(model, rows)
    assert {each.entities["user"] for each in found} == {user}
    assert all(each.rule == "model.own-history" for each in found)
    because = " ".join(found[0].because)
    assert driver in because
    assert f"model={model.version}" in because
    assert found[0].evidence[0].startswith("ev-")


def test_days_as_ever_are_quiet(model: HistoryModel) -> None:
    assert told(model, [one(52, 10, "clerk1", 40)]) == []


def test_what_is_expected_is_quiet(model: HistoryModel) -> None:
    one_of = Expected.model_validate({
        "id": "e", "where": {"user.name": "clerk1"}, "reason": "audit", "until": "2027-01-01",
    })  # fmt: skip
    assert told(model, [one(52, 10, "clerk1", 90_000)], one_of) == []


def test_a_history_that_changed_is_drift(model: HistoryModel) -> None:
    same: dict = {}
    for batch in usual_days(10, first=45):
        merge_hours(same, hours_of(batch))
    assert drift_of(model, same)[1] is False
    grown = events([one(50 + n // 9, 9 + n % 9, f"other{n % 4}", 9_000) for n in range(60)])
    share, drifted = drift_of(model, hours_of(grown))
    assert drifted
    assert share > 0.5


def test_a_spread_that_changed_is_drift_though_nothing_is_far(model: HistoryModel) -> None:
    def shifted(times: int) -> list:
        hours: dict = {}
        for batch in usual_days(12, first=45):
            merge_hours(hours, hours_of(batch))
        for own in hours.values():
            own.records *= times
        weeks = weeks_of(hours)
        return [model.figures(*key, own, weeks[key]) for key, own in hours.items()]

    assert stability(model, shifted(1))[1] < 0.25
    figure, index = stability(model, shifted(4))
    assert index > 0.25
    assert figure in {"records", "times_usual"}
    assert stability(model, shifted(4)[:99]) == ("", 0.0)


def test_a_watch_says_that_its_model_is_out_of_date(model: HistoryModel) -> None:
    watch = HistoryWatch(model)
    for batch in usual_days(10, first=45):
        watch.add(batch)
    assert watch.stale() == ""
    watch.add(events([one(50 + n // 9, 9 + n % 9, f"other{n % 4}", 9_000) for n in range(200)]))
    assert watch.stale().startswith("alerts=")
