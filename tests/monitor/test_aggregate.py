# Detections on events: every shipped one fires where it says and is quiet where it says, sums go
# over windows and groups, habits and what is expected are respected.
import datetime as dt
import random

import pytest
from graded_events import NIGHT, events, read, sent

from monitor import Counter
from monitor.aggregate import told_once
from policies import Detection, Expected, load_detections

SHIPPED = load_detections().detections
CASES = [
    pytest.param(detection, example, fires, id=f"{detection.id}-{kind}-{place}")
    for detection in SHIPPED.values()
    for kind, fires in (("fires", True), ("quiet", False))
    for place, example in enumerate(getattr(detection, kind))
]


def raised(detection: Detection, *short, expected=(), since: int = 0) -> list:
    counter = Counter(detection, expected)
    for each in short:
        counter.add(events(each))
    return list(counter.raised(since))


@pytest.mark.parametrize(("detection", "example", "fires"), CASES)
def test_a_shipped_detection_keeps_its_examples(detection, example, fires) -> None:
    batch = events(example)
    day = max(batch.column("@timestamp").to_pylist()) - dt.timedelta(hours=20)
    counter = Counter(detection)
    counter.add(batch)
    assert bool(list(counter.raised(int(day.timestamp() * 1e6)))) is fires


NIGHTLY = SHIPPED["data.read-at-night"]


def test_a_sum_goes_over_the_window_and_batches_make_no_difference() -> None:
    some = [read(records=100, **{"@timestamp": NIGHT + dt.timedelta(minutes=n)}) for n in range(6)]
    (whole,) = raised(NIGHTLY, some)
    (apart,) = raised(NIGHTLY, *[[each] for each in reversed(some)])
    assert (whole.half.records, whole.half.events) == (600, 6) == (
        apart.half.records, apart.half.events,
    )  # fmt: skip
    assert whole.begins == apart.begins


def test_what_lies_further_apart_than_a_window_is_not_added_up() -> None:
    some = [read(records=300, **{"@timestamp": NIGHT + dt.timedelta(hours=n)}) for n in range(3)]
    assert raised(NIGHTLY, some) == []


def test_groups_are_apart() -> None:
    assert raised(NIGHTLY, [read("li", 400), read("wang", 400)]) == []
    both = raised(NIGHTLY, [read("li", 600), read("wang", 600)])
    assert sorted(each.group for each in both) == [("li", "10.0.0.7"), ("wang", "10.0.0.7")]


def test_neighbouring_windows_are_one() -> None:
    some = [
        read(records=600, **{"@timestamp": NIGHT + dt.timedelta(minutes=5 * n)}) for n in range(12)
    ]
    (one,) = raised(NIGHTLY, some)
    assert one.half.records == 7_200


def later(records: int, **after: float) -> dict[str, object]:
    return read(records=records, **{"@timestamp": NIGHT + dt.timedelta(**after)})


def test_who_has_no_habits_yet_is_told_of_once_on_the_first_day() -> None:
    apart = [later(600), later(700, hours=1), later(800, hours=19)]
    (one,) = raised(NIGHTLY, apart)
    assert one.half.records == 2_100
    # However much of the day is known already, it is the same alert.
    (first,) = raised(NIGHTLY, apart[:1])
    assert first.begins == one.begins
    assert [each.half.records for each in raised(NIGHTLY, [later(2_500, days=1)], apart)] == [
        2_100, 2_500,
    ]  # fmt: skip


def test_of_whom_no_earlier_day_is_known_the_day_before_the_night_is_the_habit() -> None:
    by_day = [later(500, hours=7 + n) for n in range(4)]
    evening = [later(900, hours=18.5), later(900, hours=19.5)]
    assert raised(NIGHTLY, [*by_day, *evening]) == []
    (far,) = raised(NIGHTLY, [*by_day, *evening, later(2_000, hours=20.5)])
    assert far.half.records == 2_000
    (quiet_by_day,) = raised(NIGHTLY, [later(20, hours=7), *evening])
    assert quiet_by_day.half.records == 1_800


def test_one_reading_is_told_once() -> None:
    usual = SHIPPED["data.read-unusually"]
    night = [later(20_000)]
    both = [*raised(usual, night), *raised(NIGHTLY, night)]
    assert [each.detection.id for each in told_once(both)] == ["data.read-at-night"]
    of_another = raised(NIGHTLY, [read("wang", 20_000)])
    assert len(told_once([*raised(usual, night), *of_another])) == 2
    longer = raised(usual, [*night, later(20_000, hours=5)])
    assert len(told_once([*longer, *raised(NIGHTLY, night)])) == 2


def test_a_habit_is_what_earlier_days_had() -> None:
    nights = [read(**{"@timestamp": NIGHT - dt.timedelta(days=n)}) for n in (3, 2, 1)]
    since = int(NIGHT.timestamp() * 1e6)
    assert raised(NIGHTLY, nights, [read()], since=since) == []
    (more,) = raised(NIGHTLY, nights, [read(records=9_000)], since=since)
    assert more.half.records == 9_000


