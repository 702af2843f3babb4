# Which columns of which tables carry a mark.
from pathlib import Path

import pytest
from copied_database import make_settings

from connectors import ColumnShape, Link, TableShape
from masking import Plan, PlannedColumn
from operations.copied_table import SharedTable
from operations.database_marks import _holds, marked_tables
from operations.recording import Book
from policies import Purpose, Watermark
from policies.pack import Title
from schema import Level, MisuseError


def table(name: str, columns: dict[str, tuple[str, str]], **more: tuple) -> SharedTable:
    shapes = tuple(ColumnShape(each, type_) for each, (type_, _) in columns.items())
    shape = TableShape(name, (name,), shapes, **more)
    planned = (
        PlannedColumn(each, "", Level.GENERAL_1, operator, {"domain": "d"}, "")
        for each, (_, operator) in columns.items()
    )
    return SharedTable(None, shape, shape, Plan("p", tuple(planned)))  # type: ignore[arg-type]


PARENT = table(
    "parent",
    {
        "id": ("int", "keep"),
        "no": ("int", "keep"),
        "sum": ("numeric(8,2)", "keep"),
        "x": ("text", "keyed_hash"),
    },
    key=("id",),
    uniques=(("no",),),
)
CHILD = table(
    "child",
    {"of": ("int", "keep"), "sum": ("int", "keep"), "n": ("text", "replace")},
    links=(Link(("of",), "parent", ("id",)),),
)


def test_what_holds_tables_together_is_never_changed(tmp_path: Path) -> None:
    told = Watermark(tolerances={"id": 1, "no": 1, "of": 1, "sum": 0.05})
    purpose = Purpose(id="p", title=Title(zh="一", en="p"), watermark=told, rules=())
    with Book(make_settings(tmp_path).home) as book:
        parent, child = marked_tables(book, "甲", [PARENT, CHILD], {}, (purpose, {}))
        with pytest.raises(MisuseError, match=r"parent\.no holds tables together"):
            marked_tables(book, "甲", [PARENT, CHILD], {"parent.no": 1}, (purpose, {}))
    assert parent.mark is not None
    assert child.mark is not None
    assert (dict(parent.mark.tolerances), parent.mark.tokens) == ({"sum": 0.05}, ("x",))
    # Whole numbers hold no hundredths.
    assert (dict(child.mark.tolerances), child.mark.stand_ins) == ({}, ("n",))


@pytest.mark.parametrize(
    ("type_", "tolerance", "holds"),
    [
        ("numeric(8,2)", 0.01, True),
        ("decimal(8, 2)", 0.001, False),
        ("bigint", 1, True),
        ("int(11)", 0.5, False),
        ("numeric", 0.001, True),
        ("decimal(8)", 0.1, False),
        ("double precision", 0.001, True),
        ("varchar(20)", 0.001, True),
        ("", 0.001, True),
        ("money", 0.01, False),
    ],
)
def test_a_type_holds_changes_down_to_its_last_place(
    type_: str, tolerance: float, holds: bool
) -> None:
    assert _holds(ColumnShape("c", type_), tolerance) is holds
