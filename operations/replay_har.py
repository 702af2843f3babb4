# An archive of HTTP that is replayed: one document, read whole, so its size is bounded.
from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from monitor import Sensed, exchanges_of, noted_of
from schema import Skipped, SourceError

from .monitor_run import MonitorRun

__all__ = ["replay_har"]

_MOST: Final = 512 << 20
_AT_A_TIME: Final = 500


def replay_har(run: MonitorRun, path: Path) -> Iterator[Skipped]:
    """Hands on the archive's requests with their content; yields what cannot be read."""
    try:
        if path.stat().st_size > _MOST:
            raise SourceError("is too large to be read as one document", source=str(path))
        octets = path.read_bytes()
    except OSError:
        raise SourceError("cannot be read", source=str(path)) from None
    bad = 0
    try:
        every = exchanges_of(octets)
        while several := list(islice(every, _AT_A_TIME)):
            bad += sum(each is None for each in several)
            noted = [found for each in several if each is not None for found in noted_of(each)]
            run.sensed(Sensed(noted), path.name)
    except ValueError:
        yield Skipped(str(path), "is no whole document of JSON")
    if bad:
        yield Skipped(str(path), f"{bad:,} requests in it cannot be read")
