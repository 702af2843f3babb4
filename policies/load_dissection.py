# Dissections in force: the operator's alone, as we ship none.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schema import PolicyError

from .dissection import Dissection, DissectionPack
from .pack import Header
from .read import read_yaml

__all__ = ["Dissections", "load_dissections"]

_FAMILY = "dissection"


@dataclass(frozen=True, slots=True)
class Dissections:
    """Dissections by id, the file of each, and the header of each file."""

    dissections: Mapping[str, Dissection]
    files: Mapping[str, str]
    headers: Mapping[str, Header]


def load_dissections(extra: Path | None = None) -> Dissections:
    """The operator's packs in `extra`/dissection.

    Raises PolicyError where a file is wrong, or an id stands twice.
    """
    found: dict[str, Dissection] = {}
    files: dict[str, str] = {}
    headers: dict[str, Header] = {}
    for path in sorted((extra / _FAMILY).glob("*.yaml")) if extra is not None else ():
        pack = read_yaml(path, DissectionPack)
        headers[str(path)] = pack.header
        for each in pack.dissections:
            if each.id in found:
                raise PolicyError(f"{each.id} stands in {files[each.id]} already", file=str(path))
            found[each.id], files[each.id] = each, str(path)
    return Dissections(found, files, headers)
