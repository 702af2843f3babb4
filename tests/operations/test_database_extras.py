# What follows a copy and what does not, by its plan.
from __future__ import annotations

from connectors import Extra
from masking import Plan, PlannedColumn
from operations.database_extras import followers
from schema import Level


class Origin:
    def extras(self) -> list[Extra]:
        return [
            Extra("check", "t", "kept", ("…",), ("a",)),
            Extra("check", "t", "masked", ("…",), ("b",)),
            Extra("index", "t", "apart", ("…",), ("b",), unique=True),
            Extra("trigger", "t", "x"),
        ]


def test_conditions_on_masked_values_stay_behind() -> None:
    plan = Plan(
        "p",
        tuple(
            PlannedColumn(name, "", Level.GENERAL_1, operator, {}, "")
            for name, operator in (("a", "keep"), ("b", "keyed_hash"))
        ),
    )
    may, may_not = followers(Origin(), [("t", plan)])
    assert [extra.name for extra in may] == ["kept", "apart"]
    assert [extra.name for extra in may_not] == ["masked", "x"]
