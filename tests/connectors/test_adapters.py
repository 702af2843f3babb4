# The table of servers: schemes that lead somewhere, drivers that are declared, and what is
# said where one is missing.
from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest

from connectors import adapters, source
from connectors.adapters import ADAPTERS, driver, ports, schemes
from connectors.locate import recognise
from schema import Access, Skipped, SourceError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: each.product)
def test_a_row_leads_to_a_connector_and_a_declared_driver(adapter: adapters.Adapter) -> None:
    assert adapter.kind in source._CONNECTORS
    assert importlib.util.find_spec(f"connectors.{source._CONNECTORS[adapter.kind]}")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    if adapter.package:
        wanted = extras[adapter.extra]
        declared = {line.partition(">")[0].partition("[")[0].lower() for line in wanted}
        assert adapter.package.lower() in declared
    for scheme in adapter.schemes:
        assert recognise(f"{scheme}://h/d") == adapter.kind
        assert ports(adapter.kind)[scheme] == adapter.port


def test_a_scheme_stands_in_one_row() -> None:
    every = [scheme for adapter in ADAPTERS for scheme in adapter.schemes]
    assert len(every) == len(set(every)) == len(schemes())


@pytest.mark.parametrize(
    "adapter", [each for each in ADAPTERS if each.package], ids=lambda each: each.schemes[0]
)
def test_a_missing_driver_is_named_with_the_extra_that_brings_it(
    adapter: adapters.Adapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(SourceError) as caught:
        driver(adapter.schemes[0], "s")
    assert caught.value.problem == (
        f"reading {adapter.product} needs the package {adapter.package}:"
        f" pip install 'tongguan[{adapter.extra}]'"
    )
    found = list(source.discover(f"{adapter.schemes[0]}://h/d", Access()))
    assert found == [Skipped(f"{adapter.schemes[0]}://h/d", caught.value.problem)]


def test_the_papers_table_is_the_adapters() -> None:
    rows = [
        f"| {each.product} | {' '.join(f'`{scheme}://`' for scheme in each.schemes)} |"
        f" {f'`{each.extra}`' if each.extra else 'none'} | {each.port} |"
        f" {each.tested or 'not tested'} |"
        for each in ADAPTERS
    ]
    told = (ROOT / "docs/sources.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in told if line.startswith("| ") and "://" in line] == rows


def test_what_is_called_tested_has_a_server_in_the_tests() -> None:
    support = {path.stem.partition("_")[0] for path in (ROOT / "tests/support").glob("*_server.py")}
    named = {each.tested.split()[0].lower() for each in ADAPTERS if each.tested}
    assert named == {"postgresql", "mariadb", "oceanbase", "clickhouse", "elasticsearch", "moto"}
    assert {"postgres", "mariadb", "oceanbase", "clickhouse", "elastic", "s3"} <= support
