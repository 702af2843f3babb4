# The program for documents of before 2007 (MS-DOC, MS-PPT), run for document.py behind
# guard.py: their text is not read, and they are told apart from documents under a password.
from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from .guard_frame import Message
from .office_package import Package

__all__ = ["run"]


def run(file: BinaryIO, limits: tuple[int, int]) -> Iterator[Message]:
    """Nothing: raises the Fault that says why."""
    Package(file, limits)
    yield from ()
