# Small tables for the properties of anonymising: an age or none, a city, a colour and an
# illness, with the hierarchy of the cities.
from __future__ import annotations

import pyarrow as pa
from hypothesis import strategies as st

from masking.hierarchy import Hierarchy, parse_hierarchy

CITIES: Hierarchy = parse_hierarchy(
    "Xi'an;Shaanxi;*\nYan'an;Shaanxi;*\nLanzhou;Gansu;*\nTianshui;Gansu;*\nBeijing;Beijing;*"
)
COLOURS = ("red", "green", "blue", "")
ILLNESSES = ("flu", "asthma", "none")
TABLES = st.lists(
    st.tuples(
        st.integers(0, 9) | st.none(),
        st.sampled_from(sorted(CITIES.leaves)),
        st.sampled_from(COLOURS),
        st.sampled_from(ILLNESSES),
    ),
    min_size=1,
    max_size=60,
)
QUASI = ("age", "city", "colour")


def made(cells: list[tuple[int | None, str, str, str]]) -> pa.RecordBatch:
    ages, cities, colours, illnesses = zip(*cells, strict=True)
    return pa.record_batch(
        {
            "age": pa.array(ages, pa.int64()),
            "city": pa.array(cities),
            "colour": pa.array(colours),
            "illness": pa.array(illnesses),
        }
    )


def holds(label: str, value: int | str | None, hierarchy: Hierarchy | None = None) -> bool:
    """Whether what a cell is told as contains the value it had."""
    text = "" if value is None else str(value)
    if label in ("*", text):
        return True
    if hierarchy is not None:
        return label in hierarchy.paths[hierarchy.leaves[text]]
    if "~" in label:
        low, _, high = label.partition("~")
        return value is not None and int(low) <= int(value) <= int(high)
    return text in label.split("|")
