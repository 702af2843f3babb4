# What stands inside the longer texts of a column.
import random

import pyarrow as pa
import pytest

from classify import decide, extend, merge, summarise
from classify.within import Within, joined_within, rates_within
from schema import Column, Table

pytestmark = pytest.mark.usefixtures("ways")

TABLE = Table("memory", "t", (Column("bz", "text"),), "memory")
USUAL = [
    "经核实，申请人反映的问题已经办结，群众表示满意，第{n}号。",
    "群众来电咨询医保报销政策，窗口人员已当场答复，编号{n}。",
    "材料不齐，已经一次性告知需要补正的全部内容，第{n}次。",
]


def remarks(count, share, *, held, seed=1):
    """So many different remarks, a share of which hold a value."""
    rng = random.Random(seed)
    told = []
    for number in range(count):
        text = rng.choice(USUAL).format(n=number)
        if number < share * count:
            text = f"{text[:12]}{held(rng)}{text[12:]}"
        told.append(text)
    rng.shuffle(told)
    return told


def mobile(rng):
    return f"联系电话13{rng.randint(10**8, 10**9 - 1)}，"


def labelled(cells, recognisers):
    batch = pa.record_batch({"bz": cells})
    (column,) = decide(summarise(batch, recognisers), TABLE, recognisers)
    return column


def test_numbers_in_three_of_a_hundred_remarks_are_told(shipped):
    column = labelled(remarks(4_000, 0.03, held=mobile), shipped)
    (rate,) = [each for each in column.labels if each.label == "cn.mobile"]
    assert 0.01 <= rate.validated <= 0.06
    assert any("hold cn.mobile within a longer text" in each.detail for each in column.reasons)
    assert column.label is None


def test_numbers_in_one_of_a_hundred_remarks_are_told(shipped):
    cells = remarks(6_000, 0.012, held=mobile)
    (rate,) = [each for each in labelled(cells, shipped).labels if each.label == "cn.mobile"]
    assert 0.005 <= rate.validated <= 0.03


def test_texts_without_digits_are_read_one_in_four_and_count_for_four(shipped):
    cells = remarks(
        4_000, 0.3, held=lambda rng: f"口令为Ab#{rng.choice('xyzuvw')}Kq!{rng.choice('abcd')}，"
    )
    cells = [
        text.translate({ord(d): "某" for d in "0123456789"})
        + f"甲{'乙' * (n % 61)}{'丙' * (n // 61)}"
        for n, text in enumerate(cells)
    ]
    (rate,) = [each for each in labelled(cells, shipped).labels if each.label == "secret.password"]
    assert 0.2 <= rate.validated <= 0.4


def test_mail_addresses_and_names_in_remarks_are_told(shipped):
    cells = remarks(
        500, 1.0, held=lambda rng: f"联系人：王建国，邮箱a{rng.randint(1, 999)}@example.com，"
    )
    told = {each.label: each.validated for each in labelled(cells, shipped).labels}
    assert told["contact.email"] > 0.9
    assert told["person.name"] > 0.9


def test_remarks_without_values_hold_none(shipped):
    assert labelled(remarks(2_000, 0.0, held=mobile), shipped).labels == ()


def test_a_value_that_is_all_of_a_cell_is_not_inside_it(shipped):
    cells = [f"13{number:09d}" + " " * 40 for number in range(400)]
    column = labelled(cells, shipped)
    assert column.label == "cn.mobile"
    assert not any("longer texts" in reason.detail for reason in column.reasons)


def test_any_cut_of_the_rows_gives_the_same_draw(shipped):
    cells = remarks(900, 0.2, held=mobile)
    whole = summarise(pa.record_batch({"bz": cells}), shipped)
    for cut in (1, 300, 899):
        one, other = (
            summarise(pa.record_batch({"bz": part}), shipped) for part in (cells[:cut], cells[cut:])
        )
        assert merge(one, other).columns[0].within == whole.columns[0].within
        assert merge(other, one).columns[0].within == whole.columns[0].within


def test_a_summary_with_a_batch_more_reads_only_what_it_must(shipped):
    cells = remarks(3_000, 0.2, held=mobile)
    whole = summarise(pa.record_batch({"bz": cells}), shipped)
    for cut in (1, 1_500, 2_900):
        extended = extend(None, pa.record_batch({"bz": cells[:cut]}), shipped)
        extended = extend(extended, pa.record_batch({"bz": cells[cut:]}), shipped)
        assert extended == whole


def test_draws_keep_the_smallest_hashes():
    one = Within(tuple((number, 1) for number in range(0, 3_000, 2)))
    other = Within(tuple((number, 0) for number in range(1, 3_000, 2)))
    assert [key for key, _ in joined_within(one, other).values] == list(range(1_024))


@pytest.mark.parametrize(("count", "told"), [(1, False), (2, True), (5, True)])
def test_a_single_find_is_not_told(shipped, count, told):
    names = [each.recogniser.id for each in shipped.compiled]
    bit = names.index("cn.mobile")
    draw = tuple((number, (number < count) << bit) for number in range(100))
    rates = rates_within(Within(draw), shipped, names=True)
    assert bool(rates) is told
