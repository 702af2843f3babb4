# One answer, however a column is laid out in memory: plain, large, views, dictionaries with
# unused and null entries, run-end encoded, sliced out of something larger, cut anywhere.
import functools
import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_numbers import citizens, mobiles

from classify import decide, merge, summarise
from schema import Column, Table

CITIZEN = next(number for number in citizens(200) if number.endswith("X"))
MOBILE = mobiles(1)[0]
CARD = "6222021000000000017"


def wide(text):
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


NASTY = [
    None,
    "",
    " ",
    "　\t\n",
    "\x00",
    "a\x00b",
    f"\x00{MOBILE}",
    "😀",
    "👨‍👩‍👧 一家",
    "𠮷田",
    "\u200b\ufeff",
    "é",
    "e\u0301",
    "ＡＢＣ",
    "0",
    "007",
    "-1.50",
    CITIZEN,
    CITIZEN.lower(),
    wide(CITIZEN),
    f"　{CITIZEN}\r\n",
    f"{CITIZEN[:6]} {CITIZEN[6:14]} {CITIZEN[14:]}",
    f"居民{CITIZEN}、{MOBILE}。",
    MOBILE,
    f"+86{MOBILE}",
    f"0086-{MOBILE[:3]}-{MOBILE[3:7]} {MOBILE[7:]}",
    f"+86 {wide(MOBILE)}",
    CARD,
    f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}",
    f"{CARD[:4]}－{CARD[4:]}",
    f"卡号{CARD}，{'长' * 300}",
    "029-88888888",
    "男",
    "John O'Brien",
    "Zhang San",
    "患者今日来院，\n高血压" + "。" * 500,
    "x" * 70_000,
    "9" * 300,
]
CELLS = st.lists(st.sampled_from(NASTY) | st.text(max_size=4), max_size=30).map(
    lambda cells: [cell if cell is None else cell.replace("\ud800", "") for cell in cells]
)


def summary(array, recognisers):
    return summarise(pa.record_batch({"a": array}), recognisers)


def dictionary(cells, index):
    """A dictionary with an unused entry, a null among its values, and repeated values."""
    words = ["unused", None, *dict.fromkeys(cell for cell in cells if cell is not None)]
    words += words[2:3]
    places = [words.index(cell) for cell in cells]
    return pa.DictionaryArray.from_arrays(pa.array(places, index), pa.array(words, pa.string()))


LAYOUTS = {
    "large": lambda cells: pa.array(cells, pa.large_string()),
    "view": lambda cells: pa.array(cells, pa.string()).cast(pa.string_view()),
    "dictionary": lambda cells: dictionary(cells, pa.int32()),
    "small dictionary": lambda cells: dictionary(cells, pa.int8()),
    "dictionary with null places": lambda cells: pa.array(cells, pa.string()).dictionary_encode(),
    "slice": lambda cells: pa.array(["before", None, *cells, CARD], pa.string()).slice(2, len(cells)),
    "slice of a dictionary": lambda cells: dictionary([MOBILE, *cells, MOBILE], pa.int32()).slice(1, len(cells)),
    "slice of a view": lambda cells: pa.array(["x" * 40, *cells], pa.string()).cast(pa.string_view()).slice(1),
    "rejoined chunks": lambda cells: pa.chunked_array(
        [pa.array([cell], pa.string()) for cell in cells] or [pa.array([], pa.string())]
    ).combine_chunks(),
    "run-end encoded": lambda cells: pa.RunEndEncodedArray.from_arrays(
        pa.array(range(1, len(cells) + 1), pa.int32()), pa.array(cells, pa.string())
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_summary(layout, shipped):
    @settings(max_examples=25, derandomize=True, deadline=None, database=None)
    @given(CELLS)
    def agrees(cells):
        made = LAYOUTS[layout](cells)
        array = made if isinstance(made, pa.Array) else made.chunk(0)
        assert len(array) == len(cells)
        assert summary(array, shipped) == summary(pa.array(cells, pa.string()), shipped)

    agrees()


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(cells=CELLS, cuts=st.lists(st.integers(0, 30), max_size=5))
def test_any_cut_of_a_nasty_column_gives_the_same_summary(cells, cuts, shipped):
    whole = pa.array(cells, pa.string())
    edges = [0, *sorted(cut % (len(cells) + 1) for cut in cuts), len(cells)]
    parts = [summary(whole.slice(a, b - a), shipped) for a, b in itertools.pairwise(edges)]
    assert functools.reduce(merge, parts) == summary(whole, shipped)
    assert functools.reduce(merge, reversed(parts)) == summary(whole, shipped)


def test_a_long_nasty_column_cut_in_thousands_decides_the_same(shipped):
    rng = np.random.default_rng(7)
    cells = [NASTY[n] for n in rng.integers(0, len(NASTY) - 2, 20_000)]
    whole = pa.array(cells, pa.string())
    table = Table("x.csv", "t", (Column("a", "text"),), "csv")
    expected = decide(summary(whole, shipped), table, shipped)
    parts = [summary(whole.slice(at, 999), shipped) for at in range(0, len(cells), 999)]
    rng.shuffle(parts)
    assert decide(functools.reduce(merge, parts), table, shipped) == expected
    encoded = summary(whole.dictionary_encode(), shipped)
    assert decide(encoded, table, shipped) == expected


@pytest.mark.parametrize(
    ("spelt", "label"),
    [
        (CITIZEN.lower(), "cn.id18"),
        (wide(CITIZEN), "cn.id18"),
        (f" {CITIZEN}　", "cn.id18"),
        (f"+86{MOBILE}", "cn.mobile"),
        (f"0086 {MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}", "cn.mobile"),
        (wide(f"+86-{MOBILE}"), "cn.mobile"),
        (f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}", "bank.card"),
        (f"{CARD[:4]}-{CARD[4:]}", "bank.card"),
        (f"{CARD[:4]}－{wide(CARD[4:])}", "bank.card"),
        (f"0{MOBILE}", None),
        (f"00{CARD}", None),
        (f"0{CITIZEN}", None),
        (f"\x00{MOBILE}", None),
    ],
)
def test_a_number_is_known_however_it_is_spelt(spelt, label, shipped):
    from classify import try_value

    owner = [trial.recogniser for trial in try_value(spelt, shipped) if trial.claimed]
    assert owner == ([label] if label else [])
