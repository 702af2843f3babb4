# Names in Chinese text, on sentences that were never trained on.
import re
from pathlib import Path

import pytest

from classify.tagger import load_model, tagged

SENTENCES = Path(__file__).parent / "sentences"
MARKED = re.compile(r"\[([^\[\]|]+)\|([PLO])\]")


def found(text):
    return [(text[each.start : each.end], each.kind) for each in tagged(text, load_model())]


def marked(line):
    text, spans, last = "", set(), 0
    for each in MARKED.finditer(line):
        text += line[last : each.start()]
        spans.add((len(text), len(text) + len(each[1]), each[2]))
        text += each[1]
        last = each.end()
    return text + line[last:], spans


def sentences(name):
    lines = (SENTENCES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [marked(line) for line in lines if line and not line.startswith("#")]


# What the shipped model reaches, less some room for another seed.
FLOORS = {
    "news": 0.85,
    "office": 0.85,
    "personnel": 0.9,
    "product": 0.8,
    "social": 0.75,
    "blind": 0.75,
    "mixed": 0.8,
    "later_news": 0.87,
    "later_personnel": 0.9,
    "later_product": 0.85,
    "later_social": 0.8,
}


@pytest.mark.parametrize("name", FLOORS)
def test_persons_are_found_in_every_register(name):
    gold, said = set(), set()
    for number, (text, spans) in enumerate(sentences(name)):
        gold |= {(number, *span) for span in spans if span[2] == "P"}
        for each in tagged(text, load_model()):
            if each.kind == "P":
                said.add((number, each.start, each.end, "P"))
    both = 2 * len(gold & said) / (len(gold) + len(said))
    assert both >= FLOORS[name]


def test_every_register_of_sentences_is_measured():
    assert {path.stem for path in SENTENCES.glob("*.txt")} == set(FLOORS)
    assert sum(len(sentences(name)) for name in FLOORS) >= 200


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("联系人：王芳，电话13800138000。", [("王芳", "P")]),
        (
            "国务院总理李建国会见了德国总理默克尔。",
            [("国务院", "O"), ("李建国", "P"), ("德国", "L"), ("默克尔", "P")],
        ),
        ("约翰·史密斯来到西安。", [("约翰·史密斯", "P"), ("西安", "L")]),
        ("高兴的是，方面军马上到了，黄金涨价。", []),
        ("", []),
        ("no Han at all", []),
        # A ruler with his number, Latin in brackets by the name before it, names in a list.
        ("英国国王查理三世访问法国。", [("英国", "L"), ("查理三世", "P"), ("法国", "L")]),
        (
            "市长巴迪·戴尔（Buddy Dyer）表示，资金已经到位。",
            [("巴迪·戴尔", "P"), ("Buddy Dyer", "P")],
        ),
        ("密室推理（Locked room mystery）是推理小说常见的一种类型。", []),
    ],
)
def test_names_are_told_with_their_kinds(text, names):
    assert found(text) == names


def test_the_answer_does_not_depend_on_what_else_is_in_the_text():
    alone = found("王芳在西安工作。")
    text = "今天下雨。王芳在西安工作。" * 3 + "x" * 500 + "\n王芳在西安工作。"
    assert found(text).count(("王芳", "P")) == 4 * alone.count(("王芳", "P"))


def test_places_are_those_of_the_text_even_in_sentences_without_end():
    text = "，".join(["联系人：王芳"] * 200)
    names = tagged(text, load_model())
    assert len(names) > 150
    assert all(text[each.start : each.end] == "王芳" for each in names)
    assert all(0.5 <= each.score <= 1 for each in names)


def test_the_model_comes_with_its_notice():
    folder = Path(__file__).parents[2] / "classify" / "models"
    notice = (folder / "NOTICE.md").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in notice
    assert "UNER_Chinese-GSDSIMP" in notice
    assert (folder / "zh-names.npz").stat().st_size < 4 << 20
