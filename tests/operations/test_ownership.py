# Whose data it is: the longest prefix that ends where a word ends, or nobody.
import pytest

from operations.ownership import department_of, system_of
from policies import Department, Site, System

SITE = Site(
    departments=(Department(id="info", name="信息中心"),),
    systems=(
        System(id="all", name="数据", sources=("/data",), department="info"),
        System(
            id="health", name="健康", sources=("/data/health", "mysql://h/"), department="信息中心"
        ),
        System(id="pg", name="库", sources=("postgresql://u@h/db",), department="nobody"),
        System(id="none", name="空", sources=("",)),
    ),
)


@pytest.mark.parametrize(
    ("source", "system"),
    [
        ("/data/x.csv", "all"),
        ("/data/health/x.csv", "health"),
        ("/data/health_2024.csv", "health"),
        ("/data/healthcare.csv", "all"),
        ("/database/x.csv", None),
        ("mysql://h/any", "health"),
        ("postgresql://u@h/db", "pg"),
        ("postgresql://u@h/db?schema=public", "pg"),
        ("postgresql://u@h/db2", None),
        ("", None),
    ],
)
def test_system_of(source: str, system: str | None) -> None:
    found = system_of(SITE, source)
    assert (found.id if found else None) == system


@pytest.mark.parametrize(
    ("system", "department"),
    [(0, "信息中心"), (1, "信息中心"), (2, None), (3, None)],
    ids=["by id", "by name", "not listed", "not named"],
)
def test_department_of(system: int, department: str | None) -> None:
    found = department_of(SITE, SITE.systems[system])
    assert (found.name if found else None) == department


def test_no_system_no_department() -> None:
    assert department_of(SITE, None) is None
