# Spans of time as people write them in a drill's file: 200ms, 30s, 5m, 1h. In the model they
# are seconds.
from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

__all__ = ["Duration", "seconds"]

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_FORM = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")


def seconds(written: object) -> float:
    """The seconds of a span. Raises ValueError where it is none.

    >>> seconds("1.5m"), seconds("200ms"), seconds("0s")
    (90.0, 0.2, 0.0)
    """
    found = _FORM.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError("expected a span of time, as 200ms, 30s, 5m or 1h")
    return float(found[1]) * _UNITS[found[2]]


def _written(span: float) -> str:
    return f"{span:.6f}s"


# As JSON it is written so that it can be read again.
Duration = Annotated[
    float, BeforeValidator(seconds), PlainSerializer(_written, return_type=str, when_used="json")
]
