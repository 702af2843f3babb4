from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger import (
    check_growth,
    check_inclusion,
    inclusion_json,
    prove_consistency,
    prove_inclusion,
    read_inclusion,
    sign_head,
)
from schema import LedgerBroken


@pytest.mark.parametrize("size", [1, 2, 7, 13])
def test_every_entry_is_proved_to_whoever_has_the_key(connection, key, grow, size: int) -> None:
    grow(connection, size)
    for sequence in range(1, size + 1):
        proof = prove_inclusion(connection, sequence)
        assert proof.entry.sequence == sequence
        check_inclusion(proof, key.public_key())


def test_every_growth_is_proved(connection, key, grow) -> None:
    grow(connection, 11)
    for first in range(1, 12):
        check_growth(prove_consistency(connection, first), key.public_key())


def test_a_proof_about_another_entry_does_not_hold(connection, key, grow) -> None:
    grow(connection, 7)
    proof = prove_inclusion(connection, 3)
    for wrong in (
        replace(proof, entry=replace(proof.entry, actor="王五")),
        replace(proof, entry=replace(proof.entry, sequence=4)),
        replace(proof, path=proof.path[::-1]),
        replace(proof, path=proof.path[1:]),
    ):
        with pytest.raises(LedgerBroken, match="is not in the ledger"):
            check_inclusion(wrong, key.public_key())


def test_a_proof_under_another_key_does_not_hold(connection, key, grow) -> None:
    grow(connection, 7)
    other = Ed25519PrivateKey.generate()
    inclusion, growth = prove_inclusion(connection, 3), prove_consistency(connection, 3)
    with pytest.raises(LedgerBroken, match="names key"):
        check_inclusion(inclusion, other.public_key())
    with pytest.raises(LedgerBroken, match="names key"):
        check_growth(growth, other.public_key())


def test_a_ledger_that_was_rewritten_did_not_grow(connection, key, grow) -> None:
    grow(connection, 7)
    growth = prove_consistency(connection, 3)
    forked = sign_head(3, hashlib.sha256(b"else").digest(), growth.first.time, key)
    with pytest.raises(LedgerBroken, match="did not grow"):
        check_growth(replace(growth, first=forked), key.public_key())


def test_what_is_handed_out_can_be_checked_without_us(connection, key, grow) -> None:
    """By hand, with nothing but SHA-256 and Ed25519: entry 3 of 4."""
    grow(connection, 4)
    handed = json.loads(
        json.dumps(inclusion_json(prove_inclusion(connection, 3), key.public_key()))
    )
    leaf = hashlib.sha256(b"\x00" + handed["entry"].encode()).digest()
    assert handed["leaf_hash"] == leaf.hex()
    right, left = (bytes.fromhex(step) for step in handed["path"])
    inner = hashlib.sha256(b"\x01" + leaf + right).digest()
    root = hashlib.sha256(b"\x01" + left + inner).digest()
    head = handed["head"]
    assert head["root_hash"] == root.hex()
    signed = {name: value for name, value in head.items() if name != "signature"}
    text = json.dumps(signed, sort_keys=True, separators=(",", ":")).encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(handed["public_key"])).verify(
        bytes.fromhex(head["signature"]), text
    )


@pytest.mark.parametrize("sequence", [0, 4, -1])
def test_an_entry_that_is_not_there_has_no_proof(connection, grow, sequence: int) -> None:
    grow(connection, 3)
    with pytest.raises(ValueError, match=f"no entry {sequence}; the ledger has 3"):
        prove_inclusion(connection, sequence)
    with pytest.raises(ValueError, match=f"no head of {sequence} entries"):
        prove_consistency(connection, sequence)


def test_an_empty_ledger_proves_nothing(connection) -> None:
    with pytest.raises(ValueError, match="the ledger has 0"):
        prove_inclusion(connection, 1)


def test_a_proof_that_was_handed_out_is_read_back(connection, key, grow) -> None:
    grow(connection, 7)
    proof = prove_inclusion(connection, 3)
    text = json.dumps(inclusion_json(proof, key.public_key())).encode()
    read, public = read_inclusion(text)
    assert read == proof
    assert public == key.public_key()
    check_inclusion(read, public)


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"null", b"\xff", b'{"entry": 1}', b'"text"'], ids=repr
)
def test_anything_else_is_no_proof(text: bytes) -> None:
    with pytest.raises(ValueError, match="not the JSON of a ledger's proof"):
        read_inclusion(text)


@pytest.mark.parametrize(("part", "value"), [("leaf_index", 3), ("leaf_hash", "00" * 32)])
def test_parts_that_do_not_agree_are_found_out(connection, key, grow, part, value) -> None:
    grow(connection, 7)
    proof = {**inclusion_json(prove_inclusion(connection, 3), key.public_key()), part: value}
    with pytest.raises(LedgerBroken, match="do not agree about entry 3"):
        read_inclusion(json.dumps(proof).encode())
