# Streams put together: whatever the order, overlap or loss, bytes come in order and once.
import random

import pytest

from monitor.stream import Gap, Stream

WHOLE = bytes(random.Random(1).randrange(256) for _ in range(3_000))


def joined(parts: list[bytes | Gap]) -> bytes:
    return b"".join(b"?" * part.size if isinstance(part, Gap) else part for part in parts)


@pytest.mark.parametrize("start", [0, 5, 2**32 - 1_000])
@pytest.mark.parametrize("seed", range(5))
def test_segments_in_any_order_sent_again_and_overlapping(start: int, seed: int) -> None:
    chance = random.Random(seed)
    segments = [(at, WHOLE[at : at + chance.randint(1, 90)]) for at in range(0, 3_000, 40)]
    segments += [(at, WHOLE[at : at + 40]) for at in range(0, 3_000, 40)]
    segments += [chance.choice(segments) for _ in range(20)]
    chance.shuffle(segments)
    stream = Stream()
    stream.begin(start - 1)
    parts = []
    for at, payload in segments:
        parts += stream.put((start + at) % 2**32, payload)
    parts += stream.end()
    assert joined(parts) == WHOLE
    assert stream.missing == 0


def test_of_two_versions_the_first_counts() -> None:
    stream = Stream()
    stream.begin(99)
    assert stream.put(104, b"XXXX") == []
    assert joined(stream.put(104, b"YYYYYY")) == b""
    assert joined(stream.put(100, b"abcdZZ")) == b"abcdZZXXYY"


def test_what_never_came_is_a_gap_of_its_size() -> None:
    stream = Stream()
    stream.begin(99)
    assert joined(stream.put(100, b"ab")) == b"ab"
    assert stream.put(110, b"kl") == []
    assert stream.end() == [Gap(8), b"kl"]
    assert stream.missing == 8


def test_a_hole_is_given_up_when_too_much_waits_behind_it() -> None:
    stream = Stream(most_waiting=100)
    stream.begin(99)
    parts = []
    for at in range(0, 300, 50):
        parts += stream.put(150 + at, b"x" * 50)
    assert parts[0] == Gap(50)
    assert sum(len(part) for part in parts if isinstance(part, bytes)) >= 100


def test_what_was_captured_in_part_leaves_a_gap() -> None:
    stream = Stream()
    stream.begin(99)
    assert stream.put(100, b"abc", 10) == [b"abc", Gap(7)]
    assert stream.put(110, b"next") == [b"next"]


def test_without_a_beginning_the_first_segment_is_one() -> None:
    stream = Stream()
    assert stream.put(5_000, b"mid") == [b"mid"]
    assert stream.put(4_000, b"old") == []
