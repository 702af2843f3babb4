# Files for people, all of them or none: each is written aside under a hidden name in its own
# directory, brought to disk, and only when every one is whole do they get their names. What a
# killed process left aside is cleared away by the next that writes there. No directory is
# ever made: a mistyped one would hide the result.
from __future__ import annotations

import contextlib
import fcntl
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from connectors import plain_reason
from schema import MisuseError, SourceError

__all__ = ["deliver", "refuse_output"]


def refuse_output(output: Path, *, overwrite: bool = False) -> None:
    """Nothing for a name that may be written. Raises MisuseError with the way out otherwise."""
    if not output.parent.is_dir():
        raise MisuseError(f"{output}: there is no directory {output.parent}; make it first")
    if output.is_dir():
        raise MisuseError(f"{output} is a directory; name the file to write in it")
    if os.path.lexists(output) and not overwrite:
        raise MisuseError(f"{output} exists already; choose another name or --overwrite")


def deliver(
    outputs: Sequence[Path],
    write: Callable[[Path], None],
    *,
    overwrite: bool = False,
    mode: int = 0o666,
) -> None:
    """Nothing, once every output stands under its name; `write` is called for each.

    It is given a hidden name with the same suffix, made with `mode` less the umask. Raises MisuseError where an output may not
    be written, SourceError where a disk is full or fails; then none of them is written, and
    what stood there before still does.
    """
    for place, output in enumerate(outputs):
        refuse_output(output, overwrite=overwrite)
        if output in outputs[:place]:
            raise MisuseError(f"{output} is named twice")
    with ExitStack() as held:
        asides: list[Path] = []
        for output in outputs:
            with _explained(output):
                _clear_leftovers(output)
                asides.append(held.enter_context(_aside(output, mode)))
                write(asides[-1])
                _to_disk(asides[-1])
        _named(outputs, asides, overwrite=overwrite)


@contextmanager
def _explained(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = plain_reason(error)
        if not reason.startswith("cannot be written"):
            reason = f"cannot be written: {reason}"
        raise SourceError(reason, source=str(output)) from None


@contextmanager
def _aside(output: Path, mode: int) -> Iterator[Path]:
    """A hidden file that is ours as long as the lock on it is held, gone afterwards."""
    aside = output.with_name(f".{output.name}.{os.getpid()}.partial{output.suffix}")
    lock = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield aside
    finally:
        aside.unlink(missing_ok=True)
        os.close(lock)


def _clear_leftovers(output: Path) -> None:
    """Removes what killed processes left aside for this output; one at work keeps its lock."""
    name, suffix = re.escape(output.name), re.escape(output.suffix)
    aside = rf"\.{name}\.\d+\.partial{suffix}"
    # What a writer of files that writes aside itself left of it, too.
    leftover = re.compile(rf"{aside}|\.{aside}\.\d+\.partial")
    for path in output.parent.iterdir():
        if leftover.fullmatch(path.name):
            # Gone meanwhile, held, or another user's: not ours to clear.
            with contextlib.suppress(OSError):
                lock = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink()
                finally:
                    os.close(lock)


def _to_disk(path: Path) -> None:
    held = os.open(path, os.O_RDWR)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _named(outputs: Sequence[Path], asides: Sequence[Path], *, overwrite: bool) -> None:
    placed: list[Path] = []
    try:
        for aside, output in zip(asides, outputs, strict=True):
            # Looked at once more: writing may have taken long.
            refuse_output(output, overwrite=overwrite)
            with _explained(output):
                aside.replace(output)
            placed.append(output)
    except (SourceError, MisuseError):
        if not overwrite:
            for output in placed:
                output.unlink(missing_ok=True)
        raise
