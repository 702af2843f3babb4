# What speaks of values follows only where they are kept.
from __future__ import annotations

import pytest

from connectors import Extra, may_follow

KEPT = {"t": ("a",)}
APART = {"t": ("a", "k")}


@pytest.mark.parametrize(
    ("extra", "may"),
    [
        pytest.param(Extra("view", "", "v", ("…",)), True, id="a view is tried"),
        pytest.param(Extra("trigger", "t", "x"), False, id="a trigger never"),
        pytest.param(Extra("default", "t", "a", ("…",), ("a",)), True, id="of a kept column"),
        pytest.param(Extra("default", "t", "k", ("…",), ("k",)), False, id="of a masked column"),
        pytest.param(Extra("check", "t", "c", ("…",)), False, id="nobody knows of what"),
        pytest.param(Extra("check", "gone", "c", ("…",), ("a",)), False, id="of no table here"),
        pytest.param(Extra("index", "t", "i", ("…",), ("m",)), True, id="an index of anything"),
        pytest.param(Extra("index", "t", "i", ("…",), ("a", "k"), unique=True), True, id="apart"),
        pytest.param(Extra("index", "t", "i", ("…",), ("m",), unique=True), False, id="alike"),
        pytest.param(Extra("index", "t", "i", ("…",), (), unique=True), False, id="of what?"),
    ],
)
def test_what_may_follow(extra: Extra, *, may: bool) -> None:
    assert may_follow(extra, KEPT, APART) == may


def test_a_place_is_what_people_look_for() -> None:
    assert [Extra("view", "", "v").place, Extra("index", "t", "i").place] == ["v", "t.i"]
    assert Extra("partitions", "t", "").place == "t"
