# Who may import whom: the floors of the building, read from the source. Imports made under
# TYPE_CHECKING or inside a function count like any other; a dependency is one whenever it
# is made.
from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

GROUND = {"policies", "ledger", "connectors", "store"}
DOMAINS = {"classify", "masking", "monitor", "range", "assess"}
MAY_IMPORT = {
    "schema": set(),
    **{package: {"schema"} for package in GROUND},
    **{package: {"schema", "policies"} for package in DOMAINS},
    # Looking for graded data in traffic is classification.
    "monitor": {"schema", "policies", "classify"},
    "operations": {"schema"} | GROUND | DOMAINS,
    "console": {"operations", "schema"},
}


def modules(root: Path) -> Iterator[tuple[str, str]]:
    """Package and path of every source file of ours."""
    for package in MAY_IMPORT:
        for path in sorted((root / package).rglob("*.py")):
            yield package, str(path.relative_to(root))


def violations(package: str, source: str) -> list[str]:
    """What a file of `package` imports against the rules, a sentence for each."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found += _of_name(package, alias.name)
                bound = alias.asname or alias.name.partition(".")[0]
                if bound == "range":
                    found.append("binds the name range, which hides the builtin")
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0:
                found += _of_name(package, node.module or "")
            elif node.level > 1:
                found.append("climbs out of its package with a relative import")
            if any((alias.asname or alias.name) == "range" for alias in node.names):
                found.append("binds the name range, which hides the builtin")
    return found


def _of_name(package: str, name: str) -> list[str]:
    top = name.partition(".")[0]
    if top in {"tests", "benchmarks", "examples"}:
        return [f"{package} imports {top}, which is never installed"]
    if top not in MAY_IMPORT:
        return []
    if top == package:
        return [f"imports its own package as {name}; inside a package imports are relative"]
    if top not in MAY_IMPORT[package]:
        return [f"{package} may not import {top}"]
    return []


FILES = list(modules(ROOT))


@pytest.mark.parametrize(("package", "path"), FILES, ids=[path for _, path in FILES])
def test_a_file_imports_only_what_its_floor_allows(package, path):
    assert violations(package, (ROOT / path).read_text(encoding="utf-8")) == []


def test_every_package_that_is_installed_stands_in_the_matrix():
    fronts = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert fronts == set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("package", "line", "said"),
    [
        ("schema", "from policies import Site", "schema may not import policies"),
        ("store", "import ledger.tree", "store may not import ledger"),
        ("ledger", "from store.seal import Seal", "ledger may not import store"),
        ("classify", "from connectors import read", "classify may not import connectors"),
        ("classify", "from masking import plan", "classify may not import masking"),
        ("classify", "from monitor import event", "classify may not import monitor"),
        ("masking", "from classify.label import decide", "masking may not import classify"),
        ("monitor", "from masking import plan", "monitor may not import masking"),
        ("operations", "from console import command", "operations may not import console"),
        ("range", "from console.command import main", "range may not import console"),
        ("console", "from store import open_store", "console may not import store"),
        ("console", "from classify import grade", "console may not import classify"),
        (
            "classify",
            "def late():\n    from store import open_store",
            "classify may not import store",
        ),
        (
            "masking",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from store import Store",
            "masking may not import store",
        ),
        ("classify", "from classify.text import cells", "imports are relative"),
        ("classify", "import classify", "imports are relative"),
        ("classify", "from ..masking import plan", "climbs out of its package"),
        ("operations", "import range", "binds the name range"),
        ("operations", "import range.drill", "binds the name range"),
        ("operations", "import assess as range", "binds the name range"),
        ("operations", "from assess import score as range", "binds the name range"),
        ("operations", "from . import range", "binds the name range"),
        ("schema", "from tests import support", "never installed"),
    ],
    ids=lambda value: value.replace("\n", "; ") if isinstance(value, str) else None,
)
def test_a_forbidden_import_is_seen(package, line, said):
    assert any(said in found for found in violations(package, line))


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("monitor", "from classify import match_header"),
        ("operations", "from range.drill import run"),
        ("operations", "import range.drill as drill"),
        ("console", "from operations import scan"),
        ("console", "from schema import Level"),
        ("classify", "from .text import cells"),
        ("classify", "from . import text"),
        ("classify", "import pyarrow.compute as pc"),
        ("classify", "for place in range(3): pass"),
        ("classify", "import policies_of_others"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_an_allowed_import_is_left_alone(package, line):
    assert violations(package, line) == []


def test_an_arrow_planted_in_the_tree_is_found(tmp_path):
    for package in MAY_IMPORT:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.pyc"))
    planted = tmp_path / "masking" / "planted.py"
    planted.write_text("from connectors import read\n", encoding="utf-8")
    bad = {
        path
        for package, path in modules(tmp_path)
        if violations(package, (tmp_path / path).read_text(encoding="utf-8"))
    }
    assert bad - {
        path for package, path in FILES if violations(package, (ROOT / path).read_text())
    } == {"masking/planted.py"}
