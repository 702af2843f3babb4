# The eight leaves, roots and proofs are the published ones of Certificate Transparency:
# github.com/transparency-dev/merkle, testonly/constants.go and proof/verify_test.go.
from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tree import (
    EMPTY_ROOT,
    consistency_proof,
    extend,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    subtree_root,
    verify_consistency,
    verify_inclusion,
)

CONTENTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
LEAVES = [leaf_hash(bytes.fromhex(content)) for content in CONTENTS]
ROOTS = [
    bytes.fromhex(root)
    for root in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
H0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
H1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
H4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
H01 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
H23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
H45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
H67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
H0123 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
H4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"


def subtree(start: int, end: int) -> bytes:
    return subtree_root(LEAVES[start:end])


def many(count: int) -> list[bytes]:
    return [leaf_hash(f"leaf {number}".encode()) for number in range(count)]


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash word for word from RFC 9162, section 2.1.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_a_tree_over_the_first_leaves_has_the_published_root(size: int) -> None:
    assert subtree_root(LEAVES[:size]) == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        pytest.param(0, 1, [], id="the only leaf needs no path"),
        pytest.param(0, 8, [H1, H23, H4567], id="the first of eight"),
        pytest.param(5, 8, [H4, H67, H0123], id="the sixth of eight"),
        pytest.param(2, 3, [H01], id="the last of three"),
        pytest.param(1, 5, [H0, H23, H4], id="the second of five"),
    ],
)
def test_an_inclusion_proof_is_the_published_one(index: int, size: int, path: list[str]) -> None:
    proof = inclusion_proof(index, size, subtree)
    assert [step.hex() for step in proof] == path
    assert verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        pytest.param(1, 1, [], id="a tree and itself"),
        pytest.param(1, 8, [H1, H23, H4567], id="one leaf to eight"),
        pytest.param(2, 8, [H23, H4567], id="two leaves to eight"),
        pytest.param(6, 8, [H45, H67, H0123], id="six leaves to eight"),
        pytest.param(2, 5, [H23, H4], id="two leaves to five"),
    ],
)
def test_a_consistency_proof_is_the_published_one(first: int, second: int, path: list[str]) -> None:
    proof = consistency_proof(first, second, subtree)
    assert [step.hex() for step in proof] == path
    assert verify_consistency(first, second, ROOTS[first], ROOTS[second], proof)


@pytest.mark.parametrize("size", range(70))
def test_growing_leaf_by_leaf_ends_at_the_root_by_definition(size: int) -> None:
    frontier: tuple[bytes, ...] = ()
    leaves = many(size)
    for place, leaf in enumerate(leaves):
        frontier = extend(frontier, place, leaf)
    assert len(frontier) == size.bit_count()
    assert root_of(frontier) == by_definition(leaves)


@pytest.mark.parametrize("size", range(1, 70))
def test_every_leaf_of_a_tree_is_proved_at_its_own_place_only(size: int) -> None:
    leaves = many(size)
    root = by_definition(leaves)
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(index, size, lambda a, b: by_definition(leaves[a:b]))
        assert verify_inclusion(leaf, index, size, proof, root)
        for wrong in {index - 1, index + 1, index ^ 2, size}:
            assert wrong == index or not verify_inclusion(leaf, wrong, size, proof, root)
        assert not verify_inclusion(leaf, index, size, (*proof, root), root)
        assert not verify_inclusion(leaf, index, size, (root, *proof), root)
        assert not verify_inclusion(node_hash(leaf, leaf), index, size, proof, root)
        if proof:
            assert not verify_inclusion(leaf, index, size, proof[:-1], root)
            assert not verify_inclusion(leaf, index, size, (proof[0][:-1], *proof[1:]), root)


