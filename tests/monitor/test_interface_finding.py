# What is wrong with interfaces, beside what nearly is.
import datetime as dt

import pytest
from asked_interface import DAY, asked
from graded_events import NIGHT, events

from monitor.interface import Interface, interfaces_of
from monitor.interface_finding import Judge
from monitor.interface_use import uses_of
from schema import Operation


def used(*rows: dict[str, object], operation: Operation | None = None) -> Interface:
    (found,) = interfaces_of(uses_of(events(rows)))
    found.operation = operation
    return found


def at(day: int, records: int, **more: object) -> dict[str, object]:
    return asked(records=records, **{"@timestamp": NIGHT + dt.timedelta(days=day)}, **more)


def said(labels: tuple[str, ...] | None = None, most: int | None = None) -> Operation:
    return Operation(method="GET", template="/a", labels=labels, most_records=most)


OPEN = {"tongguan.credentials": "none"}


@pytest.mark.parametrize(
    ("interface", "kinds"),
    [
        (used(asked(), operation=said()), set()),
        (used(asked()), {"shadow"}),
        (used(asked(**OPEN), operation=said()), {"unauthenticated"}),
        (used(asked(**OPEN, **{"tongguan.level": "general-1"}), operation=said()), set()),
        (used(asked(**{"tongguan.credentials": None}), operation=said()), set()),
        (used(asked(), operation=said(("cn.id18",))), set()),
        (used(asked(), operation=said(("person.name",))), {"over-returning"}),
        (used(asked(), operation=said(most=4)), {"over-returning"}),
        (used(asked(), operation=said(most=5)), set()),
        (used(*(at(-n, 30) for n in range(1, 5)), at(0, 200), operation=said()), {"over-returning"}),
        (used(*(at(-n, 50) for n in range(1, 5)), at(0, 200), operation=said()), set()),
        (used(at(-1, 30), at(0, 900), operation=said()), set()),
        (used(at(-31, 5), operation=said()), {"dormant"}),
        (used(at(-29, 5), operation=said()), set()),
        (Interface("s", "GET", "/a", {}, "A", said()), {"dormant"}),
    ],
)  # fmt: skip
def test_findings(interface: Interface, kinds: set[str]) -> None:
    judge = Judge(DAY, has_descriptions=True, dormant_days=30)
    assert {each.kind for each in judge.findings(interface)} == kinds


def test_labels_that_are_new_are_told_and_severity_follows_the_data() -> None:
    rows = [at(-n, 30) for n in range(1, 5)]
    rows.append(at(0, 30, **{"tongguan.labels": ("cn.id18", "cn.mobile")}))
    judge = Judge(DAY, has_descriptions=False, dormant_days=30)
    (found,) = judge.findings(used(*rows))
    assert (found.kind, found.because) == ("over-returning", ("new=cn.mobile",))
    (quiet,) = Judge(DAY, has_descriptions=True, dormant_days=30).findings(
        used(asked(records=None))
    )
    (loud,) = Judge(DAY, has_descriptions=True, dormant_days=30).findings(
        used(asked(records=2_000))
    )
    assert (quiet.severity, loud.severity) == ("low", "high")
