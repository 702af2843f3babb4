# A document with values in its text covered: a guarded program tells the texts, whoever knows
# values says what stands where, and the program writes the document in which that is so. Its
# kind and all else in it stay.
from __future__ import annotations

from collections.abc import Iterator, Sequence

from schema import Access, SourceError, Table

from .covering import Edits
from .document import faults_of
from .formats import suffix_of
from .guard import guarded
from .guard_frame import Message
from .local import mark
from .pace import pace

__all__ = ["covered_document", "document_seen", "document_texts", "keeps_document"]

_PROGRAMS = {
    "docx": "cover_docx",
    "html": "cover_html",
    "pdf": "cover_pdf",
    "text": "cover_lines",
}
# What another reader than the one that wrote it sees, for formats in which that may differ.
_SEEN = {"pdf": "check_pdf"}


def keeps_document(table: Table, destination: str) -> bool:
    """Whether a copy under this name is the same kind of document, and can be written."""
    return (
        table.kind == "document"
        and table.options["format"] in _PROGRAMS
        and suffix_of(destination) == suffix_of(table.source)
    )


def document_texts(table: Table, access: Access) -> list[str]:
    """What is read as one text each, in the document's order. Raises SourceError for what cannot
    be read, or holds what nobody looks into.
    """
    pace(access)(mark(table.source).size_bytes)
    texts: list[str] = []
    for message in _messages(table, access):
        texts += message[1]
    return texts


def covered_document(table: Table, access: Access, edits: Edits) -> Iterator[bytes]:
    """The bytes of the document with these edits made: by the number of a text, what stands from
    one place in it to another.
    """
    for message in _messages(table, access, edits):
        yield bytes(message[1])


def document_seen(
    path: str, table: Table, access: Access, values: Sequence[str]
) -> tuple[list[str], int]:
    """What another program sees in a document of this one's kind, and how many of the values it
    finds anywhere in its bytes; nothing for kinds that one reader reads like another.
    """
    program = _SEEN.get(table.options.get("format", ""))
    if program is None:
        return [], 0
    limits = access.limits
    asked = (limits.max_unpacked_bytes, limits.max_ratio)
    texts: list[str] = []
    held = 0
    for message in guarded(
        program, path, asked, list(values), source=path, limits=limits, faults=faults_of(access)
    ):
        if message[0] == "texts":
            texts += message[1]
        else:
            held = int(message[1])
    return texts, held


def _messages(table: Table, access: Access, *edits: object) -> Iterator[Message]:
    limits = access.limits
    program = _PROGRAMS.get(table.options.get("format", ""))
    if program is None:
        raise SourceError("is a document that cannot be written again", source=table.source)
    asked = (limits.max_unpacked_bytes, limits.max_ratio)
    return guarded(
        program, table.source, asked, *edits,
        source=table.source, limits=limits, faults=faults_of(access),
    )  # fmt: skip
