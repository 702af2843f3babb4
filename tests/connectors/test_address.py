# A server's URL: what is read from it, what it is called by, and what is refused.
from __future__ import annotations

import pytest

from connectors.address import Address, address, http_address
from schema import MisuseError

PORTS = {"mysql": 3306, "tidb": 4000}
ALLOWED = frozenset({"sslmode", "socket"})


@pytest.mark.parametrize(
    ("url", "expected", "text"),
    [
        pytest.param("mysql://u@h/d", Address("mysql", "h", 3306, "d", "u"),
                     "mysql://u@h:3306/d", id="the usual port is written out"),
        pytest.param("tidb://h:1/", Address("tidb", "h", 1, "", ""), "tidb://h:1/",
                     id="no database and no user"),
        pytest.param("mysql://u%40x@h/%E4%BA%BA%2F1", Address("mysql", "h", 3306, "人/1", "u@x"),
                     "mysql://u%40x@h:3306/人%2F1", id="Chinese stays legible"),
        pytest.param("mysql://u@[::1]:7/d", Address("mysql", "::1", 7, "d", "u"),
                     "mysql://u@[::1]:7/d", id="an address of version 6"),
        pytest.param("mysql://u@h/d?sslmode=require&schema=a&schema=b&schema=a",
                     Address("mysql", "h", 3306, "d", "u", ("a", "b"), {"sslmode": "require"}),
                     "mysql://u@h:3306/d?sslmode=require", id="parameters"),
        pytest.param("mysql:///d?socket=/run/s", Address("mysql", "localhost", 3306, "d", "", (),
                     {"socket": "/run/s"}), "mysql://localhost:3306/d?socket=/run/s", id="a socket"),
    ],
)  # fmt: skip
def test_a_url_names_a_server(url: str, expected: Address, text: str) -> None:
    found = address(url, PORTS, ALLOWED)
    assert found == expected
    assert found.text == text
    again = address(text, PORTS, ALLOWED)
    assert (again.text, again.source) == (found.text, found.source)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("mysql://u:Hunter2@h/d", "must not hold a password", id="a password"),
        pytest.param("mysql://u@h/d?password=Hunter2", "must not hold a password", id="another"),
        pytest.param("mysql://u@h/d?init=Hunter2", "unknown parameter.*: init$", id="a parameter"),
        pytest.param("oracle://Hunter2@h/d", "starts with mysql:// or tidb://", id="a scheme"),
        pytest.param("mysql://u@h:Hunter2/d", "check its host and port", id="a port"),
        pytest.param("mysql://u@a,b/Hunter2", "name one host", id="two hosts"),
    ],
)
def test_what_cannot_be_is_refused_without_being_repeated(url: str, said: str) -> None:
    with pytest.raises(MisuseError, match=said) as caught:
        address(url, PORTS, ALLOWED)
    assert "Hunter2" not in str(caught.value)


@pytest.mark.parametrize("mode", ["verify-full", "require"])
def test_over_http_a_certificate_may_be_any_and_must_be_there(mode):
    place = http_address(f"es+https://h/?sslmode={mode}", {"es+https": 9200}, "Product")
    assert place.parameters == {"sslmode": mode}


def test_over_http_no_mode_is_taken_that_would_not_encrypt():
    with pytest.raises(MisuseError, match="sslmode of Product is verify-full"):
        http_address("es+https://h/?sslmode=prefer", {"es+https": 9200}, "Product")
