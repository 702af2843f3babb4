# Recognisers made ready: what is refused, and that another process makes the same.
import dataclasses
import pickle

import pyarrow as pa
import pytest

from classify import compile_recognisers, summarise


def test_shipped_recognisers_are_all_ready(shipped, shipped_policies):
    looking = {
        each.id for each in shipped_policies.recognisers.values() if each.evidence != "header"
    }
    assert {compiled.recogniser.id for compiled in shipped.compiled} == looking
    ranks = [-compiled.recogniser.precedence for compiled in shipped.ranked]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"pattern": r"(?=a)"}, "RE2"),
        ({"pattern": r"(a"}, "RE2"),
        ({"pattern": r"a", "check": "no_such"}, "no check 'no_such'"),
    ],
)
def test_what_cannot_run_is_refused_with_its_place(fields, problem, recogniser, shipped_policies):
    one = recogniser("test.one", **fields)
    policies = dataclasses.replace(
        shipped_policies, recognisers={"test.one": one}, places={"test.one": "pack.yaml"}
    )
    with pytest.raises(ValueError, match=problem) as caught:
        compile_recognisers(policies)
    assert str(caught.value).startswith("pack.yaml: recogniser test.one")


def test_a_check_without_its_word_list_is_refused(recogniser, shipped_policies):
    one = recogniser("test.one", pattern=r"\p{Han}+", check="person_name_zh")
    policies = dataclasses.replace(
        shipped_policies, recognisers={"test.one": one}, lexicons={}, places={}
    )
    with pytest.raises(ValueError, match="word list"):
        compile_recognisers(policies)


def test_headers_are_made_anew_for_other_policies_alone(shipped, shipped_policies):
    # Asked for anew: with many other policies since, the session's own are not kept.
    kept = compile_recognisers(shipped_policies).headers
    assert compile_recognisers(shipped_policies).headers is kept
    assert kept == shipped.headers
    for changes in (
        {"recognisers": dict(reversed(shipped_policies.recognisers.items()))},
        {"others": {}},
        {"lexicons": {**shipped_policies.lexicons, "name_owners": frozenset({"甲方"})}},
    ):
        other = compile_recognisers(dataclasses.replace(shipped_policies, **changes))
        assert other.headers != shipped.headers
    taught = compile_recognisers(shipped_policies, {"zzq": next(iter(shipped.by_id))})
    assert taught.headers.taught != shipped.headers.taught


def test_another_process_gets_the_same_recognisers(shipped):
    batch = pa.record_batch({"a": ["13800138000", "张三", None, "男"]})
    assert summarise(batch, pickle.loads(pickle.dumps(shipped))) == summarise(batch, shipped)


@pytest.mark.parametrize(
    ("other", "shares"),
    [
        pytest.param(
            {"pattern": r"\d{4}", "precedence": 9, "evidence": "cue"}, True, id="the name"
        ),
        pytest.param({"pattern": r"\d{5}"}, False, id="the pattern"),
        pytest.param({"pattern": r"\d{4}", "normalise": ["upper"]}, False, id="the spelling"),
        pytest.param({"pattern": r"\d{4}", "check": "luhn", "chance": 0.1}, False, id="the check"),
        pytest.param({"values": ["1234"]}, False, id="words in its place"),
    ],
)
def test_recognisers_share_a_bit_where_they_differ_by_no_more_than(other, shares, compiled):
    made = compiled(test__one=r"\d{4}", test__other=other)
    assert len(made.matchers) == 2 - shares
    one, second = made.compiled
    assert (one.bit == second.bit) is shares
    assert second.recogniser.id == "test.other"
