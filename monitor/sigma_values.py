# One value of a Sigma rule as a test of a column: texts with wildcards, without regard to case
# unless the rule asks for it, numbers, networks and expressions.
from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .column import as_places, column

__all__ = ["Unfit", "gate_of", "matcher", "needle_of"]

Places = npt.NDArray[np.bool_]
Test = Callable[[Any], Places]

# A shorter literal is in so many texts that looking for it first saves nothing.
_SHORTEST: Final = 3
# So many literals make one automaton whose states still fit into the memory it is given.
_MOST_TOGETHER: Final = 400


class Unfit(Exception):  # noqa: N818  a state of the rule, caught next door
    """Why a rule cannot run."""


def matcher(value: Any, *, anywhere: bool = False) -> Test:
    """The test of a value; `anywhere` for words that may stand within a longer text.

    Raises Unfit for a value that has no test here.
    """
    kind = type(value).__name__
    if kind in ("SigmaString", "SigmaCasedString"):
        return _text(_parts(value), cased=kind == "SigmaCasedString", anywhere=anywhere)
    if kind == "SigmaNumber":
        return _number(value.number, anywhere=anywhere)
    if kind == "SigmaBool":
        return _text([str(value.boolean).lower()], cased=False, anywhere=anywhere)
    if kind == "SigmaRegularExpression":
        return _expression(str(value.regexp), bool(value.flags))
    if kind == "SigmaCIDRExpression":
        return _network(str(value.cidr))
    raise Unfit(f"compares in a way that is not read here: {kind.removeprefix('Sigma')}")


def needle_of(value: Any) -> str:
    """A literal that every text which fits the value holds, in whatever case; "" for none."""
    if type(value).__name__ not in ("SigmaString", "SigmaCasedString"):
        return ""
    longest = max((each for each in value.s if isinstance(each, str)), key=len, default="")
    return longest if len(longest) >= _SHORTEST else ""


def gate_of(needles: Iterable[str]) -> Test:
    """Which texts hold any of these literals, in whatever case: one look for all of them."""
    wanted = sorted(set(needles))
    tests = [
        _compiled("(?si)" + "|".join(map(re.escape, wanted[at : at + _MOST_TOGETHER])))
        for at in range(0, len(wanted), _MOST_TOGETHER)
    ]

    def gate(values: Any) -> Places:
        found = np.zeros(len(values), np.bool_)
        for each in tests:
            found |= each(values)
        return found

    return gate


def _parts(value: Any) -> list[str | None]:
    """A text's literal parts with None for each * and "" with it for ?."""
    parts: list[str | None] = []
    for each in value.s:
        if isinstance(each, str):
            parts.append(each)
        elif "MULTI" in each.name:
            parts.append(None)
        elif "SINGLE" in each.name:
            parts.append("\0")
        else:
            raise Unfit("has a placeholder")
    return parts


def _text(parts: list[str | None], *, cased: bool, anywhere: bool) -> Test:
    literal = [each for each in parts if each is not None]
    if len(literal) == 1 and literal[0] != "\0" and len(parts) <= 3:
        open_before = anywhere or parts[0] is None
        open_after = anywhere or parts[-1] is None
        return _plain(literal[0], open_before, open_after, cased)
    pattern = "".join(
        ".*" if each is None else "." if each == "\0" else re.escape(each) for each in parts
    )
    pattern = pattern if anywhere else f"^{pattern}$"
    return _compiled(f"(?s{'' if cased else 'i'}){pattern}")


def _plain(text: str, open_before: bool, open_after: bool, cased: bool) -> Test:
    ignoring = not cased
    if open_before and open_after:
        return lambda values: as_places(
            pc.match_substring(_texts(values), text, ignore_case=ignoring)
        )
    if open_after:
        return lambda values: as_places(pc.starts_with(_texts(values), text, ignore_case=ignoring))
    if open_before:
        return lambda values: as_places(pc.ends_with(_texts(values), text, ignore_case=ignoring))
    return _compiled(f"(?s{'' if cased else 'i'})^{re.escape(text)}$")


def _number(number: float, *, anywhere: bool) -> Test:
    text = _plain(str(number), anywhere, anywhere, cased=True)

    def test(values: Any) -> Places:
        if pa.types.is_string(values.type):
            return text(values)
        return as_places(pc.is_in(values, column([int(number)], values.type)))

    return test


def _expression(expression: str, ignoring: bool) -> Test:
    return _compiled(f"(?i){expression}" if ignoring and "(?i)" not in expression else expression)


def _compiled(expression: str) -> Test:
    """A test by RE2. Raises Unfit where that does not take the expression."""
    try:
        pc.match_substring_regex(pa.array([""]), expression)
    except pa.ArrowInvalid:
        raise Unfit("has an expression that RE2 does not take") from None
    return lambda values: as_places(pc.match_substring_regex(_texts(values), expression))


def _network(text: str) -> Test:
    network = ipaddress.ip_network(text, strict=False)

    def test(values: Any) -> Places:
        return np.array([_lies_in(each, network) for each in values.to_pylist()], np.bool_)

    return test


def _lies_in(address: str | None, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    return found.version == network.version and found in network


def _texts(values: Any) -> Any:
    return values if pa.types.is_string(values.type) else values.cast(pa.string())
