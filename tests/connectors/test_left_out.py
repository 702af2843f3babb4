# What is left out is known by what it is, whatever it is called.
from __future__ import annotations

import os
from pathlib import Path

import pytest

from connectors import expand
from connectors.left_out import OURS, belongs, identities
from schema import Skipped


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "inner").mkdir(parents=True)
    (home / "own.db").write_bytes(b"SQLite format 3\x00")
    return home


@pytest.mark.parametrize(
    ("path", "does"),
    [
        pytest.param("home", True, id="the directory"),
        pytest.param("home/own.db", True, id="a file in it"),
        pytest.param("home/inner/deep.json", True, id="a file made in it later"),
        pytest.param("link/own.db", True, id="through a link to the directory"),
        pytest.param("own-link.db", True, id="a link to the file"),
        pytest.param("hard.db", True, id="another name of the file"),
        pytest.param("home/../home", True, id="a way round"),
        pytest.param(".", False, id="the directory above it"),
        pytest.param("home2", False, id="a neighbour that begins so"),
        pytest.param("gone", False, id="what is not there"),
    ],
)
def test_a_path_belongs(path: str, does: bool, home: Path, tmp_path: Path) -> None:
    (tmp_path / "home2").mkdir()
    (tmp_path / "link").symlink_to(home)
    (tmp_path / "own-link.db").symlink_to(home / "own.db")
    (tmp_path / "hard.db").hardlink_to(home / "own.db")
    left_out = identities(home)
    (home / "inner" / "deep.json").touch()
    assert belongs(f"{tmp_path}/{path}", left_out) is does


def test_walking_passes_it_over_unopened(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
    (tmp_path / "to-home").symlink_to(home)
    (tmp_path / "to-file.db").symlink_to(home / "own.db")
    (tmp_path / "hard.db").hardlink_to(home / "own.db")
    touched: list[str] = []
    looked = os.open
    import builtins

    opened = builtins.open
    monkeypatch.setattr(
        builtins,
        "open",
        lambda file, *more, **named: touched.append(str(file)) or opened(file, *more, **named),
    )
    monkeypatch.setattr(
        os,
        "open",
        lambda file, *more, **named: touched.append(str(file)) or looked(file, *more, **named),
    )
    found = list(expand(str(tmp_path), identities(home)))
    assert found == [f"{tmp_path}/a.csv"]
    assert not [path for path in touched if path.endswith(".db")]


@pytest.mark.parametrize(
    "target", ["{0}/home", "{0}/home/own.db", "sqlite:///{0}/home/own.db", "{0}/home/inner"]
)
def test_named_outright_it_is_answered_for(target: str, home: Path, tmp_path: Path) -> None:
    target = target.format(tmp_path)
    assert list(expand(target, identities(home))) == [Skipped(target, OURS)]


def test_a_glob_does_not_reach_into_it(home: Path, tmp_path: Path) -> None:
    target = f"{tmp_path}/home/*.db"
    assert list(expand(target)) == [f"{home}/own.db"]
    (skipped,) = expand(target, identities(home))
    assert skipped == Skipped(target, "nothing that can be read matches")


def test_files_beside_the_home_are_left_out_too(home: Path, tmp_path: Path) -> None:
    site, other = tmp_path / "site.yaml", tmp_path / "other.yaml"
    site.write_text("name: 数据局\n")
    other.write_text("name: 别处\n")
    left_out = identities(home, site, tmp_path / "gone.yaml")
    assert [each for each in expand(str(tmp_path), left_out) if each == str(site)] == []
    assert str(other) in list(expand(str(tmp_path), left_out))
