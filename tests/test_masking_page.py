# The page on operators says what is so: each operator stands there with each of its parameters
# and the words people read, and no other does.
from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest

from masking import OPERATORS, Plan, PlannedColumn, apply, restore
from masking.alphabet import ALPHABETS
from masking.styles import STYLES
from operations.wording import wording
from policies import load_policies
from schema import Level

PAGE = (Path(__file__).parents[1] / "docs" / "masking.md").read_text(encoding="utf-8")
FIRST, PARAMETERS = PAGE.split("## Parameters")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PARAMETERS, re.MULTILINE))
ORDER = re.findall(r"^\| `(\w+)` \| (\S+) \| .* \| (yes|no|–) \|$", FIRST, re.MULTILINE)


def test_operators_stand_in_order_of_strictness() -> None:
    assert [name for name, _, _ in ORDER] == list(OPERATORS)


def test_what_can_be_undone_is_said() -> None:
    undone = [name for name, _, said in ORDER if said == "yes"]
    assert undone == [name for name, operator in OPERATORS.items() if operator.restored]


@pytest.mark.parametrize("name", OPERATORS)
def test_the_words_are_those_of_the_product(name: str) -> None:
    words = wording("zh", load_policies()).name(name)
    assert (words, name) in {(chinese, operator) for operator, chinese, _ in ORDER}


@pytest.mark.parametrize("name", OPERATORS)
def test_every_parameter_stands_there(name: str) -> None:
    told = OPERATORS[name].fault({"nonsense": ""})
    taken = re.findall(r"`(\w+)`", told)
    row = ROWS.get(name, "")
    assert [each for each in taken if f"`{each}`" not in row] == []
    assert bool(taken) == bool(row)


def test_every_alphabet_stands_there() -> None:
    assert [name for name in ALPHABETS if f"`{name}`" not in PAGE] == []
    assert "id18" in STYLES


def test_the_example_of_a_pipeline_runs() -> None:
    example, of_a_stream = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    batch = pa.RecordBatch.from_pydict({"sfzh": ["11010519491231002X", None]})
    names = {"batch": batch, "keys": {"person_id": bytes(32)}}
    exec(example, names)
    assert names["original"].equals(batch)
    assert names["masked"] != batch
    assert {Plan, PlannedColumn, apply, restore, Level} <= set(map(_hashable, names.values()))
    names["source"] = pa.Table.from_batches([batch, batch])
    exec(of_a_stream, names)
    assert not names["batch"].equals(batch), "the last of the stream, and masked"
    assert names["batch"].num_rows == batch.num_rows


def _hashable(value: object) -> object:
    return value if callable(value) else None
