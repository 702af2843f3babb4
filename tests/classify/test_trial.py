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


def test_what_needs_a_name_is_told_apart_and_claims_nothing(shipped):
    trials = {trial.recogniser: trial for trial in try_value("hunter2", shipped)}
    assert trials["secret.password"].validated
    assert not any(trial.alone or trial.claimed for trial in trials.values())


@pytest.mark.parametrize(
    ("value", "absent"),
    [("某某某某某某", "org.address"), ("你好世界", "person.name"), ("已经办理完结", "org.name")],
)
def test_a_word_list_that_refuses_is_not_mentioned(value, absent, shipped):
    assert absent not in {trial.recogniser for trial in try_value(value, shipped)}


@pytest.mark.parametrize(
    ("value", "label", "checked"),
    [("11010519491231002X", "cn.id18", True), ("13800138000", "cn.mobile", False)],
)
def test_whether_there_is_a_check_is_told(value, label, checked, shipped):
    (trial,) = [each for each in try_value(value, shipped) if each.recogniser == label]
    assert trial.checked is checked
