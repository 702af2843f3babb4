# Our operators for presidio-anonymizer's engines, cell by cell as it works: `tongguan_fpe` and
# the like, with a rule's parameters and the key beside them. Importing this file loads
# Presidio; nothing else of the package does before it has to.
from __future__ import annotations

from typing import Any

import pyarrow as pa
from presidio_anonymizer import AnonymizerEngine, DeanonymizeEngine
from presidio_anonymizer.entities import InvalidParamError
from presidio_anonymizer.operators import Operator as PresidioOperator
from presidio_anonymizer.operators import OperatorType

from .operators import OPERATORS, Operator

__all__ = ["anonymizers", "deanonymizers", "register"]

_PREFIX = "tongguan_"
# What Presidio and the key put beside a rule's own parameters.
_BESIDE = frozenset({"key", "entity_type"})
# Not for a cell by itself: two need other cells, one finds values in it, one is Presidio's own.
_LEFT_OUT = frozenset({"date_shift", "shuffle", "free_text", "presidio"})


def register(anonymizer: AnonymizerEngine, deanonymizer: DeanonymizeEngine | None = None) -> None:
    """Nothing; the engines know our operators.

    `OperatorConfig("tongguan_fpe", {"domain": "phone", "form": "mobile", "key": key})`.
    """
    for each in anonymizers():
        anonymizer.add_anonymizer(each)
    if deanonymizer is not None:
        for each in deanonymizers():
            deanonymizer.add_deanonymizer(each)


def anonymizers() -> list[type[PresidioOperator]]:
    """A class for each of our operators that works on one cell."""
    return [
        _class(name, operator, reverse=False)
        for name, operator in OPERATORS.items()
        if name not in _LEFT_OUT
    ]


def deanonymizers() -> list[type[PresidioOperator]]:
    """A class for each of our operators that can be undone."""
    return [
        _class(name, operator, reverse=True)
        for name, operator in OPERATORS.items()
        if operator.restored is not None
    ]


def _class(name: str, ours: Operator, *, reverse: bool) -> type[PresidioOperator]:
    cells = ours.restored if reverse and ours.restored is not None else ours.cells

    class Borrowed(PresidioOperator):
        """One of our operators as Presidio calls it."""

        def operate(self, text: str = "", params: dict[str, Any] | None = None) -> str:
            """The masked text, "" where nothing of it is shown."""
            rule, key = _parted(params)
            keys = {rule["domain"]: key} if "domain" in rule and key is not None else {}
            (shown,) = cells(pa.array([text]), rule, keys).to_pylist()
            return "" if shown is None else str(shown)

        def validate(self, params: dict[str, Any] | None = None) -> None:
            """Nothing for parameters the operator takes; InvalidParamError otherwise."""
            rule, key = _parted(params)
            if fault := ours.fault(rule):
                raise InvalidParamError(f"{_PREFIX}{name} {fault}")
            if "domain" in rule and not isinstance(key, bytes):
                raise InvalidParamError(f"{_PREFIX}{name} needs the domain's `key`, as bytes")

        def operator_name(self) -> str:
            """The name that an OperatorConfig gives."""
            return f"{_PREFIX}{name}"

        def operator_type(self) -> OperatorType:
            """Which of Presidio's engines it is for."""
            return OperatorType.Deanonymize if reverse else OperatorType.Anonymize

    return Borrowed


def _parted(params: dict[str, Any] | None) -> tuple[dict[str, str], bytes | None]:
    given = params or {}
    rule = {key: str(value) for key, value in given.items() if key not in _BESIDE}
    return rule, given.get("key")
