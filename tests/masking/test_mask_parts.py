# What is cut at a separator is masked as the patterns mask it, however the column is cut.
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.mask import _by_patterns, mask
from masking.mask_parts import mail_domains, network_halves
from masking.row_groups import buffers
from masking.stretches import SPARE

MAILS = st.one_of(
    st.none(),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(
            ["a", "abc", "abcd", "abcde.f", "a***", "***", "****x", "", "李雷雷雷", "a b"]
        ),
        st.sampled_from(["@", "@", "@", "", "@@", "@x@"]),
        st.sampled_from(
            [
                "b.cn",
                "b",
                ".cn",
                "b.",
                "b..cn",
                "mail.b.cn",
                "b.cn ",
                "b.c\n",
                "",
                "b.technologies",
                "qq.com",
                "x." + "y" * 70 + ".cn",
                "例.cn",
            ]
        ),
    ),
)


NETWORKS = st.one_of(
    st.none(),
    st.lists(st.sampled_from(["0", "7", "10", "255", "999", "1000", "", "x", "٣"]), max_size=6).map(
        ".".join
    ),
    st.lists(st.integers(0, 255).map(str), min_size=4, max_size=4).map(".".join),
    st.sampled_from(["2001:db8:1::5", "10.0.0.1:80", "10.0.0.0/8", " 10.0.0.1", "10.0.0.1\n", ""]),
)
STYLES = {"email": (MAILS, "user.name@mail.example.com"), "ip": (NETWORKS, "192.168.10.254")}


def column_of(cells: list[str | None], type_: pa.DataType, start: int) -> pa.Array:
    """The cells as a column that begins within another one."""
    return pa.array([None, "x", *cells], type_)[2:][min(start, len(cells)) :]


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None)  # what characters there are is asked once
@given(data=st.data(), start=st.integers(0, 2), clean=st.booleans(), large=st.booleans())
def test_cells_are_masked_as_by_patterns(style, data, start, clean, large):
    cells, usual = STYLES[style]
    drawn = data.draw(st.lists(cells, min_size=1, max_size=30))
    type_ = pa.large_string() if large else pa.string()
    texts = column_of([*drawn, *[usual] * 40] if clean else drawn, type_, start)
    shown = mask(texts, style)
    assert shown.equals(_by_patterns(texts, style))
    cut = data.draw(st.integers(0, len(texts)))
    parts = [mask(part, style) for part in (texts[:cut], texts[cut:])]
    assert pa.concat_arrays(parts).equals(shown)


@pytest.mark.parametrize("style", STYLES)
def test_long_columns_are_masked_in_parts_and_alike(style):
    rng = np.random.default_rng(3)
    numbers = rng.integers(0, 256, (40_000, 4)).tolist()
    if style == "ip":
        cells = [".".join(map(str, four)) for four in numbers]
    else:
        cells = [
            "{}{:x}@{}.{}.cn".format("n" * (a % 9), b, "m" * (c % 20), d) for a, b, c, d in numbers
        ]
    texts = pa.array(cells)
    assert mask(texts, style).equals(_by_patterns(texts, style))
    assert texts.to_pylist() == cells


def test_an_address_shows_its_letter_and_where_it_goes():
    offsets, made, left = mail_domains(*buffers(pa.array(["abcde@b.cn", "a***@b.cn"]), SPARE))
    assert bytes(made) == b"a***@b.cn"
    assert np.diff(offsets).tolist() == [9, 0]
    assert left.tolist() == [False, True]


def test_a_network_address_shows_its_first_half():
    texts = pa.array(["10.20.30.40", "10.20.30", "1.2.3.4.5"] + ["1.2.3.4"] * 3)
    offsets, made, left = network_halves(*buffers(texts, SPARE))
    assert bytes(made[: offsets[1]]) == b"10.20.*.*"
    assert left.tolist() == [False, True, True, False, False, False]


@pytest.mark.parametrize(
    "cells", [["abcdeb.cn"], ["a@b@c.cn", "abc"], ["abcd@é.cn"], ["ab cd@b.cn"], ["", ""]]
)
def test_other_than_addresses_are_left(cells):
    made = mail_domains(*buffers(pa.array(cells), SPARE))
    assert made is None or made[2].all()
    assert network_halves(*buffers(pa.array(cells), SPARE)) is None
