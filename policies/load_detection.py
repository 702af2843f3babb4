# Detections in force: ours, then the operator's, merged by id. Apart from the other packs, so
# that a change in what raises an alert does not grade any data anew.
from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schema import PolicyError

from .detection import Detection, DetectionPack, Expected
from .load import SHIPPED
from .pack import Header
from .read import read_yaml

__all__ = ["FAMILY", "Detections", "load_detections"]

FAMILY = "detection"


@dataclass(frozen=True, slots=True)
class Detections:
    """What raises alerts and what is expected, by id; `digest` names this content (SHA-256)."""

    detections: Mapping[str, Detection]
    expected: Mapping[str, Expected]
    headers: Mapping[str, Header]
    digest: str


def load_detections(extra: Path | None = None) -> Detections:
    """Our stable packs with the operator's in `extra`/detection merged by id.

    Raises PolicyError where a file is wrong, or an id stands twice in one tree.
    """
    detections: dict[str, Detection] = {}
    expected: dict[str, Expected] = {}
    headers: dict[str, Header] = {}
    hasher = hashlib.sha256()
    for root in (SHIPPED, extra):
        seen: dict[str, str] = {}
        for path in sorted((root / FAMILY).glob("*.yaml")) if root is not None else ():
            pack = read_yaml(path, DetectionPack)
            headers[str(path)] = pack.header
            hasher.update(path.read_bytes())
            if root is SHIPPED and pack.header.maturity != "stable":
                continue
            ids = [each.id for each in pack.detections] + [each.id for each in pack.expected]
            for identifier in ids:
                if identifier in seen:
                    problem = f"{identifier} stands in {seen[identifier]} already"
                    raise PolicyError(problem, file=str(path))
                seen[identifier] = str(path)
            detections |= {each.id: each for each in pack.detections}
            expected |= {each.id: each for each in pack.expected}
    return Detections(detections, expected, headers, hasher.hexdigest())
