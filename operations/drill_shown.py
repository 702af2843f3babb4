# What a drill's report, on a screen or on paper, shows and leads to: entries of the timeline and of the
# ledger, and the files that bear a claim out.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["EvidenceFile", "Files", "numbered"]


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that bears something out: how much of which whole it has, from which place to which.

    `frames` says that places are those of frames in a capture, else of lines; `way` is how a page
    leads to it.
    """

    name: str
    sha256: str
    count: int
    whole: str = ""
    first: int = 0
    last: int = 0
    frames: bool = False
    way: str = ""


# Files by the step or the alert that they bear out; by "" those of the whole run.
Files = Mapping[str, Sequence[EvidenceFile]]


def numbered(files: Files) -> dict[str, tuple[str, EvidenceFile]]:
    """All files by their names, each with the sign it is referred to by, those of the run first.

    >>> numbered({"r1": [EvidenceFile("r1.pcap", "", 1)], "": [EvidenceFile("all", "", 1)]})["r1.pcap"][0]
    'E2'
    """
    found: dict[str, tuple[str, EvidenceFile]] = {}
    for key in sorted(files, key=bool):
        for each in files[key]:
            found.setdefault(each.name, (f"E{len(found) + 1}", each))
    return found
