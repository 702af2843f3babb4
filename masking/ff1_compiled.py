# The same words, rounds and tables as in `ff1_words` and `byte_numbers`, compiled by numba:
# one pass over memory a round instead of ten. The answers are the same, bit for bit; numba
# is the extra `speed`, and nothing here is loaded without it.
from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .alphabet import Alphabet
from .block_cipher import BLOCK, BlockCipher
from .byte_numbers import strings
from .ff1_words import Layout, halves_chained

__all__ = ["WORTH_COMPILING", "available", "compiled_rows"]

WORTH_COMPILING = 200_000
"""Rows from which on a second of compiling, once in a process, is soon won back."""

_ROUNDS = 10
_CHUNK = 1 << 13
_NONE = 0xFFFF

Rows: TypeAlias = "npt.NDArray[np.uint8]"


@functools.cache
def available() -> bool:
    """Whether numba is installed."""
    return importlib.util.find_spec("numba") is not None


def compiled_rows(
    cipher: BlockCipher, layout: Layout, alphabet: Alphabet, rows: Rows, *, reverse: bool
) -> npt.NDArray[np.bool_]:
    """Rows of one length, written over with what FF1 makes of them; marks those it cannot take.

    The alphabet's characters are one byte each, and the halves fit words of 48 bits.
    """
    read, step, write = _kernels(alphabet.radix)
    characters = alphabet.codes.astype(np.uint8)
    positions = np.full(256, _NONE, np.uint16)
    positions[characters] = np.arange(alphabet.radix)
    written = strings(characters, _written_at_once(alphabet.radix))
    wide = layout.drawn > 8
    high, low = halves_chained(layout)
    size = min(_CHUNK, len(rows))
    both = np.empty((2, size), np.uint64)
    blocks = np.empty((size, 2), np.uint64)
    shown = np.empty((size + 1) * BLOCK, np.uint8)
    marks = np.empty(len(rows), np.bool_)
    order = list(range(_ROUNDS))[:: -1 if reverse else 1]
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        count = len(part)
        a, b = both[0, :count], both[1, :count]
        read(part, positions, a, b, marks[start : start + count])
        source, target = (a, b) if reverse else (b, a)
        block = blocks[:count]
        block[:, 0] = np.uint64(high).byteswap()
        first = np.uint64(low ^ order[0] << 8 * layout.width)
        block[:, 1] = (source ^ first).byteswap()
        words = shown[: count * BLOCK].view(np.uint64).reshape(count, 2)
        for number, after in zip(order, [*order[1:], order[-1]], strict=True):
            cipher.encrypt_into(block, shown[: (count + 1) * BLOCK])
            modulus = np.uint64(layout.right if number % 2 else layout.left)
            following = np.uint64(low ^ after << 8 * layout.width)
            step(words, block, target, modulus, following, wide, reverse)
            source, target = target, source
        write(part, characters, written, a, b)
    return marks


@functools.cache
def _kernels(radix: int) -> tuple[Callable[..., None], Callable[..., None], Callable[..., None]]:
    """The loops that read, step and write, compiled for a radix when first called."""
    import numba  # noqa: PLC0415  half a second, and an extra

    compiled: Any = numba.njit(nogil=True, error_model="numpy")
    return (
        compiled(_reading(radix)),
        compiled(_stepping(compiled(_swapped))),
        compiled(_writing(radix)),
    )


def _reading(radix: int) -> Callable[..., None]:
    # What is known when the loop is compiled is neither multiplied nor divided at length.
    base, square, none = np.uint64(radix), np.uint64(radix * radix), np.uint16(_NONE)

    def read(rows: Any, positions: Any, left: Any, right: Any, marks: Any) -> None:
        length = rows.shape[1]
        middle = length // 2
        for row in range(len(rows)):
            worst = np.uint16(0)
            for half in range(2):
                at, stop = (middle, length) if half else (0, middle)
                number = np.uint64(0)
                # Two at a time: the next product need not wait for this one.
                while stop - at >= 2:
                    first, second = positions[rows[row, at]], positions[rows[row, at + 1]]
                    worst |= first | second
                    number = number * square + (np.uint64(first) * base + np.uint64(second))
                    at += 2
                if at < stop:
                    first = positions[rows[row, at]]
                    worst |= first
                    number = number * base + np.uint64(first)
                if half:
                    right[row] = number
                else:
                    left[row] = number
            marks[row] = worst == none
            if marks[row]:
                left[row] = right[row] = np.uint64(0)

    return read


def _stepping(swapped: Callable[[Any], Any]) -> Callable[..., None]:
    half, low, word = np.uint64(16), np.uint64(0xFFFF), np.uint64(32)

    def step(  # noqa: PLR0917  a compiled loop takes its arrays by place
        words: Any, blocks: Any, target: Any, modulus: Any, following: Any, wide: Any, reverse: Any
    ) -> None:
        large = modulus >= low
        inverse = 1.0 / np.float64(modulus)
        for row in range(len(target)):
            drawn = swapped(words[row, 0])
            if large:
                # Off by one at most, since the quotient is below 2**49; and no division.
                drawn -= np.uint64(np.float64(drawn) * inverse) * modulus
                drawn = min(drawn, drawn + modulus)
                drawn = min(drawn, drawn - modulus)
            else:
                drawn %= modulus
            if wide:
                rest = swapped(words[row, 1]) >> word
                drawn = ((drawn << half) | (rest >> half)) % modulus
                drawn = ((drawn << half) | (rest & low)) % modulus
            total = target[row] + (modulus - drawn if reverse else drawn)
            total = min(total, total - modulus)
            target[row] = total
            blocks[row, 1] = swapped(total ^ following)

    return step


def _writing(radix: int) -> Callable[..., None]:
    base, bound = np.uint64(radix), np.uint64(radix ** _written_at_once(radix))
    each = _written_at_once(radix)
    count = np.uint64(each)

    def write(rows: Any, characters: Any, written: Any, left: Any, right: Any) -> None:
        length = rows.shape[1]
        middle = length // 2
        for row in range(len(rows)):
            for half in range(2):
                start, at = (middle, length) if half else (0, middle)
                number = right[row] if half else left[row]
                while at - start >= each:
                    quotient = number // bound
                    place = (number - quotient * bound) * count
                    at -= each
                    for offset in range(each):
                        rows[row, at + offset] = written[place + np.uint64(offset)]
                    number = quotient
                while at > start:
                    quotient = number // base
                    at -= 1
                    rows[row, at] = characters[number - quotient * base]
                    number = quotient

    return write


def _written_at_once(radix: int) -> int:
    """How many characters a table of at most 65,536 strings holds."""
    return max(count for count in (1, 2, 4) if radix**count <= 1 << 16)


def _swapped(word: Any) -> Any:
    """A word's bytes in the other order, as the compiler's own instruction."""
    eight, sixteen, half = np.uint64(8), np.uint64(16), np.uint64(32)
    bytes_, pairs = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)
    word = ((word >> eight) & bytes_) | ((word & bytes_) << eight)
    word = ((word >> sixteen) & pairs) | ((word & pairs) << sixteen)
    return (word >> half) | (word << half)
