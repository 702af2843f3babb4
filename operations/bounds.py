# Bounds on what a file may make its reader do, as a person writes them: `unpacked=16GiB`.
from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace

from schema import Limits, MisuseError

__all__ = ["BOUNDS", "parse_bounds"]

# What they are called, and the fields they are.
BOUNDS = {
    "depth": "max_depth",
    "members": "max_members",
    "unpacked": "max_unpacked_bytes",
    "ratio": "max_ratio",
    "memory": "max_memory_bytes",
    "step": "max_step_s",
}
_FIGURE = re.compile(r"(\d+)(?:(KiB|MiB|GiB|TiB)|s)?")
_UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_OF_BYTES = frozenset({"unpacked", "memory"})
# Less, and the reader itself does not run.
_LEAST_MEMORY = 64 << 20


def parse_bounds(texts: Iterable[str]) -> Limits:
    """The limits with some of them set anew, each `NAME=FIGURE`.

    Raises MisuseError, with what there is, for a name, unit or figure that cannot be.

    >>> parse_bounds(["depth=8", "unpacked=16GiB"]).max_unpacked_bytes == 16 << 30
    True
    """
    limits = Limits()
    for text in texts:
        name, _, figure = text.partition("=")
        found = _FIGURE.fullmatch(figure.strip())
        if name not in BOUNDS or found is None:
            raise MisuseError(
                f"bound {text!r}: expected NAME=FIGURE, NAME one of {', '.join(BOUNDS)}"
            )
        value = int(found[1]) * _UNITS.get(found[2] or "", 1)
        wrong = (found[2] and name not in _OF_BYTES) or (figure.endswith("s") and name != "step")
        if wrong or not 0 < value < math.inf or (name == "memory" and value < _LEAST_MEMORY):
            raise MisuseError(f"bound {text!r}: {_expected(name)}")
        if name == "step":
            limits = replace(limits, max_step_s=float(value))
        else:
            limits = replace(limits, **{BOUNDS[name]: value})
    return limits


def _expected(name: str) -> str:
    if name == "memory":
        return "expected a number of bytes of 64MiB and more, as 4GiB"
    if name in _OF_BYTES:
        return "expected a number of bytes above zero, as 16GiB"
    return "expected a number above zero, without a unit"
