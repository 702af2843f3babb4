# Values of rules as tests of columns.
import pyarrow as pa
import pytest
from sigma.types import (
    SigmaBool,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
)

from monitor.column import column
from monitor.sigma_values import Unfit, gate_of, matcher, needle_of

TEXTS = pa.array(["abc", "ABC", "xabcx", "a.c", ""])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("abc", [True, True, False, False, False]),
        ("*abc*", [True, True, True, False, False]),
        ("abc*", [True, True, False, False, False]),
        ("*c", [True, True, False, True, False]),
        ("a?c", [True, True, False, True, False]),
        ("a.c", [False, False, False, True, False]),
        ("*", [True, True, True, True, True]),
        ("", [False, False, False, False, True]),
        ("*b*x", [False, False, True, False, False]),
    ],
)
def test_texts_with_wildcards(text, wanted) -> None:
    assert matcher(SigmaString(text))(TEXTS).tolist() == wanted


def test_words_stand_anywhere() -> None:
    assert matcher(SigmaString("bc"), anywhere=True)(TEXTS).tolist() == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_numbers_in_both_kinds_of_columns() -> None:
    test = matcher(SigmaNumber(80))
    assert test(pa.array([80, 8080])).tolist() == [True, False]
    assert test(pa.array(["80", "8080"])).tolist() == [True, False]


def test_networks_truths_and_expressions() -> None:
    inside = matcher(SigmaCIDRExpression("10.0.0.0/8"))
    assert inside(pa.array(["10.1.2.3", "11.1.1.1", "::1", "x"])).tolist() == [True] + [False] * 3
    assert matcher(SigmaBool(True))(pa.array(["true", "no"])).tolist() == [True, False]
    assert matcher(SigmaRegularExpression("^a.c$"))(TEXTS).tolist()[:2] == [True, False]


def test_what_has_no_test_is_refused() -> None:
    compare = SigmaCompareExpression(SigmaNumber(5), SigmaCompareExpression.CompareOperators.GT)
    with pytest.raises(Unfit):
        matcher(compare)


@pytest.mark.parametrize(
    ("value", "needle"),
    [
        (SigmaString("*sqlmap*"), "sqlmap"),
        (SigmaString("/etc/*/passwd?x"), "/passwd"),
        (SigmaString("ab*c"), ""),
        (SigmaNumber(40_000), ""),
    ],
    ids=["a word", "the longest of several", "too short", "a number"],
)
def test_a_value_is_looked_for_by_its_longest_literal(value: object, needle: str) -> None:
    assert needle_of(value) == needle


def test_many_literals_are_looked_for_at_once_in_whatever_case() -> None:
    gate = gate_of([*(f"needle.{each}x" for each in range(900)), "K+"])
    texts = column(["a NEEDLE.7X b", "needle 7x", "k+", None, "needle.899x"], pa.string())
    assert gate(texts).tolist() == [True, False, True, False, True]
    assert gate_of([])(texts).tolist() == [False] * 5
