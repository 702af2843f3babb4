# Whatever a case is called and however it comes out is said in both languages.
import ast
import re
from pathlib import Path

import pytest

import range.device_bench
from operations.device_words import DEVICE_GROUPS, DEVICE_OUTCOMES, DEVICE_PAGE
from range.device_test import PROTOCOLS

HAN = re.compile("[一-鿿]")
FOLDER = Path(range.device_bench.__file__).parent


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_cases_are_told_in_both(protocol: str) -> None:
    for case in PROTOCOLS[protocol][1](2):  # type: ignore[index]
        assert HAN.search(case.title.zh), case.id
        assert case.title.en.isascii(), case.id
        assert case.group in DEVICE_GROUPS


def test_findings_are_told_in_both() -> None:
    found = 0
    for path in FOLDER.glob("device_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"failed", "passed", "weak"}:  # fmt: skip
                chinese, english = (ast.unparse(each) for each in node.args)
                assert HAN.search(chinese)
                assert not HAN.search(english)
                found += 1
    assert found > 20


def test_the_page_has_its_words() -> None:
    for title in (*DEVICE_PAGE.values(), *DEVICE_OUTCOMES.values()):
        assert HAN.search(title.zh)
        assert title.en.isascii()
