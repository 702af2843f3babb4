# A package's front: public names handed on when first asked for.
# Importing one kernel must never load a language model, a packet library or a web
# framework, so `__init__` names its surface in one table and imports nothing.
from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from types import ModuleType

__all__ = ["lazy"]


def lazy(package: str, surface: Mapping[str, str]) -> Callable[[str], object]:
    """A module `__getattr__` that imports a public name from its own file on first use.

    `surface` maps each public name to the module of `package` that defines it.
    Raises AttributeError for any other name, as a plain module would.

    >>> lazy("schema", {"Level": "level"})("Level").__name__
    'Level'
    """

    def __getattr__(name: str) -> object:  # noqa: N807  a module's own hook
        try:
            home = surface[name]
        except KeyError:
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None
        return getattr(importlib.import_module(f"{package}.{home}"), name)

    if package in sys.modules:
        sys.modules[package].__class__ = _Front
    return __getattr__


class _Front(ModuleType):
    """A package whose public names are not hidden by files called the same.

    Importing `classify/grade.py` makes Python bind the module as `classify.grade`; from then
    on `from classify import grade` would give the module or the function, depending on who
    imported what first. The surface wins, always.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in vars(self).get("_SURFACE", ())):
            super().__setattr__(name, value)
