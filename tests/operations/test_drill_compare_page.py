# Two runs on one page: figures with their difference, both timelines, both curves, what loads nothing.
from __future__ import annotations

import re
from pathlib import Path

import pytest

from operations import Settings, compare_page, run_drill_of, write_compare_page
from schema import MisuseError


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> tuple[Settings, str, str]:
    settings = Settings(home=tmp_path_factory.mktemp("home") / "home", actor="x")
    on, off = (run_drill_of(settings, "exchange-wiped", defence=each).id for each in (True, False))
    return settings, on, off


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ["演练对比", "毁损记录数", "差值", "未检出"]), ("en", ["Two drills compared", "records lost or changed", "Difference"])],
)  # fmt: skip
def test_both_runs_stand_side_by_side(ran, language: str, words: list[str]) -> None:
    settings, on, off = ran
    page = compare_page(settings, on, off, language=language)
    assert [word for word in words if word not in page] == []
    assert page.count('class="curve other"') >= 1
    assert page.count('class="rail"') == 8
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    assert page.count(on) >= 2


def test_the_same_run_twice_is_the_same(ran) -> None:
    settings, on, _ = ran
    assert "byte for byte" in compare_page(settings, on, on, language="en")


def test_a_run_that_is_not_there_is_told(ran, tmp_path: Path) -> None:
    settings, on, off = ran
    with pytest.raises(MisuseError, match="no drill is recorded as dr-0"):
        compare_page(settings, on, "dr-0", language="en")
    path = tmp_path / "page.html"
    write_compare_page(settings, on, off, path, language="en")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(MisuseError):
        write_compare_page(settings, on, off, path, language="en")
