# What a package offers: one literal table, equal to what type checkers see, every name in it
# there, and nothing heavy loaded by looking at the front.
from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))

# Libraries that take long to load, or that not every installation has.
HEAVY = {
    "calamine",
    "cryptography",
    "duckdb",
    "elasticsearch",
    "hyperscan",
    "jinja2",
    "msgspec",
    "numpy",
    "polars",
    "presidio_analyzer",
    "psycopg",
    "pyarrow",
    "pydantic",
    "pymongo",
    "pymysql",
    "pypinyin",
    "python_calamine",
    "re2",
    "scapy",
    "spacy",
    "stdnum",
    "starlette",
    "xlsxwriter",
    "yaml",
}


def front(package: str) -> ast.Module:
    return ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))


def surface(module: ast.Module) -> dict[str, str]:
    """The literal table of a front; {} where there is none."""
    for node in module.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_SURFACE":
            return ast.literal_eval(node.value)
    return {}


def seen_by_type_checkers(module: ast.Module) -> dict[str, str]:
    """Names a front imports from its own files, under TYPE_CHECKING or outright."""
    blocks = [module.body] + [
        block.body
        for block in module.body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
    ]
    return {
        alias.asname or alias.name: node.module or ""
        for body in blocks
        for node in body
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }


def modules_after(statement: str) -> set[str]:
    """Top-level names of the modules loaded in a new interpreter by `statement`."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in run.stdout.split()}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_table_is_what_type_checkers_see(package):
    module = front(package)
    assert seen_by_type_checkers(module) == surface(module)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_table_is_sorted_and_is_all_that_is_offered(package):
    table = surface(front(package))
    assert getattr(importlib.import_module(package), "__all__", []) == list(table)
    assert list(table) == sorted(table, key=_as_sorted_by_the_linter)


@pytest.mark.parametrize(
    ("package", "name"),
    [(package, name) for package in PACKAGES for name in surface(front(package))],
)
def test_every_name_is_there_and_public_in_its_own_file(package, name):
    home = surface(front(package))[name]
    value = getattr(importlib.import_module(package), name)
    module = importlib.import_module(f"{package}.{home}")
    assert value is getattr(module, name)
    assert name in module.__all__


@pytest.mark.parametrize("package", PACKAGES)
def test_any_other_name_is_refused_as_by_a_plain_module(package):
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(importlib.import_module(package), "no_such_name")  # noqa: B009  read by name


@pytest.mark.parametrize("package", PACKAGES)
def test_looking_at_the_front_loads_nothing_heavy(package):
    assert modules_after(f"import {package}") & HEAVY == set()


def test_the_command_line_loads_click_and_no_kernel():
    loaded = modules_after("import console.command")
    assert "click" in loaded
    assert loaded & (HEAVY | {"classify", "masking", "store", "connectors"}) == set()


def _as_sorted_by_the_linter(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, each by name."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name
