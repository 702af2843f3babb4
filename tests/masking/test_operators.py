from typing import get_args

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.operators import OPERATORS
from policies import OperatorName

KEYS = {"d": bytes(range(32))}
RULES = [
    pytest.param("keep", {}),
    pytest.param("presidio", {"name": "mask", "chars_to_mask": "3", "from_end": "true"}),
    pytest.param("presidio", {"name": "hash", "domain": "d"}),
    pytest.param("clip", {"bottom": "0", "top": "90"}),
    pytest.param("round", {"step": "10"}),
    pytest.param("noise", {"domain": "d", "kind": "laplace", "scale": "5"}),
    pytest.param("noise", {"domain": "d", "kind": "gaussian", "scale": "5", "by": "id"}),
    pytest.param("date_shift", {"domain": "d", "by": "id", "days": "90"}),
    pytest.param("date_precision", {"to": "month"}),
    pytest.param("bins", {"edges": "0,18,60"}),
    pytest.param("region", {"rank": "prefecture"}),
    pytest.param("groups", {"groups": "欧阳锋|13800138000=甲", "other": "其他"}),
    pytest.param("truncate", {"length": "3"}),
    pytest.param("mask", {"style": "phone"}),
    pytest.param("shuffle", {"domain": "d"}),
    *(
        pytest.param("replace", {"domain": "d", "kind": kind})
        for kind in ("address", "card", "id18", "mobile", "name", "uscc")
    ),
    pytest.param("fpe", {"domain": "d", "others": "hide"}),
    pytest.param("fpe", {"domain": "d", "alphabet": "alnum_both", "others": "null"}),
    *(
        pytest.param("fpe", {"domain": "d", "form": form, "others": "hide"})
        for form in ("card", "id18", "mobile", "uscc")
    ),
    pytest.param("tokenise", {"domain": "d", "prefix": "t"}),
    *(
        pytest.param("encrypt", {"domain": "d", "mode": mode})
        for mode in ("aes-gcm", "aes-siv", "sm4-gcm", "sm4-siv")
    ),
    pytest.param("encrypt", {"domain": "d", "mode": "aes-gcm", "by": "id"}),
    pytest.param("keyed_hash", {"domain": "d"}),
    pytest.param("keyed_hash", {"domain": "d", "hash": "sm3"}),
    pytest.param("constant", {"value": "0"}),
    pytest.param("redact", {}),
]
ARRAYS = [
    pa.array(["13800138000", None, "", "2020-02-28", "7.5"]),
    pa.array(["13800138000", None, ""], pa.large_string()),
    pa.array([13800138000, None, 610113]),
    pa.array([17, None, 3], pa.int8()),
    pa.array([1.5, None, 3.0]),
    pa.array(["a", "a", None]).dictionary_encode(),
    pa.array([20_000, None, 3], pa.int32()).cast(pa.date32()),
    pa.array([1_600_000_000, None, 3], pa.int64()).cast(pa.timestamp("s")),
    pa.array([True, None]),
]


def test_the_table_holds_what_policies_may_name() -> None:
    assert set(OPERATORS) == set(get_args(OperatorName))


def test_strictness_orders_them_all() -> None:
    order = sorted(OPERATORS, key=lambda name: OPERATORS[name].strictness)
    assert order == list(OPERATORS)
    assert len({operator.strictness for operator in OPERATORS.values()}) == len(OPERATORS)
    four = [name for name in order if name in {"keep", "mask", "keyed_hash", "redact"}]
    assert four == ["keep", "mask", "keyed_hash", "redact"]


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
        pytest.param("keyed_hash", {"domain": "a", "n": "1"}, "and no more", id="hash with more"),
        pytest.param("keyed_hash", {"domain": "a", "hash": "sm3"}, "", id="hash with SM3"),
        pytest.param(
            "keyed_hash", {"domain": "a", "hash": "md5"}, "`hash` to be one of", id="with MD5"
        ),
    ],
)
def test_wrong_parameters_are_told(operator: str, parameters: dict[str, str], fault: str) -> None:
    told = OPERATORS[operator].fault(parameters)
    assert fault in told
    assert bool(told) == bool(fault)


@pytest.mark.parametrize(("name", "parameters"), RULES)
def test_a_rule_that_is_right_has_no_fault(name: str, parameters: dict[str, str]) -> None:
    assert OPERATORS[name].fault(parameters) == ""


