# Conditions of playbooks: what is read, what holds, and how a mistake is told.
from __future__ import annotations

import pytest

from policies.condition import Value, holds, parse_condition, variables_of

GIVEN: dict[str, Value] = {
    "records": 1204, "severity": "high", "user": ("zhao", "li"), "masked": False, "none": (),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("__records__:value >= 1000", True),
        ("__records__:value > 1204", False),
        ("__records__:value <= 1204 AND __records__:value < 1205", True),
        ("__severity__:value = 'high'", True),
        ("__severity__:value != 'high'", False),
        ("__severity__:value IN ('critical', 'high')", True),
        ("NOT __severity__:value IN ('critical', 'high')", False),
        ("__user__:value = 'li'", True),
        ("__user__:value != 'li'", False),
        ("__user__:value != 'wang'", True),
        ("__masked__:value = false", True),
        ("__masked__:value = true", False),
        ("__none__:value = ''", True),
        ("__absent__:value = ''", True),
        ("__absent__:value != ''", False),
        ("__absent__:value >= 0", False),
        # AND binds before OR, as in STIX.
        ("__records__:value < 1 AND __records__:value < 1 OR __severity__:value = 'high'", True),
        ("__records__:value < 1 AND (__records__:value < 1 OR __severity__:value = 'high')", False),
    ],
)
def test_what_holds(text: str, so: bool) -> None:
    assert holds(parse_condition(text), GIVEN) is so


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "ends where a variable"),
        ("__records__:value", "ends where an operator"),
        ("__records__:value >=", "ends where a value"),
        ("__records__ >= 1", "'__records__' is neither a variable"),
        ("__records__:value >= 1 __user__:value = 'li'", "'__user__' was not expected"),
        ("(__records__:value >= 1", "ends where ')'"),
        ("__severity__:value = high", "'high' is no value"),
        ("__severity__:value IN 'high'", "where '(' was expected"),
        ("1 = 1", "where a variable"),
        ("__user__:value and", "where an operator"),
        ("__user__:value = 'li", "is neither a variable"),
    ],
)
def test_what_is_no_condition_is_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match="condition: ") as raised:
        parse_condition(text)
    assert told in str(raised.value)


def test_its_variables_are_known() -> None:
    condition = parse_condition("__a__:value = 1 OR NOT (__b__:value = 2 AND __a__:value = 3)")
    assert set(variables_of(condition)) == {"a", "b"}
