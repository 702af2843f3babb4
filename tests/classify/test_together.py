# What the states of several recognisers say: the bits of those that match.
import numpy as np

from classify.together import Workshop


def said(together, text):
    codes = np.array([ord(each) for each in text], dtype=np.uint32)
    return together.said(together.union.state_of(codes))


def test_patterns_words_and_checks_are_told_apart(compiled):
    recognisers = compiled(
        test__digits=r"\d{4}",
        test__card={"pattern": r"\d{4,6}", "check": "luhn", "chance": 0.1},
        test__sex={"values": ("Male", "男")},
        test__either={"pattern": r"\d", "values": ("none",)},
    )
    bits = {each.recogniser.id: each.bit for each in recognisers.matchers}
    together = Workshop(recognisers.matchers).together(-1)
    assert len(together) == 4
    certain, checked = said(together, "1234")
    assert certain == 1 << bits["test.digits"]
    assert [each.recogniser.id for each in checked] == ["test.card"]
    assert said(together, "mALE") == (1 << bits["test.sex"], ())
    assert said(together, "None") == said(together, "7") == (1 << bits["test.either"], ())
    assert said(together, "女") == (0, ())


def test_what_only_re2_can_read_is_left(compiled):
    recognisers = compiled(test__one=r"(?i)abc", test__two=r"abc")
    one, two = recognisers.matchers
    workshop = Workshop(recognisers.matchers)
    together = workshop.together(1 << one.bit | 1 << two.bit)
    assert (together.left, len(together)) == (1 << one.bit, 1)
    assert workshop.together(1 << two.bit).left == 0


def test_only_the_wanted_are_looked_for(compiled):
    recognisers = compiled(test__one=r"a", test__two=r"[ab]")
    _, two = recognisers.matchers
    assert said(Workshop(recognisers.matchers).together(1 << two.bit), "a") == (1 << two.bit, ())
