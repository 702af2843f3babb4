from pathlib import Path

import pyarrow as pa
import pytest
from catalogued_people import make_settings
from pydantic import ValidationError

from masking import STAND_INS, Plan, PlannedColumn
from operations.marking import (
    Carrier,
    copies_for,
    mark_for,
    mark_id,
    mark_key,
    marking_for,
    read_mark_id,
)
from operations.recording import Book
from policies import Domain, Purpose, Watermark
from policies.pack import Title
from schema import Level, MisuseError


@pytest.fixture
def book(tmp_path: Path):
    with Book(make_settings(tmp_path).home) as opened:
        yield opened


def plan(**operators: str) -> Plan:
    columns = (
        PlannedColumn(name, "", Level.GENERAL_2, operator, {"domain": "d"}, "")
        for name, operator in operators.items()
    )
    return Plan("p", tuple(columns))


def test_a_recipient_has_one_number(book: Book) -> None:
    decided = plan(a="keep", b="keyed_hash")
    one = mark_for(book, "甲", decided, {"a": 0.05})
    assert one == mark_for(book, "甲", decided, {"a": 0.05})
    assert one.number != mark_for(book, "乙", decided, {"a": 0.05}).number
    assert one.tokens == ("b",)
    assert one.key == mark_key(book)
    assert read_mark_id(mark_id(one)) == (one.number, (-2,))


@pytest.mark.parametrize(
    ("tolerances", "said"),
    [({"b": 1}, "not shown as it is"), ({"a": 0}, "above zero"), ({}, "can carry a mark")],
    ids=["masked", "none", "nothing to carry it"],
)
def test_what_cannot_carry_a_mark_is_refused(book: Book, tolerances: dict, said: str) -> None:
    with pytest.raises(MisuseError, match=said):
        mark_for(book, "甲", plan(a="keep", b="mask"), tolerances)


def purpose(**watermark: object) -> Purpose:
    told = Watermark.model_validate(watermark) if watermark else None
    return Purpose(id="p", title=Title(zh="一", en="p"), watermark=told, rules=())


def test_a_purpose_says_in_what_and_at_what_cost(book: Book) -> None:
    decided = plan(a="keep", b="keyed_hash", c="keep")
    allowed = purpose(channels=["numbers"], tolerances={"a": 0.1, "elsewhere": 5})
    mark = mark_for(book, "甲", decided, {}, allowed)
    assert (mark.tolerances, mark.tokens) == ({"a": 0.1}, ())
    assert mark_for(book, "甲", decided, {"a": 0.01}, allowed).tolerances == {"a": 0.01}
    for asked in ({"a": 0.2}, {"c": 0.01}):
        with pytest.raises(MisuseError, match="does not let its numbers change by so much"):
            mark_for(book, "甲", decided, asked, allowed)
    with pytest.raises(MisuseError, match="can carry a mark"):
        mark_for(book, "甲", plan(b="keyed_hash"), {}, allowed)


@pytest.mark.parametrize(
    ("told", "asked", "copies"),
    [
        ({}, False, "where-possible"),
        ({"rows": 0.01, "channels": ["rows"]}, False, "where-possible"),
        ({}, True, "always"),
        ({"copies": "always"}, False, "always"),
        ({"copies": "asked"}, False, "asked"),
        ({"copies": "asked"}, True, "always"),
    ],
)
def test_which_copies_are_marked(told: dict, asked: bool, copies: str) -> None:
    assert copies_for(purpose(**told), asked=asked) == copies


def test_a_copy_goes_without_where_it_may(book: Book) -> None:
    bare, fit = plan(a="keep", b="mask"), plan(b="keyed_hash")
    assert mark_for(book, "甲", bare, {}, copies="where-possible") is None
    assert mark_for(book, "甲", fit, {}, copies="where-possible") == mark_for(book, "甲", fit, {})
    assert mark_for(book, "甲", fit, {}, copies="asked") is None
    with pytest.raises(MisuseError, match="not shown as it is"):
        mark_for(book, "甲", fit, {"b": 1}, copies="where-possible")


def test_rows_are_only_where_a_purpose_has_them(book: Book) -> None:
    decided = plan(a="keep", b="keyed_hash")
    mark = mark_for(book, "甲", decided, {}, purpose())
    assert marking_for(mark, purpose(), decided, "ds", {}).nobodys is None
    rows = purpose(channels=["rows"], rows=0.01)
    mark = mark_for(book, "甲", decided, {}, rows)
    assert mark.tokens == ()
    nobodys = marking_for(mark, rows, decided, "ds", {}).nobodys
    assert nobodys is not None
    batch = pa.record_batch({"a": ["x"] * 150, "b": ["0" * 32] * 150})
    assert [nobodys.among(batch).num_rows for _ in range(4)] == [151, 152, 151, 152]
    assert nobodys.count == 6
    assert mark_id(mark, 6).endswith("::6")
    assert marking_for(mark, rows, plan(a="keep"), "ds", {}).nobodys is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": 0.01},
        {"channels": ["rows"]},
        {"channels": ["rows"], "rows": 0.2},
        {"channels": ["pseudonyms"], "tolerances": {"a": 1}},
        {"tolerances": {"a": 0}},
        {"channels": ["pictures"]},
    ],
)
def test_what_a_purpose_cannot_say(wrong: dict) -> None:
    with pytest.raises(ValidationError):
        purpose(**wrong)


def test_stand_ins_carry_it_where_the_purpose_lets_them(book: Book) -> None:
    decided = plan(a="replace", b="keyed_hash", c="mask")
    mark = mark_for(book, "甲", decided, {})
    assert (mark.tokens, mark.stand_ins) == (("b",), ("a",))
    assert read_mark_id(mark_id(mark)) == (mark.number, (STAND_INS,))
    told = purpose(channels=["replacements"])
    mark = mark_for(book, "甲", decided, {}, told)
    assert (mark.tokens, mark.stand_ins) == ((), ("a",))
    assert mark_for(book, "甲", decided, {}, purpose(channels=["pseudonyms"])).stand_ins == ()


def test_what_a_circle_shares_stays_as_all_in_it_have_it(book: Book) -> None:
    circle = Domain(id="d", title=Title(zh="域", en="d"), circles={"both": ("甲", "乙")})
    decided = plan(a="keep", b="keyed_hash", c="replace")
    mark = mark_for(book, "甲", decided, {"a": 1}, domains={"d": circle})
    assert (mark.tokens, mark.stand_ins, dict(mark.tolerances)) == ((), (), {"a": 1})
    assert mark_for(book, "丙", decided, {}, domains={"d": circle}).tokens == ("b",)
    with pytest.raises(MisuseError, match="joins with the copies of a circle"):
        mark_for(book, "甲", decided, {}, domains={"d": circle})


@pytest.mark.parametrize(
    ("carrier", "said"),
    [("document", "covered, not replaced"), ("answers", "can carry a mark: say")],
)
def test_rows_are_for_files_alone(book: Book, carrier: Carrier, said: str) -> None:
    rows = purpose(channels=["rows"], rows=0.01)
    with pytest.raises(MisuseError, match=said):
        mark_for(book, "甲", plan(b="keyed_hash"), {}, rows, carrier=carrier)
