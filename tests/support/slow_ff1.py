# FF1 as NIST SP 800-38G writes it down, step by step with Python's own integers: slow, short
# and apart from ours, to hold ours against where no vectors are published.
from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CIPHERS = {"aes": algorithms.AES, "sm4": algorithms.SM4}


def encrypt(cipher: str, key: bytes, radix: int, tweak: bytes, numerals: list[int]) -> list[int]:
    """Algorithm 7."""
    ecb = Cipher(CIPHERS[cipher](key), modes.ECB()).encryptor()
    n, t = len(numerals), len(tweak)
    u = n // 2
    v = n - u
    a, b = numerals[:u], numerals[u:]
    width = -(-(radix**v - 1).bit_length() // 8)
    d = 4 * -(-width // 4) + 4
    p = bytes([1, 2, 1]) + radix.to_bytes(3, "big") + bytes([10, u % 256])
    p += n.to_bytes(4, "big") + t.to_bytes(4, "big")
    for i in range(10):
        q = (
            tweak
            + bytes((-t - width - 1) % 16)
            + bytes([i])
            + _number(b, radix).to_bytes(width, "big")
        )
        r = bytes(16)
        for at in range(0, len(p + q), 16):
            r = ecb.update(bytes(x ^ y for x, y in zip(r, (p + q)[at : at + 16], strict=True)))
        s = r
        for j in range(1, -(-d // 16)):
            s += ecb.update((int.from_bytes(r, "big") ^ j).to_bytes(16, "big"))
        m = v if i % 2 else u
        c = (_number(a, radix) + int.from_bytes(s[:d], "big")) % radix**m
        a, b = b, _numerals(c, radix, m)
    return a + b


def _number(numerals: list[int], radix: int) -> int:
    number = 0
    for numeral in numerals:
        number = number * radix + numeral
    return number


def _numerals(number: int, radix: int, length: int) -> list[int]:
    numerals = []
    for _ in range(length):
        number, numeral = divmod(number, radix)
        numerals.append(numeral)
    return numerals[::-1]
