# What this machine lacks is found by trying, and said.
from __future__ import annotations

import pytest

from range import features as tried
from range.features import FEATURES, features
from schema import MisuseError


def test_every_feature_is_tried_in_order() -> None:
    found = features()
    names = [each.name for each in found]
    assert names == list(FEATURES)[: len(names)]
    assert all(each.present or each.reason for each in found)


def test_without_namespaces_nothing_else_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden() -> None:
        raise MisuseError("no network namespace is to be had here (Operation not permitted)")

    monkeypatch.setattr(tried, "_TRIALS", (forbidden, *tried._TRIALS[1:]))
    (only,) = features()
    assert not only.present
    assert "Operation not permitted" in only.reason
