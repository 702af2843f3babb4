# Fixtures every test may ask for. A server is started once, and only when a test wants it.
from __future__ import annotations

from collections.abc import Iterator

import pytest
from clickhouse_server import ClickHouseServer, find_clickhouse, throw_away_clickhouse
from elastic_server import ElasticServer, find_elasticsearch, throw_away_elasticsearch
from loopback_turn import loopback_turn
from mariadb_server import MariaServer, find_program, throw_away_mariadb
from oceanbase_server import OceanBaseServer, find_oceanbase, throw_away_oceanbase
from postgres_server import Server, find_binaries, throw_away_server
from soft_token import SoftToken, find_softhsm, throw_away_token


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A throw-away PostgreSQL server; tests make databases of their own in it."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server programs here: apt-get install postgresql")
    with throw_away_server(binaries, tls=True) as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaServer]:
    """A throw-away MariaDB server; tests make databases of their own in it."""
    program = find_program()
    if program is None:
        pytest.skip("no MariaDB server programs here: apt-get install mariadb-server-core")
    with throw_away_mariadb(program) as server:
        yield server


@pytest.fixture(scope="session")
def clickhouse() -> Iterator[ClickHouseServer]:
    """A throw-away ClickHouse server; tests make databases of their own in it."""
    program = find_clickhouse()
    if program is None:
        pytest.skip("no ClickHouse server program here: scripts/clickhouse.sh")
    with throw_away_clickhouse(program) as server:
        yield server


@pytest.fixture(scope="session")
def elasticsearch_server() -> Iterator[ElasticServer]:
    """A throw-away Elasticsearch server; tests make indices of their own in it."""
    found = find_elasticsearch()
    if found is None:
        pytest.skip("no Elasticsearch server here: scripts/elasticsearch.sh")
    with throw_away_elasticsearch(found) as server:
        yield server


@pytest.fixture(scope="session")
def oceanbase() -> Iterator[OceanBaseServer]:
    """A throw-away OceanBase server; tests make databases of their own in it."""
    program = find_oceanbase()
    if program is None:
        pytest.skip("no OceanBase here: the package pylibseekdb, and rights to make a network")
    with throw_away_oceanbase(program) as server:
        yield server


@pytest.fixture(scope="session")
def soft_token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftToken]:
    """A throw-away token in software."""
    module = find_softhsm()
    if module is None:
        pytest.skip("no SoftHSM here: apt-get install softhsm2")
    with throw_away_token(module, tmp_path_factory.mktemp("token")) as token:
        yield token


@pytest.fixture
def loopback_lab() -> Iterator[None]:
    """The lab's addresses on loopback, which only one process of tests has at a time."""
    with loopback_turn():
        yield
