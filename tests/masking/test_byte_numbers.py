import numpy as np
import pytest

from masking.alphabet import alphabet_of
from masking.byte_numbers import ByteNumbers, strings


@pytest.mark.parametrize("name", ["digits", "uscc", "alnum_both", "chars:01", "hex"])
@pytest.mark.parametrize(("start", "stop"), [(0, 9), (9, 18), (0, 1), (3, 5), (5, 18), (4, 4)])
def test_reads_and_writes_stretches(name: str, start: int, stop: int) -> None:
    alphabet = alphabet_of(name)
    numbers = ByteNumbers(alphabet)
    size = alphabet.radix ** (stop - start)
    wanted = [0, size - 1, size // 3] if size < 2**63 else [0, 1, 2**62]
    rows = np.full((3, 18), ord("#"), np.uint8)
    numbers.write(np.array(wanted, np.uint64), rows, start, stop)
    assert (rows[:, :start] == ord("#")).all()
    assert (rows[:, stop:] == ord("#")).all()
    read, none = numbers.read(rows, start, stop)
    assert read.tolist() == wanted
    assert not none.any()
    text = rows[2, start:stop].tobytes().decode()
    value = 0
    for character in text:
        value = value * alphabet.radix + alphabet.characters.index(character)
    assert value == wanted[2]


@pytest.mark.parametrize("place", range(9))
def test_another_character_is_no_number(place: int) -> None:
    rows = np.full((1, 9), ord("7"), np.uint8)
    rows[0, place] = ord("a")
    _, none = ByteNumbers(alphabet_of("digits")).read(rows, 0, 9)
    assert none.tolist() == [True]


def test_strings_come_in_the_order_of_numbers() -> None:
    assert strings(np.frombuffer(b"ab", np.uint8), 2).tobytes() == b"aaabbabb"
