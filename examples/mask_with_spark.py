# A table masked where it lies, in Spark: `mapInArrow` hands each executor's part over as Arrow
# batches, and what comes back is the same whatever the parts were, so that copies join.
#
#   pip install 'pyspark>=3.5' 'pandas<3' && python examples/mask_with_spark.py [OUT.parquet]
#
# Executors need Tongguan too. The key is read where the work is done, never sent with the job.
from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from masking import Plan, PlannedColumn, apply, output_schema
from schema import Level

PLAN = Plan(
    "research",
    (
        PlannedColumn(
            "sfzh", "cn.id18", Level.GENERAL_4, "keyed_hash", {"domain": "person_id"}, "joins"
        ),
        PlannedColumn("je", None, Level.GENERAL_1, "keep", {}, "amounts are what is studied"),
    ),
)
COLUMNS = pa.schema([("sfzh", pa.string()), ("je", pa.float64())])


def keys() -> dict[str, bytes]:
    """The keys by domain, from the file of 32 bytes that MASKING_KEY names."""
    return {"person_id": Path(os.environ["MASKING_KEY"]).read_bytes()}


def masked(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What an executor does with its part of the table."""
    held = keys()
    for batch in batches:
        yield apply(batch, PLAN, held)


def main() -> None:
    from pyspark.sql import SparkSession  # noqa: PLC0415  a third of a gigabyte, and Java
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415

    # Executors of this machine alone, in this environment; a cluster has its own.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").appName("masking")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    rows = [(f"11010519491231{number:04d}", number / 4) for number in range(1_000)]
    visits = spark.createDataFrame(rows, from_arrow_schema(COLUMNS))
    shown = visits.mapInArrow(masked, from_arrow_schema(output_schema(COLUMNS, PLAN)))
    if len(sys.argv) > 1:
        shown.write.mode("overwrite").parquet(sys.argv[1])
    print(shown.count(), "rows,", shown.select("sfzh").distinct().count(), "pseudonyms")
    spark.stop()


if __name__ == "__main__":
    main()
