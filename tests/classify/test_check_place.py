# Telephones by area code, positions by their range.
import pytest

from classify.cells import from_strings
from classify.check_place import landline, latitude_longitude


@pytest.mark.parametrize("codes", [{"029", "0911"}, {"29", "911"}], ids=["with 0", "without"])
@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("029-88888888", True),
        ("02988888888", True),
        ("(029)88888888", True),
        ("（029）88888888", True),
        ("0911-2345678", True),
        ("0912-2345678", False),
        ("030-88888888", False),
        ("29-88888888", False),
    ],
)
def test_a_fixed_number_opens_with_an_area_code_in_use(codes, text, passes):
    check = landline({"area_codes": frozenset(codes)})
    assert check(from_strings([text])).tolist() == [passes]


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("34.3416,108.9398", True),
        ("108.9398,34.3416", True),
        ("-34.34, -108.9", True),
        ("108.9398", True),
        ("190.5", False),
        ("134.34,108.93", False),
        ("34.34,190.1", False),
        ("1.5,2.5,3.5,4.5", False),
        ("34°20′30″N 108°56′23″E", True),
        ("34°70′30″N 108°56′23″E", False),
        ("no figures", False),
    ],
)
def test_a_position_is_on_the_earth(text, passes):
    assert latitude_longitude(from_strings([text])).tolist() == [passes]
