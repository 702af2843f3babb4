# Laws that hold whatever the network: what flows in flows out, heads fall along a pipe by its
# loss, pumps let nothing back.
import pytest

from range.hydraulics import Link, Network, solve


def test_a_pipe_loses_what_hazen_and_williams_say() -> None:
    pipe = Link("river", "town", 1000, 0.25, 110)
    found = solve(["town"], {"p": pipe}, {"river": 80.0}, {"town": 0.06})
    loss = 10.667 * 1000 * 0.06**1.852 / 110**1.852 / 0.25**4.871
    assert found.heads["town"] == pytest.approx(80 - loss, rel=1e-6)


def test_a_ring_balances_at_every_junction() -> None:
    links = {
        "a": Link("river", "n1", 300, 0.3, 120),
        "b": Link("n1", "n2", 400, 0.2, 120),
        "c": Link("n2", "n3", 400, 0.2, 100),
        "d": Link("n3", "n1", 700, 0.15, 130),
    }
    demand = {"n1": 0.01, "n2": 0.02, "n3": 0.015}
    found = solve(list(demand), links, {"river": 60.0}, demand)
    for node, drawn in demand.items():
        net = sum(
            ((each.end == node) - (each.start == node)) * found.flows[name]
            for name, each in links.items()
        )
        assert net == pytest.approx(drawn, abs=1e-8)


def test_a_pump_lifts_by_its_curve() -> None:
    links = {
        "pump": Link("well", "n1", pump=(0.05, 30.0)),
        "pipe": Link("n1", "tower", 500, 0.3, 120),
    }
    found = solve(["n1"], links, {"well": 0.0, "tower": 25.0}, {"n1": 0.01})
    flow = found.flows["pump"]
    assert found.heads["n1"] == pytest.approx(40 - 10 * (flow / 0.05) ** 2, rel=1e-5)


def test_nothing_runs_back_through_a_pump_that_cannot_lift_so_high() -> None:
    links = {
        "pump": Link("well", "n1", pump=(0.05, 30.0)),
        "pipe": Link("n1", "tower", 500, 0.3, 120),
    }
    found = solve(["n1"], links, {"well": 0.0, "tower": 90.0}, {"n1": 0.01})
    assert found.flows["pump"] == pytest.approx(0, abs=1e-6)


def test_a_closed_pump_carries_nothing() -> None:
    links = {
        "pump": Link("well", "n1", pump=(0.05, 30.0)),
        "pipe": Link("n1", "tower", 500, 0.3, 120),
    }
    found = Network(["n1"], links).solve(
        {"well": 0.0, "tower": 25.0}, {"n1": 0.01}, frozenset({"pump"})
    )
    assert found.flows == pytest.approx({"pump": 0.0, "pipe": -0.01})
