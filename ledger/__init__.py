# The tamper-evident log: canonical entries under a Merkle tree (RFC 9162) with signed heads.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .entry import JSON, Entry, canonical, entry_text, read_entry
    from .head import Head, check_head, head_json, key_id, read_head, sign_head
    from .log import LEDGER_STEPS, append, entries, latest_head
    from .proof import (
        Growth,
        Inclusion,
        check_growth,
        check_inclusion,
        inclusion_json,
        prove_consistency,
        prove_inclusion,
        read_inclusion,
    )
    from .verification import Verified, verify, walk

_SURFACE = {
    "JSON": "entry",
    "LEDGER_STEPS": "log",
    "Entry": "entry",
    "Growth": "proof",
    "Head": "head",
    "Inclusion": "proof",
    "Verified": "verification",
    "append": "log",
    "canonical": "entry",
    "check_growth": "proof",
    "check_head": "head",
    "check_inclusion": "proof",
    "entries": "log",
    "entry_text": "entry",
    "head_json": "head",
    "inclusion_json": "proof",
    "key_id": "head",
    "latest_head": "log",
    "prove_consistency": "proof",
    "prove_inclusion": "proof",
    "read_entry": "entry",
    "read_head": "head",
    "read_inclusion": "proof",
    "sign_head": "head",
    "verify": "verification",
    "walk": "verification",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
