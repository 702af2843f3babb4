# From counts to rates: chance taken away, luck refused, precedence kept.
import pytest

from classify.header import HeaderHit
from classify.score import confidence, scores
from classify.summary import ColumnSummary


def column(claims, looks=None):
    return ColumnSummary("a", rows=sum(claims.values()), claims=claims, looks=looks or {})


def score(recognisers, claims, looks=None, headers=None, distinct=10**6):
    return scores(column(claims, looks), recognisers, headers or {}, distinct)


@pytest.fixture
def checked(compiled):
    return compiled(
        test__luhn={"pattern": r"\d{16}", "check": "luhn", "chance": 0.1, "precedence": 60},
        test__low={"pattern": r"\d+", "precedence": 20},
        test__cue={"pattern": r"\d+", "precedence": 90, "evidence": "cue"},
    )


def bits(recognisers, *names):
    return sum({1 << c.bit for c in recognisers.compiled if c.recogniser.id in names})


@pytest.mark.parametrize(
    ("passed", "net", "significant"),
    [
        (1000, 1.0, True),
        (100, 0.0, False),
        (105, 0.0056, False),
        (550, 0.5, True),
        (90, 0.0, False),
    ],
)
def test_what_chance_would_pass_is_taken_away(checked, passed, net, significant):
    luhn = bits(checked, "test.luhn")
    claims = {(luhn, luhn): passed, (luhn, 0): 1000 - passed}
    found = score(checked, claims)["test.luhn"]
    assert found.net == pytest.approx(net, abs=1e-3)
    assert found.significant is significant


@pytest.mark.parametrize(("count", "significant"), [(1, False), (3, False), (4, True), (20, True)])
def test_luck_in_a_small_column_is_refused(checked, count, significant):
    luhn = bits(checked, "test.luhn")
    assert score(checked, {(luhn, luhn): count})["test.luhn"].significant is significant


def test_a_value_repeated_is_one_draw(checked):
    luhn = bits(checked, "test.luhn")
    assert not score(checked, {(luhn, luhn): 1000}, distinct=2)["test.luhn"].significant
    assert score(checked, {(luhn, luhn): 1000}, distinct=10)["test.luhn"].significant


def test_a_cell_belongs_to_the_highest_precedence_that_validates_it(checked):
    both = bits(checked, "test.luhn", "test.low")
    low = bits(checked, "test.low")
    found = score(checked, {(both, both): 30, (both, low): 10, (low, low): 5})
    assert (found["test.luhn"].passed, found["test.luhn"].matched) == (30, 40)
    assert (found["test.low"].passed, found["test.low"].outranked) == (15, 30)


def test_a_cue_recogniser_is_silent_until_a_header_speaks_for_it(checked):
    every = bits(checked, "test.luhn", "test.low", "test.cue")
    silent = score(checked, {(every, every): 50})
    assert "test.cue" not in silent
    weak = {"test.cue": HeaderHit("test.cue", 0.4, "")}
    assert "test.cue" not in score(checked, {(every, every): 50}, headers=weak)
    spoken = {"test.cue": HeaderHit("test.cue", 0.9, "")}
    assert score(checked, {(every, every): 50}, headers=spoken)["test.cue"].passed == 50


def test_of_recognisers_that_share_a_bit_only_the_one_with_a_header_speaks(checked):
    shared = bits(checked, "test.low")
    assert shared == bits(checked, "test.cue")
    silent = score(checked, {(shared, shared): 50})
    assert {name: found.passed for name, found in silent.items()} == {"test.low": 50}
    spoken = {"test.cue": HeaderHit("test.cue", 0.9, "")}
    found = score(checked, {(shared, shared): 50}, headers=spoken)
    assert (found["test.cue"].passed, found["test.low"].passed) == (50, 0)


@pytest.mark.parametrize(
    ("passed", "net"), [(1000, 1.0), (100, 0.0), (550, 0.5)], ids=["all", "as by luck", "half"]
)
def test_a_bare_pattern_is_measured_against_random_texts_of_its_look(compiled, passed, net):
    recognisers = compiled(test__one=r"1\d{4}")
    claims = {(1, 1): passed, (0, 0): 1000 - passed}
    found = score(recognisers, claims, looks={(1, 5): 1000})["test.one"]
    assert found.net == pytest.approx(net, abs=1e-9)


def test_witnesses_add_up_and_a_contrary_header_takes_away(checked):
    luhn = bits(checked, "test.luhn")
    values = score(checked, {(luhn, luhn): 1000})["test.luhn"]
    hit = HeaderHit("test.luhn", 1.0, "")
    alone = confidence(values, None, 1000, against=False)
    assert confidence(None, hit, 0, against=False) < alone
    assert alone < confidence(values, hit, 1000, against=False) <= 0.99
    assert confidence(values, None, 1000, against=True) < alone
    assert confidence(values, None, 1, against=False) < alone
    assert confidence(None, None, 0, against=False) == 0.0


@pytest.fixture
def dated(compiled):
    return compiled(
        test__id={"pattern": r"[1-9]\d{5}19\d{2}0\d{7}", "check": "id18", "chance": 0.0909},
        test__name={"pattern": r"[a-z]{6}", "check": "person_name", "chance": 0.08},
    )


@pytest.mark.parametrize(
    ("claims", "looks", "by_form"),
    [
        ({(1, 1): 1}, {(1, 18): 1}, True),
        ({(1, 1): 1, (0, 0): 9}, {(1, 18): 1, (128, 2): 9}, True),
        ({(1, 1): 3, (0, 0): 1}, {(1, 18): 3, (128, 2): 1}, True),
        ({(1, 1): 1, (1, 0): 1}, {(1, 18): 2}, False),
        ({(1, 1): 1, (0, 0): 399}, {(1, 18): 400}, False),
        ({(1, 1): 1}, {(1 | 8, 20): 1}, False),
        ({(1, 0): 1}, {(1, 18): 1}, False),
        ({(2, 2): 1}, {(4, 6): 1}, False),
    ],
    ids=[
        "one of one",
        "one among words",
        "three among four",
        "one of two of the form",
        "one among many numbers",
        "a form with marks in it",
        "none passes",
        "a word list",
    ],
)
def test_form_and_check_together_may_leave_no_doubt(dated, claims, looks, by_form):
    found = score(dated, claims, looks, distinct=10)
    assert any(each.by_form for each in found.values()) is by_form
    assert not any(each.significant for each in found.values())


def test_a_single_value_repeated_is_still_one_draw_of_form_and_check(dated):
    (found,) = score(dated, {(1, 1): 500}, {(1, 18): 500}, distinct=1).values()
    assert found.by_form
    assert not found.significant


@pytest.mark.parametrize(
    ("fields", "proved"),
    [
        ({"check": "luhn", "chance": 0.1}, True),
        ({"check": "landline", "chance": 0.42}, False),
        ({"check": "org_name_zh", "chance": 0.05}, False),
        ({}, False),
    ],
    ids=["a check digit", "a list of area codes", "a word list", "no check"],
)
def test_only_a_strict_check_proves(compiled, fields, proved):
    recognisers = compiled(test__one={"pattern": r"\d{16}", **fields})
    assert score(recognisers, {(1, 1): 100})["test.one"].proved is proved
