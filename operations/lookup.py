# The data set a person means: by its id, or by the only name, source or place it goes by.
from __future__ import annotations

import os

from connectors import shown
from schema import Dataset, DatasetFinding, MisuseError

from .recording import Book

__all__ = ["find_record"]


def find_record(book: Book, wanted: str) -> Dataset:
    """The latest finding about the data set called this; MisuseError as in `find_entry`."""
    wanted = shown(wanted)
    exact = book.latest(Dataset, wanted)
    if exact is not None:
        return exact
    found = [record for record in book.list(Dataset) if _is_called(record.finding, wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(record.id for record in found)
        raise MisuseError(f"{wanted!r} fits several data sets: {ids}")
    raise MisuseError(f"the catalogue has no data set {wanted!r}; scan it, or see `catalogue list`")


def _is_called(finding: DatasetFinding, wanted: str) -> bool:
    """Whether a person means this data set: a path may be written as from where they are."""
    here = wanted if "://" in wanted else os.path.abspath(wanted)  # noqa: PTH100  links are left alone
    full = f"{finding.source}#{finding.name}"
    return wanted in {finding.name, finding.source, full} or here in {finding.source, full}
