# The linear flow against pandapower on the 39-bus case, and what must be refused.
from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from range.power_flow import Branch, flow_dc

ORACLE = Path(__file__).parents[1] / "support" / "case39_oracle.py"
PYTHON = Path(__file__).parents[2] / ".venv-oracles" / "bin" / "python"


def test_flows_of_the_39_bus_case_are_those_of_pandapower() -> None:
    if not PYTHON.exists():
        pytest.skip("no environment of oracles here: scripts/environment.sh oracles")
    run = subprocess.run(
        [str(PYTHON), "-W", "ignore", str(ORACLE)], capture_output=True, check=True
    )
    case = json.loads(run.stdout)
    injections = {int(bus): power for bus, power in case["injections_mw"].items()}
    branches = [Branch(*row) for row in case["branches"]]
    ours = flow_dc(injections, branches, slack=case["slack"])
    assert len(ours) == 46
    for own, theirs in zip(ours, case["flows_mw"], strict=True):
        assert own == pytest.approx(theirs, rel=1e-3, abs=1e-6)
    assert max(map(abs, ours)) > 500


def test_what_goes_in_comes_out_at_every_bus() -> None:
    injections = {1: 0.0, 2: 5.0, 3: -7.0, 4: 1.0}
    branches = [
        Branch(1, 2, 0.1), Branch(2, 3, 0.2, 0.98), Branch(1, 3, 0.3), Branch(3, 4, 0.1, 1, 0.05)
    ]  # fmt: skip
    flows = flow_dc(injections, branches, slack=1)
    for bus, power in injections.items():
        out = sum(
            flow * ((each.start == bus) - (each.end == bus))
            for flow, each in zip(flows, branches, strict=True)
        )
        assert out == pytest.approx(1.0 if bus == 1 else power)


def test_a_grid_in_two_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="in several parts"):
        flow_dc({1: 0, 2: -1, 3: 1}, [Branch(1, 2, 0.1)], slack=1)
