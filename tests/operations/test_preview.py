# What a share would do, on a few rows: refusals as the share has them, and no raw value.
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors import discover
from masking import Plan, PlannedColumn
from operations.preview import preview, shared_rows, shared_schema
from schema import Access, Level, RefusedError, Table

TABLE = Table("t.parquet", "t", (), "parquet")


def planned(name: str, operator: str, **parameters: str) -> PlannedColumn:
    return PlannedColumn(name, "", Level.GENERAL_1, operator, parameters, "r")


DECIDED = Plan("p", (planned("a", "keep"), planned("b", "mask", style="mobile")))


@pytest.mark.parametrize(
    ("type_", "refused"),
    [(pa.string(), False), (pa.int64(), False), (pa.null(), False), (pa.list_(pa.int8()), True)],
    ids=str,
)
def test_a_type_that_cannot_be_masked_is_refused(type_: pa.DataType, refused: bool) -> None:
    before = pa.schema([("a", pa.int64()), ("b", type_)])
    if not refused:
        assert shared_schema(TABLE, before, DECIDED).names == ["a", "b"]
        return
    with pytest.raises(RefusedError, match=r"t\.parquet: column b cannot be given to mask"):
        shared_schema(TABLE, before, DECIDED)


def read_back(tmp_path, columns: dict[str, pa.Array]) -> tuple:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table(columns), path)
    (table,) = discover(str(path), Access())
    return preview(table, Access(), DECIDED, {})


def test_kept_cells_show_shapes_and_masked_ones_what_a_recipient_sees(tmp_path) -> None:
    kept, masked = read_back(
        tmp_path, {"a": pa.array(["secret 7", None]), "b": pa.array(["13800138000", ""])}
    )
    assert kept.before == kept.after
    assert "secret" not in repr((kept, masked))
    assert sorted(masked.after) == ["", "138****8000"]
    assert "13800138000" not in repr((kept, masked))


def test_a_table_without_rows_shows_nothing(tmp_path) -> None:
    empty = {"a": pa.array([], pa.string()), "b": pa.array([], pa.string())}
    assert read_back(tmp_path, empty) == ()


def test_a_dry_run_refuses_a_type_as_the_share_would(tmp_path) -> None:
    with pytest.raises(RefusedError, match="cannot be given to mask"):
        read_back(tmp_path, {"a": pa.array(["x"]), "b": pa.array([[1, 2]])})


@pytest.mark.parametrize(
    ("operator", "parameters", "why"),
    [
        ("fpe", {"domain": "d"}, "1 of 2 cells cannot be encrypted"),
        ("shuffle", {"domain": "d"}, "in one piece"),
        ("fpe", {"domain": "e"}, "no key for the domain 'e'"),
    ],
)
def test_a_cell_that_cannot_be_masked_as_planned_stops_the_copy(
    operator: str, parameters: dict[str, str], why: str
) -> None:
    rows = pa.RecordBatch.from_pydict({"b": ["13800138000", "secret"]})
    decided = Plan("p", (planned("b", operator, **parameters),))
    with pytest.raises(RefusedError, match=rf"t\.parquet: column b: .*{why}") as told:
        shared_rows(TABLE, rows, decided, {"d": bytes(32)})
    assert "secret" not in str(told.value)
