# A PDF file (ISO 32000-1, 7.5) made of new objects alone: what nobody put in is not in it, neither
# earlier versions of it nor who wrote it, when and with what.
from __future__ import annotations

import io
from typing import Any

from pypdf.generic import DecodedStreamObject, IndirectObject, NullObject, PdfObject

__all__ = ["Objects"]

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Objects:
    """Objects of a file to be; `add` gives what others refer to one by."""

    def __init__(self) -> None:
        self._held: list[PdfObject] = []

    def add(self, obj: PdfObject) -> IndirectObject:
        """The object under a number of its own."""
        self._held.append(obj)
        # Whose object it is matters to who reads it, not to who writes it.
        return IndirectObject(len(self._held), 0, None)

    def reserve(self) -> IndirectObject:
        """A number for an object that is still to come: `put` it."""
        return self.add(NullObject())

    def put(self, reference: IndirectObject, obj: PdfObject) -> None:
        """The object that a number was reserved for."""
        self._held[reference.idnum - 1] = obj

    def stream(self, content: bytes, about: dict[Any, PdfObject] | None = None) -> IndirectObject:
        """A packed stream."""
        plain = DecodedStreamObject()
        plain.set_data(content)
        plain.update(about or {})
        return self.add(plain.flate_encode())

    def file(self, root: IndirectObject) -> bytes:
        """The whole file, `root` its catalogue."""
        out = io.BytesIO()
        out.write(_HEAD)
        places = []
        for number, obj in enumerate(self._held, 1):
            places.append(out.tell())
            out.write(f"{number} 0 obj\n".encode())
            obj.write_to_stream(out)
            out.write(b"\nendobj\n")
        start = out.tell()
        out.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
        out.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
        about = f"<< /Size {len(places) + 1} /Root {root.idnum} 0 R >>"
        out.write(f"trailer\n{about}\nstartxref\n{start}\n%%EOF\n".encode())
        return out.getvalue()
