# Conditions of playbooks: comparisons of variables with values, joined by AND, OR and NOT, in the
# words of the STIX patterning grammar that CACAO 2.0 takes them from. They are read once, when a
# playbook is loaded, and hold or do not hold of a playbook's variables: nothing else is looked at.
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["Comparison", "Condition", "Value", "holds", "parse_condition", "variables_of"]

# What a variable may be; one with several values is compared by any of them.
Value = str | int | float | bool | tuple[str, ...]
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "IN"]

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<name>__[a-z][a-z0-9_-]*?__):value|(?P<text>'[^']*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<operator><=|>=|!=|=|<|>)|(?P<mark>[(),])|(?P<word>[A-Za-z]+))"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A variable held against one value, or by IN against several."""

    name: str
    operator: Operator
    values: tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Conditions joined: all of them, any of them, or not the only one."""

    join: Literal["AND", "OR", "NOT"]
    parts: tuple[Condition | Comparison, ...]


def parse_condition(text: str) -> Condition | Comparison:
    """The condition that a text says. Raises ValueError with what was found and expected.

    >>> parse_condition("__records__:value >= 1000")
    Comparison(name='records', operator='>=', values=(1000.0,))
    """
    reading = _Reading(list(_tokens(text)))
    found = reading.either()
    if reading.rest:
        raise ValueError(f"condition: {reading.rest[0][1]!r} was not expected there")
    return found


def holds(condition: Condition | Comparison, variables: Mapping[str, Value]) -> bool:
    """Whether the condition holds of these variables; one that is not set is ''.

    >>> holds(parse_condition("__user__:value IN ('li', 'wang')"), {"user": ("zhao", "li")})
    True
    """
    if isinstance(condition, Comparison):
        return _compared(condition, variables.get(condition.name, ""))
    if condition.join == "NOT":
        return not holds(condition.parts[0], variables)
    told = (holds(each, variables) for each in condition.parts)
    return all(told) if condition.join == "AND" else any(told)


def variables_of(condition: Condition | Comparison) -> Iterator[str]:
    """The names of the variables it looks at."""
    if isinstance(condition, Comparison):
        yield condition.name
    else:
        for each in condition.parts:
            yield from variables_of(each)


def _compared(comparison: Comparison, value: Value) -> bool:
    several = (value or ("",)) if isinstance(value, tuple) else (value,)
    if comparison.operator == "!=":
        return not any(_meets("=", each, comparison.values[0]) for each in several)
    operator: Operator = "=" if comparison.operator == "IN" else comparison.operator
    return any(_meets(operator, each, wanted) for each in several for wanted in comparison.values)


def _meets(operator: str, value: str | float, wanted: str | float) -> bool:
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, str) or isinstance(wanted, str):
        return operator == "=" and str(value) == str(wanted)
    return {
        "=": value == wanted, "<": value < wanted, "<=": value <= wanted,
        ">": value > wanted, ">=": value >= wanted,
    }[operator]  # fmt: skip


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            rest = text[at:].strip().split()[0]
            raise ValueError(f"condition: {rest!r} is neither a variable, a value nor an operator")
        kind = str(found.lastgroup)
        yield kind, found[kind]
        at = found.end()


class _Reading:
    """Reads tokens from the left; what is not read yet is `rest`."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.rest = tokens

    def either(self) -> Condition | Comparison:
        return self._joined("OR", self._both)

    def _both(self) -> Condition | Comparison:
        return self._joined("AND", self._one)

    def _joined(
        self, word: Literal["AND", "OR"], part: Callable[[], Condition | Comparison]
    ) -> Condition | Comparison:
        parts = [part()]
        while self.rest and self.rest[0] == ("word", word):
            self.rest.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else Condition(word, tuple(parts))

    def _one(self) -> Condition | Comparison:
        kind, text = self._next("a variable such as __records__:value")
        if (kind, text) == ("word", "NOT"):
            return Condition("NOT", (self._one(),))
        if (kind, text) == ("mark", "("):
            found = self.either()
            self._mark(")")
            return found
        if kind != "name":
            raise ValueError(
                f"condition: {text!r} stands where a variable such as __records__:value was expected"
            )
        return self._comparison(text.strip("_"))

    def _comparison(self, name: str) -> Comparison:
        kind, operator = self._next("an operator")
        if (kind, operator) == ("word", "IN"):
            self._mark("(")
            values = [self._value()]
            while self.rest and self.rest[0] == ("mark", ","):
                self.rest.pop(0)
                values.append(self._value())
            self._mark(")")
            return Comparison(name, "IN", tuple(values))
        if kind != "operator":
            raise ValueError(f"condition: {operator!r} stands where an operator was expected")
        return Comparison(name, operator, (self._value(),))  # type: ignore[arg-type]

    def _value(self) -> str | float:
        kind, text = self._next("a value")
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1]
        if text in {"true", "false"}:
            return text
        raise ValueError(
            f"condition: {text!r} is no value; words stand in single quotes, as 'general-4'"
        )

    def _mark(self, mark: str) -> None:
        kind, text = self._next(repr(mark))
        if (kind, text) != ("mark", mark):
            raise ValueError(f"condition: {text!r} stands where {mark!r} was expected")

    def _next(self, expected: str) -> tuple[str, str]:
        if not self.rest:
            raise ValueError(f"condition: it ends where {expected} was expected")
        return self.rest.pop(0)
