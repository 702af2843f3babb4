# The layouts agree with what is filled in, and the labels with the recognisers there are.
import numpy as np
import pytest

from operations.generated_people import people
from operations.generated_registers import REGISTERS, TRUTH
from policies import load_policies

KEYS = [register.key for register in REGISTERS]


@pytest.mark.parametrize("register", REGISTERS, ids=KEYS)
def test_values_fill_every_column_with_as_many_rows(register):
    residents = people(400, np.random.default_rng(1))
    columns = register.values(residents, 0, np.random.default_rng(2))
    assert len(columns) == len(register.columns)
    assert len({len(column) for column in columns}) == 1
    assert len(columns[0]) > 0


def test_no_two_registers_share_a_key_nor_a_register_two_columns():
    assert len(set(KEYS)) == len(KEYS)
    for register in REGISTERS:
        names = [column.name for column in register.columns]
        assert len(set(names)) == len(names)


def test_every_true_label_is_the_id_of_a_recogniser():
    known = load_policies().recognisers
    labels = {label for columns in TRUTH.values() for label in columns.values() if label}
    assert labels - set(known) == set()


def test_the_truth_has_columns_that_hold_nothing_and_leaves_the_unjudged_out():
    columns = TRUTH["卫生健康委/门诊登记.csv"]
    assert columns["结算流水号"] is None
    assert columns["身份证号"] == "cn.id18"
    assert "年龄" not in columns
