from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import check_head, head_json, key_id, read_head, sign_head
from ledger.head import head_text
from ledger.tree import EMPTY_ROOT, leaf_hash
from schema import LedgerBroken

OTHER = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)


def test_a_head_is_signed_the_same_every_time_and_checks(key: Ed25519PrivateKey) -> None:
    head = sign_head(5, leaf_hash(b"x"), "2026-11-02T08:00:00Z", key)
    assert head == sign_head(5, leaf_hash(b"x"), "2026-11-02T08:00:00Z", key)
    check_head(head, key.public_key())


def test_what_is_signed_says_what_it_is(key: Ed25519PrivateKey) -> None:
    head = sign_head(5, EMPTY_ROOT, "2026-11-02T08:00:00Z", key)
    assert head_text(head).decode() == (
        f'{{"key_id":"{key_id(key.public_key())}","kind":"tongguan.ledger.head/1",'
        f'"root_hash":"{EMPTY_ROOT.hex()}","time":"2026-11-02T08:00:00Z","tree_size":5}}'
    )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"tree_size": 4}, id="another size"),
        pytest.param({"root_hash": EMPTY_ROOT}, id="another root"),
        pytest.param({"time": "2026-11-02T08:00:01Z"}, id="another time"),
        pytest.param({"key_id": "0" * 16}, id="another key's name"),
        pytest.param({"signature": b"\x00" * 64}, id="an empty signature"),
    ],
)
def test_a_head_changed_in_anything_does_not_check(
    key: Ed25519PrivateKey, change: dict[str, object]
) -> None:
    head = sign_head(5, leaf_hash(b"x"), "2026-11-02T08:00:00Z", key)
    with pytest.raises(LedgerBroken, match="head of"):
        check_head(replace(head, **change), key.public_key())  # type: ignore[arg-type]


def test_another_key_s_head_does_not_check_even_under_our_key_s_name(
    key: Ed25519PrivateKey,
) -> None:
    theirs = sign_head(5, leaf_hash(b"x"), "2026-11-02T08:00:00Z", OTHER)
    with pytest.raises(LedgerBroken, match="names key"):
        check_head(theirs, key.public_key())
    named = replace(theirs, key_id=key_id(key.public_key()))
    with pytest.raises(LedgerBroken, match="signature"):
        check_head(named, key.public_key())


def test_a_head_handed_out_comes_back(key: Ed25519PrivateKey) -> None:
    head = sign_head(5, leaf_hash(b"x"), "2026-11-02T08:00:00Z", key)
    assert read_head(json.dumps(head_json(head), indent=2).encode()) == head
    assert read_head(head_text(head), head.signature) == head


def _written(**change: object) -> bytes:
    head = sign_head(5, leaf_hash(b"x"), "2026-11-02T08:00:00Z", OTHER)
    fields = {**head_json(head), **change}
    return json.dumps({name: value for name, value in fields.items() if value != "-"}).encode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"3", id="a number"),
        pytest.param(b"\xff", id="no UTF-8"),
        pytest.param(_written(kind="tongguan.ledger.head/2"), id="another kind"),
        pytest.param(_written(signature="-"), id="no signature"),
        pytest.param(_written(signature="ab"), id="a short signature"),
        pytest.param(_written(signature="zz"), id="a signature that is not hex"),
        pytest.param(_written(root_hash="ab"), id="a short root"),
        pytest.param(_written(root_hash=7), id="a root that is a number"),
        pytest.param(_written(tree_size="5"), id="a size that is text"),
        pytest.param(_written(tree_size=True), id="a size that is a truth"),
        pytest.param(_written(time=1), id="a time that is a number"),
        pytest.param(_written(more=1), id="a field more"),
    ],
)
def test_what_is_no_head_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="not the JSON of a ledger's head"):
        read_head(text)
