# A log read by another process: the same events, problems and refusals as read here; whatever
# becomes of that process is told.
import importlib
from pathlib import Path

import pytest

from operations import Settings, log_ahead, replay
from operations.log_ahead import log_batches, log_batches_ahead
from schema import Skipped, SourceError

LINE = '10.0.0.{n} - - [28/Nov/2026:10:{m:02d}:00 +0800] "GET /p/{n} HTTP/1.1" 200 7 "-" "a"\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="tester")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text("".join(LINE.format(n=n % 250, m=n % 60) for n in range(2_000)) + "no line\n")
    return path


def test_the_same_as_read_here(
    settings: Settings, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, ahead = list(log_batches(settings, log)), list(log_batches_ahead(settings, log))
    assert ahead == here
    assert isinstance(here[-1], Skipped)
    monkeypatch.setattr(importlib.import_module("operations.replay"), "LONG", 1)
    found = replay(settings, [str(log)])
    assert (found.events, len(found.skipped)) == (2_000, 1)


def test_what_is_refused_here_is_refused_there(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary\n")
    with pytest.raises(SourceError, match="is neither a capture nor a log"):
        list(log_batches_ahead(settings, path))


def test_a_reader_that_dies_is_told(
    settings: Settings, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_ahead, "_hand_over", _died)
    with pytest.raises(SourceError, match="its reader ended early"):
        list(log_batches_ahead(settings, log))


def _died(there: object, _settings: Settings, _path: Path) -> None:
    raise SystemExit(3)
