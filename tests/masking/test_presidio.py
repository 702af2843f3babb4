# Our operators in Presidio's engines: a text is masked and undone, wrong parameters are refused.
from __future__ import annotations

import pytest
from presidio_anonymizer import AnonymizerEngine, DeanonymizeEngine
from presidio_anonymizer.entities import (
    InvalidParamError,
    OperatorConfig,
    OperatorResult,
    RecognizerResult,
)

from masking import OPERATORS
from masking.presidio import anonymizers, deanonymizers, register

KEY = bytes(range(32))
TEXT = "电话13800138000，证件11010519491231002X。"


@pytest.fixture
def engines() -> tuple[AnonymizerEngine, DeanonymizeEngine]:
    both = AnonymizerEngine(), DeanonymizeEngine()
    register(*both)
    return both


def test_a_text_is_masked_and_undone(
    engines: tuple[AnonymizerEngine, DeanonymizeEngine],
) -> None:
    forms = {"PHONE": "mobile", "ID": "id18"}
    rules = {
        entity: OperatorConfig("tongguan_fpe", {"domain": "d", "form": form, "key": KEY})
        for entity, form in forms.items()
    }
    found = [RecognizerResult("PHONE", 2, 13, 1.0), RecognizerResult("ID", 16, 34, 1.0)]
    masked = engines[0].anonymize(TEXT, found, rules)
    assert len(masked.text) == len(TEXT)
    assert masked.text[:5] == "电话138"
    assert "13800138000" not in masked.text
    places = [OperatorResult(one.start, one.end, one.entity_type) for one in masked.items]
    assert engines[1].deanonymize(masked.text, places, rules).text == TEXT


def test_equal_values_stay_equal(engines: tuple[AnonymizerEngine, DeanonymizeEngine]) -> None:
    rule = {"PHONE": OperatorConfig("tongguan_keyed_hash", {"domain": "d", "key": KEY})}
    shown = {
        engines[0].anonymize("13800138000", [RecognizerResult("PHONE", 0, 11, 1.0)], rule).text
        for _ in range(3)
    }
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("operator", "parameters"),
    [
        ("tongguan_fpe", {"domain": "d", "form": "nothing", "key": KEY}),
        ("tongguan_fpe", {"domain": "d", "form": "mobile"}),
        ("tongguan_mask", {"style": "mosaic"}),
    ],
)
def test_wrong_parameters_are_refused(
    engines: tuple[AnonymizerEngine, DeanonymizeEngine], operator: str, parameters: dict
) -> None:
    rule = {"PHONE": OperatorConfig(operator, parameters)}
    with pytest.raises(InvalidParamError, match=operator):
        engines[0].anonymize("13800138000", [RecognizerResult("PHONE", 0, 11, 1.0)], rule)


def test_every_operator_of_a_cell_is_there_and_what_can_be_undone_twice() -> None:
    names = {each().operator_name() for each in anonymizers()}
    assert names == {f"tongguan_{n}" for n in OPERATORS} - {
        "tongguan_date_shift", "tongguan_shuffle", "tongguan_free_text", "tongguan_presidio",
    }  # fmt: skip
    assert {each().operator_name() for each in deanonymizers()} == {
        "tongguan_fpe", "tongguan_tokenise", "tongguan_encrypt",
    }  # fmt: skip
