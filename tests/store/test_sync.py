import os
from pathlib import Path

import pytest

from store.sync import sync_directory


def test_it_is_the_directory_that_reaches_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    monkeypatch.setattr(
        os, "fsync", lambda held: synced.append(Path(f"/proc/self/fd/{held}").readlink())
    )
    sync_directory(tmp_path)
    assert synced == [tmp_path.resolve()]


def test_what_is_no_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        sync_directory(tmp_path / "file")
