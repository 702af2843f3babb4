# FF1, format-preserving encryption of NIST SP 800-38G, over a column at a time: each of its
# ten rounds is one call of the cipher for all values. Halves that fit a machine word go
# through `ff1_words`, longer ones through limbs; both give the standard's answers.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .block_cipher import BLOCK, BlockCipher, cbc_mac_states
from .ff1_words import Layout, Words, rounds
from .limbs import Places, added, big_endian, reduced

__all__ = ["MIN_DOMAIN", "Ff1"]

MIN_DOMAIN = 10**6
"""The fewest values a domain must have: NIST SP 800-38G Revision 1, section 5.1."""

# What the first edition (2016) asked for, and no one may go below.
_LEAST_DOMAIN = 100
_WORD = 2**48
_ROUNDS = 10
_CHUNK = 1 << 13

Numerals: TypeAlias = "npt.NDArray[Any]"


class Ff1:
    """FF1 under one key and tweak for one radix, 2 to 65,536.

    Domains under a million values are refused, for they can be tried out, unless `small` is
    "allow", which goes down to a hundred, or "permute", by which they are permuted as a whole.

    >>> key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
    >>> Ff1("aes", key, 10).encrypt(np.arange(10)[None]).tolist()
    [[2, 4, 3, 3, 4, 7, 7, 4, 8, 4]]
    """

    def __init__(
        self, cipher: str, key: bytes, radix: int, tweak: bytes = b"", *, small: str = "refuse"
    ) -> None:
        if not 2 <= radix <= 2**16:
            raise ValueError(f"the radix is {radix}; FF1 takes 2 to 65536")
        self.radix = radix
        self.cipher = BlockCipher(cipher, key)
        self._tweak = tweak
        self._small = small
        self._least = _LEAST_DOMAIN if small == "allow" else MIN_DOMAIN
        self._orders: dict[int, npt.NDArray[np.int64]] = {}
        self._layouts: dict[int, Layout] = {}

    def takes(self, length: int) -> bool:
        """Whether values of that many numerals make a domain that is large enough."""
        return self.permutes(length) or (length >= 2 and self.radix**length >= self._least)

    def permutes(self, length: int) -> bool:
        """Whether such values are not encrypted, but permuted as a whole, being so few."""
        return self._small == "permute" and length >= 1 and self.radix**length < MIN_DOMAIN

    def fits_words(self, length: int) -> bool:
        """Whether the halves of such values go through `halves`."""
        return int(self.radix ** (length - length // 2)) <= _WORD

    def layout(self, length: int) -> Layout:
        """What values of that many numerals have in common."""
        if length not in self._layouts:
            self._layouts[length] = self._laid_out(length)
        return self._layouts[length]

    def encrypt(self, numerals: Numerals) -> npt.NDArray[np.uint16]:
        """Rows of numerals below the radix, each row encrypted; ValueError where that fails."""
        return self._whole(numerals, reverse=False)

    def decrypt(self, numerals: Numerals) -> npt.NDArray[np.uint16]:
        """What `encrypt` was given."""
        return self._whole(numerals, reverse=True)

    def halves(
        self, left: Words, right: Words, length: int, *, reverse: bool
    ) -> tuple[Words, Words]:
        """The first `length // 2` numerals and the rest as numbers (uint64), encrypted.

        Arrays that are handed in are overwritten.
        """
        layout = self.layout(length)
        # Parts that stay in the second-level cache through all ten rounds.
        for start in range(0, len(left), _CHUNK):
            part = slice(start, start + _CHUNK)
            left[part], right[part] = rounds(
                self.cipher, layout, left[part], right[part], reverse=reverse
            )
        return left, right

    def _whole(self, numerals: Numerals, *, reverse: bool) -> npt.NDArray[np.uint16]:
        count, length = numerals.shape
        if not self.takes(length):
            raise ValueError(
                f"{length} numerals of radix {self.radix} make a domain of "
                f"{self.radix**length} values; NIST SP 800-38G (revision 1, 5.1) asks for at "
                f"least {MIN_DOMAIN}"
            )
        if count and not (int(numerals.min()) >= 0 and int(numerals.max()) < self.radix):
            raise ValueError(f"a numeral is not below the radix {self.radix}")
        if self.permutes(length):
            return self._permuted(numerals, reverse=reverse)
        left, right = Places(self.radix, length // 2), Places(self.radix, length - length // 2)
        digits = numerals.astype(np.uint64)
        a, b = (
            left.from_numerals(digits[:, : left.length]),
            right.from_numerals(digits[:, left.length :]),
        )
        if self.fits_words(length):
            one, two = self.halves(left.to_words(a), right.to_words(b), length, reverse=reverse)
            a, b = left.from_words(one), right.from_words(two)
        else:
            a, b = self._long(a, b, length, reverse=reverse)
        return np.concatenate([left.to_numerals(a), right.to_numerals(b)], axis=1)

    def _permuted(self, numerals: Numerals, *, reverse: bool) -> npt.NDArray[np.uint16]:
        """Through a permutation of all values of the length, in the order of their lots."""
        length = numerals.shape[1]
        if length not in self._orders:
            # A lot is the CBC-MAC of tweak, radix, length and the value; FF1's begin otherwise.
            head = b"\x02" + self.radix.to_bytes(3, "big") + bytes([length])
            head += len(self._tweak).to_bytes(4, "big") + self._tweak
            state = cbc_mac_states(self.cipher, head + bytes(-len(head) % BLOCK))
            blocks = np.tile(np.frombuffer(state, np.uint64), (self.radix**length, 1))
            blocks[:, 1] ^= np.arange(self.radix**length, dtype=np.uint64)
            lots = self.cipher.encrypt(blocks)
            self._orders[length] = np.lexsort((lots[:, 1], lots[:, 0]))
        order = self._orders[length]
        if reverse:
            order = np.argsort(order)
        powers = self.radix ** np.arange(length - 1, -1, -1)
        shown = order[numerals.astype(np.int64) @ powers][:, None] // powers % self.radix
        return np.asarray(shown, np.uint16)

    def _long(
        self, a: Numerals, b: Numerals, length: int, *, reverse: bool
    ) -> tuple[Numerals, Numerals]:
        """All rounds for halves of several limbs: `a` and `b` by place, lowest first."""
        layout = self.layout(length)
        places = Places(self.radix, length // 2), Places(self.radix, length - length // 2)
        for number in reversed(range(_ROUNDS)) if reverse else range(_ROUNDS):
            to = places[number % 2]
            source = places[1 - number % 2]
            if reverse:
                # The round that made b from a is taken back.
                drawn = reduced(self._drawn(layout, source, a, number), to)
                a, b = added(b, drawn, to, minus=True), a
            else:
                drawn = reduced(self._drawn(layout, source, b, number), to)
                a, b = b, added(a, drawn, to)
        return a, b

    def _drawn(
        self, layout: Layout, source: Places, half: Numerals, number: int
    ) -> npt.NDArray[np.uint32]:
        """The round function's d bytes as big-endian 32-bit words, for each value."""
        count = half.shape[1]
        tail = np.tile(np.frombuffer(layout.tail, np.uint8), (count, 1))
        tail[:, -layout.width - 1] = number
        tail[:, -layout.width :] = big_endian(half, source, layout.width)
        state = np.tile(np.frombuffer(layout.state, np.uint8), (count, 1))
        for start in range(0, tail.shape[1], BLOCK):
            state = self.cipher.encrypt(state ^ tail[:, start : start + BLOCK])
        parts = [state]
        for extra in range(1, -(-layout.drawn // BLOCK)):
            counter = np.frombuffer(extra.to_bytes(BLOCK, "big"), np.uint8)
            parts.append(self.cipher.encrypt(state ^ counter))
        stream = np.ascontiguousarray(np.concatenate(parts, axis=1)[:, : layout.drawn])
        return stream.view(">u4").astype(np.uint32)

    def _laid_out(self, length: int) -> Layout:
        """Steps 1 to 5 and what of 6.i and 6.ii is the same for all values of a length."""
        shorter, longer = length // 2, length - length // 2
        width = -(-(self.radix**longer - 1).bit_length() // 8)
        first = (
            b"\x01\x02\x01"
            + self.radix.to_bytes(3, "big")
            + bytes([_ROUNDS, shorter % 256])
            + length.to_bytes(4, "big")
            + len(self._tweak).to_bytes(4, "big")
        )
        padding = bytes((-len(self._tweak) - width - 1) % BLOCK)
        second = self._tweak + padding + bytes(width + 1)
        split = (len(second) - width - 1) // BLOCK * BLOCK
        return Layout(
            state=cbc_mac_states(self.cipher, first + second[:split]),
            tail=second[split:],
            width=width,
            drawn=4 * -(-width // 4) + 4,
            left=self.radix**shorter,
            right=self.radix**longer,
        )
