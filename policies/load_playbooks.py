# Playbooks in force: ours, then the operator's, merged by id; the operator's may be CACAO 2.0 in
# JSON too, as other tools write it. What is wrong in one is told with file, line and column. They are no
# part of load_policies: a change in what is done about an incident grades no data anew.
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from schema import PolicyError

from .cacao import read_cacao
from .load import SHIPPED
from .pack import Header
from .playbook import Automatic, Playbook, PlaybookPack
from .playbook_check import circle_of, playbook_faults
from .read import place_at, read_yaml

__all__ = ["Playbooks", "load_playbook_file", "load_playbooks"]

_FAMILY = "playbooks"
Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Playbooks:
    """Playbooks by id with their files and digests (SHA-256), and which begin by themselves."""

    playbooks: Mapping[str, Playbook]
    files: Mapping[str, Path]
    digests: Mapping[str, str]
    automatic: Mapping[str, Automatic]
    headers: Mapping[str, Header]


def load_playbooks(extra: Path | None = None) -> Playbooks:
    """Our stable playbooks with the operator's in `extra`/playbooks in the place of those of the
    same id. Raises PolicyError where a file is wrong or an id stands twice in one tree.
    """
    playbooks: dict[str, Playbook] = {}
    files: dict[str, Path] = {}
    automatic: dict[str, Automatic] = {}
    headers: dict[str, Header] = {}
    switched: list[tuple[Path, int, str]] = []
    for root in (SHIPPED, *([extra] if extra else ())):
        seen: dict[str, Path] = {}
        for path in _files(root):
            pack = load_playbook_file(path)
            headers[str(path)] = pack.header
            if root is SHIPPED and pack.header.maturity != "stable":
                continue
            for playbook in pack.playbooks:
                name = playbook.id
                if name in seen:
                    raise PolicyError(f"{name} stands in {seen[name]} already", file=str(path))
                seen[name] = files[name] = path
                playbooks[name] = playbook
            for index, each in enumerate(pack.automatic):
                automatic[each.playbook] = each
                switched.append((path, index, each.playbook))
    for path, index, name in switched:
        if name not in playbooks:
            known = ", ".join(sorted(playbooks))
            raise _at(path, ("automatic", index), f"there is no playbook {name}, there are {known}")
    if (circle := circle_of(playbooks)) is not None:
        name, step = circle
        index = _index(files[name], name)
        problem = (
            f"step {step}: it plays a playbook that is not there, or that leads back to {name}"
        )
        raise _at(files[name], ("playbooks", index, "workflow", step), problem)
    digests = {name: _digest(each) for name, each in playbooks.items()}
    return Playbooks(playbooks, files, digests, automatic, headers)


def load_playbook_file(path: Path) -> PlaybookPack:
    """The playbooks of a file: a pack in YAML, or one playbook of CACAO in JSON.

    Raises PolicyError with the place of the first fault.
    """
    if path.suffix == ".json":
        return read_cacao(path)
    pack = read_yaml(path, PlaybookPack)
    found = [
        (place_at(path, ("playbooks", index, *place)), problem)
        for index, playbook in enumerate(pack.playbooks)
        for place, problem in playbook_faults(playbook)
    ]
    if found:
        (line, column), problem = min(found)
        raise PolicyError(problem, file=str(path), line=line, column=column)
    return pack


def _files(root: Path) -> Iterator[Path]:
    folder = root / _FAMILY
    yield from sorted((*folder.glob("*.yaml"), *folder.glob("*.json")))


def _index(path: Path, name: str) -> int:
    if path.suffix == ".json":
        return 0
    return [each.id for each in read_yaml(path, PlaybookPack).playbooks].index(name)


def _at(path: Path, place: Location, problem: str) -> PolicyError:
    line, column = place_at(path, place)
    return PolicyError(problem, file=str(path), line=line, column=column)


def _digest(playbook: Playbook) -> str:
    return hashlib.sha256(playbook.model_dump_json().encode()).hexdigest()
