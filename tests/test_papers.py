# The papers say what is so: every command they name exists, both languages name the same, and
# links lead somewhere.
from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from console import command

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
PAPERS = sorted(
    str(path.relative_to(ROOT))
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("examples/*.md")]
)


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def commands(paper: str) -> set[tuple[str, ...]]:
    """Commands of a README's table, `tongguan source add` · `list` as two of one group."""
    found = set()
    for row in re.findall(r"^\| (`tongguan .*?) \|", text(paper), re.MULTILINE):
        first, *others = re.findall(r"`([^`]+)`", row)
        path = [word for word in first.split()[1:] if re.fullmatch(r"[a-z][a-z-]*", word)]
        found.add(tuple(path))
        found |= {(*path[:-1], other) for other in others}
    return found


def resolve(path: tuple[str, ...]) -> click.Command | None:
    found: click.Command | None = command._tongguan
    for name in path:
        found = (
            found.get_command(click.Context(found), name)
            if isinstance(found, click.Group)
            else None
        )
    return found


@pytest.mark.parametrize("paper", READMES)
def test_every_command_a_readme_lists_exists(paper):
    listed = commands(paper)
    assert len(listed) > 10
    assert [" ".join(path) for path in sorted(listed) if resolve(path) is None] == []


def test_a_command_that_does_not_exist_would_be_seen():
    assert resolve(("classify", "scan")) is not None
    assert resolve(("classify", "scam")) is None
    assert resolve(("classify", "scan", "deeper")) is None


def test_both_readmes_list_the_same_commands():
    assert commands(READMES[0]) == commands(READMES[1])


@pytest.mark.parametrize("name", ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", *READMES])
def test_the_papers_are_there(name):
    assert len(text(name)) > 400


def test_the_changelog_has_a_place_for_what_is_new():
    assert "## [Unreleased]" in text("CHANGELOG.md")


@pytest.mark.parametrize("path", PAPERS)
def test_links_between_papers_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text(path)):
        assert ((ROOT / path).parent / target).exists(), target


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
