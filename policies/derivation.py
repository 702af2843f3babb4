# How data made from other data is graded, as data: which kinds of processing may lower or
# raise the level against the origin (GB/T 43697-2024 annex I), and from which level on one
# person alone may not decide that it is lower.
from __future__ import annotations

from typing import Literal

from schema import Level

from .pack import Header, Model, Title

__all__ = ["Derivation", "DerivationPack"]


class Derivation(Model):
    """A kind of processing: whether its result may be graded below or above its origins.

    `second_person_from` is the level of the origins from which a decrease needs an approver
    who is not the reviewer.
    """

    id: str
    title: Title
    may_lower: bool
    may_raise: bool
    second_person_from: Level
    rule: Title
    status: Literal["V", "R", "O"]


class DerivationPack(Model):
    """A file of kinds of processing."""

    header: Header
    derivations: tuple[Derivation, ...]
