# What an operator takes: its parameters by name, what each must be, and what is wrong with
# those that a rule gives. Rules hold text alone, so every check reads text.
from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "Keys",
    "Parameter",
    "Parameters",
    "choice",
    "domain",
    "fault_of",
    "key_of",
    "number",
    "text",
    "whole",
]

Parameters: TypeAlias = Mapping[str, str]
Keys: TypeAlias = Mapping[str, bytes]

# A domain becomes part of a key's name; a character that separates such parts is not for it.
_DOMAIN = re.compile(r"[a-z][a-z0-9_.-]*")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, what it must be, in words, and whether a value is that."""

    name: str
    what: str
    holds: Callable[[str], bool]
    needed: bool = True


def fault_of(taken: tuple[Parameter, ...], parameters: Parameters) -> str:
    """What is wrong with the parameters of an operator that takes these, "" where nothing is.

    >>> fault_of((whole("length", 1, 9),), {"length": "0"})
    "needs `length` to be a whole number from 1 to 9, has '0'"
    """
    unknown = sorted(set(parameters) - {each.name for each in taken})
    if unknown:
        names = ", ".join(f"`{each.name}`" for each in taken)
        return f"takes {names} and no more, has {unknown}"
    for each in taken:
        if each.name == "domain" and not each.holds(parameters.get("domain", "")):
            return f"needs a `domain` of {each.what}"
        if each.name not in parameters:
            if each.needed:
                return f"needs `{each.name}`: {each.what}"
        elif not each.holds(parameters[each.name]):
            return f"needs `{each.name}` to be {each.what}, has {parameters[each.name]!r}"
    return ""


def choice(name: str, choices: Collection[str], *, needed: bool = False) -> Parameter:
    """One of some words."""
    return Parameter(name, f"one of {sorted(choices)}", choices.__contains__, needed)


def whole(name: str, low: int, high: int, *, needed: bool = True) -> Parameter:
    """A whole number between bounds, both of them allowed."""

    def holds(value: str) -> bool:
        return re.fullmatch(r"-?\d{1,18}", value) is not None and low <= int(value) <= high

    return Parameter(name, f"a whole number from {low} to {high}", holds, needed)


def number(name: str, *, needed: bool = True, above_zero: bool = False) -> Parameter:
    """A number in decimal digits."""

    def holds(value: str) -> bool:
        return _NUMBER.fullmatch(value) is not None and (not above_zero or float(value) > 0)

    return Parameter(name, "a number above zero" if above_zero else "a number", holds, needed)


def text(name: str, *, needed: bool = False) -> Parameter:
    """Any text; a rule can only leave it out or give it."""
    return Parameter(name, "text", lambda _: True, needed)


def domain() -> Parameter:
    """The domain whose key the operator works under."""
    what = "small letters, digits and _ . -"
    return Parameter("domain", what, lambda value: _DOMAIN.fullmatch(value) is not None)


def key_of(parameters: Parameters, keys: Keys) -> bytes:
    """The key of the domain that a rule names; ValueError where it was not given."""
    name = parameters["domain"]
    if name not in keys:
        raise ValueError(f"no key for the domain {name!r} was given")
    return keys[name]
