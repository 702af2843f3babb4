# The project as it is handed out: pins without addresses, a wheel with everything a package
# needs and nothing else, files of readable length that say what they are, each with a test.
from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
SOURCES = sorted(
    str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py")
)
SCRIPTS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "scripts").glob("*.sh"))
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
WRITTEN = SOURCES + sorted(
    str(path.relative_to(ROOT))
    for folder in ("tests", "benchmarks", "examples")
    for path in (ROOT / folder).rglob("*.py")
)

# Files without a mirror test, each with the place where it is tested, or why it need not be.
_SHAPE = "a shape without behaviour, filled and read by the tests of whoever uses it"
_PACKS = "a shape; tests/policies/test_packs.py reads every shipped file into it"
EXCUSED = {
    "policies/anonymity.py": _PACKS,
    "policies/defence.py": "a shape; tests/policies/test_drill_check.py reads drills into it",
    "policies/derivation.py": _PACKS,
    "policies/masking.py": _PACKS,
    "policies/pack.py": _PACKS,
    "policies/playbook.py": "a shape; tests/policies/test_playbook_check.py reads packs into it",
    "policies/playing.py": _SHAPE,
    "policies/plant.py": "a shape; tests/policies/test_drill_check.py reads drills into it",
    "policies/recogniser.py": _PACKS,
    "policies/site.py": "a shape; tests/operations/test_departments.py loads one into it",
    "monitor/noted.py": _SHAPE,
    "monitor/reader.py": _SHAPE,
    "policies/detection.py": "a shape; tests/policies/test_load_detection.py reads packs into it",
    "operations/log_words.py": "words; tests/operations/test_problem.py reads the sources for them",
    "policies/calendar.py": "a shape; tests/policies/test_load_calendar.py reads packs into it",
    "policies/log.py": "a shape; tests/policies/test_load_log.py reads packs into it",
    "range/alert.py": _SHAPE,
    "schema/change.py": _SHAPE,
    "schema/event.py": _SHAPE,
    "schema/finding.py": _SHAPE,
    "schema/handover.py": _SHAPE,
    "schema/imprint.py": _SHAPE,
    "schema/interface.py": _SHAPE,
    "schema/record_base.py": _SHAPE,
    "schema/response.py": _SHAPE,
    "schema/span.py": _SHAPE,
}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_pins_hold_no_address_and_every_requirement_a_hash(path):
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert str(ROOT) not in text
    entries = text.replace("\\\n", " ").splitlines()
    assert len(entries) > 3
    for entry in entries:
        assert re.fullmatch(
            r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+", entry
        )


def test_no_lock_file_with_addresses_is_kept():
    locks = ("uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "package-lock.json")
    assert [name for name in locks if (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", ["base", "all", "dev"])
def test_every_dependency_that_is_declared_is_pinned(name):
    declared = list(project()["project"]["dependencies"])
    extras = project()["project"]["optional-dependencies"]
    if name != "base":
        # `all` leaves out drivers that are large or not for every platform.
        (brought,) = extras["all"]
        for extra in brought.partition("[")[2].rstrip("]").split(","):
            declared += extras[extra]
    if name == "dev":
        declared += [
            each for each in project()["dependency-groups"]["dev"] if isinstance(each, str)
        ]
    wanted = {_name(each) for each in declared} - {"tongguan"}
    pinned = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert wanted - {_name(line) for line in pinned if "==" in line} == set()


def test_development_and_the_product_pin_the_same_versions():
    product, development = (
        {
            # On which platforms is each one's own: what development adds may need it on more.
            line.rstrip(" \\").partition(" ; ")[0]
            for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
            if "==" in line
        }
        for name in ("all.txt", "dev.txt")
    )
    assert product - development == set()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The names in a wheel built from this tree, without a network."""
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_every_package_and_no_others(wheel):
    ours = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {name for name in wheel if ".dist-info/" not in name}
    assert held == ours
    assert any(name.endswith(".yaml") for name in held)


def test_the_wheel_carries_the_licence_and_the_command(wheel):
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
    assert any(name.endswith("entry_points.txt") for name in wheel)


def test_every_package_is_listed_and_typed():
    configuration = project()
    assert (
        sorted(configuration["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == PACKAGES
    )
    assert sorted(configuration["tool"]["mypy"]["packages"]) == PACKAGES
    assert [name for name in PACKAGES if not (ROOT / name / "py.typed").exists()] == []


def test_the_licence_is_the_one_that_is_declared():
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert project()["project"]["license"] == "Apache-2.0"


@pytest.mark.parametrize("path", SOURCES)
def test_a_source_file_says_at_the_top_what_it_is(path):
    assert (ROOT / path).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("path", WRITTEN)
def test_a_file_can_be_read_in_one_go(path):
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    assert lines <= 400


@pytest.mark.parametrize("path", [path for path in SOURCES if not path.endswith("__init__.py")])
def test_a_source_file_has_a_test_of_its_own(path):
    package, _, rest = path.partition("/")
    mirror = ROOT / "tests" / package / Path(rest).parent / f"test_{Path(rest).name}"
    tested = mirror.exists() or path in EXCUSED
    assert tested, f"write {mirror.relative_to(ROOT)}"


def test_the_excused_files_exist_and_still_need_an_excuse():
    for path, reason in EXCUSED.items():
        package, _, rest = path.partition("/")
        assert (ROOT / path).exists()
        assert not (ROOT / "tests" / package / f"test_{rest}").exists()
        assert len(reason) > 10


@pytest.mark.parametrize("path", [".ci/run", *SCRIPTS])
def test_a_script_can_be_run_and_stops_at_a_mistake(path):
    script = ROOT / path
    assert script.stat().st_mode & 0o111
    lines = script.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert any(re.fullmatch(r"set -e?uo pipefail", line) for line in lines)


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")