@pytest.mark.parametrize("name", OPERATORS)
def test_an_unknown_parameter_is_told(name: str) -> None:
    assert "'nonsense'" in OPERATORS[name].fault({"nonsense": "1"})


def test_every_operator_has_its_rules_below() -> None:
    # What finds values in texts is handed to free_text, whose tests are its own.
    assert {rule.values[0] for rule in RULES} | {"free_text"} == set(OPERATORS)


@pytest.mark.parametrize(("name", "parameters"), RULES)
@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: str(array.type))
def test_gives_the_type_it_declared_and_the_length_it_got(
    name: str, parameters: dict[str, str], array: pa.Array
) -> None:
    operator = OPERATORS[name]
    try:
        declared = operator.type_of(array.type)
    except TypeError:
        return
    if name == "constant" and pa.types.is_temporal(array.type):
        with pytest.raises(ValueError, match="'0' is no value of a column"):
            applied(operator, array, parameters)
        return
    for cells in (array, array[:0], array[1:]):
        shown = applied(operator, cells, parameters)
        assert shown.type == declared
        assert len(shown) == len(cells)
        shown.validate(full=True)
        lost = [
            new is None
            for old, new in zip(cells.to_pylist(), shown.to_pylist(), strict=True)
            if old is not None
        ]
        if not (operator.empties or operator.whole):
            assert not any(lost)
        if name != "shuffle":
            assert shown.null_count >= cells.null_count


@settings(derandomize=True, database=None, deadline=None, max_examples=25)
@given(
    cells=st.lists(
        st.one_of(
            st.none(),
            st.text(max_size=8),
            st.from_regex(r"-?\d{1,9}(\.\d{1,3})?", fullmatch=True),
            st.from_regex(r"(19|20)\d\d-\d\d-\d\d( \d\d:\d\d:\d\d)?", fullmatch=True),
            st.sampled_from(
                ["11010519491231002X", "13800138000", "610113", "欧阳锋", "陕西省西安市"]
            ),
        ),
        max_size=12,
    ),
    cut=st.integers(0, 12),
)
@pytest.mark.parametrize(
    ("name", "parameters"), [rule for rule in RULES if not OPERATORS[rule.values[0]].whole]
)
def test_is_row_by_row_for_any_text(
    name: str, parameters: dict[str, str], cells: list[str | None], cut: int
) -> None:
    operator = OPERATORS[name]
    column = pa.array(cells, pa.string())
    whole = applied(operator, column, parameters).to_pylist()
    beside = pa.array(range(len(cells)), pa.int64())
    parts = [
        applied(operator, part, parameters, other).to_pylist()
        for part, other in ((column[:cut], beside[:cut]), (column[cut:], beside[cut:]))
    ]
    assert whole == parts[0] + parts[1]


@pytest.mark.parametrize(
    ("name", "parameters"), [rule for rule in RULES if OPERATORS[rule.values[0]].restored]
)
@pytest.mark.parametrize("type_", [pa.string(), pa.large_string()], ids=str)
def test_what_can_be_undone_is_undone_exactly(
    name: str, parameters: dict[str, str], type_: pa.DataType
) -> None:
    operator = OPERATORS[name]
    given = {"card": "4111111111111111", "id18": "11010519491231002X", "mobile": "13800138000",
             "uscc": "91110000600037341L"}.get(parameters.get("form", ""), "13800138000")  # fmt: skip
    column = pa.array([given, None, "", given], type_)
    shown = applied(operator, column, parameters, pa.array([1, 2, 3, 4]))
    assert shown[0] != column[0]
    assert operator.restored(shown, parameters, KEYS).equals(column)


def applied(operator, column, parameters, beside=None) -> pa.Array:
    if operator.beside is not None and "by" in parameters:
        other = pa.array(range(len(column)), pa.int64()) if beside is None else beside
        return operator.beside(column, other, parameters, KEYS)
    return operator.cells(column, parameters, KEYS)


def test_redacted_columns_do_not_tell_which_cells_were_empty() -> None:
    shown = OPERATORS["redact"].cells(pa.array(["a", "", None]), {}, {})
    assert shown.null_count == 3


def test_a_key_that_was_not_given_is_named() -> None:
    with pytest.raises(ValueError, match="'person_id'"):
        OPERATORS["keyed_hash"].cells(
            pa.array(["a"]), {"domain": "person_id"}, {"other": b"k" * 32}
        )
