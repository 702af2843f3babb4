# One secret gives one key for each kind of wrapping, and nothing in a wrapping is secret.
from __future__ import annotations

import pytest

from store import WRAPPINGS, StoreError, Wrapping, key_encryption_key, new_wrapping


def test_each_kind_makes_another_key_of_one_secret() -> None:
    secret = b"correct horse battery"
    wrappings = [new_wrapping(kind, cost=2**10) for kind in WRAPPINGS]
    keys = {key_encryption_key(one, secret) for one in wrappings}
    assert len(keys) == len(WRAPPINGS)
    assert {len(key) for key in keys} == {32}
    assert [key_encryption_key(one, secret) in keys for one in wrappings] == [True] * len(WRAPPINGS)


def test_two_passphrases_that_are_alike_share_no_key() -> None:
    first, second = (new_wrapping("passphrase", cost=2**10) for _ in range(2))
    assert key_encryption_key(first, b"the same words") != key_encryption_key(
        second, b"the same words"
    )


def test_a_passphrase_is_stretched_hard_by_default() -> None:
    assert new_wrapping("passphrase").cost >= 2**17


@pytest.mark.parametrize(
    ("salt", "cost"),
    [
        (bytes(16), 2**9),
        (bytes(16), 2**21),
        (bytes(16), 2**17 + 2),
        (b"", 2**17),
        (bytes(8), 2**17),
    ],
    ids=["too cheap", "beyond all memory", "no power of two", "no salt", "half a salt"],
)
def test_a_stretching_that_is_not_ours_is_refused(salt: bytes, cost: int) -> None:
    with pytest.raises(StoreError, match="not ours"):
        key_encryption_key(Wrapping("passphrase", salt, cost), b"x" * 12)


def test_a_kind_nobody_knows_is_misuse() -> None:
    with pytest.raises(ValueError, match="kms"):
        new_wrapping("kms")


def test_a_token_digests_another_salt_for_each_keyring() -> None:
    assert new_wrapping("token").salt != new_wrapping("token").salt
    with pytest.raises(StoreError, match="what its token is to digest"):
        key_encryption_key(Wrapping("token"), b"x" * 32)
