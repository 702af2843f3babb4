# Patterns made ready for running text.
import pytest

from classify.pattern import parse, written
from classify.phrase import MODELLED, cue_words, folded, loosened, phrases_of
from classify.spelling import FULLWIDTH, UPPER_CASE
from policies import InText, Recogniser, load_policies


def recogniser(**given) -> Recogniser:
    basis = {
        "id": "test.value",
        "title": {"zh": "测", "en": "test"},
        "category": "pi.basic",
        "pattern": r"\d{5}",
        "hits": ["12345"],
        "misses": ["1234"],
        "header_hits": [],
        "header_misses": [],
        "headers": {"zh": ["编号"], "en": ["serial number"]},
    }
    return Recogniser.model_validate(basis | given)


@pytest.mark.parametrize(
    ("given", "ways"),
    [
        ({}, ["bare"]),
        ({"normalise": ["separators"]}, ["bare"]),
        ({"pattern": r"a\d|b\d"}, ["bare", "bare"]),
        ({"evidence": "cue"}, ["cue", "cue"]),
        ({"evidence": "cue", "text": {"cue": False}}, ["bare"]),
        ({"text": {"cue": True}}, ["cue", "cue"]),
        ({"text": False}, []),
        ({"text": {"pattern": r"no(?P<value>\d+)"}}, ["framed"]),
        ({"pattern": None, "values": ["未婚"]}, ["cue", "cue"]),
        ({"pattern": None, "values": ["维吾尔族"], "text": {"cue": False}}, ["bare"]),
        ({"pattern": r"(?s:a.*)"}, ["bare"]),
        ({"pattern": r"\d*"}, []),
        ({"id": "person.address"}, []),
    ],
    ids=str,
)
def test_how_a_recogniser_is_looked_for(given, ways):
    assert [each.way for each in phrases_of(3, recogniser(**given))] == ways


def test_a_value_is_guarded_where_a_letter_or_digit_would_continue_it():
    (plain,) = phrases_of(0, recogniser())
    assert (plain.left, plain.right) == (True, True)
    (plate,) = phrases_of(0, recogniser(pattern=r"[陕甘]\d{5}"))
    assert (plate.left, plate.right) == (False, True)
    assert plate.wide
    assert not plain.wide


def test_context_words_are_header_terms_and_own_words():
    told = cue_words(recogniser(text={"words": ["流水", "码"]}))
    assert told == ("编号", "serial number", "流水")


def test_steps_are_undone_in_the_sets():
    assert written(folded(parse("[A-C]1"), UPPER_CASE)) == written(parse("[A-Ca-c]1"))
    # Full-width forms are narrowed in the text, not in the pattern.
    assert written(folded(parse("[A-C]1"), FULLWIDTH)) == written(parse("[A-C]1"))
    assert loosened(parse("12{2}")).widths == (3, 6)


def test_the_model_is_left_what_only_context_decides():
    known = load_policies().recognisers
    assert set(known) >= MODELLED
    assert known["cn.mobile"].text == InText()
