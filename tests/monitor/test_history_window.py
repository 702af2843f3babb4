# Hours of accounts add up whatever pieces events come in.
from graded_events import events, sent
from used_data import one

from monitor import hours_of, merge_hours


def test_an_hour_says_how_much_of_what_and_where_to() -> None:
    batch = events([
        one(0, 10, "li", 100), one(0, 10, "li", 50, **{"tongguan.datasets": ("ds-2",)}),
        one(0, 11, "li", 7), sent(30, **{"source.ip": "10.0.0.9"}),
        {"event.action": "dns", "source.ip": "10.0.0.9"},
    ])  # fmt: skip
    found = hours_of(batch)
    assert {name for name, _ in found} == {"li", "10.0.0.9"}
    (first, _) = [own for (name, _), own in sorted(found.items()) if name == "li"]
    assert (first.records, first.events, first.datasets) == (150, 2, {"ds-1", "ds-2"})
    (machine,) = [own for (name, _), own in found.items() if name == "10.0.0.9"]
    assert machine.places == {"203.0.113.9"}
    assert machine.evidence[0][1].startswith("ev-")
    parts = merge_hours(hours_of(batch.slice(0, 1)), hours_of(batch.slice(1)))
    assert parts == found
    assert hours_of(batch.slice(4)) == {}


def test_an_hour_knows_its_day_as_the_calendar_has_it() -> None:
    batch = events([one(0, 10, "li", 1, **{"tongguan.day": "free"}), one(0, 11, "li", 1)])
    days = {hour: own.day for (_, hour), own in sorted(hours_of(batch).items())}
    assert list(days.values()) == ["free", ""]
    apart = merge_hours(hours_of(batch.slice(1)), hours_of(batch.slice(0, 1)))
    assert apart == hours_of(batch)
