# Data frames of polars and pandas masked on their way to somewhere else: both hand their columns
# over as Arrow and take them back, so that pseudonyms are the same in either and join.
#
#   pip install polars && python examples/mask_a_data_frame.py
#   pip install polars pandas && python examples/mask_a_data_frame.py pandas
#
# The key is the operator's own: 32 bytes for each domain, the same for all copies that are to join.
from __future__ import annotations

import hashlib
import sys

import polars as pl
import pyarrow as pa

from masking import Plan, PlannedColumn, apply
from schema import Level

# For the example alone; a real one comes from where secrets are kept.
KEYS = {"person_id": hashlib.sha256(b"an example's key").digest()}
NUMBER = {"domain": "person_id", "form": "id18", "others": "hide"}
PLAN = Plan(
    "research",
    (
        PlannedColumn("sfzh", "cn.id18", Level.GENERAL_4, "fpe", NUMBER, "joins, and valid"),
        PlannedColumn("xm", "person.name", Level.GENERAL_3, "mask", {"style": "name"}, "surname"),
        PlannedColumn("je", None, Level.GENERAL_1, "keep", {}, "amounts are what is studied"),
    ),
)


def masked(table: pa.Table) -> pa.Table:
    """The table as the plan shows it, batch by batch."""
    batches = [apply(batch, PLAN, KEYS) for batch in table.to_batches()]
    return pa.Table.from_batches(batches)


def masked_polars(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as the plan shows it."""
    shown = pl.from_arrow(masked(frame.to_arrow()))
    assert isinstance(shown, pl.DataFrame)
    return shown


def main() -> None:
    people = {"sfzh": ["11010519491231002X", "360426199101010071"], "xm": ["张三丰", "李四"]}
    shown = masked_polars(pl.DataFrame({**people, "je": [12.5, 9.0]}))
    for row in shown.iter_rows():
        print(*row)
    if "pandas" in sys.argv:
        import pandas as pd  # noqa: PLC0415  half a second, and not everybody's

        frame = pd.DataFrame({**people, "je": [3.0, 4.0]})
        other = masked(pa.Table.from_pandas(frame, preserve_index=False)).to_pandas()
        again = pl.from_pandas(other)
    else:
        again = masked_polars(pl.DataFrame({**people, "je": [3.0, 4.0]}))
    print(f"{len(again.join(shown, on='sfzh'))} of {len(again)} rows join")


if __name__ == "__main__":
    main()
