# A file in another file, as the readers of archives tell of it.
from __future__ import annotations

import re
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

__all__ = ["Content", "Member", "shown_name"]

# What a terminal or a page would obey, or not show as it is: controls, and the marks that
# turn the direction of writing (which make gpj.exe look like exe.jpg).
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MAX_NAME = 240


class Content(Protocol):
    """A member's content as it unpacks."""

    def read1(self, size: int = -1, /) -> bytes:
        """What the next step of unpacking gives, at most `size` bytes; b"" at the end."""

    def __enter__(self) -> Content:
        """The content."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> object:
        """Whatever it held is let go."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member: its name as packed, where it is, what it takes packed, and what bars it.

    `place` means something to its own format only; `packed` is None where members are not
    packed one by one; `fault` is a code, "" where there is none.
    """

    name: str
    place: tuple[int, ...]
    packed: int | None = None
    fault: str = ""


def shown_name(name: str) -> str:
    r"""A member's name for people: no absolute path, no step upwards, nothing unprintable.

    Nothing is ever written under it.

    >>> shown_name("..\\..\\etc/./pass\x1b[2Jwd")
    'etc/pass�[2Jwd'
    """
    parts = _UNSHOWN.sub("\ufffd", name.replace("\\", "/")).split("/")
    plain = "/".join(part for part in parts if part not in {"", ".", ".."})
    return plain if len(plain) <= _MAX_NAME else f"…{plain[-_MAX_NAME:]}"
