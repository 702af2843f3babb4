# Runs of digits in longer texts: the same that a plain search finds, wherever they stand.
import re

import numpy as np
import pytest

from classify.byte_class import classes_of
from classify.cells import Cells, from_strings
from classify.run import runs_of

pytestmark = pytest.mark.usefixtures("ways")

PLAIN = re.compile(r"(?<![0-9A-Za-z_.])(?:[0-9]{17}[Xx]|[0-9]{11,19})(?![0-9A-Za-z_@])", re.ASCII)


def runs(texts):
    cells = from_strings(texts)
    found, owners = runs_of(cells, classes_of(cells))
    raw = found.units.tobytes().decode()
    values = [raw[a : a + n] for a, n in zip(found.starts, found.lengths, strict=True)]
    return list(zip(owners.tolist(), values, strict=True))


def plainly(texts):
    return [
        (place, match.group())
        for place, text in enumerate(texts)
        if len(text) > 11
        for match in PLAIN.finditer(text)
        if match.group() != text
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话13812345678。", ["13812345678"]),
        ("张三110105194912310021、李四11010519491231002X", ["110105194912310021", "11010519491231002X"]),
        ("id=11010519491231002x;", ["11010519491231002x"]),
        ("+8613812345678", ["8613812345678"]),
        ("号1381234567 8", []),
        ("A13812345678", []),
        ("13812345678a", []),
        ("13812345678@qq.com", []),
        ("价0.13812345678元", []),
        ("流水12345678901234567890号", []),
        ("11010519491231002XY 证", []),
        ("1234567890123456X 尾", []),
        ("13812345678", []),
        ("１３８１２３４５６７８号码是全角的", []),
    ],
)  # fmt: skip
def test_a_run_stands_by_itself(text, found):
    assert [value for _, value in runs([text])] == found
    assert [value for _, value in runs(["x", text, "号"])] == found


@pytest.mark.parametrize("letters", ["0123456789 a", "0123456789 号", "01Xx,.@_𠮷", "0123456789"])
@pytest.mark.parametrize("size", [1, 40, 400])
def test_random_texts_give_what_a_plain_search_gives(letters, size):
    rng = np.random.default_rng(size)
    share = np.ones(len(letters)) / len(letters)
    texts = ["".join(rng.choice(list(letters), rng.integers(1, 60), p=share)) for _ in range(size)]
    # Stretches of digits long enough to matter.
    texts = [text.replace("0", "0" * 7).replace("1", "1234567") for text in texts]
    assert runs(texts) == plainly(texts)


def test_neighbouring_cells_do_not_run_together():
    assert runs(["a12345678", "90123456b", "c12345678901"]) == []
    assert runs(["号123456789", "01号"]) == []


def test_cells_apart_in_a_larger_buffer_are_read_alone():
    whole = from_strings(["1381234", "a 13812345678 b", "5678", "13912345678, c"])
    some = whole.take(np.array([1, 3]))
    found, owners = runs_of(some, classes_of(some))
    assert owners.tolist() == [0, 1]
    assert found.units.tobytes() == b"1381234567813912345678"
    cut = Cells(whole.units, whole.starts[1:2] + 2, np.array([5]))
    assert len(runs_of(cut, classes_of(cut))[0]) == 0


def test_no_cell_has_no_run():
    assert runs([]) == []
    assert runs(["", ""]) == []
