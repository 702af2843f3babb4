# Names of people and bodies as they are recorded and keyed: one spelling for what people see as
# one name.
from __future__ import annotations

import unicodedata

__all__ = ["one_spelling"]


def one_spelling(name: str) -> str:
    """The name in NFKC, its white space single and none at its ends.

    >>> one_spelling(" 市医保局　（西安） ")
    '市医保局 (西安)'
    """
    return " ".join(unicodedata.normalize("NFKC", name).split())
