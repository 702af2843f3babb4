# A front hands names on when asked, and the name it promises wins over a file of that name,
# whoever was imported first.
import importlib
import sys

import pytest

FRONT = """
from schema.lazy import lazy
_SURFACE = {"grade": "grade", "LEVELS": "grade"}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
"""
HOME = "LEVELS = 4\ndef grade():\n    return LEVELS\n"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The name of a package whose function and file are called the same."""
    name = f"front_{tmp_path.name.replace('-', '_')}"
    home = tmp_path / name
    home.mkdir()
    (home / "__init__.py").write_text(FRONT)
    (home / "grade.py").write_text(HOME)
    (home / "neighbour.py").write_text("from .grade import grade\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for loaded in [each for each in sys.modules if each.partition(".")[0] == name]:
        del sys.modules[loaded]


def test_nothing_is_imported_before_a_name_is_asked_for(package):
    front = importlib.import_module(package)
    assert f"{package}.grade" not in sys.modules
    assert front.LEVELS == 4
    assert f"{package}.grade" in sys.modules


@pytest.mark.parametrize("first", ["grade", "neighbour"], ids=["the file itself", "a neighbour"])
def test_a_name_is_the_function_even_after_its_file_was_imported_by(first, package):
    importlib.import_module(f"{package}.{first}")
    front = importlib.import_module(package)
    assert front.grade() == 4
    assert front.grade() == 4


def test_files_that_are_no_public_name_are_bound_as_ever(package):
    neighbour = importlib.import_module(f"{package}.neighbour")
    assert importlib.import_module(package).neighbour is neighbour


def test_an_unknown_name_is_an_attribute_error_that_names_the_package(package):
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'grades'"):
        importlib.import_module(package).grades  # noqa: B018  the read is the test
