# The Adult rows and their hierarchies (tests/masking/adult), with the quasi-identifiers that
# papers on k-anonymity use.
from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc

from masking.hierarchy import Hierarchy, parse_hierarchy

DIRECTORY = Path(__file__).parents[1] / "masking" / "adult"
QUASI = (
    "sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation",
)  # fmt: skip
SENSITIVE = "salary-class"


def adult() -> pa.RecordBatch:
    options = pc.ParseOptions(delimiter=";")
    table = pc.read_csv(DIRECTORY / "adult.csv", parse_options=options)
    return table.combine_chunks().to_batches()[0]


def adult_hierarchies() -> dict[str, Hierarchy]:
    """By column; ages have one too, which a test may leave out to have ranges."""
    return {
        path.stem.removeprefix("adult_hierarchy_"): parse_hierarchy(path.read_text("utf-8"))
        for path in sorted(DIRECTORY.glob("adult_hierarchy_*.csv"))
    }
