# MySQL's way of quoting made the standard's, so that no value stays in what is kept.
import pytest

from monitor.mysql_text import as_standard, changed_database
from monitor.statement import reading_of, without_values


@pytest.mark.parametrize(
    ("statement", "kept"),
    [
        ('select a from t where b = "6101"', "select a from t where b = ?"),
        ('select a from t where b = "it\'s ""6101"""', "select a from t where b = ?"),
        ('select a from t where b = "it\\\'s"', "select a from t where b = ?"),
        ("select a from t where b = 0x363130310A", "select a from t where b = ?"),
        ("select `a b` from `t` # 6101", 'select "a b" from "t"'),
        ("select 'a \"b\" `c`' from t", "select ? from t"),
        ('select a -- it\'s\nfrom t where b = "x"', "select a from t where b = ?"),
    ],
)
def test_values_are_known_as_such(statement: str, kept: str) -> None:
    assert without_values(as_standard(statement)) == kept


def test_tables_are_read_from_it() -> None:
    assert reading_of(as_standard("select * from `people`.`resident`")).tables == (
        "people.resident",
    )


@pytest.mark.parametrize(
    ("statement", "database"),
    [("use people", "people"), (" USE `p-1`;", "p-1"), ("select use", None), ("use a b", None)],
)
def test_the_database_that_is_gone_over_to(statement: str, database: str | None) -> None:
    assert changed_database(statement) == database
