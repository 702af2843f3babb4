# Every recogniser is held to its own examples, by the kernel that scans columns.
import pytest

from classify import try_value


def test_every_hit_of_every_recogniser_is_one(shipped):
    missed = [
        (compiled.recogniser.id, hit)
        for compiled in shipped.compiled
        for hit in compiled.recogniser.hits
        if not any(
            trial.recogniser == compiled.recogniser.id and trial.validated
            for trial in try_value(hit, shipped)
        )
    ]
    assert missed == []


def test_no_miss_of_any_recogniser_is_one(shipped):
    taken = [
        (compiled.recogniser.id, miss)
        for compiled in shipped.compiled
        for miss in compiled.recogniser.misses
        if any(
            trial.recogniser == compiled.recogniser.id and trial.validated
            for trial in try_value(miss, shipped)
        )
    ]
    assert taken == []


@pytest.mark.parametrize(
    ("value", "owner"),
    [
        ("11010519491231002X", "cn.id18"),
        (" 11010519491231002x　", "cn.id18"),
        ("13800138000", "cn.mobile"),
        ("zhang.san@example.com", "contact.email"),
        ("91110000600037341L", "cn.uscc"),
    ],
)
def test_precedence_gives_a_value_to_one(value, owner, shipped):
    trials = try_value(value, shipped)
    assert [trial.recogniser for trial in trials if trial.claimed] == [owner]
    assert all(trial.matched for trial in trials)


@pytest.mark.parametrize("value", ["", "   ", "　"])
def test_a_blank_is_nothing(value, shipped):
    assert try_value(value, shipped) == ()
