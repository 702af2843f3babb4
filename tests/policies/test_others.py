# What columns of other things are called: each example on its side of the line, and none that
# a recogniser has.
import pytest

from classify import HeaderIndex, compile_headers, named_otherwise
from policies import OtherThing, Policies, Recogniser, load_policies

POLICIES: Policies = load_policies()
OTHER = pytest.mark.parametrize(
    "other", [pytest.param(each, id=each.id) for each in POLICIES.others.values()]
)


@pytest.fixture(scope="module")
def whole() -> HeaderIndex:
    return compile_headers(POLICIES.recognisers, POLICIES.others)


@OTHER
def test_headers_of_another_thing_name_it_and_its_near_misses_do_not(
    whole: HeaderIndex, other: OtherThing
) -> None:
    named = {
        name: named_otherwise(whole, name) == other.id
        for name in (*other.header_hits, *other.header_misses)
    }
    assert named == dict.fromkeys(other.header_hits, True) | dict.fromkeys(
        other.header_misses, False
    )


@OTHER
def test_another_thing_is_against_labels_that_are_there(other: OtherThing) -> None:
    assert set(other.against) <= set(POLICIES.recognisers)
    assert other.title.zh != other.title.en


@pytest.mark.parametrize(
    "recogniser", [pytest.param(each, id=each.id) for each in POLICIES.recognisers.values()]
)
def test_no_other_thing_takes_a_recognisers_headers(
    whole: HeaderIndex, recogniser: Recogniser
) -> None:
    assert [name for name in recogniser.header_hits if named_otherwise(whole, name)] == []
