# Reasons of a label: what bears it out, what chance gives, and never a value.
from types import SimpleNamespace

import pytest

from classify.explain import percent, reasons_of_failing, reasons_of_values
from classify.header import HeaderHit
from classify.score import Score


def score(recognisers, *, header=None, matched=90, passed=81, by_chance=0.0, outranked=0):
    (compiled,) = recognisers.compiled
    return Score(compiled, matched, passed, matched, by_chance, 0.8, True, outranked, header)


@pytest.fixture
def checked(compiled):
    return compiled(test__luhn={"pattern": r"\d{16}", "check": "luhn", "chance": 0.1})


def kinds(reasons):
    return [reason.kind for reason in reasons]


def test_each_witness_gives_one_reason(checked):
    hit = HeaderHit("test.luhn", 0.9, "said", "comment")
    reasons = reasons_of_values(score(checked, header=hit, by_chance=9.0, outranked=5), 100)
    assert kinds(reasons) == ["values", "check", "chance", "precedence", "comment"]
    assert [reason.detail.split(" ")[0] for reason in reasons[:2]] == ["90.0%", "90.0%"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({"pattern": r"\d{16}"}, ["values"]), ({"values": ("male",)}, ["dictionary"])],
    ids=["a bare pattern", "a word list"],
)
def test_without_a_check_nothing_is_said_to_pass_one(compiled, fields, expected):
    assert kinds(reasons_of_values(score(compiled(test__one=fields)), 100)) == expected


def test_a_failing_check_is_told_with_both_shares(checked):
    hit = HeaderHit("test.luhn", 0.9, "said")
    header, check = reasons_of_failing(score(checked, matched=80, passed=8), hit, 100)
    assert (header.kind, header.detail) == ("header", "said")
    assert "80.0% of the cells" in check.detail
    assert "only 10.0%" in check.detail


@pytest.mark.parametrize(
    ("share", "text"), [(1.0, "100.0%"), (0.0995, "10.0%"), (0.0994, "9.94%"), (0.005, "0.50%")]
)
def test_small_shares_keep_more_places(share, text):
    assert percent(share) == text


def test_a_reason_takes_only_counts(checked):
    # A stand-in without cells: what is told cannot hold one.
    bare = SimpleNamespace(**{name: getattr(score(checked), name) for name in Score.__slots__})
    assert reasons_of_values(bare, 100) == reasons_of_values(score(checked), 100)
