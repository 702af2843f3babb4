# The table of checks: every name a pack uses is there, and every one runs on nothing.
import numpy as np
import pytest

from classify.cells import from_strings
from classify.checks import CHECKS


def test_every_check_that_a_shipped_pack_names_is_there(shipped_policies):
    named = {each.check for each in shipped_policies.recognisers.values() if each.check}
    assert named <= set(CHECKS)


@pytest.mark.parametrize("name", sorted(CHECKS))
@pytest.mark.parametrize("texts", [[], ["x"], ["张三"], ["1" * 18, "", "9" * 44]], ids=str)
def test_a_check_answers_for_any_cells(name, texts, shipped_policies):
    answer = CHECKS[name](shipped_policies.lexicons)(from_strings(texts))
    assert answer.dtype == np.bool_
    assert len(answer) == len(texts)
