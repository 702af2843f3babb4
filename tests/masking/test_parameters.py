import pytest

from masking.parameters import choice, domain, fault_of, key_of, number, text, whole

TAKEN = (
    domain(),
    choice("kind", ("b", "a"), needed=True),
    whole("length", -2, 9, needed=False),
    number("step", needed=False, above_zero=True),
    text("by"),
)
RIGHT = {"domain": "person_id", "kind": "a"}


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        (RIGHT, ""),
        ({**RIGHT, "length": "-2", "step": "0.5", "by": ""}, ""),
        ({**RIGHT, "length": "10"}, "needs `length` to be a whole number from -2 to 9, has '10'"),
        ({**RIGHT, "length": "1.0"}, "needs `length` to be a whole number from -2 to 9, has '1.0'"),
        ({**RIGHT, "step": "0"}, "needs `step` to be a number above zero, has '0'"),
        ({**RIGHT, "step": "1e3"}, "needs `step` to be a number above zero, has '1e3'"),
        ({**RIGHT, "kind": "c"}, "needs `kind` to be one of ['a', 'b'], has 'c'"),
        ({"domain": "d"}, "needs `kind`: one of ['a', 'b']"),
        ({"kind": "a"}, "needs a `domain` of small letters, digits and _ . -"),
        ({**RIGHT, "domain": "A"}, "needs a `domain` of small letters, digits and _ . -"),
        ({**RIGHT, "more": "1"}, "takes `domain`, `kind`, `length`, `step`, `by` and no more, has ['more']"),
    ],
)  # fmt: skip
def test_faults(parameters: dict[str, str], fault: str) -> None:
    assert fault_of(TAKEN, parameters) == fault


def test_the_key_of_a_domain() -> None:
    assert key_of({"domain": "a"}, {"a": b"k"}) == b"k"
    with pytest.raises(ValueError, match="no key for the domain 'a' was given"):
        key_of({"domain": "a"}, {"b": b"k"})
