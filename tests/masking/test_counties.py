import numpy as np
import pytest

from masking.counties import counties


@pytest.mark.parametrize(
    ("code", "year", "fits"),
    [
        pytest.param(610113, 1990, True, id="always in force"),
        pytest.param(610121, 1995, True, id="a county before it became a district"),
        pytest.param(610121, 2010, False, id="and after"),
        pytest.param(610100, 1990, False, id="a prefecture is no county"),
        pytest.param(999999, 1990, False, id="no region"),
    ],
)
def test_codes_have_their_years(code: int, year: int, fits: bool) -> None:
    assert counties().fit(np.array([code]), np.array([year])).tolist() == [fits]


def test_codes_rise_and_know_their_prefectures() -> None:
    table = counties()
    assert (np.diff(table.codes) > 0).all()
    assert table.prefectures[table.codes // 100].all()
    assert (table.codes[table.row[table.codes]] == table.codes).all()
