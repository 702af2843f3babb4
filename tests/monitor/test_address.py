# Addresses as people write them.
import ipaddress

import numpy as np
import pytest

from monitor.address import address_text, addresses

TEXTS = ["10.0.0.1", "2001:db8::5", "255.255.255.255", "::1", "10.0.0.1"]


def words(text: str) -> tuple[int, int]:
    address = ipaddress.ip_address(text)
    number = int(address) | (0xFFFF << 32 if address.version == 4 else 0)
    return number >> 64, number & (1 << 64) - 1


@pytest.mark.parametrize("text", TEXTS)
def test_one(text: str) -> None:
    assert address_text(*words(text)) == text


def test_a_column_keeps_its_order() -> None:
    high, low = (np.array(each, np.uint64) for each in zip(*map(words, TEXTS), strict=True))
    assert addresses(high, low).to_pylist() == TEXTS
