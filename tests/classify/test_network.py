# Network addresses, against the standard library.
import ipaddress

import numpy as np
import pytest

from classify.cells import from_strings
from classify.network import ipv4, ipv6


def stdlib(text, kind):
    try:
        kind(text)
    except ValueError:
        return False
    return True


FOUR = ["1.2.3.4", "255.255.255.255", "256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1..2.3", "",
        "0.0.0.0", "1.2.3.", ".1.2.3", "1.2.3.a", "1.2.3.00", "999999.1.1.1"]  # fmt: skip


@pytest.mark.parametrize("text", FOUR)
def test_version_4_as_the_standard_library_reads_it(text):
    assert ipv4(from_strings([text, "1.1.1.1"])).tolist()[0] is stdlib(text, ipaddress.IPv4Address)


def test_random_version_4_like_texts():
    rng = np.random.default_rng(2)
    texts = ["".join(rng.choice(list("0125."), int(rng.integers(7, 15)))) for _ in range(4_000)]
    expected = [stdlib(text, ipaddress.IPv4Address) for text in texts]
    assert ipv4(from_strings(texts)).tolist() == expected


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("2001:db8::1", True),
        ("::", True),
        ("1:2:3:4:5:6:7:8", True),
        ("1::2::3", False),
        ("12:30", False),
    ],
)
def test_version_6(text, passes):
    assert ipv6(from_strings([text])).tolist() == [passes]
