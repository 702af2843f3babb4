# The files of a host of the lab: what stands on its disk, kept by the lab as everything else that it has.
# Whoever plays from the host writes there; the referee reads it and believes nothing else.
from __future__ import annotations

from collections.abc import Callable, Iterator, Set

from .archive import form_of, opened
from .exchange import numbers_in

__all__ = ["Disk"]


class Disk:
    """Files by their names; `hears` is told of each that changes, None where it is gone."""

    def __init__(self, hears: Callable[[str, bytes | None], None] | None = None) -> None:
        self._files: dict[str, bytes] = {}
        self._hears = hears

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def write(self, name: str, content: bytes) -> None:
        """A file as it is from now on."""
        self._files[name] = content
        if self._hears is not None:
            self._hears(name, content)

    def read(self, name: str) -> bytes:
        """What is in a file. Raises KeyError where there is none of that name."""
        return self._files[name]

    def remove(self, name: str) -> None:
        """A file gone; no harm if there was none."""
        if self._files.pop(name, None) is not None and self._hears is not None:
            self._hears(name, None)

    def rows(self, numbers: Set[str], *, archived: bool) -> int:
        """How many of these identity numbers stand in its files: in archives, or in all others."""
        found: set[str] = set()
        for content in self._files.values():
            if (form_of(content) != "") == archived:
                found |= numbers_in(opened(content)) & numbers
        return len(found)
