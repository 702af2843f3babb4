# Text of any origin made safe to look at: characters that are not seen, or that turn the
# direction of what stands around them (CVE-2021-42574), show as a mark. What is left says
# what it seems to say, on a page and in a workbook alike.
from __future__ import annotations

import re
from typing import Final

__all__ = ["visible"]

MARK: Final = "\ufffd"
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls but for tab and line ends
    "\u00ad\u061c\u115f\u1160\u180e\u3164\uffa0"  # soft hyphen, Arabic mark, fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # no width, or turning
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff]"  # no characters, tags
)


def visible(text: str) -> str:
    r"""The text with a mark for each character that would not be seen.

    >>> visible("cod\u202egnp.exe")
    'cod�gnp.exe'
    """
    return _UNSEEN.sub(MARK, text)
