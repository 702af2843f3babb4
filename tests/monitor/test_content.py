# What content holds: labels, level, records and persons, and which data set it is.
import json

import numpy as np
import pyarrow as pa
import pytest

from classify import compile_recognisers, holding_of, imprint_of, summarise
from monitor import Body, Scanner
from monitor.content import Content, joined
from operations.generated_people import people
from policies import load_policies
from schema import Level

POLICIES = load_policies()
KEY = b"0123456789abcdef"
MADE = people(1_204, np.random.default_rng(1))
ROWS = [
    {"id_card": number, "name": name, "remark": "ok"}
    for number, name in zip(MADE.numbers, MADE.names, strict=True)
]


@pytest.fixture(scope="module")
def recognisers():
    return compile_recognisers(POLICIES)


@pytest.fixture(scope="module")
def scanner(recognisers) -> Scanner:
    batch = pa.RecordBatch.from_pylist(ROWS)
    summary = summarise(batch, recognisers)
    imprints = [imprint_of(each.name, each.sketch, KEY) for each in summary.columns]
    known = holding_of("ds-residents", imprints, (), frozenset({"cn.id18"}))
    profile = POLICIES.profiles["gbt-43697"]
    return Scanner(POLICIES, profile, lambda: recognisers, key=KEY, known=[known])


def body(rows: list, media: str = "application/json") -> Body:
    return Body("forth", json.dumps(rows, ensure_ascii=False).encode(), media=media)


def test_rows_are_records_and_their_numbers_persons(scanner: Scanner) -> None:
    found = scanner.scan([body(ROWS)])
    assert found.labels == {"cn.id18": 1204, "person.name": 1204}
    assert (found.records, found.persons) == (1204, 1204)
    assert found.level in (Level.GENERAL_3, Level.GENERAL_4)
    assert found.way == "forth"


def test_the_same_person_in_several_rows_is_one(scanner: Scanner) -> None:
    found = scanner.scan([body(ROWS[:100] * 3)])
    assert (found.records, found.persons) == (300, 100)


def test_numbers_in_a_text_count_too(scanner: Scanner) -> None:
    text = "\n".join(f"身份证 {each} 已登记" for each in MADE.numbers[:150])
    found = scanner.scan([Body("back", text.encode(), media="text/plain")])
    assert found.labels["cn.id18"] == 150
    assert (found.records, found.persons, found.way) == (150, 150, "back")


def test_what_holds_nothing_is_nothing(scanner: Scanner) -> None:
    for octets in (b"", b"ok", b'{"status": "ok", "n": 5}', b"hello world, all is well\n" * 9):
        assert not scanner.scan([Body("forth", octets)]).is_graded


def test_rows_that_were_counted_and_not_kept_are_carried_on(scanner: Scanner) -> None:
    rows = pa.RecordBatch.from_pylist(ROWS)
    found = scanner.scan([Body("back", rows=rows, rows_sent=12_040)])
    assert (found.records, found.labels["cn.id18"]) == (12_040, 12_040)


def test_several_contents_are_one() -> None:
    one = Content({"a": 2}, Level.GENERAL_2, 2, 2, ("x",), way="back")
    other = Content({"a": 1, "b": 5}, Level.GENERAL_4, 5, 4, ("y",), missing=3)
    found = joined([one, other, Content(missing=4)])
    assert (found.labels, found.level) == ({"a": 3, "b": 5}, Level.GENERAL_4)
    assert (found.records, found.persons, found.missing) == (7, 4, 7)
    assert (found.datasets, found.way) == (("x", "y"), "forth")
    assert not joined([]).is_graded


def test_no_value_is_in_what_comes_out(scanner: Scanner) -> None:
    told = repr(scanner.scan([body(ROWS)]))
    assert MADE.numbers[0] not in told
    assert MADE.names[0] not in told
