# A city's departments, generated and scanned once by the command line; each test that changes
# something gets a copy of the installation.
from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import Done, tongguan

from operations import make_departments


@dataclass(frozen=True)
class Scanned:
    """The installation, the data it scanned, and what the scan said."""

    home: Path
    data: Path
    done: Done

    def find(self, name: str) -> dict:
        (found,) = [each for each in self.done.json["datasets"] if each["name"] == name]
        return found


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    directory = tmp_path_factory.mktemp("departments")
    home, data = directory / "home", directory / "data"
    make_departments(data, persons=400)
    done = tongguan(
        *("--site", data / "site.yaml", "classify", "scan", data, "--sample", "all", "--json"),
        home=home,
    )
    return Scanned(home, data, done)


@pytest.fixture
def home(scanned: Scanned, tmp_path: Path) -> Path:
    """The scanned installation, to be changed at will."""
    shutil.copytree(scanned.home, tmp_path / "home")
    return tmp_path / "home"
