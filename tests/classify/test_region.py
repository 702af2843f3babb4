# Region codes: all that ever were, and until when.
import numpy as np
import pytest

from classify.region import in_force


def known(code, year):
    return bool(in_force(np.array([code], np.int32), np.array([year], np.int32))[0])


@pytest.mark.parametrize(
    ("code", "year", "valid"),
    [
        (610102, 1990, True),
        (110103, 1990, True),
        (110103, 2011, True),
        (110103, 2015, False),
        (620201, 1985, True),
        (610199, 1990, True),
        (810000, 1990, True),
        (999999, 1990, False),
        (100000, 1990, False),
        (0, 1990, False),
    ],
    ids=[
        "a district of Xi'an",
        "Chongwen, merged in 2010",
        "Chongwen, registered a year late",
        "Chongwen, born after the merger",
        "a code that crashes python-stdnum",
        "an unknown county of a known prefecture",
        "a residence permit of Hong Kong",
        "no such province",
        "no such prefecture",
        "zero",
    ],
)
def test_a_code_counts_while_it_was_in_force(code, year, valid):
    assert known(code, year) is valid


def test_nearly_all_random_codes_are_refused():
    codes = np.arange(100_000, 1_000_000, dtype=np.int32)
    share = in_force(codes, np.full(len(codes), 1990, np.int32)).mean()
    assert 0.01 < share < 0.1
