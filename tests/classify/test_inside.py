# Numbers inside longer texts: in how many cells, less what chance gives.
import numpy as np
import pyarrow as pa
import pytest
from made_numbers import citizens, mobiles

from classify import summarise
from classify.inside import rates_inside


def rates(values, recognisers):
    column = summarise(pa.record_batch({"a": values}), recognisers).columns[0]
    return {rate.label: rate.validated for rate in rates_inside(column, recognisers)}


def digits(count, width):
    rng = np.random.default_rng(width)
    return [f"{a}{b:09d}"[:width] for a, b in rng.integers(10**9, 10**10, (count, 2)).tolist()]


def test_every_kind_of_number_in_a_text_is_told(shipped):
    values = [f"居民{a}，电话{b}已核实" for a, b in zip(citizens(300), mobiles(300), strict=True)]
    assert rates(values, shipped) == pytest.approx({"cn.id18": 1.0, "cn.mobile": 1.0}, abs=0.02)


def test_the_share_is_that_of_cells(shipped):
    values = [f"见{n}" if at % 10 == 0 else "甲乙" for at, n in enumerate(citizens(300))]
    assert rates(values, shipped) == pytest.approx({"cn.id18": 0.1}, abs=1e-3)
    twice = [f"{n}，{n}" for n in citizens(60)]
    assert rates(twice, shipped) == {"cn.id18": 1.0}


@pytest.mark.parametrize("width", range(11, 20))
def test_random_numbers_in_texts_are_nothing(width, shipped):
    assert rates([f"订单{n}已发货" for n in digits(3_000, width)], shipped) == {}


@pytest.mark.parametrize(
    "values",
    [
        [f"客服电话13800138000，第{n}号" for n in range(2_000)],
        [f"{n}@example.com" for n in mobiles(300)],
        [f"A{n}" for n in citizens(300)],
        mobiles(300),
        [f"+86 {n}" for n in mobiles(300)],
    ],
    ids=["a hotline in every cell", "mail", "codes", "numbers alone", "cells that are numbers"],
)
def test_what_is_not_within_a_text_is_not_found_there(values, shipped):
    assert rates(values, shipped) == {}


def test_one_citizen_in_a_remark_is_enough(shipped):
    assert rates([f"王芳 {citizens(1)[0]} 已办", "甲", "乙"], shipped) == {
        "cn.id18": pytest.approx(1 / 3, abs=1e-3)
    }
    assert rates([f"王芳 {mobiles(1)[0]} 已办", "甲", "乙"], shipped) == {}
