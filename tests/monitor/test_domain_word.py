# Registered names as figures.
import pytest

from monitor.domain_word import (
    DOMAIN_FEATURES,
    counted_tables,
    domain_features,
    shipped_tables,
    word_of,
)


@pytest.mark.parametrize(
    ("chosen", "made"),
    [
        ("netbank", "qxkvwzjt"),
        ("baidu", "xjwqz"),
        ("weather-report", "kq3v9zx1w7bt"),
        ("xinhuanet", "ldkqjxvwp"),
    ],
)
def test_made_names_are_more_surprising(chosen: str, made: str) -> None:
    one, other = domain_features([chosen, made], shipped_tables())
    surprise, rarest = (DOMAIN_FEATURES.index(name) for name in ("surprise", "rarest"))
    assert one[surprise] < other[surprise]
    assert one[rarest] < other[rarest]


def test_figures_say_what_they_are_called_by() -> None:
    (row,) = domain_features(["a1b22strng"], shipped_tables())
    figures = dict(zip(DOMAIN_FEATURES, row.tolist(), strict=True))
    assert figures["digits"] == pytest.approx(0.3)
    assert figures["turns"] == 4
    assert figures["consonants"] == 5


def test_odd_names_are_read_all_the_same() -> None:
    assert domain_features([], shipped_tables()).shape == (0, len(DOMAIN_FEATURES))
    assert domain_features(["", "_é", "x" * 63], shipped_tables()).shape[0] == 3
    assert word_of("A-b.example.org") == "a-b"


def test_tables_are_counted_from_words() -> None:
    tables = counted_tables(["northbank", "southbank", "eastbank", "westbank"])
    assert "bank" in tables.pieces
    seen, unseen = tables.surprise("bank"), tables.surprise("knab")
    assert sum(seen) < sum(unseen)
