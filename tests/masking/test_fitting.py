from types import SimpleNamespace

import pytest

from masking.fitting import fits


@pytest.mark.parametrize(
    ("rule", "fitting"),
    [
        ({}, True),
        ({"labels": ["cn.id18"]}, True),
        ({"labels": ["cn.mobile"]}, False),
        ({"categories": ["pi.id"]}, True),
        ({"categories": ["pi.*"]}, True),
        ({"categories": ["pi"]}, False),
        ({"categories": ["p.*"]}, False),
        ({"subjects": ["person"]}, True),
        ({"labels": ["cn.id18"], "subjects": ["organisation"]}, False),
    ],
)
def test_a_rule_fits_what_it_names_and_all_where_it_names_nothing(rule, fitting):
    whole = SimpleNamespace(**{"labels": (), "categories": (), "subjects": (), **rule})
    assert fits(whole, "cn.id18", "pi.id", "person") is fitting
