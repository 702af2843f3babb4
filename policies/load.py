# All packs in force: ours, then the operator's, merged by id. A folder here is a family of
# files; a shipped file outside these folders is loaded by nobody, and a test refuses it.
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from schema import PolicyError

from .grading import GradingProfile
from .masking import MaskingPack, Purpose
from .pack import Header, Maturity
from .read import read_yaml
from .recogniser import Recogniser, RecogniserPack
from .site import Site

__all__ = ["SHIPPED", "Policies", "load_policies", "load_site"]

SHIPPED = Path(__file__).parent
_RANK: dict[Maturity, int] = {"sandbox": 0, "incubating": 1, "stable": 2}

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies in force; `digest` names exactly this content (SHA-256, hex).

    `lexicons` are word lists by name; `headers` the header of every file read, by path.
    """

    recognisers: Mapping[str, Recogniser]
    profiles: Mapping[str, GradingProfile]
    purposes: Mapping[str, Purpose]
    lexicons: Mapping[str, frozenset[str]]
    headers: Mapping[str, Header]
    digest: str
    places: Mapping[str, str] = field(default_factory=dict)


def load_policies(extra: Path | None = None, *, maturity: Maturity = "stable") -> Policies:
    """Our packs of at least this maturity, with the operator's in `extra` merged by id.

    `extra` has the same folders (`recognisers/`, `grading/`, `masking/`, `lexicons/`); its
    own packs count whatever their maturity. Raises PolicyError where a file is wrong or an
    id stands twice in one tree.
    """
    recognisers: dict[str, Recogniser] = {}
    profiles: dict[str, GradingProfile] = {}
    purposes: dict[str, Purpose] = {}
    lexicons: dict[str, frozenset[str]] = {}
    headers: dict[str, Header] = {}
    places: dict[str, str] = {}
    hasher = hashlib.sha256()
    for root, least in ((SHIPPED, _RANK[maturity]), (extra, 0)):
        if root is None:
            continue
        if not root.is_dir():
            raise PolicyError("this directory of policies does not exist", file=str(root))
        seen: dict[str, str] = {}
        for path, pack in _packs(root, "recognisers", RecogniserPack, hasher):
            headers[str(path)] = pack.header
            if _RANK[pack.header.maturity] >= least:
                for recogniser in pack.recognisers:
                    _once(seen, recogniser.id, path)
                    recognisers[recogniser.id] = recogniser
                    places[recogniser.id] = str(path)
        for path, profile in _packs(root, "grading", GradingProfile, hasher):
            headers[str(path)] = profile.header
            if _RANK[profile.header.maturity] >= least:
                _once(seen, profile.header.id, path)
                profiles[profile.header.id] = profile
                places[profile.header.id] = str(path)
        for path, masks in _packs(root, "masking", MaskingPack, hasher):
            headers[str(path)] = masks.header
            if _RANK[masks.header.maturity] >= least:
                for purpose in masks.purposes:
                    _once(seen, purpose.id, path)
                    purposes[purpose.id] = purpose
                    places[purpose.id] = str(path)
        for path in sorted((root / "lexicons").glob("*.txt")):
            text = path.read_text(encoding="utf-8")
            hasher.update(text.encode())
            lexicons[path.stem] = frozenset(
                word for line in text.splitlines() for word in line.split("#", 1)[0].split()
            )
    return Policies(recognisers, profiles, purposes, lexicons, headers, hasher.hexdigest(), places)


def load_site(path: Path | None) -> Site:
    """The operator's site file, or an empty site. Raises PolicyError where it is wrong."""
    return Site() if path is None else read_yaml(path, Site)


def _packs(
    root: Path, family: str, model: type[M], hasher: hashlib._Hash
) -> Iterator[tuple[Path, M]]:
    for path in sorted((root / family).glob("*.yaml")):
        hasher.update(path.read_bytes())
        yield path, read_yaml(path, model)


def _once(seen: dict[str, str], identifier: str, path: Path) -> None:
    if identifier in seen:
        raise PolicyError(f"{identifier} stands in {seen[identifier]} already", file=str(path))
    seen[identifier] = str(path)
