# What is usual is learnt the same way each time, and comes back from its file as it was.
import msgspec
import pytest
from used_data import usual_days

from monitor import Hours, fit_history, hours_of, merge_hours, read_history
from monitor.history_model import FEATURES, Week, weeks_of
from monitor.history_window import Hour


@pytest.fixture(scope="module")
def hours() -> Hours:
    found: Hours = {}
    for batch in usual_days(30):
        merge_hours(found, hours_of(batch))
    return found


def test_the_same_history_and_seed_give_the_same_model(hours: Hours) -> None:
    model = fit_history(hours, seed=1)
    assert fit_history(dict(reversed(hours.items())), seed=1) == model
    assert fit_history(hours, seed=2).version != model.version
    assert (model.hours, model.seed) == (len(hours), 1)
    assert read_history(msgspec.json.encode(model)) == model
    assert set(model.usual) == {"backup", "portal", *(f"clerk{n}" for n in range(8))}


def test_too_little_is_refused_and_no_model_is_none(hours: Hours) -> None:
    few = dict(list(hours.items())[:49])
    with pytest.raises(ValueError, match="too few"):
        fit_history(few, seed=1)
    for octets in (b"{}", msgspec.json.encode(msgspec.structs.replace(
        fit_history(hours, seed=1), rows=()))):  # fmt: skip
        with pytest.raises(ValueError, match="no model"):
            read_history(octets)


def test_a_model_that_was_learnt_to_score_otherwise_is_refused(hours: Hours) -> None:
    other = msgspec.structs.replace(fit_history(hours, seed=1), scored="nearest five")
    with pytest.raises(ValueError, match="learn it anew"):
        read_history(msgspec.json.encode(other))


def test_a_week_is_the_seven_days_up_to_an_hour(hours: Hours) -> None:
    weeks = weeks_of(hours)
    nights = sorted(hour for name, hour in hours if name == "backup")
    assert [weeks["backup", hour].records for hour in nights[:9]] == [
        50_000 * n for n in (1, 2, 3, 4, 5, 6, 7, 7, 7)
    ]
    assert len(FEATURES) == 9


def test_a_day_off_is_what_the_calendar_says_and_else_the_week(hours: Hours) -> None:
    model = fit_history(hours, seed=1)
    usual = model.usual["clerk1"].free_days
    # Thursday 1 January 2026 is a holiday, Sunday 4 January is worked for it: at nine, local time.
    thursday, sunday = (20_454 * 24 + 1, 20_457 * 24 + 1)
    for hour, day, free in (
        (thursday, "free", True), (thursday, "working", False), (thursday, "", False),
        (sunday, "free", True), (sunday, "working", False), (sunday, "", True),
    ):  # fmt: skip
        row = model.figures("clerk1", hour, Hour(records=5, events=1, day=day), Week())
        odd = row[FEATURES.index("odd_day")]
        assert odd == pytest.approx(1 - usual if free else usual)
