# What the kind of a source is called, from its name alone.
import pytest

from connectors import is_database, product_of
from connectors.adapters import ADAPTERS


@pytest.mark.parametrize(
    ("source", "product", "database"),
    [
        ("/srv/people.db", "SQLite", True),
        ("sqlite:///srv/people.sqlite3", "SQLite", True),
        ("MYSQL://reader@host/city", "MySQL", True),
        ("postgresql://reader@host/city", "PostgreSQL", True),
        ("somewhere://else", "somewhere", True),
        ("/srv/people.CSV", "CSV", False),
        ("/srv/people.xlsm", "Excel", False),
        ("/srv/people.tsv", "TSV", False),
        ("/srv/people", "", False),
    ],
)
def test_a_source_is_called(source: str, product: str, database: bool) -> None:
    assert (product_of(source), is_database(source)) == (product, database)


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: each.schemes[0])
def test_every_server_has_its_products_name(adapter) -> None:
    assert {product_of(f"{each}://host") for each in adapter.schemes} == {adapter.product}
