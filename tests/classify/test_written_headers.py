# Labels by name alone, on names that were written by hand as tables of police, universities,
# hospitals and offices have them: Chinese, pinyin, initials, English. By two of them the terms may
# be tuned, by another confidences are calibrated; the last is only measured on.
from __future__ import annotations

from pathlib import Path

import pytest

from classify import compile_recognisers, decide_by_headers
from policies import load_policies
from schema import Column, Table

RECOGNISERS = compile_recognisers(load_policies())
FOLDER = Path(__file__).parent / "headers"
NO_LABEL = "-"


def names(part: str) -> list[tuple[str, frozenset[str]]]:
    lines = (FOLDER / f"{part}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(name, frozenset(right.split("|"))) for _, name, right in rows]


def decided(name: str) -> str | None:
    table = Table("s", "t", (Column(name, "text"),), "delimited")
    return decide_by_headers(table, RECOGNISERS)[0].label


@pytest.mark.parametrize(
    ("part", "precision", "recall"),
    [
        ("tuned_on", 0.93, 0.92),
        ("imagined", 0.97, 0.95),
        ("calibrated_on", 0.92, 0.92),
        ("held_out", 0.95, 0.93),
    ],
)
def test_precision_and_recall(part: str, precision: float, recall: float) -> None:
    said = [(name, right, decided(name)) for name, right in names(part)]
    right = sum(label in truth for _, truth, label in said)
    labelled = sum(label is not None for *_, label in said)
    wanted = [(truth, label) for _, truth, label in said if NO_LABEL not in truth]
    found = sum(label in truth for truth, label in wanted)
    assert right / labelled >= precision
    assert found / len(wanted) >= recall


def test_there_are_many_names_and_many_of_them_are_nothing() -> None:
    every = [
        right for part in ("tuned_on", "calibrated_on", "held_out") for _, right in names(part)
    ]
    assert len(every) > 1_400
    assert sum(right == {NO_LABEL} for right in every) > 350


def test_no_name_of_one_part_stands_in_another() -> None:
    tuned, calibrated, held_out = (
        {name.lower() for name, _ in names(part)}
        for part in ("tuned_on", "calibrated_on", "held_out")
    )
    assert tuned & calibrated == set()
    assert held_out & (tuned | calibrated) == set()
    imagined = {name.lower() for name, _ in names("imagined")}
    assert imagined & (tuned | calibrated | held_out) == set()