def expected(**more) -> Expected:
    given = {"id": "backup", "where": {"user.name": "li"}, "reason": "r", "until": "2026-12-01"}
    return Expected.model_validate({**given, **more})


@pytest.mark.parametrize(
    ("more", "quiet"),
    [
        ({}, True),
        ({"where": {"user.name": ["wang", "l*"]}}, True),
        ({"where": {"user.name": "wang"}}, False),
        ({"until": "2026-11-28"}, True),
        ({"until": "2026-11-27"}, False),
        ({"hours": "01:00-05:00"}, True),
        ({"hours": "22:00-03:00"}, True),
        ({"hours": "03:00-22:00"}, False),
        ({"detections": ["data.read-at-night"]}, True),
        ({"detections": ["data.sent-out"]}, False),
    ],
    ids=str,
)
def test_what_is_expected_raises_nothing(more, quiet) -> None:
    assert (raised(NIGHTLY, [read()], expected=[expected(**more)]) == []) is quiet


def test_first_seen_is_once() -> None:
    detection = SHIPPED["data.sent-out"].model_copy(
        update={"ratio": None, "first_seen": ("url.domain",)}
    )
    first = [sent(), sent(**{"@timestamp": NIGHT + dt.timedelta(days=1)})]
    (one,) = raised(detection, first)
    assert one.half.records == 1_204
    other = sent(**{"@timestamp": NIGHT + dt.timedelta(days=1), "url.domain": "new.example"})
    assert len(raised(detection, [*first, other])) == 2


def test_evidence_is_the_weightiest_and_labels_are_counted() -> None:
    (one,) = raised(NIGHTLY, [read(records=n) for n in (600, 1, 2, 3)])
    assert one.half.evidence[0][0] == 600
    assert one.half.labels == {"cn.id18": 606}
    assert one.half.entities["user.name"] == {"li"}


def signed(outcome: str, minute: float, source: str = "10.0.0.7") -> dict[str, object]:
    return {
        "event.category": "authentication", "event.outcome": outcome, "source.ip": source,
        "@timestamp": NIGHT + dt.timedelta(minutes=minute),
    }  # fmt: skip


GUESSED = SHIPPED["sign-in.guessed"]


@pytest.mark.parametrize(
    ("rows", "alerts"),
    [
        ([*(signed("failure", n / 10) for n in range(10)), signed("success", 2)], 1),
        ([*(signed("failure", n / 10) for n in range(9)), signed("success", 2)], 0),
        ([signed("success", 0), *(signed("failure", 1 + n / 10) for n in range(10))], 0),
        ([*(signed("failure", n / 10) for n in range(10)), signed("success", 2, "10.0.0.8")], 0),
        ([*(signed("failure", n / 10) for n in range(10)), signed("success", 90)], 0),
    ],
)
def test_steps_in_their_order_whatever_pieces_they_come_in(rows: list, alerts: int) -> None:
    assert len(raised(GUESSED, rows)) == alerts
    assert len(raised(GUESSED, *[[each] for each in reversed(rows)])) == alerts


def test_a_new_machine_counts_for_an_account_that_is_known() -> None:
    wanted = SHIPPED["data.read-from-new-machine"]
    days = [read(**{"@timestamp": NIGHT - dt.timedelta(days=n)}) for n in range(1, 8)]
    new = read(**{"source.ip": "10.0.0.66"})
    (found,) = raised(wanted, [*days, new])
    assert found.group == ("li", "10.0.0.66")
    assert raised(wanted, [new]) == []
    assert raised(wanted, [*days, read()]) == []


KINDS = [
    pytest.param(each, id=each.id)
    for each in SHIPPED.values()
    if each.sum != "tongguan.persons" and not each.sequence
]


@pytest.mark.parametrize("detection", KINDS)
def test_letting_go_changes_no_alert(detection: Detection) -> None:
    """Days of events around the examples: what is raised as it goes is what would be in the end."""
    chance = random.Random(detection.id)
    shown = [row for example in detection.fires for row in events(example).to_pylist()]

    steps = []
    for day in range(12):
        for hour in sorted(chance.sample(range(24), 4)):
            moved = dt.timedelta(days=day, hours=hour)
            some = chance.sample(shown, max(1, chance.randrange(len(shown) + 1)))
            steps.append([row | {"@timestamp": row["@timestamp"] + moved} for row in some])
    whole, going, found = Counter(detection), Counter(detection), {}
    for step in steps:
        batch = events(step)
        whole.add(batch)
        going.add(batch)
        found |= {(each.group, each.begins): each for each in going.raised()}
        going.forget(int(max(row["@timestamp"] for row in step).timestamp() * 1e6))
    expected = {(each.group, each.begins): each for each in whole.raised()}
    assert set(expected) <= set(found)
    assert all(found[key].half.value == each.half.value for key, each in expected.items())
    kept = sum(map(len, going._halves.values()))
    assert kept < sum(map(len, whole._halves.values())) or kept < 20
