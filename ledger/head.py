# A signed head: this many entries, this root, at this time, under this key. Whoever keeps a
# head can later tell whether the ledger only grew since. Signed with Ed25519 (RFC 8032) over
# canonical JSON; `kind` in what is signed keeps the signature from serving anything else.
from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from schema import LedgerBroken

from .entry import JSON, canonical
from .tree import HASH_BYTES

__all__ = ["Head", "check_head", "head_json", "head_text", "key_id", "read_head", "sign_head"]

_KIND = "tongguan.ledger.head/1"
_KEYS = frozenset({"kind", "tree_size", "root_hash", "time", "key_id"})
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Head:
    """The ledger's state after `tree_size` entries, with the signature that vouches for it."""

    tree_size: int
    root_hash: bytes
    time: str
    key_id: str
    signature: bytes


def key_id(public_key: Ed25519PublicKey) -> str:
    """The short name of a key: the first 16 hex digits of SHA-256 over its 32 bytes."""
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:16]


def sign_head(tree_size: int, root_hash: bytes, time: str, key: Ed25519PrivateKey) -> Head:
    """A head signed with `key`. Ed25519 is deterministic: same arguments, same head."""
    identifier = key_id(key.public_key())
    unsigned = Head(tree_size, root_hash, time, identifier, b"")
    return Head(tree_size, root_hash, time, identifier, key.sign(head_text(unsigned)))


def check_head(head: Head, public_key: Ed25519PublicKey) -> None:
    """Nothing, if the key signed this head. Raises LedgerBroken with the reason if not."""
    if head.key_id != key_id(public_key):
        raise LedgerBroken(
            f"the head of {head.tree_size} entries names key {head.key_id}, "
            f"and the key to verify with is {key_id(public_key)}"
        )
    try:
        public_key.verify(head.signature, head_text(head))
    except InvalidSignature:
        raise LedgerBroken(
            f"the signature of the head of {head.tree_size} entries is wrong"
        ) from None


def head_text(head: Head) -> bytes:
    """The bytes that are signed and stored: canonical JSON of all but the signature."""
    return canonical(_fields(head))


def head_json(head: Head) -> dict[str, JSON]:
    """The head with its signature, hashes in hex: what is handed out and kept elsewhere."""
    return {**_fields(head), "signature": head.signature.hex()}


def read_head(text: bytes, signature: bytes | None = None) -> Head:
    """The head that `head_text` (with its signature beside it) or `head_json` wrote.

    Raises ValueError for anything else. A head that was read is not yet a head that was
    checked: see `check_head`.
    """
    try:
        fields = json.loads(text)
        if signature is None:
            signature = bytes.fromhex(fields.pop("signature"))
        if fields.keys() != _KEYS or fields["kind"] != _KIND:
            raise ValueError  # noqa: TRY301  every way to be malformed ends in one sentence
        root_hash = bytes.fromhex(fields["root_hash"])
        head = Head(fields["tree_size"], root_hash, fields["time"], fields["key_id"], signature)
        sizes = (len(root_hash), len(signature)) == (HASH_BYTES, _SIGNATURE_BYTES)
        if not sizes or type(head.tree_size) is not int or not _is_text(head.time, head.key_id):
            raise ValueError  # noqa: TRY301
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("this is not the JSON of a ledger's head") from None
    return head


def _fields(head: Head) -> dict[str, JSON]:
    return {
        "kind": _KIND,
        "tree_size": head.tree_size,
        "root_hash": head.root_hash.hex(),
        "time": head.time,
        "key_id": head.key_id,
    }


def _is_text(*values: object) -> bool:
    return all(isinstance(value, str) for value in values)
