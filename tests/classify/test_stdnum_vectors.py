# The numbers that python-stdnum's own tests hold valid and refuse, for codes of organisations and
# of citizens; and the examples in the documentation of the modules that are installed.
import doctest
from pathlib import Path

import pytest
from stdnum.cn import ric, uscc

from classify import try_value
from classify.cells import from_strings
from classify.check_code import uscc as checks_uscc
from classify.check_person import id18

NUMBERS = [
    line
    for line in (Path(__file__).parent / "uscc_numbers.txt").read_text("ascii").splitlines()
    if not line.startswith("#")
]


def validated(value, label, shipped):
    return any(each.recogniser == label and each.validated for each in try_value(value, shipped))


def test_every_registered_code_passes():
    assert len(NUMBERS) == 200
    assert checks_uscc(from_strings(NUMBERS)).all()


def test_a_code_with_another_check_character_does_not():
    altered = [number[:17] + ("A" if number[17] != "A" else "B") for number in NUMBERS]
    assert not checks_uscc(from_strings(altered)).any()


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("360426199101010071", True),
        ("44011320141005001x", True),
        ("412723199010050012", True),
        ("110102199101010078", True),
        ("120110198012010073", True),
        ("120110199212010072", True),
        ("990426199112010074", False),
        # Born before the county had its code: people are also registered later than born, so
        # ours takes what the library refuses.
        ("110111198012010078", True),
        ("110201199312010077", False),
        ("T60426199101010078", False),
        ("360426199113010079", False),
        ("36042619910102009X", False),
    ],
)
def test_a_citizens_number_is_held_to_day_place_and_time(number, valid, shipped):
    assert validated(number, "cn.id18", shipped) is valid


@pytest.mark.parametrize(("module", "label"), [(uscc, "cn.uscc"), (ric, "cn.id18")])
def test_the_documentations_own_examples_agree(module, label, shipped):
    examples = [
        example
        for test in doctest.DocTestFinder().find(module)
        for example in test.examples
        if example.source.startswith("validate('")
    ]
    assert examples
    for example in examples:
        value = example.source.split("'")[1]
        # Spaces within a credit code are not how it is written.
        if " " not in value:
            assert validated(value, label, shipped) is (example.exc_msg is None), value


def test_ours_agrees_with_the_library_on_the_check_of_a_citizens_number():
    from stdnum.exceptions import ValidationError

    numbers = [f"61010219900101{number:04}" for number in range(0, 10_000, 7)]
    expected = []
    for number in numbers:
        try:
            expected.append(bool(ric.validate(number)))
        except ValidationError:
            expected.append(False)
    assert id18(from_strings(numbers)).tolist() == expected
