from typing import get_args

import pyarrow as pa
import pytest

from masking.operators import OPERATORS
from policies import OperatorName


def test_the_table_holds_what_policies_may_name() -> None:
    assert set(OPERATORS) == set(get_args(OperatorName))


def test_strictness_orders_them_all() -> None:
    order = sorted(OPERATORS, key=lambda name: OPERATORS[name].strictness)
    assert order == ["keep", "mask", "keyed_hash", "redact"]


@pytest.mark.parametrize(
    ("operator", "parameters", "fault"),
    [
        pytest.param("keep", {}, "", id="keep"),
        pytest.param("keep", {"style": "name"}, "no parameters", id="keep with a style"),
        pytest.param("redact", {}, "", id="redact"),
        pytest.param("mask", {"style": "name"}, "", id="mask"),
        pytest.param("mask", {"style": "nmae"}, "no style 'nmae'", id="mask with a misspelt style"),
        pytest.param("mask", {"style": "name", "n": "1"}, "style` alone", id="mask with more"),
        pytest.param("keyed_hash", {"domain": "person_id"}, "", id="hash"),
        pytest.param("keyed_hash", {}, "needs a `domain`", id="hash without a domain"),
        pytest.param(
            "keyed_hash", {"domain": "a/b"}, "needs a `domain`", id="a slash in the domain"
        ),
        pytest.param("keyed_hash", {"domain": "a", "n": "1"}, "domain` alone", id="hash with more"),
    ],
)
def test_wrong_parameters_are_told(operator: str, parameters: dict[str, str], fault: str) -> None:
    told = OPERATORS[operator].fault(parameters)
    assert fault in told
    assert bool(told) == bool(fault)


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize(
    "array",
    [
        pa.array(["13800138000", None, ""]),
        pa.array([13800138000, None]),
        pa.array(["a", "a", None]).dictionary_encode(),
        pa.array([], pa.date32()),
    ],
    ids=lambda array: str(array.type),
)
def test_gives_the_type_it_declared_and_the_length_it_got(name: str, array: pa.Array) -> None:
    operator = OPERATORS[name]
    shown = operator.cells(array, {"style": "phone", "domain": "d"}, {"d": b"k" * 32})
    assert shown.type == operator.type_of(array.type)
    assert len(shown) == len(array)


def test_redacted_columns_do_not_tell_which_cells_were_empty() -> None:
    shown = OPERATORS["redact"].cells(pa.array(["a", "", None]), {}, {})
    assert shown.null_count == 3


def test_a_key_that_was_not_given_is_named() -> None:
    with pytest.raises(ValueError, match="'person_id'"):
        OPERATORS["keyed_hash"].cells(
            pa.array(["a"]), {"domain": "person_id"}, {"other": b"k" * 32}
        )
