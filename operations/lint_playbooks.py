# Playbooks among the packs: each example is played, with everybody agreeing, and what it does is held
# against what the pack says; incidents for which it is quiet do not begin it.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from monitor import fits
from monitor.respond import played
from policies import Header, Playbook, load_playbooks

__all__ = ["playbooks_and_files", "tried_playbooks"]


def playbooks_and_files(own: Path | None) -> Mapping[str, tuple[Header, tuple[Playbook, ...]]]:
    """The playbooks in force by the path of their file. Raises PolicyError where one is wrong."""
    found = load_playbooks(own)
    return {
        path: (
            header,
            tuple(each for name, each in found.playbooks.items() if str(found.files[name]) == path),
        )
        for path, header in found.headers.items()
    }


def tried_playbooks(own: Path | None) -> Iterator[tuple[str, str, str]]:
    """For each example its file, its playbook's id, and what is wrong with it, "" where it holds."""
    found = load_playbooks(own)
    for name, playbook in found.playbooks.items():
        path = str(found.files[name])
        for example in playbook.examples:
            done = tuple(played(playbook, example.given, found.playbooks))
            wrong = ""
            if done != example.does:
                wrong = f"it does {', '.join(done)} and not {', '.join(example.does)}"
            elif playbook.starts is not None and not fits(playbook.starts, example.given):
                wrong = "an example does not begin it"
            yield path, name, wrong
        for given in playbook.quiet:
            yield (
                path,
                name,
                "it begins for an incident that it should be quiet on"
                if fits(playbook.starts, given)
                else "",
            )
