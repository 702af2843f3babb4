# Where data goes and whether it may: whoever receives decides the border, the first rule the verdict.
import datetime as dt
from pathlib import Path

import pytest
from flow_files import own_flow
from graded_events import events, read, sent

from monitor import Borders
from policies import FlowPolicy, load_flow_policy

FORTH = {"destination.ip": "203.0.113.9"}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> FlowPolicy:
    root: Path = tmp_path_factory.mktemp("flow")
    return load_flow_policy(own_flow(root))


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (sent(**FORTH), ("abroad", "flow.abroad-personal", "denied")),
        (sent(**FORTH, **{"user.name": "li"}), ("abroad", "own.contract", "allowed")),
        (sent(**FORTH, **{"user.name": "li", "@timestamp": dt.datetime(2027, 1, 2, tzinfo=dt.UTC)}),
         ("abroad", "flow.abroad-personal", "denied")),
        (sent(**FORTH, **{"tongguan.level": "general-2"}), ("abroad", None, None)),
        (sent(**{"destination.ip": "198.51.100.1", "url.domain": "yb.xa.gov.cn"}),
         ("province", None, None)),
        (sent(**{"destination.ip": "198.51.100.1", "url.domain": "yb.xa.gov.cn",
                 "tongguan.level": "core"}), ("province", "flow.core", "denied")),
        (sent(**{"destination.ip": "10.1.2.3"}), ("inside", None, None)),
        (sent(**{"destination.ip": "198.51.100.1"}), ("unknown", None, None)),
        (sent(**{"destination.ip": "198.51.100.1", "destination.geo.country_iso_code": "US"}),
         ("abroad", "flow.abroad-personal", "denied")),
        (sent(**{"destination.ip": "198.51.100.1", "destination.geo.country_iso_code": "CN"}),
         ("unknown", None, None)),
        # What is asked for from abroad goes there too.
        (sent(**{"source.ip": "203.0.113.9", "destination.ip": "10.0.0.3", "tongguan.way": "back"}),
         ("abroad", "flow.abroad-personal", "denied")),
        (sent(**FORTH, **{"tongguan.shares": ("sh-1",), "tongguan.recipient": "医保局"}),
         ("abroad", "own.by-share", "allowed")),
        (sent(**FORTH, **{"tongguan.shares": ("sh-2",), "tongguan.recipient": "医保局"}),
         ("abroad", "flow.abroad-personal", "denied")),
    ],
    ids=["abroad", "by contract", "contract over", "low level", "in the province", "core data",
         "inside", "nobody knows where", "country in the log", "own country", "fetched from abroad",
         "as the share says", "for another purpose"],
)  # fmt: skip
def test_a_flow_is_judged(policy: FlowPolicy, event: dict, told: tuple) -> None:
    borders = Borders(policy, {"sh-1": "research", "sh-2": "open"})
    (row,) = borders.judged(events([event])).to_pylist()
    assert (row["tongguan.border"], row["tongguan.flow"], row["tongguan.verdict"]) == told


def test_what_carried_nothing_is_left_alone(policy: FlowPolicy) -> None:
    batch = events([{"event.action": "dns", "source.ip": "10.0.0.7"}])
    assert Borders(policy).judged(batch) is batch
    mixed = events([{"event.action": "dns"}, sent(**FORTH)])
    assert Borders(policy).judged(mixed).column("tongguan.border").to_pylist() == [None, "abroad"]
    assert Borders(FlowPolicy()).judged(mixed) is mixed


def test_a_reading_whose_server_is_not_told_goes_to_who_asked(policy: FlowPolicy) -> None:
    batch = events([{**read(), "tongguan.way": "back"}])
    assert Borders(policy).judged(batch).column("tongguan.border").to_pylist() == ["inside"]
