# A document with values in its text covered: a guarded program tells the texts, whoever knows
# values says what stands where, and the program writes the document in which that is so. Its
# kind and all else in it stay.
from __future__ import annotations

from collections.abc import Iterator

from schema import Access, SourceError, Table

from .covering import Edits
from .document import faults_of
from .formats import suffix_of
from .guard import guarded
from .guard_frame import Message
from .local import mark
from .pace import pace

__all__ = ["covered_document", "document_texts", "keeps_document"]

_PROGRAMS = {"docx": "cover_docx", "html": "cover_html", "text": "cover_lines"}


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
