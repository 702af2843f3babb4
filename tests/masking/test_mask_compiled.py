# What is compiled serves cells as arrays and patterns do; numba is installed where tests run.
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masking import mask_compiled
from masking.mask import _by_patterns, mask
from masking.mask_compiled import compiled_parts
from masking.row_groups import buffers
from masking.stretches import SPARE

pytest.importorskip("numba")

CELLS = {
    "generic": st.one_of(
        st.sampled_from(["京A12345", "abc", "a***b", "中***文", "ab", "***", " abc ", "\x85abc", "𠮷a田", "é12é"]),
        st.text(max_size=7),
    ),
    "email": st.one_of(
        st.text("a.@*1 ", max_size=24),
        st.builds(
            "{}@{}{}".format,
            st.text("ab.*-", min_size=1, max_size=12),
            st.text("ab.-é\x7f", max_size=12),
            st.sampled_from([".cn", ".", "@", "", ".technologies", "\n"]),
        ),
    ),
    "ip": st.one_of(
        st.lists(st.integers(0, 1100).map(str), min_size=3, max_size=5).map(".".join),
        st.text("019./:é", max_size=17),
    ),
}  # fmt: skip
USUAL = {"generic": "A-12345", "email": "user.name@mail.example.com", "ip": "192.168.10.254"}


@pytest.fixture(autouse=True)
def always_compiled(monkeypatch):
    monkeypatch.setattr(mask_compiled, "WORTH_COMPILING", 1)


@pytest.mark.parametrize("style", CELLS)
def test_cells_are_masked_as_by_patterns(style):
    @settings(deadline=None, max_examples=50)  # it is compiled once
    @given(drawn=st.lists(st.one_of(CELLS[style], st.none()), max_size=30), start=st.integers(0, 3))
    def alike(drawn, start):
        texts = pa.array([None, "x", *drawn, *[USUAL[style]] * 40])[start:]
        shown = mask(texts, style)
        assert shown.equals(_by_patterns(texts, style))
        parts = [mask(texts[:9], style), mask(texts[9:], style)]
        assert pa.concat_arrays(parts).equals(shown)

    alike()


@pytest.mark.parametrize("style", CELLS)
def test_long_columns_are_masked_as_by_arrays(style, monkeypatch):
    rng = np.random.default_rng(7)
    rows = rng.integers(0, 256, (20_000, 4)).tolist()
    if style == "ip":
        cells = [".".join(map(str, row)) for row in rows]
    else:
        cells = [
            f"{'n' * (a % 19)}{b:x}@{'m' * (c % 20)}{d}.{'x' * (a % 11)}cn" for a, b, c, d in rows
        ]
    texts = pa.array(cells)
    shown = mask(texts, style)
    monkeypatch.setattr(mask_compiled, "available", lambda: False)
    assert mask(texts, style).equals(shown)
    assert texts.to_pylist() == cells


def test_it_serves_what_it_is_certain_of():
    texts = pa.array(["10.20.30.40", "1.2.3.4.5", "1.2.3", "10.20.30.40:80", "256.1.1.1000"])
    offsets, made, left = compiled_parts("ip", *buffers(texts, SPARE))
    assert bytes(made) == b"10.20.*.*"
    assert left.tolist() == [False, True, True, True, True]
    assert offsets.tolist() == [0, 9, 9, 9, 9, 9]
