# Which data sets of the catalogue a statement reads, and what of them.
import pytest
from resident_finding import residents

from monitor import Assets
from schema import Level

GRAVE, BOTH = Level.GENERAL_4, ("cn.id18", "person.name")
ASSETS = Assets(
    [residents(), residents("public.visit", "clinic"), residents("a.csv#a", source="/data/a.csv")]
)


@pytest.mark.parametrize(
    ("statement", "database", "wanted"),
    [
        ("select * from resident", "people", (("ds-resident",), GRAVE, BOTH, 1204)),
        ("SELECT name FROM public.resident", "people",
         (("ds-resident",), Level.GENERAL_2, ("person.name",), 1204)),
        ("select * from resident where id=1", "people", (("ds-resident",), GRAVE, BOTH, None)),
        ("select note from resident", "people", (("ds-resident",), Level.GENERAL_1, (), 1204)),
        ("select * from visit v join resident r on v.id_card = r.id_card", "clinic",
         (("ds-public.visit",), GRAVE, BOTH, None)),
        ("copy a to stdout", "whatever", (("ds-a.csv#a",), GRAVE, BOTH, 1204)),
    ],
)  # fmt: skip
def test_what_is_touched(statement, database, wanted) -> None:
    found = ASSETS.touched(statement, database)
    assert found is not None
    assert (found.datasets, found.level, found.labels, found.rows) == wanted


@pytest.mark.parametrize(
    ("statement", "database"),
    [
        ("select * from other", "people"),
        ("select * from resident", "elsewhere"),
        ("select count(*) from resident", "people"),
        ("insert into resident values (1)", "people"),
        ("begin", "people"),
        ("not ( sql at all", "people"),
    ],
)
def test_what_is_not(statement, database) -> None:
    assert ASSETS.touched(statement, database) is None
