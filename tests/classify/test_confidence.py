# Confidences are honest: of the labels said on columns and names that the weighing was not
# fitted on, as many are right as it says. docs/confidence.md has the whole table.
from __future__ import annotations

import zlib
from pathlib import Path

import pyarrow as pa
import pytest
from column_kinds import labelled_columns

from classify import compile_recognisers, decide, decide_by_headers, summarise
from policies import load_policies
from schema import Column, Table

RECOGNISERS = compile_recognisers(load_policies())
HELD_OUT = Path(__file__).parent / "headers" / "held_out.tsv"


def of_columns() -> list[tuple[float, bool]]:
    said = []
    for each in labelled_columns(rounds=2, rows=25, seed=4):
        if zlib.crc32(each.kind.encode()) % 2:
            # These kinds say what a score is worth (training/elsewhere.py).
            continue
        cells = pa.array([value or None for value in each.values], pa.string())
        table = Table("s", "t", (Column(each.header, "text"),), "delimited")
        summary = summarise(pa.record_batch({each.header: cells}), RECOGNISERS, table)
        (found,) = decide(summary, table, RECOGNISERS)
        if found.label is not None:
            said.append((found.confidence, found.label == each.label))
    return said


def of_names() -> list[tuple[float, bool]]:
    said = []
    for line in HELD_OUT.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        _, name, right = line.split("\t")
        table = Table("s", "t", (Column(name, "text"),), "delimited")
        (found,) = decide_by_headers(table, RECOGNISERS)
        if found.label is not None:
            said.append((found.confidence, found.label in right.split("|")))
    return said


@pytest.mark.parametrize("material", [of_columns, of_names])
def test_as_many_labels_are_right_as_is_said(material):
    said = material()
    assert len(said) > 120
    sure = sum(each for each, _ in said) / len(said)
    right = sum(each for _, each in said) / len(said)
    assert abs(sure - right) < 0.05
    ninety = [each for each in said if 0.85 <= each[0] < 0.95]
    assert sum(each for _, each in ninety) / len(ninety) >= 0.85
