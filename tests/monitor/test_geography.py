# Where addresses are registered.
import pytest

from monitor.geography import countries_of


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("202.117.0.1", "CN"),  # Xi'an Jiaotong University
        ("114.114.114.114", "CN"),
        ("2001:da8::1", "CN"),  # CERNET
        ("8.8.8.8", "US"),
        ("193.0.0.1", "NL"),  # RIPE
        ("203.64.0.1", "TW"),
        ("10.0.0.1", None),
        ("203.0.113.9", None),
        ("fe80::1", None),
        ("no address", None),
        (None, None),
    ],
)
def test_a_country(address: str | None, country: str | None) -> None:
    assert countries_of([address]) == [country]


def test_many_at_once() -> None:
    assert countries_of([]) == []
    assert countries_of(["8.8.8.8", None, "202.117.0.1"]) == ["US", None, "CN"]
