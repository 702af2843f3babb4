# The weighing: a sum of trees, brought to a probability along a line, and what an installation's
# reviewers have taught on top; and a file that is read as numbers or refused.
from __future__ import annotations

import json

import pytest

from classify.weigh import Local, Part, Tree, read_weighing, shipped_weighing
from classify.witness import FACTS

STUMP = Tree((0, 0, 0), (0.5, 0.0, 0.0), (1, 0, 0), (2, 0, 0), (0.0, -1.0, 2.0))


@pytest.mark.parametrize(
    ("facts", "value"),
    [((0.2,), -1.0), ((0.5,), -1.0), ((0.51,), 2.0)],
    ids=["below", "at the bound", "above"],
)
def test_a_tree_leads_to_a_leaf(facts, value):
    assert STUMP.of(facts) == value


@pytest.mark.parametrize(
    ("start", "sure"),
    [(0.0, 0.2), (1.0, 0.5), (-9.0, 0.2), (9.0, 0.8), (0.5, 0.35)],
    ids=["at a point", "at the next", "before all", "behind all", "between two"],
)
def test_a_score_is_worth_what_the_line_says(start, sure):
    part = Part(start - 2.0, (STUMP,), (0.0, 1.0, 2.0), (0.2, 0.5, 0.8))
    assert part.sure((0.9,)) == pytest.approx(sure)


@pytest.mark.parametrize(
    ("local", "before", "after"),
    [
        (Local(), 0.7, 0.7),
        (Local(shift=1.0), 0.5, 0.7311),
        (Local(scale=0.5), 0.8, 0.6667),
        (Local(labels={"cn.id18": -2.0}), 0.5, 0.1192),
        (Local(labels={"org.name": -2.0}), 0.5, 0.5),
        (Local(), 1.0, 0.99),
    ],
    ids=["nothing", "surer", "less sure of all", "of this label", "of another", "no certainty"],
)
def test_what_reviewers_taught_moves_the_odds(local, before, after):
    assert local.taught(before, "cn.id18") == pytest.approx(after, abs=1e-4)


def test_the_shipped_model_reads_and_has_no_label_for_certain():
    model = shipped_weighing()
    assert model.version == "shipped-1"
    assert 0.0 < model.drops < model.takes < 1.0
    for part in (model.values, model.headers):
        assert list(part.scores) == sorted(part.scores)
        assert list(part.worth) == sorted(part.worth)
        assert len(part.trees) == 60


@pytest.mark.parametrize("name", ["header", "net", "rule", "distinct"])
def test_more_for_a_label_never_makes_it_less_likely(name):
    place = FACTS.index(name)
    for part in (shipped_weighing().values, shipped_weighing().headers):
        for other in (0.0, 0.5, 1.0):
            facts = [other] * len(FACTS)
            sure = []
            for value in (0.0, 0.25, 0.5, 0.75, 1.0, 2.0):
                facts[place] = value
                sure.append(part.sure(facts))
            assert sure == sorted(sure)


@pytest.mark.parametrize(
    "raw",
    [b"{}", b"[]", b"\x80\x04", b'{"facts": ["net"]}', json.dumps({"facts": FACTS}).encode()],
    ids=["empty", "a list", "a pickle", "other facts", "facts alone"],
)
def test_what_is_no_model_is_refused(raw):
    with pytest.raises(ValueError, match=r"model of columns|decode|Expecting"):
        read_weighing(raw)
