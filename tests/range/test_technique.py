# A step's parameters as numbers.
import pytest

from policies import AttackStep
from range.technique import number
from schema import MisuseError


def test_a_parameter_is_a_number_or_its_default() -> None:
    step = AttackStep(
        id="r1", technique="T0846", action="scan", by="a", to="b", parameters={"port": 502, "x": "y"}
    )  # fmt: skip
    assert number(step, "port", 1) == 502
    assert number(step, "count", 9) == 9
    with pytest.raises(MisuseError, match="step r1: parameter x is a number"):
        number(step, "x", 1)
