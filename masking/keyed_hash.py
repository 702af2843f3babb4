# Pseudonyms that join: HMAC (RFC 2104, FIPS 198-1) of a value under the key of its domain, with
# SHA-256 or SM3 (GB/T 32905), cut to 128 bits. Never a bare hash: all telephone numbers can be tried in an hour.
# Who lacks the key can neither make nor undo one; destroy the key and no one can.
from __future__ import annotations

import functools
import hmac
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

__all__ = ["HASHES", "hashed_each", "key_id", "keyed_hash", "normalised"]

HASHES = ("sha256", "sm3")
"""The hashes by the name that policies use."""

# string or large_string, alike for every function here.
Texts: TypeAlias = "pa.Array[Any]"

_SHORTEST_KEY = 16
_SHOWN_BYTES = 16
_DIGITS = 2 * _SHOWN_BYTES
_KEY_ID = b"\0tongguan key id"
_SMALL_X = re.compile(r"[0-9]{17}x")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def keyed_hash(texts: Texts, key: bytes, hash_name: str = "sha256") -> Texts:
    """Each cell as 32 hexadecimal digits, the same for the same value wherever it stands.

    Values are compared as people write them: trimmed, full-width letters and digits as
    ASCII, the last letter of an identity number upper case; nothing else is folded.
    Nulls and empty cells stay; ValueError for a key under 16 bytes or a hash not of HASHES.

    >>> a, b = keyed_hash(pa.array([" 11010519491231002x", "11010519491231002X"]), b"k" * 32)
    >>> a == b
    True
    """
    # Most columns worth a pseudonym repeat their values: each distinct one is hashed once.
    encoded = texts.dictionary_encode()
    values = normalised(encoded.dictionary)
    digests = _digests(values.cast(pa.large_binary()).to_pylist(), key, hash_name)
    digests = pc.if_else(pc.equal(values, pa.scalar("", values.type)), "", digests)
    hashed: Texts = pc.take(digests, encoded.indices).cast(texts.type)
    return hashed


def hashed_each(
    key: bytes, hash_name: str = "sha256", ending: Callable[[bytes], bytes] | None = None
) -> Callable[[Sequence[str]], list[str]]:
    """A function that gives of a few texts what `keyed_hash` gives of a column; `ending` is given
    the pseudonyms, 16 bytes each, and they are shown as it gives them back.

    >>> each = hashed_each(b"k" * 32)
    >>> each(["x", " "]) == keyed_hash(pa.array(["x", ""]), b"k" * 32).to_pylist()
    True
    """
    begun = _begun(key, hash_name)

    def digests(texts: Sequence[str]) -> list[bytes]:
        shown: list[bytes] = []
        for text in texts:
            value = (text if text.isascii() else text.translate(_FULL_WIDTH)).strip()
            if not value:
                shown.append(b"")
                continue
            if value[-1] == "x" and _SMALL_X.fullmatch(value):
                value = value[:-1] + "X"
            hashed = begun()
            hashed.update(value.encode())
            shown.append(hashed.finalize()[:_SHOWN_BYTES])
        return shown

    def each(texts: Sequence[str]) -> list[str]:
        return [digest.hex() for digest in digests(texts)]

    def ended(texts: Sequence[str]) -> list[str]:
        shown = digests(texts)
        digits = ending(b"".join(shown)).hex() if ending is not None else ""
        told = map(digits.__getitem__, _stretches(len(digits)))
        if b"" in shown:
            return [next(told) if digest else "" for digest in shown]
        return list(told)

    return each if ending is None else ended


@functools.lru_cache(maxsize=1_024)
def _stretches(digits: int) -> tuple[slice, ...]:
    """Where each pseudonym stands among so many digits."""
    return tuple(slice(at, at + _DIGITS) for at in range(0, digits, _DIGITS))


def normalised(values: Texts) -> Texts:
    """The cells as one writes them: trimmed, digits and letters of full width as ASCII, the x of
    an identity number as X.
    """
    if not pc.all(pc.string_is_ascii(values)).as_py():
        matched: Any = pc.match_substring_regex(values, r"[\x{FF01}-\x{FF5E}]")
        full_width: pa.BooleanArray = matched.fill_null(False)
        folded = [
            str(text).translate(_FULL_WIDTH) for text in pc.filter(values, full_width).to_pylist()
        ]
        values = pc.replace_with_mask(values, full_width, pa.array(folded, values.type))
    trimmed: Texts = pc.utf8_trim_whitespace(values)
    if not pc.any(pc.ends_with(trimmed, "x")).as_py():
        return trimmed
    return pc.replace_substring_regex(trimmed, r"^(\d{17})x$", r"\1X")


def key_id(key: bytes) -> str:
    """A name for a key that tells keys apart and nothing about them: 16 hex digits."""
    return hmac.digest(key, _KEY_ID, "sha256")[:8].hex()


def _digests(values: list[bytes | None], key: bytes, hash_name: str) -> Texts:
    """HMAC of each value; of None too, for nobody looks at it."""
    begun = _begun(key, hash_name)
    digests = []
    for value in values:
        hashed = begun()
        hashed.update(value or b"")
        digests.append(hashed.finalize()[:_SHOWN_BYTES])
    text = b"".join(digests).hex().encode("ascii")
    offsets = np.arange(len(values) + 1, dtype=np.int64) * _DIGITS
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(text)]
    return pa.Array.from_buffers(pa.large_string(), len(values), buffers)


def _begun(key: bytes, hash_name: str) -> Callable[[], HMAC]:
    """Copies of a state in which the key is hashed already: half the work."""
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"the key has {len(key)} bytes, at least {_SHORTEST_KEY} are needed")
    if hash_name not in HASHES:
        raise ValueError(f"no hash is called {hash_name!r}; there are {sorted(HASHES)}")
    return HMAC(key, hashes.SHA256() if hash_name == "sha256" else hashes.SM3()).copy
