# What a target stands for: a path, a directory with everything under it, a glob or a URL,
# as locations in a stable order. A kind is told by a file's first bytes, then by its suffix.
#
# Walking, hidden entries (leading dot, and Office's `~$` lock files) and files of a kind we
# do not read are left out without a word; the same file named outright is always answered.
# Symbolic links are followed after everything real, so that a file is found once and under
# its own name; a link back to a directory it lies in is reported.
from __future__ import annotations

import glob
import os
import re
import stat
from collections import deque
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from schema import MisuseError, Skipped

from .adapters import schemes
from .formats import KINDS, SUFFIXES, format_of, is_hidden, suffix_of
from .left_out import OURS, Identity, belongs
from .local import plain_reason

__all__ = [
    "absent",
    "expand",
    "known_schemes",
    "recognise",
    "refuse_password",
    "sqlite_path",
    "told_by",
]

_SUFFIXES = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".geojson": "json",
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".xls": "workbook",
    ".xlsb": "workbook",
    ".ods": "workbook",
    ".et": "workbook",
    ".parquet": "parquet",
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    **{suffix: KINDS[found] for suffix, found in SUFFIXES.items()},
}
# Text that may or may not be a table: looked into before it is believed.
_PERHAPS_DELIMITED = frozenset({".txt", ".dat", ".del"})
_SCHEMES = {**schemes(), "sqlite": "sqlite"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PEEK = 64 * 1024
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
_PASSWORD_KEY = re.compile(r"[?&](?:ssl)?passw(?:or)?d=", re.IGNORECASE)
_NOT_READABLE = "is not a kind of file that can be read"
_NO_MATCH = "nothing that can be read matches"


def expand(target: str, left_out: Collection[Identity] = frozenset()) -> Iterator[str | Skipped]:
    """The locations a target stands for, each to be handed to `discover`, in stable order.

    What is `left_out` is passed over in silence, and answered for where it is the target.
    Raises ValueError for a URL with a password in it.
    """
    refuse_password(target)
    if reason := absent(target, left_out):
        yield Skipped(target, reason)
    elif _URL.fullmatch(target):
        yield target
    elif os.path.lexists(target):
        yield from _named(target, left_out)
    else:
        yield from _matched(target, left_out)


def absent(target: str, left_out: Collection[Identity] = frozenset()) -> str:
    """Why a target stands for nothing whatever may be read, or "" where it may.

    >>> absent("ftp://host/people.csv")
    'no connector reads ftp:// sources'
    """
    url = _URL.fullmatch(target)
    if url is not None:
        scheme = url["scheme"].lower()
        if scheme not in _SCHEMES:
            return f"no connector reads {scheme}:// sources"
        path = sqlite_path(target)[0] if scheme == "sqlite" else ""
        if path and not os.path.lexists(path):
            return "does not exist"
        return OURS if path and belongs(path, left_out) else ""
    if os.path.lexists(target):
        return OURS if belongs(target, left_out) else ""
    if not glob.has_magic(target):
        return "does not exist"
    found = next(glob.iglob(target, recursive=True), None)  # noqa: PTH207  text as typed
    return _NO_MATCH if found is None else ""


def recognise(location: str) -> str | None:
    """The kind of connector for a location, or None for one that is not read.

    Content goes before the name: a workbook called `.csv` is a workbook. A file that cannot
    be opened has the kind its suffix promises.
    """
    url = _URL.fullmatch(location)
    if url is not None:
        return _SCHEMES.get(url["scheme"].lower())
    suffix = suffix_of(location)
    if not os.path.isfile(location):  # noqa: PTH113
        return _SUFFIXES.get(suffix)
    try:
        with open(location, "rb") as file:  # noqa: PTH123
            head = file.read(_PEEK)
            tail = head[-4:]
            if len(head) == _PEEK:
                file.seek(-4, os.SEEK_END)
                tail = file.read(4)
    except OSError:
        return _SUFFIXES.get(suffix)
    return told_by(head, tail, suffix)


def known_schemes() -> str:
    """The beginnings of URLs that a connector reads, for a message.

    >>> "sqlite://" in known_schemes()
    True
    """
    return ", ".join(f"{scheme}://" for scheme in sorted(_SCHEMES))


def refuse_password(target: str) -> None:
    """Nothing for a target without a password; raises MisuseError, not echoing it, otherwise."""
    url = _URL.fullmatch(target)
    if url is None or url["scheme"].lower() == "sqlite":
        return
    # Not urlsplit: a password with an unescaped slash would hide from it.
    before_host = url["rest"].rpartition("@")[0]
    if ":" in before_host or _PASSWORD_KEY.search(url["rest"]):
        raise MisuseError(
            f"a {url['scheme']} URL with a password in it is refused; register the source with "
            "`tongguan source add NAME URL --password-file F` and use its name"
        )


def sqlite_path(location: str) -> tuple[str, str]:
    """The file and the table ("" for all) of a path or a `sqlite:///f.db#table` URL.

    Three slashes start a relative path, four an absolute one.

    >>> sqlite_path("sqlite:////srv/a.db#person")
    ('/srv/a.db', 'person')
    """
    url = _URL.fullmatch(location)
    if url is None:
        return location, ""
    path, _, table = url["rest"].partition("#")
    return unquote(path.partition("?")[0]).removeprefix("/"), unquote(table)


def _named(path: str, left_out: Collection[Identity]) -> Iterator[str | Skipped]:
    """A path the user named: a directory is walked, a file is answered for in any case."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except OSError as error:
        yield Skipped(path, plain_reason(error))
        return
    if stat.S_ISDIR(mode):
        yield from _walked(path, left_out)
    elif not stat.S_ISREG(mode):
        yield Skipped(path, "is a pipe, socket or device, a file was expected")
    elif recognise(path) is None:
        yield Skipped(path, _why_not(path))
    else:
        yield path


def _why_not(path: str) -> str:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return _NOT_READABLE if file.read(1) else "is empty"
    except OSError as error:
        return plain_reason(error)


def _matched(pattern: str, left_out: Collection[Identity]) -> Iterator[str | Skipped]:
    found = False
    for path in sorted(glob.iglob(pattern, recursive=True)):  # noqa: PTH207  text as typed
        if belongs(path, left_out):
            continue
        if os.path.isdir(path):  # noqa: PTH112
            # With ** the glob itself goes down; otherwise a directory stands for its files.
            below = "**" not in pattern
            entries: Iterator[str | Skipped] = _walked(path, left_out) if below else iter(())
        else:
            entries = _listed(path, set())
        for entry in entries:
            found = True
            yield entry
    if not found:
        yield Skipped(pattern, _NO_MATCH)


def _walked(root: str, left_out: Collection[Identity]) -> Iterator[str | Skipped]:
    """Every readable file under a directory: the real tree first, then what links lead to."""
    found = False
    # What is left out counts as met already, before anything of it is opened.
    seen = set(left_out)
    links: deque[str] = deque()
    waiting = deque([root])
    while waiting:
        for entry in _tree(waiting.popleft(), seen, links):
            found = True
            yield entry
        while links and not waiting:
            link = links.popleft()
            try:
                target = os.stat(link)  # noqa: PTH116
            except OSError as error:
                found = True
                yield Skipped(link, _link_reason(error))
                continue
            if belongs(link, left_out):
                continue
            if not stat.S_ISDIR(target.st_mode):
                entries = _listed(link, seen)
            elif _leads_back(link):
                entries = iter([Skipped(link, "is a symbolic link to a directory it lies in")])
            else:
                waiting.append(link)
                continue
            for entry in entries:
                found = True
                yield entry
    if not found:
        yield Skipped(root, "holds no file that can be read")


def _tree(root: str, seen: set[Identity], links: deque[str]) -> Iterator[str | Skipped]:
    """The files of a directory and the directories in it, links put aside for later."""
    stack = [root]
    while stack:
        directory = stack.pop()
        try:
            identity = _identity(directory)
            if identity in seen:
                continue
            seen.add(identity)
            with os.scandir(directory) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Skipped(directory, plain_reason(error))
            continue
        below = []
        for entry in entries:
            if is_hidden(entry.name) or (entry.name[0] == "." and entry.is_dir()):
                continue
            if entry.is_symlink():
                links.append(entry.path)
            elif entry.is_dir(follow_symlinks=False):
                below.append(entry.path)
            else:
                yield from _listed(entry.path, seen)
        stack.extend(reversed(below))


def _listed(path: str, seen: set[Identity]) -> Iterator[str | Skipped]:
    """A file met while walking: itself if it is of a kind we read and was not met before."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError as error:
        yield Skipped(path, plain_reason(error))
        return
    identity = (found.st_dev, found.st_ino)
    if not stat.S_ISREG(found.st_mode) or identity in seen:
        return
    suffix = suffix_of(path)
    # Windows leaves a Thumbs.db, which is none, in every folder of pictures.
    if (suffix in _SUFFIXES and suffix != ".db") or recognise(path) is not None:
        seen.add(identity)
        yield path


def told_by(head: bytes, tail: bytes, suffix: str) -> str | None:
    """The kind of connector for a file by its first bytes, its last four and its suffix."""
    # A text may begin so too ("PARENT,…"); only a Parquet file also ends so.
    if head[:4] in (b"PAR1", b"PARE") and (tail == head[:4] or suffix == ".parquet"):
        return "parquet"
    if head.startswith(b"SQLite format 3\x00"):
        return "sqlite"
    promised = _SUFFIXES.get(suffix)
    if promised == "workbook" and head.startswith((_OLE, _ZIP)):
        return promised
    found = format_of(head, suffix)
    if suffix in _PERHAPS_DELIMITED and found in {None, "text"}:
        return _of_text(head)
    if found is not None:
        return KINDS[found]
    return None if head.startswith((_OLE, _ZIP)) else promised


def _of_text(head: bytes) -> str | None:
    """A table, lines of JSON, or a text to read; None for what is no text."""
    # Only doubtful text needs these.
    from .dialect import looks_delimited  # noqa: PLC0415
    from .encoding import detect_encoding  # noqa: PLC0415

    whole = len(head) < _PEEK
    if looks_delimited(head, whole=whole):
        return "delimited"
    return "document" if head and detect_encoding(head, whole=whole) else None


def _identity(path: str) -> Identity:
    found = os.stat(path)  # noqa: PTH116
    return found.st_dev, found.st_ino


def _leads_back(link: str) -> bool:
    """True where a link's directory is one of those the link lies in."""
    target = os.path.realpath(link)
    parent = os.path.realpath(os.path.dirname(link) or ".")  # noqa: PTH120
    return os.path.commonpath([target, parent]) == target


def _link_reason(error: OSError) -> str:
    reason = plain_reason(error)
    return "is a symbolic link to nothing" if reason == "does not exist" else reason
