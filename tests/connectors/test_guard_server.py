# The table of programs: each is a module with a generator `run`. What the server does with
# them is tried through guard.py, in test_guard.py.
from __future__ import annotations

import importlib
import inspect

import pytest

from connectors.guard_server import PROGRAMS


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_is_a_module_that_runs(program: str) -> None:
    module = importlib.import_module(f"connectors.{PROGRAMS[program]}")
    assert inspect.isgeneratorfunction(module.run)
    assert next(iter(inspect.signature(module.run).parameters)) == "file"
