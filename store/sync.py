# Names on disk: a file that was made, renamed or removed is there after a power cut only once
# its directory is.
from __future__ import annotations

import os
from pathlib import Path

__all__ = ["sync_directory"]


def sync_directory(directory: Path) -> None:
    """The directory's entries on disk. Raises OSError."""
    held = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
