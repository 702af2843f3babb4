# The operator's forms of logs, in the order of their files; we ship none, since what is usual is
# known without.
from __future__ import annotations

from pathlib import Path

from schema import PolicyError

from .log import LogForm, LogPack
from .read import read_yaml

__all__ = ["load_logs"]

_FAMILY = "logs"


def load_logs(extra: Path | None = None) -> tuple[LogForm, ...]:
    """The forms in `extra`/logs/*.yaml. Raises PolicyError where a file is wrong."""
    found: dict[str, LogForm] = {}
    for path in sorted((extra / _FAMILY).glob("*.yaml")) if extra is not None else ():
        for form in read_yaml(path, LogPack).logs:
            if form.id in found:
                raise PolicyError(f"{form.id} stands there already", file=str(path))
            found[form.id] = form
    return tuple(found.values())
