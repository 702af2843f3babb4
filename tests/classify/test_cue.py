# What is left out because no name or comment speaks for it changes no decision, and is left out.
import random
import string

import pyarrow as pa
import pytest

from classify import decide, merge, summarise
from classify.cue import headers_of, speaking
from schema import Column, Table

NAMES = [
    ("护照号", ""),
    ("IMEI", ""),
    ("c1", "银行账号"),
    ("order_no", ""),
    ("年龄", ""),
    ("XB", ""),
    ("remark", "备注"),
    ("诊断", ""),
    ("案件编号", ""),
    ("a", ""),
]


def table(columns) -> Table:
    return Table("f.csv", "t", tuple(Column(n, "string", c) for n, c in columns), "csv")


def bits(recognisers, identifier):
    return next(c.bit for c in recognisers.compiled if c.recogniser.id == identifier)


@pytest.fixture(scope="module")
def values(shipped_policies):
    chance = random.Random(3)
    found = [
        value for each in shipped_policies.recognisers.values() for value in each.hits + each.misses
    ]
    found += ["".join(chance.choices(string.digits, k=chance.randint(1, 20))) for _ in range(300)]
    chance.shuffle(found)
    return found


def test_the_decision_is_that_of_looking_for_everything(shipped, values):
    described = table(NAMES)
    batch = pa.record_batch({name: values for name, _ in NAMES})
    whole = summarise(batch, shipped)
    pruned = summarise(batch, shipped, described)
    assert decide(pruned, described, shipped) == decide(whole, described, shipped)
    assert pruned != whole


@pytest.mark.parametrize("cut", [1, 7, 100])
def test_it_does_not_depend_on_the_cut(shipped, values, cut):
    described = table(NAMES[:3])
    batch = pa.record_batch({name: values for name, _ in NAMES[:3]})
    whole = summarise(batch, shipped, described)
    first = summarise(batch.slice(0, cut), shipped, described)
    assert merge(first, summarise(batch.slice(cut), shipped, described)) == whole


@pytest.mark.parametrize(
    ("name", "comment", "label", "wanted"),
    [
        ("护照号", "", "cn.passport", True),
        ("c1", "护照号", "cn.passport", True),
        ("c1", "", "cn.passport", False),
        ("护照有效期", "", "cn.passport", False),
        ("c1", "", "cn.id18", True),
    ],
)
def test_a_name_or_a_comment_brings_what_counts_beside_it_alone(
    shipped, name, comment, label, wanted
):
    found = speaking(name, table([(name, comment)]), shipped)
    assert bool(found >> bits(shipped, label) & 1) is wanted


def test_without_a_table_everything_is_looked_for(shipped):
    assert all(speaking("c1", None, shipped) >> each.bit & 1 for each in shipped.compiled)


def test_a_column_that_the_table_does_not_have_goes_by_its_name(shipped):
    assert speaking("护照号", table([]), shipped) >> bits(shipped, "cn.passport") & 1


def test_the_strongest_header_comes_first(shipped):
    hits = headers_of(Column("手机号", "string"), table([]), shipped)
    assert next(iter(hits)) == "cn.mobile"
    assert all(name == hit.recogniser for name, hit in hits.items())
