# What each driver is told when it signs in: once, read-only where it knows that, with limits.
from __future__ import annotations

from types import SimpleNamespace

import pytest

from connectors.dbapi_connect import CONNECT, locate, number
from schema import Access, MisuseError

ACCESS = Access(password="Hunter2", statement_timeout_s=7.5)


class _Driver:
    """A driver that notes what it is told."""

    DSQL_MODE_READ_ONLY = "read-only"
    PG_UTF8 = "utf8"
    Error = Exception

    def __init__(self) -> None:
        self.told: dict[str, object] = {}
        self.defaults = SimpleNamespace()

    def connect(self, **told: object) -> SimpleNamespace:
        assert not self.told, "signed in twice"
        self.told = told
        return SimpleNamespace()


def connected(url: str) -> tuple[_Driver, object]:
    place = locate(url)
    driver = _Driver()
    name = {"mssql": "sqlserver"}.get(place.scheme, place.scheme)
    return driver, CONNECT[name](driver, place, ACCESS)


def test_oracle_bounds_each_round_trip() -> None:
    driver, connection = connected("oracle://u@h/service")
    assert connection.call_timeout == 7_500
    assert vars(driver.defaults) == {"fetch_decimals": True, "fetch_lobs": False}
    assert driver.told == {
        "user": "u", "password": "Hunter2", "host": "h", "port": 1521, "protocol": "tcp",
        "tcp_connect_timeout": 10, "retry_count": 0, "program": "tongguan", "service_name": "service",
    }  # fmt: skip
    driver, _ = connected("oracle://u@h/?sid=orcl&sslmode=require")
    assert (driver.told["sid"], driver.told["protocol"]) == ("orcl", "tcps")
    assert "service_name" not in driver.told


def test_dm_is_read_only_from_the_start() -> None:
    driver, _ = connected("dm://u@h")
    assert driver.told["access_mode"] == "read-only"
    assert driver.told["connection_timeout"] == 7
    assert (driver.told["server"], driver.told["port"]) == ("h", 5236)


@pytest.mark.parametrize(
    ("url", "encryption"),
    [("sqlserver://u@h/d", "require"), ("mssql://u@h/d?sslmode=prefer", "request")],
)
def test_sql_server_is_encrypted_unless_told_otherwise(url: str, encryption: str) -> None:
    driver, _ = connected(url)
    assert (driver.told["encryption"], driver.told["read_only"]) == (encryption, True)
    assert (driver.told["timeout"], driver.told["port"]) == (7, "1433")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(Exception(SimpleNamespace(code=1017)), 1017, id="an object with a code"),
        pytest.param(
            Exception("DPY-4024: call timeout of 7 ms exceeded"), 4024, id="Oracle's driver"
        ),
        pytest.param(Exception("ORA-00942: table or view does not exist"), 942, id="Oracle"),
        pytest.param(Exception("[CODE:-2501]用户名或密码错误"), -2501, id="DM"),
        pytest.param(Exception((20009, b"Unable to connect")), 0, id="a pair is no number"),
        pytest.param(Exception(20009, b"Unable to connect"), 20009, id="SQL Server"),
        pytest.param(Exception("138123"), 0, id="a value that is no code"),
        pytest.param(Exception(), 0, id="nothing"),
    ],
)
def test_an_error_has_a_number(error: Exception, code: int) -> None:
    assert number(error) == code


def test_a_url_sets_nothing_else() -> None:
    with pytest.raises(MisuseError, match="unknown parameter"):
        locate("oracle://u@h/s?wallet_location=/x")
