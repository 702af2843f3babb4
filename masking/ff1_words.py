# The ten rounds of FF1 where both halves fit a machine word, which is what numbers of
# people, phones, cards and companies do: one block varies, and of it one word.
from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .block_cipher import BLOCK, BlockCipher

__all__ = ["Layout", "Words", "halves_chained", "rounds"]

Words: TypeAlias = "npt.NDArray[np.uint64]"

_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Layout:
    """What values of one length have in common, named as in SP 800-38G, algorithm 7.

    `state` is the chaining value before the blocks that differ, `tail` those blocks with
    zeros where round and number go, `width` and `drawn` are b and d, `left` and `right`
    the radix to the power of u and v.
    """

    state: bytes
    tail: bytes
    width: int
    drawn: int
    left: int
    right: int


def halves_chained(layout: Layout) -> tuple[int, int]:
    """The two words of the one block that differs, before round and number go in."""
    both = bytes(x ^ y for x, y in zip(layout.state, layout.tail, strict=True))
    return int.from_bytes(both[:8], "big"), int.from_bytes(both[8:], "big")


def rounds(
    cipher: BlockCipher, layout: Layout, a: Words, b: Words, *, reverse: bool
) -> tuple[Words, Words]:
    """Both halves after all rounds, forwards or backwards; the arrays are written over.

    Needs both powers at most 2**48, so that one block differs and sums stay in a word.
    """
    count = len(a)
    high, low = halves_chained(layout)
    blocks = np.empty((count, 2), np.uint64)
    blocks[:, 0] = np.uint64(high).byteswap()
    shown = np.empty((count + 1) * BLOCK, np.uint8)
    words = shown[: count * BLOCK].view(np.uint64).reshape(count, 2)
    spare = np.empty(count, np.uint64)
    for number in reversed(range(_ROUNDS)) if reverse else range(_ROUNDS):
        modulus = np.uint64(layout.right if number % 2 else layout.left)
        source, target = (a, b) if reverse else (b, a)
        np.bitwise_xor(source, np.uint64(low ^ number << 8 * layout.width), out=spare)
        blocks[:, 1] = spare.byteswap()
        cipher.encrypt_into(blocks, shown)
        drawn = _drawn(words, layout.drawn, modulus)
        if reverse:
            np.subtract(modulus, drawn, out=drawn)
        np.add(target, drawn, out=target)
        # Below zero wraps around to something huge: the smaller of both is the remainder.
        np.minimum(target, target - modulus, out=target)
        a, b = b, a
    return a, b


def _drawn(words: Words, size: int, modulus: np.uint64) -> Words:
    """The first 8 or 12 bytes of each block as a number, reduced."""
    high = _reduced(words[:, 0].byteswap(), modulus)
    if size == 8:
        return high
    rest = words[:, 1].byteswap() >> np.uint64(32)
    # Sixteen bits at a time: a remainder below 2**48 leaves room for them.
    half = np.uint64(16)
    high = _reduced((high << half) | (rest >> half), modulus)
    return _reduced((high << half) | (rest & np.uint64(0xFFFF)), modulus)


def _reduced(numbers: Words, modulus: np.uint64) -> Words:
    # numpy divides by one number with vector instructions, but takes remainders one by one.
    quotients = numbers // modulus
    np.multiply(quotients, modulus, out=quotients)
    np.subtract(numbers, quotients, out=numbers)
    return numbers
