# Many expressions, two engines, one answer: the maximal matches.
import random
import re

import pytest

from classify import automaton
from classify.automaton import Automaton, compile_expression
from classify.span import finder_of

ENGINES = ["hyperscan", "re2"]


def found(expressions, text, engine):
    automaton = Automaton([(each, True) for each in expressions], engine)
    matches = automaton.matches(text.encode())
    return list(
        zip(matches.which.tolist(), matches.start.tolist(), matches.end.tolist(), strict=True)
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("expressions", "text", "matches"),
    [
        (["ab+"], "xabbb", [(0, 1, 5)]),
        (["ab+", "b"], "abb", [(0, 0, 3), (1, 1, 2), (1, 2, 3)]),
        (["[0-9]{2,4}"], "a12345", [(0, 1, 5), (0, 2, 6)]),
        (["a|abc|bcd"], "abcd", [(0, 0, 3), (0, 1, 4)]),
        ([r"[\x{4E00}-\x{9FFF}]{2}"], "王芳a", [(0, 0, 6)]),
        (["x"], "", []),
        ([], "abc", []),
        # Hyperscan refuses a part as wide as this; RE2 takes its place.
        ([r"a[a-z.]{0,63}@(?:[a-z][a-z\-]{0,62}\.)+[a-z]{2,24}"], "a.b@c.cn", [(0, 0, 8)]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_the_maximal_matches_are_told(expressions, text, matches, engine):
    assert found(expressions, text, engine) == matches


def test_both_engines_agree_on_random_texts():
    rng = random.Random(7)
    expressions = [
        "[^a-z](?:a{1,3}b?|ba)[^a-z]",
        "(?:ab|a|b){2,5}c?",
        r"[\x{4E00}-\x{4E05}]+a",
        "c(?:.a|b.)?c",
    ]
    for _ in range(300):
        text = "".join(rng.choice("abc-一丁z") for _ in range(rng.randint(0, 30)))
        assert found(expressions, text, "hyperscan") == found(expressions, text, "re2"), text


@pytest.mark.parametrize("engine", ENGINES)
def test_matches_are_those_that_no_other_contains(engine):
    """Held against every substring, tried one by one."""
    rng = random.Random(3)
    pattern = "a[ab]{0,3}c?"
    for _ in range(100):
        text = "".join(rng.choice("abc") for _ in range(12))
        every = [
            (start, end)
            for start in range(len(text))
            for end in range(start + 1, len(text) + 1)
            if re.fullmatch(pattern, text[start:end])
        ]
        maximal = [
            (s, e)
            for s, e in every
            if not any((a, b) != (s, e) and a <= s and e <= b for a, b in every)
        ]
        assert [each[1:] for each in found([pattern], text, engine)] == maximal


def test_bytes_are_read_unless_the_expression_is_wide():
    byte_by_byte = Automaton([("[^a-z]b", False)], "re2").matches("王b".encode())
    wide = Automaton([("[^a-z]b", True)], "re2").matches("王b".encode())
    assert byte_by_byte.start.tolist() == [2]
    assert wide.start.tolist() == [0]


def test_what_is_no_re2_syntax_is_refused():
    with pytest.raises(ValueError, match="RE2 syntax"):
        compile_expression("(?=a)b")


def test_an_automaton_is_made_when_the_first_text_comes():
    automaton = Automaton([("(", False)], "re2")
    with pytest.raises(ValueError, match="RE2 syntax"):
        automaton.matches(b"a")


def test_what_is_taken_alone_and_not_together_is_still_looked_for(monkeypatch) -> None:
    made = automaton._database

    def refuses_several(hyperscan, expressions, which, *, exact):
        together = exact and len(which) > 1
        return None if together else made(hyperscan, expressions, which, exact=exact)

    monkeypatch.setattr(automaton, "_database", refuses_several)
    found = Automaton([("abc", False), ("bcd", False)], "hyperscan").matches(b"abcd")
    assert found.which.tolist() == [0, 1]


def test_what_cannot_even_be_looked_for_roughly_is_looked_for_everywhere(monkeypatch) -> None:
    pytest.importorskip("hyperscan")
    made = automaton._database

    def refuses_the_first(hyperscan, expressions, which, *, exact):
        none = not exact and 0 in which
        return None if none else made(hyperscan, expressions, which, exact=exact)

    monkeypatch.setattr(automaton, "_database", refuses_the_first)
    costly = [("a(?P<value>b)", False), ("b(?P<value>c)", False)]
    found = Automaton(costly, "hyperscan").matches(b"abcd")
    assert found.which.tolist() == [0, 1]


def test_the_shipped_expressions_are_taken_at_once(shipped, monkeypatch) -> None:
    pytest.importorskip("hyperscan")

    def refused(*_: object, **__: object) -> list[int]:
        raise AssertionError("to find out which is refused takes seconds: see what is costly")

    monkeypatch.setattr(automaton, "_refused", refused)
    # Made anew, not that of another test.
    assert len(finder_of.__wrapped__(shipped).find("电话13800138000").labels) == 1
