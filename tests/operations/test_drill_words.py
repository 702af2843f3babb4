# What the range refuses is known in Chinese: sentences of its files and of its runs.
import ast
import re
from pathlib import Path

import pytest
from drill_files import changed

import policies
from operations.drill_words import DRILL_REFUSALS
from operations.problem import problem_in
from operations.wording import wording
from policies import load_policies
from policies.drill_check import faults
from policies.read import read_yaml
from range.drill import fit

ROOT = Path(policies.__file__).parents[1]
ZH = wording("zh", load_policies())
HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize("english", DRILL_REFUSALS)
def test_both_languages_take_the_same_values(english: str) -> None:
    chinese = DRILL_REFUSALS[english]
    assert set(re.findall(r"\{(\w+)", english)) == set(re.findall(r"\{(\w+)", chinese))
    assert HAN.search(chinese)


def sentences(path: Path) -> set[str]:
    """Sentences of a file: formatted texts of several words that are no docstring."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
            )
            if len(text.split()) > 3:
                found.add(text)
    return found


@pytest.mark.parametrize(
    "text", sorted(sentences(ROOT / "policies/drill_check.py") | sentences(ROOT / "range/drill.py"))
)
def test_what_is_said_of_a_file_is_known_in_chinese(text: str) -> None:
    told = text.replace("there is no 7 7,", "there is no host 7,")
    assert HAN.search(problem_in(told, ZH)), text


def test_a_fault_is_told_in_chinese(tmp_path: Path) -> None:
    path = changed(tmp_path, "to: plc1, after: r1", "to: plc9, after: r2")
    problems = [problem for _, problem in faults(read_yaml(path, policies.Drill))]
    told = [problem_in(each, ZH) for each in problems]
    assert told[0].startswith("没有主机plc9；现有：")
    assert "步骤互相等待：r2 after r2" in told


def test_what_does_not_fit_is_told_in_chinese() -> None:
    from drill_files import shipped

    only = shipped("water-setpoint").model_copy(update={"fidelity": ("memory",)})
    (reason,) = [each for each in fit(only, "netns") if "made for" in each]
    assert problem_in(reason, ZH).startswith("该演练适用于")
