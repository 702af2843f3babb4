# Merkle trees over a growing list, as RFC 9162 section 2.1 (and RFC 6962 before it) has them:
# pure functions of hashes. Leaves and inner nodes are hashed with different prefixes, so that
# one can never pass for the other; a tree of n leaves splits at the largest power of two
# below n. Sizes and indices count from 0.
from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "consistency_proof",
    "extend",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root_of",
    "subtree_root",
    "verify_consistency",
    "verify_inclusion",
]

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# The root over leaves start..end of the list (end exclusive), never empty.
Subtree = Callable[[int, int], bytes]


def leaf_hash(content: bytes) -> bytes:
    """The hash of one entry: SHA-256(0x00 || content).

    >>> leaf_hash(b"").hex()[:8]
    '6e340b9c'
    """
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def extend(frontier: Sequence[bytes], size: int, leaf: bytes) -> tuple[bytes, ...]:
    """The frontier of a tree of `size` leaves after one more leaf, in O(log size).

    A frontier holds the roots of the complete subtrees along the right edge, the largest
    first: one for each 1 bit of the size. Raises ValueError where it does not fit the size.

    >>> len(extend(extend((), 0, leaf_hash(b"a")), 1, leaf_hash(b"b")))
    1
    """
    if len(frontier) != size.bit_count():
        raise ValueError(f"a tree of {size} leaves has a frontier of {size.bit_count()} hashes")
    hashes = list(frontier)
    carried = leaf
    while size & 1:
        carried = node_hash(hashes.pop(), carried)
        size >>= 1
    return (*hashes, carried)


def root_of(frontier: Sequence[bytes]) -> bytes:
    """The root of the tree with this frontier; SHA-256 of nothing for the empty tree."""
    if not frontier:
        return EMPTY_ROOT
    root = frontier[-1]
    for subtree in reversed(frontier[:-1]):
        root = node_hash(subtree, root)
    return root


def subtree_root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes taken one by one, so that memory stays logarithmic."""
    frontier: tuple[bytes, ...] = ()
    for size, leaf in enumerate(leaves):
        frontier = extend(frontier, size, leaf)
    return root_of(frontier)


def inclusion_proof(index: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """The path that shows leaf `index` is in the tree of `size` (RFC 9162, 2.1.3.1).

    `subtree` answers with the root over a run of leaves. From the leaf upwards; log2(size)
    hashes at most. Raises ValueError for a leaf that is not in the tree.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_proof(first: int, second: int, subtree: Subtree) -> tuple[bytes, ...]:
    """The path that shows the tree of `second` leaves begins with that of `first`.

    Follows RFC 9162, 2.1.4.1; empty where the sizes are equal or `first` is 0. Raises
    ValueError where `first` is the larger.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {second} leaves cannot begin with one of {first}")
    if first in (0, second):
        return ()
    path: list[bytes] = []
    start, end, whole = 0, second, True
    # Until the run of leaves left is exactly the right edge of the smaller tree; only if it
    # is the smaller tree itself does the verifier know its root already.
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start, whole = middle, False
    if not whole:
        path.append(subtree(start, end))
    return tuple(reversed(path))


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether the path shows that `leaf` is at `index` under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _all_hashes(leaf, root, *path):
        return False
    position, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            if not position & 1:
                position, last = _climb(position, last)
        else:
            found = node_hash(found, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and hmac.compare_digest(found, root)


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the path shows that the second tree only grew from the first.

    Follows RFC 9162, 2.1.4.2. The empty tree is where every tree began: `first` 0 is
    consistent, with an empty path and the empty tree's root.
    """
    if not 0 <= first <= second or not _all_hashes(first_root, second_root, *path):
        return False
    if first == second:
        return not path and hmac.compare_digest(first_root, second_root)
    if first == 0:
        return not path and hmac.compare_digest(first_root, EMPTY_ROOT)
    # A first size that is a power of two is one subtree of the second; its root is left out
    # of the path since the verifier has it.
    hashes = [first_root, *path] if first.bit_count() == 1 else list(path)
    if not hashes:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            if not position & 1:
                position, last = _climb(position, last)
        else:
            new = node_hash(new, sibling)
        position >>= 1
        last >>= 1
    same_old = hmac.compare_digest(old, first_root)
    return last == 0 and same_old and hmac.compare_digest(new, second_root)


def _split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _climb(position: int, last: int) -> tuple[int, int]:
    """Past the levels on which a right edge has no sibling."""
    while position and not position & 1:
        position >>= 1
        last >>= 1
    return position, last


def _all_hashes(*candidates: bytes) -> bool:
    return all(len(candidate) == HASH_BYTES for candidate in candidates)
