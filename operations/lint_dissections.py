# Dissections among the packs: each example's payload is dissected by the real process, and what it
# gives is held against what the pack says.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from policies import Dissection, Header, load_dissections

from .dissector import Dissecting

__all__ = ["dissections_and_files", "tried_dissections"]


def dissections_and_files(own: Path | None) -> Mapping[str, tuple[Header, tuple[Dissection, ...]]]:
    """The dissections in force by the path of their file. Raises PolicyError where one is wrong."""
    found = load_dissections(own)
    return {
        path: (
            header,
            tuple(each for name, each in found.dissections.items() if found.files[name] == path),
        )
        for path, header in found.headers.items()
    }


def tried_dissections(own: Path | None) -> Iterator[tuple[str, str, str]]:
    """For each example its file, its dissection's id, and what is wrong with it, "" where it holds.

    Raises MisuseError where scapy is not installed.
    """
    found = load_dissections(own)
    with Dissecting(tuple(found.dissections.values())) as dissecting:
        dissect = dissecting.dissect
        for name, each in found.dissections.items():
            payloads = [bytes.fromhex(example.payload) for example in each.examples]
            for example, told in zip(each.examples, dissect(name, payloads), strict=True):
                wrong = ""
                if told != example.gives:
                    given = ", ".join(f"{key} {value}" for key, value in (told or {}).items())
                    wrong = f"an example gives {given or 'nothing'}"
                yield found.files[name], name, wrong
        for problem in dissecting.problems():
            yield found.files.get(problem.source, ""), problem.source, problem.error
