import pytest

from console.risk_rows import percent, risk_rows
from masking.risk import measure
from masking.tally import summarise


@pytest.fixture
def rows() -> list[list[str]]:
    import pyarrow as pa

    people = pa.record_batch({"age": ["3*", "3*", "4*"], "illness": ["a", "b", "a"]})
    found = measure(summarise(people, ["age", "illness"]), ["age"], sensitive=["illness"])
    return risk_rows([found, found], "en")


def test_each_figure_has_a_line_and_each_table_a_column(rows: list[list[str]]) -> None:
    figures = {row[0]: row[1:] for row in rows}
    assert figures["rows"] == ["3", "3"]
    assert figures["unique rows"] == ["1 (33.3 %)"] * 2
    assert figures["l: illness"] == ["1", "1"]


def test_what_is_not_known_has_no_line(rows: list[list[str]]) -> None:
    assert not [row for row in rows if "journalist" in row[0] or "presence" in row[0]]
    assert percent(0.5) == "50.0 %"
