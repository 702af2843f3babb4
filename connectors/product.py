# What people call the kind of a source: the product behind a URL, the format of a file. From
# its name alone; nothing is opened.
from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from .adapters import ADAPTERS

__all__ = ["is_database", "product_of"]

_SQLITE: Final = "SQLite"
_SERVERS: Final[Mapping[str, str]] = {
    scheme: each.product for each in ADAPTERS for scheme in each.schemes
} | {"sqlite": _SQLITE}
_FILES: Final[Mapping[str, str]] = {
    ".db": _SQLITE,
    ".sqlite": _SQLITE,
    ".sqlite3": _SQLITE,
    ".xlsx": "Excel",
    ".xlsm": "Excel",
    ".xls": "Excel",
    ".parquet": "Parquet",
    ".avro": "Avro",
    ".arrow": "Arrow",
}


def product_of(source: str) -> str:
    """The product or format of a source as a scan names it, "" where its name does not say.

    >>> product_of("postgresql://reader@db.example/health"), product_of("/srv/a.csv")
    ('PostgreSQL', 'CSV')
    """
    scheme, found, _ = source.partition("://")
    if found:
        return _SERVERS.get(scheme.lower(), scheme)
    suffix = PurePath(source).suffix.lower()
    return _FILES.get(suffix, suffix[1:].upper())


def is_database(source: str) -> bool:
    """Whether a source is a database rather than a file of one table or document.

    >>> is_database("/srv/people.db"), is_database("/srv/people.csv")
    (True, False)
    """
    return "://" in source or product_of(source) == _SQLITE
