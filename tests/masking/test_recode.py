import pyarrow as pa
import pytest
from anonymised_rows import QUASI, TABLES, made
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.anonymise import anonymise
from masking.recode import Recoding, recode
from masking.tally import summarise


def recoding(rows: pa.RecordBatch, k: int = 2) -> Recoding:
    return anonymise(summarise(rows, QUASI), QUASI, k=k)


@settings(max_examples=100, deadline=None)
@given(TABLES, st.integers(0, 60))
def test_it_does_not_matter_how_rows_are_cut_into_batches(cells: list, place: int) -> None:
    rows = made(cells)
    made_of = recoding(rows, 1)
    parts = [rows.slice(0, place), rows.slice(min(place, rows.num_rows))]
    shown = [recode(part, made_of, keep=["illness"]) for part in parts]
    assert (
        pa.Table.from_batches(shown).combine_chunks().to_pylist()
        == recode(rows, made_of, keep=["illness"]).to_pylist()
    )


ROWS = made([(1, "Xi'an", "red", "flu"), (2, "Xi'an", "red", "none"), (2, "Xi'an", "red", "flu")])


def test_columns_that_were_not_named_are_gone() -> None:
    shown = recode(ROWS, recoding(ROWS))
    assert shown.schema.names == list(QUASI)
    assert recode(ROWS, recoding(ROWS), keep=["illness"]).schema.names == [*QUASI, "illness"]
    assert shown.column("age").to_pylist() == ["*"] * 3


def test_rows_that_were_not_counted_are_refused() -> None:
    made_of = recoding(ROWS)
    for strange in ((3, "Xi'an", "red", "flu"), (1, "Xi'an", "blue", "flu")):
        with pytest.raises(ValueError, match="not counted"):
            recode(made([strange]), made_of)
