# The use of interfaces adds up whatever pieces events come in.
import datetime as dt
import random

from asked_interface import DAY, asked
from graded_events import NIGHT, events

from monitor.interface_use import merge_uses, uses_of
from schema import Level


def test_calls_callers_and_records_are_counted() -> None:
    uses = uses_of(
        events([
            asked(times=3),
            asked("/api/r/8", 40, **{"user.name": "li", "tongguan.credentials": "none"}),
            asked(records=None),
            asked(**{"tongguan.way": "forth"}),
        ])
    )  # fmt: skip
    (days,) = uses["10.0.0.3:8080", "GET"].values()
    use = days[DAY]
    assert use.callers == {"10.0.0.7": (5, 15), "li": (1, 40)}
    assert (use.calls, use.records, use.most_records, use.received) == (6, 55, 40, 5)
    assert (use.open_calls, use.open_records, use.labels) == (1, 40, {"cn.id18": 55})
    assert use.level == Level.GENERAL_4
    assert "GET /api/r/8" in use.evidence[0][1]


def test_what_is_not_ours_or_was_not_there_is_left_out() -> None:
    others = [
        asked(**{"http.response.status_code": 404}),
        asked(**{"network.direction": "outbound"}),
        asked("/app.js"),
        asked(**{"event.action": "flow"}),
    ]
    assert uses_of(events(others)) == {}
    log = asked(**{"destination.ip": None, "destination.port": None, "network.direction": None})
    assert list(uses_of(events([log]))) == [("test", "GET")]


def test_any_parts_in_any_order_make_the_same_whole() -> None:
    draw = random.Random(3)
    rows = [
        asked(
            f"/api/{draw.choice('ab')}/{n}",
            draw.choice((None, 3, 9)),
            **{
                "source.ip": f"10.0.{n % 9}.{n}",
                "@timestamp": NIGHT + dt.timedelta(days=n % 3),
                "tongguan.credentials": draw.choice(("key", "none")),
            },
        )
        for n in range(60)
    ]
    whole = uses_of(events(rows))
    for cut in (7, 31):
        parts = [uses_of(events(rows[at : at + cut])) for at in range(0, len(rows), cut)]
        draw.shuffle(parts)
        found: dict = {}
        for part in parts:
            merge_uses(found, part)
        assert found == whole


def test_who_is_dropped_does_not_hang_on_the_order() -> None:
    rows = [asked(records=2, **{"source.ip": f"10.1.{n // 250}.{n % 250}"}) for n in range(700)]
    one = merge_uses(uses_of(events(rows[:400])), uses_of(events(rows[400:])))
    other = merge_uses(uses_of(events(rows[300:])), uses_of(events(rows[:300])))
    (use,), (same,) = (
        [day for days in found["10.0.0.3:8080", "GET"].values() for day in days.values()]
        for found in (one, other)
    )
    assert use.callers == same.callers
    assert len(use.callers) == 501
    assert sum(records for _, records in use.callers.values()) == 1_400
