# Clients that tunnel are told with the figures that say so; everyday questions are not.
import random

import pytest
from graded_events import events

from monitor import DnsTunnels, shipped_trees
from policies import Expected

MODEL = shipped_trees("dns-tunnel")


def asked(name: str, **more: object) -> dict[str, object]:
    return {
        "event.action": "dns", "source.ip": "10.0.0.7", "dns.question.name": name,
        "dns.question.registered_domain": "t.example", "dns.question.type": "TXT", **more,
    }  # fmt: skip


def tunnel(minutes: int) -> list[dict[str, object]]:
    draw = random.Random(3)
    return [
        asked(f"{draw.randbytes(28).hex()}.{{n}}.t.example", times=minutes, every_s=60)
        for _ in range(40)
    ]


def told(short: list[dict[str, object]], *expected: Expected) -> list:
    found = DnsTunnels(MODEL, expected)
    batch = events(short)
    for at in range(0, batch.num_rows, 50):
        found.add(batch.slice(at, 50))
    return found.alerts(0, unit="xian", time="t")


def test_a_tunnel_is_one_alert_for_the_day() -> None:
    (alert,) = told(tunnel(30))
    assert (alert.rule, alert.severity, alert.risk_type) == ("model.dns-tunnel", "medium", "leak")
    assert alert.entities == {"source": "10.0.0.7", "domain": "t.example"}
    assert alert.evidence[0].startswith("ev-")
    assert f"model={MODEL.version}" in alert.because
    assert any(each.startswith("mean_length=") for each in alert.because)


def test_one_that_is_only_kept_open_asks_for_odd_records_all_the_time() -> None:
    (alert,) = told([asked("p{n}.t.example", times=300, every_s=4)])
    assert any(each.startswith("unusual_questions=") for each in alert.because)


def test_one_minute_is_enough_only_where_the_model_is_sure() -> None:
    (alert,) = told(tunnel(1))
    assert "minutes=1" in alert.because
    few = [
        asked(f"{random.Random(n).randbytes(20).hex()}.t.example", times=minutes, every_s=60)
        for n in range(6)
        for minutes in (1,)
    ]
    assert told(few) == []


@pytest.mark.parametrize(("minutes", "alerts"), [(2, 0), (3, 1)])
def test_a_burst_across_two_minutes_is_no_tunnel(minutes: int, alerts: int) -> None:
    few = [
        asked(
            f"{random.Random(n).randbytes(20).hex()}.t.example",
            times=minutes,
            every_s=60,
            **{"dns.question.type": "A"},
        )
        for n in range(20)
    ]
    assert len(told(few)) == alerts


@pytest.mark.parametrize(
    "short",
    [
        [asked("www{n}.t.example", times=300, every_s=1, **{"dns.question.type": "A"})],
        [asked(f"{word}.t.example", times=60, every_s=20) for word in ("www", "mail", "img", "m")],
        [asked(f"10.20.{n}.30.zen.t.example", times=5, every_s=60) for n in range(20)],
    ],
    ids=["a fleet", "a site", "a block list"],
)
def test_everyday_questions_are_quiet(short: list[dict[str, object]]) -> None:
    assert told(short) == []


def test_what_is_expected_is_quiet() -> None:
    one = Expected.model_validate({
        "id": "e", "where": {"source.ip": "10.0.0.7"}, "reason": "r", "until": "2027-01-01",
        "detections": ["model.dns-tunnel"],
    })  # fmt: skip
    assert told(tunnel(30), one) == []
    other = one.model_copy(update={"detections": ("dns.tunnel",)})
    assert len(told(tunnel(30), other)) == 1


def test_what_was_before_is_not_told_again() -> None:
    found = DnsTunnels(MODEL)
    batch = events(tunnel(5))
    found.add(batch)
    after = int(batch.column("@timestamp").cast("int64").to_numpy().max()) + 3_600_000_000
    assert found.alerts(after, unit="", time="") == []
