# Compiled loops: the answers that arrays and Python give.
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify import compiled
from classify.byte_class import CLASS_TABLE, classes_of
from classify.cells import Cells, from_strings
from classify.claim import claims_of
from classify.sketch import hashes

pytest.importorskip("numba")
quickly = settings(max_examples=200, derandomize=True, deadline=None, database=None)


def cells_of(values):
    """Byte cells with something before, between and after them."""
    lengths = np.array([len(value) for value in values], dtype=np.int64)
    starts = 1 + np.concatenate([[0], np.cumsum(lengths + 1)[:-1]]).astype(np.int64)
    whole = b"." + b"".join(value + b"." for value in values)
    return Cells(np.frombuffer(whole, dtype=np.uint8), starts, lengths)


@quickly
@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=12))
def test_classes_and_hashes_are_those_of_arrays(values):
    cells = cells_of(values)
    classes, hashed = compiled.looks_of(cells, CLASS_TABLE)
    assert classes.tolist() == classes_of(cells).tolist()
    assert hashed.tolist() == hashes(cells).tolist()


@quickly
@given(st.lists(st.one_of(st.text(max_size=6).map(str.encode), st.binary(max_size=6)), min_size=1))
def test_utf_8_is_read_as_python_reads_it(values):
    try:
        expected = [value.decode() for value in values]
    except UnicodeDecodeError:
        expected = None
    told = compiled.decoded(cells_of(values))
    if expected is None:
        assert told is None
    else:
        units, sizes = told
        assert sizes.tolist() == [len(each) for each in expected]
        assert "".join(map(chr, units.tolist())) == "".join(expected)


@pytest.mark.parametrize("lead", range(0xC0, 0x100))
def test_no_odd_beginning_of_a_character_is_taken(lead):
    for second in (0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0):
        for size in range(2, 5):
            value = bytes([lead, second, 0x80, 0x80][:size])
            try:
                expected = [*map(ord, value.decode())]
            except UnicodeDecodeError:
                expected = None
            told = compiled.decoded(cells_of([b"a", value]))
            assert (told and told[0].tolist()[1:]) == expected


@quickly
@given(st.lists(st.text("ab\U00020000路", max_size=9), min_size=1, max_size=9))
def test_units_in_a_table_are_counted(values):
    table = np.zeros(1 << 16, dtype=np.bool_)
    table[[ord("a"), ord("路")]] = True
    counted = compiled.counts_in(from_strings(values), table)
    assert counted.tolist() == [value.count("a") + value.count("路") for value in values]


def test_states_are_those_of_the_union(shipped):
    together = shipped.spellings(0)[0][1].together(-1)
    rng = np.random.default_rng(6)
    texts = ["".join(rng.choice(list("0123456789X-.ab"), int(n))) for n in rng.integers(0, 22, 999)]
    texts += ["西安市雁塔区科技路1号", "\U00020000" * 3, "", "张三"]
    for values in (texts[:999], texts):
        cells = from_strings(values)
        found = compiled.states_of(cells, together.union)
        for place, text in enumerate(values):
            codes = np.array([*map(ord, text)], dtype=np.uint32)
            assert found[place] == together.union.state_of(codes)


@pytest.fixture
def at_once(monkeypatch):
    """The loops are taken for any number of cells."""
    monkeypatch.setattr(compiled, "_MANY", 1)
    monkeypatch.setattr(compiled, "_LOADED_AFTER", 0)


def test_states_made_for_other_cells_make_way(shipped, at_once, monkeypatch):
    monkeypatch.setattr(compiled, "_MOST_STATES", 120)
    group = shipped.spellings(0)[0][1]
    # A choice of recognisers that no other test has.
    wanted = ((1 << 64) - 1) ^ 5
    rng = np.random.default_rng(8)
    for texts in ([f"1{n:010d}" for n in rng.integers(0, 10**10, 90)], ["张三", "李四"] * 9):
        cells = from_strings(texts)
        claims_of(cells, classes_of(cells), shipped, wanted)
        assert not group.together(wanted).given_up


def test_too_many_states_are_given_up_and_the_claims_are_the_same(shipped, at_once, monkeypatch):
    rng = np.random.default_rng(7)
    cells = from_strings([f"{n:018d}" for n in rng.integers(0, 10**18, 300)])
    wanted = ((1 << 64) - 1) ^ 9
    expected = claims_of(cells, classes_of(cells), shipped, wanted).matched
    group = shipped.spellings(0)[0][1]
    monkeypatch.setattr(compiled, "_MOST_STATES", 5)
    for _ in range(5):
        assert (claims_of(cells, classes_of(cells), shipped, wanted).matched == expected).all()
    assert group.together(wanted).given_up


def test_the_loops_are_taken_for_many_cells_once_many_were_read(monkeypatch):
    many = from_strings(["a"] * 20_000)
    monkeypatch.setattr(compiled._Work, "done", 0)
    monkeypatch.setattr(compiled, "_LOADED_AFTER", 30_000)
    few = many.take(np.arange(100))
    answers = []
    for cells in (few, many, few, many):
        compiled.note(cells)
        answers.append((compiled.pays(few), compiled.pays(many)))
    assert answers == [(False, False), (False, False), (False, False), (False, True)]


def test_without_numba_arrays_are_used(at_once, monkeypatch):
    cells = from_strings(["a"])
    assert compiled.pays(cells)
    compiled._available.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert not compiled.pays(cells)
    compiled._available.cache_clear()
