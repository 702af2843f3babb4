# What the range's labs and devices refuse is known in Chinese: every sentence that is raised.
import ast
import re
from pathlib import Path

import pytest

import range.keeper
from operations.problem import problem_in
from operations.range_words import RANGE_REFUSALS
from operations.refusal_words import REFUSALS
from operations.wording import wording
from policies import load_policies

ZH = wording("zh", load_policies())
HAN = re.compile("[一-鿿]")


def raised() -> list[str]:
    found = set()
    for path in Path(range.keeper.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "MisuseError":
                (first,) = node.args
                if isinstance(first, ast.Constant):
                    found.add(str(first.value))
                elif isinstance(first, ast.JoinedStr):
                    parts = first.values
                    found.add("".join(
                        str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts
                    ))  # fmt: skip
    return sorted(each for each in found if re.search("[a-z]{2}", each))


def test_there_is_something_to_look_at() -> None:
    assert len(raised()) > 5
    assert set(RANGE_REFUSALS) <= set(REFUSALS)


@pytest.mark.parametrize("sentence", raised())
def test_what_is_raised_is_known_in_chinese(sentence: str) -> None:
    assert HAN.search(problem_in(sentence, ZH)), sentence
    said = problem_in("this kernel makes no bridges (CONFIG_BRIDGE): Not supported", ZH)
    assert said == "本机内核不支持网桥（CONFIG_BRIDGE）：Not supported"
