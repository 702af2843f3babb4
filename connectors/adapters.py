# Every kind of server that is read, in one table: its URL, its driver, and what it was tried
# against. The commands' help and docs/sources.md say what stands here, and a test holds the
# three equal. Whatever has no server in the tests says so; nothing is called tested for
# being like something that is.
from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from schema.error import SourceError

__all__ = ["ADAPTERS", "Adapter", "driver", "ports", "schemes"]


@dataclass(frozen=True, slots=True)
class Adapter:
    """One product: `schemes` of its URLs, the `kind` of connector that reads it.

    `package` is imported as `module` and comes with the extra `extra`; without a name it is
    part of Python. `tested` names the server the tests start, and is "" where they have none;
    `port` is its usual one.
    """

    product: str
    schemes: tuple[str, ...]
    kind: str
    port: int
    package: str
    module: str
    extra: str
    tested: str = ""


ADAPTERS = (
    Adapter("PostgreSQL", ("postgresql", "postgres"), "postgresql", 5432,
            "psycopg", "psycopg", "databases", "PostgreSQL 15"),
    Adapter("openGauss, GaussDB", ("opengauss", "gaussdb"), "postgresql", 5432,
            "psycopg", "psycopg", "databases"),
    Adapter("KingbaseES", ("kingbase",), "postgresql", 54321, "psycopg", "psycopg", "databases"),
    Adapter("MySQL", ("mysql",), "mysql", 3306, "PyMySQL", "pymysql", "mysql"),
    Adapter("MariaDB", ("mariadb",), "mysql", 3306, "PyMySQL", "pymysql", "mysql", "MariaDB 10.11"),
    Adapter("OceanBase", ("oceanbase",), "mysql", 2881, "PyMySQL", "pymysql", "mysql",
            "OceanBase 4.3 (seekdb)"),
    Adapter("TiDB", ("tidb",), "mysql", 4000, "PyMySQL", "pymysql", "mysql"),
    Adapter("ClickHouse", ("clickhouse+http",), "clickhouse", 8123, "", "http.client", "",
            "ClickHouse 18.16"),
    Adapter("ClickHouse", ("clickhouse+https",), "clickhouse", 8443, "", "http.client", ""),
    Adapter("Elasticsearch", ("elasticsearch+http",), "elasticsearch", 9200,
            "elasticsearch", "elasticsearch", "elastic", "Elasticsearch 8.19"),
    Adapter("Elasticsearch", ("elasticsearch+https",), "elasticsearch", 9200,
            "elasticsearch", "elasticsearch", "elastic"),
    Adapter("MongoDB", ("mongodb",), "mongodb", 27017, "pymongo", "pymongo", "mongodb"),
    Adapter("Oracle", ("oracle",), "dbapi", 1521, "oracledb", "oracledb", "oracle"),
    Adapter("DM", ("dm",), "dbapi", 5236, "dmPython", "dmPython", "dm"),
    Adapter("SQL Server", ("sqlserver", "mssql"), "dbapi", 1433, "pymssql", "pymssql", "sqlserver"),
    Adapter("S3 storage", ("s3",), "s3", 443, "", "pyarrow.fs", "", "moto 5"),
)  # fmt: skip


def schemes() -> Mapping[str, str]:
    """The kind of connector for each scheme of a URL.

    >>> schemes()["mariadb"]
    'mysql'
    """
    return {scheme: each.kind for each in ADAPTERS for scheme in each.schemes}


def ports(kind: str) -> Mapping[str, int]:
    """The schemes a kind of connector reads, each with its usual port."""
    return {scheme: each.port for each in ADAPTERS if each.kind == kind for scheme in each.schemes}


def driver(scheme: str, source: str) -> ModuleType:
    """The driver for URLs of a scheme; raises SourceError where it is not installed."""
    adapter = next(each for each in ADAPTERS if scheme in each.schemes)
    try:
        return importlib.import_module(adapter.module)
    except ModuleNotFoundError:
        raise SourceError(
            f"reading {adapter.product} needs the package {adapter.package}:"
            f" pip install 'tongguan[{adapter.extra}]'",
            source=source,
        ) from None
