# Spans in pieces: the same however the text is cut, in bounded memory.
import random

import pytest

from classify import Inspector
from classify.inspection import BLOCK
from classify.span import LONGEST_SPAN


def spans(inspector, pieces):
    found = [each for piece in pieces for each in inspector.feed(piece)]
    found += inspector.end()
    return [(each.span.label, each.span.start, each.span.end, each.span.score) for each in found]


def cut(text, rng, most):
    place = 0
    while place < len(text):
        size = rng.randint(1, most)
        yield text[place : place + size]
        place += size


def long_text(rng, parts):
    told = []
    for number in range(parts):
        told.append(
            rng.choice(
                [
                    "经核实无误。",
                    "联系人：王芳，",
                    "手机13812345678，",
                    "\n",
                    "a" * 90,
                    " ",
                    "11010519491231002X",
                    "，",
                ]
            )
        )
        if number % 7 == 0:
            told.append(f"第{number}号")
    return "".join(told)


@pytest.fixture(scope="module")
def inspector(shipped):
    return Inspector(shipped)


def test_the_cut_of_the_pieces_changes_nothing(inspector, monkeypatch):
    rng = random.Random(5)
    text = long_text(rng, 12_000)
    # Smaller blocks for a shorter text.
    monkeypatch.setattr("classify.inspection.BLOCK", BLOCK // 4)
    assert len(text) > 1.5 * BLOCK // 4
    whole = spans(inspector, [text])
    assert len(whole) > 1_000
    for most in (100_000, 5_000, 300):
        assert spans(inspector, cut(text, rng, most)) == whole


def test_every_value_of_a_line_without_end_is_found_once(shipped):
    value = "13812345678"
    text = (f'"{value}",' + "x" * 50) * (3 * BLOCK // 64)
    found = spans(Inspector(shipped, names=False), cut(text, random.Random(1), 30_000))
    assert [start for _, start, _, _ in found] == [
        place * 64 + 1 for place in range(len(text) // 64)
    ]


def test_what_is_held_stays_bounded(shipped):
    inspector = Inspector(shipped, names=False)
    held = 0
    for _ in range(40):
        list(inspector.feed("x" * 50_000))
        held = max(held, len(inspector._held))
    assert held <= 2 * (BLOCK + 2 * LONGEST_SPAN)


def test_an_inspector_can_be_used_again(inspector):
    first = spans(inspector, ["电话13812345678"])
    assert spans(inspector, ["电话13812345678"]) == first
    assert [each[1] for each in first] == [2]


def test_an_empty_text_has_no_spans(inspector):
    assert spans(inspector, []) == []
    assert spans(inspector, ["", ""]) == []


def test_the_engines_give_the_same_spans(shipped):
    text = long_text(random.Random(2), 500)
    one, other = (Inspector(shipped, engine=engine) for engine in ("hyperscan", "re2"))
    assert spans(one, [text]) == spans(other, [text])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人：王芳，电话13800138000。", ["王芳", "13800138000"]),
        (
            "张建国说，他住在陕西省西安市雁塔区小寨东路1号。",
            ["张建国", "陕西省西安市雁塔区小寨东路1号"],
        ),
        ("plain ASCII, nobody here", []),
    ],
)
def test_names_and_values_stand_in_one_order(inspector, text, expected):
    found = [each.value for each in [*inspector.feed(text), *inspector.end()]]
    assert found == expected