@pytest.mark.parametrize("second", range(40))
def test_every_tree_is_shown_to_have_grown_from_each_smaller_one(second: int) -> None:
    leaves = many(second)
    new_root = by_definition(leaves)
    for first in range(second + 1):
        old_root = by_definition(leaves[:first])
        proof = consistency_proof(first, second, lambda a, b: by_definition(leaves[a:b]))
        assert verify_consistency(first, second, old_root, new_root, proof)
        assert not verify_consistency(first, second, old_root, new_root, (*proof, old_root))
        # From nothing any tree has grown, so that an empty start vouches for no root.
        assert first == 0 or not verify_consistency(
            first, second, old_root, leaf_hash(b"else"), proof
        )
        assert not verify_consistency(first, second, leaf_hash(b"else"), new_root, proof)
        if 0 < first < second:
            assert not verify_consistency(second, first, new_root, old_root, proof)
            assert not verify_consistency(first, second, new_root, old_root, proof)
            assert not verify_consistency(first, second, old_root, new_root, proof[:-1])
            assert not verify_consistency(first, second, old_root, new_root, proof[1:])
            for wrong in {first - 1, first + 1} - {0, second}:
                assert not verify_consistency(wrong, second, old_root, new_root, proof)


@given(st.integers(1, 69), st.data())
def test_a_changed_bit_anywhere_in_a_proof_is_found(size: int, data: st.DataObject) -> None:
    leaves = many(size)
    first = data.draw(st.integers(1, size), label="first")
    index = data.draw(st.integers(0, size - 1), label="index")
    root, old_root = by_definition(leaves), by_definition(leaves[:first])
    inclusion = inclusion_proof(index, size, lambda a, b: by_definition(leaves[a:b]))
    growth = consistency_proof(first, size, lambda a, b: by_definition(leaves[a:b]))
    bit = data.draw(st.integers(0, 255), label="bit")
    for step in range(len(inclusion)):
        wrong = [*inclusion[:step], _flipped(inclusion[step], bit), *inclusion[step + 1 :]]
        assert not verify_inclusion(leaves[index], index, size, wrong, root)
    for step in range(len(growth)):
        wrong = [*growth[:step], _flipped(growth[step], bit), *growth[step + 1 :]]
        assert not verify_consistency(first, size, old_root, root, wrong)


@pytest.mark.parametrize(
    ("first", "second", "old_root", "new_root", "path", "holds"),
    [
        pytest.param(0, 0, EMPTY_ROOT, EMPTY_ROOT, [], True, id="nothing to nothing"),
        pytest.param(0, 0, ROOTS[1], EMPTY_ROOT, [], False, id="nothing with another root"),
        pytest.param(0, 8, EMPTY_ROOT, ROOTS[8], [], True, id="nothing to eight"),
        pytest.param(0, 8, ROOTS[1], ROOTS[8], [], False, id="nothing under the root of one"),
        pytest.param(0, 8, EMPTY_ROOT, ROOTS[8], [ROOTS[1]], False, id="nothing, with a path"),
        pytest.param(1, 1, ROOTS[1], ROOTS[2], [], False, id="one and another one"),
        pytest.param(1, 1, ROOTS[1], ROOTS[1], [ROOTS[1]], False, id="one and itself by a path"),
        pytest.param(1, 2, ROOTS[1], ROOTS[2], [], False, id="one to two without a path"),
        pytest.param(-1, 2, ROOTS[1], ROOTS[2], [], False, id="fewer than nothing"),
    ],
)
def test_the_edges_of_consistency(  # noqa: PLR0917  the columns of the table above
    first: int, second: int, old_root: bytes, new_root: bytes, path: list[bytes], holds: bool
) -> None:
    assert verify_consistency(first, second, old_root, new_root, path) is holds


@pytest.mark.parametrize("wrong", [b"", b"leaf", LEAVES[0] * 2], ids=["nothing", "text", "two"])
def test_what_is_no_hash_proves_nothing(wrong: bytes) -> None:
    assert verify_inclusion(LEAVES[0], 0, 1, [], LEAVES[0])
    assert not verify_inclusion(wrong, 0, 1, [], wrong)
    assert not verify_consistency(1, 1, wrong, wrong, [])


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: inclusion_proof(8, 8, subtree), id="a leaf behind the end"),
        pytest.param(lambda: inclusion_proof(-1, 8, subtree), id="a leaf before the start"),
        pytest.param(lambda: consistency_proof(9, 8, subtree), id="a first tree that is larger"),
        pytest.param(lambda: extend((LEAVES[0],), 2 + 1, LEAVES[1]), id="a frontier too short"),
    ],
)
def test_misuse_is_refused(call: object) -> None:
    with pytest.raises(ValueError, match="tree of"):
        call()  # type: ignore[operator]


def _flipped(digest: bytes, bit: int) -> bytes:
    changed = bytearray(digest)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)
