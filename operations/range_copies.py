# Masked copies for a drill's platform, by the suite's own pseudonyms and watermark, under a key of
# the drill's seed: what leaks is traced by the same means as a real copy.
from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

import pyarrow as pa

from masking import Mark, collect, marked, suspicions

__all__ = ["DrillCopies"]

_LIMIT = 1e-6
# Fewer rows tell too little to name anybody.
_FIRST = 1


class DrillCopies:
    """Copies of a drill: pseudonyms of identity numbers carry the account's mark."""

    def __init__(self, seed: int) -> None:
        self._key = hashlib.sha256(f"copies of drill {seed}".encode()).digest()

    def copy(self, rows: Sequence[dict[str, str]], account: int) -> list[dict[str, str]]:
        """The rows masked and marked for an account; equal numbers have equal pseudonyms."""
        names = [each["name"][:1] + "*" * (len(each["name"]) - 1) for each in rows]
        mobiles = [each["mobile"][:3] + "****" + each["mobile"][7:] for each in rows]
        batch = pa.RecordBatch.from_pydict(
            {
                "name": names,
                "id_number": [self._pseudonym(each["id_number"]) for each in rows],
                "mobile": mobiles,
                "district": [each["district"] for each in rows],
            }
        )
        mark = Mark(_FIRST + account, self._key, {}, ("id_number",))
        return marked(batch, mark).to_pylist() if rows else []

    def account_of(self, rows: Sequence[dict[str, str]], accounts: int) -> int | None:
        """The account whose copy these rows are from, of so many; None where nobody is named."""
        tokens = pa.array([each["id_number"] for each in rows], pa.string())
        found = collect({"id_number": tokens}, [], self._key)
        numbers = [_FIRST + each for each in range(accounts)]
        named = suspicions(found, numbers, self._key, limit=_LIMIT)
        return named[0].number - _FIRST if named else None

    def _pseudonym(self, number: str) -> str:
        return hmac.new(self._key, number.encode(), hashlib.sha256).hexdigest()[:32]
