# Values of Redis's serialisation, both versions, in any pieces.
import random

import pytest

from monitor.resp import Failure, Pushed, Values

OCTETS = (
    b"+OK\r\n:12\r\n$5\r\na\r\nbc\r\n$-1\r\n*2\r\n$1\r\nx\r\n*1\r\n:1\r\n-ERR no\r\n*0\r\n"
    b"%1\r\n+k\r\n_\r\n,1.5\r\n#t\r\n=5\r\ntxt:a\r\n~1\r\n(99\r\n!3\r\nbad\r\n>1\r\n+up\r\n"
    b"|1\r\n+ttl\r\n:3\r\n+value\r\n"
)
VALUES = [
    b"OK", 12, b"a\r\nbc", None, [b"x", [1]], "ERR no", [], {b"k": None}, b"1.5", b"t", b"txt:a",
    [b"99"], "bad", [b"up"], b"value",
]  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
def test_values_in_any_pieces(size: int) -> None:
    values = Values()
    found = [
        one for at in range(0, len(OCTETS), size) for one in values.feed(OCTETS[at : at + size])
    ]
    assert [value for value, _ in found] == VALUES
    assert sum(octets for _, octets in found) == len(OCTETS)
    assert isinstance(found[5][0], Failure)
    assert isinstance(found[13][0], Pushed)


def test_commands_in_a_line() -> None:
    values = Values(inline=True)
    assert [value for value, _ in values.feed(b"GET a\r\n\r\nPING\r\n")] == [
        [b"GET", b"a"],
        [b"PING"],
    ]
    strict = Values()
    assert list(strict.feed(b"GET a\r\n")) == []
    assert strict.broken


@pytest.mark.parametrize("size", [1_000, 1 << 20])
def test_of_a_long_text_the_beginning_is_kept(size: int) -> None:
    long = b"x" * (3 << 20)
    octets, values = b"$%d\r\n%s\r\n+next\r\n" % (len(long), long), Values()
    found = [
        one for at in range(0, len(octets), size) for one in values.feed(octets[at : at + size])
    ]
    assert [value for value, _ in found] == [long[: 1 << 20], b"next"]


@pytest.mark.parametrize(
    "octets", [b"$x\r\n", b"*99999999999\r\n", b"*1\r\n" * 40, b"?what\r\n", b"\0" * 70_000]
)
def test_what_nobody_says_breaks_it(octets: bytes) -> None:
    values = Values()
    assert list(values.feed(octets)) == []
    assert values.broken


def test_garbage_is_no_crash() -> None:
    chance = random.Random(8)
    for _ in range(2_000):
        octets = bytearray(OCTETS)
        for _ in range(3):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        list(Values(inline=True).feed(bytes(octets)))
