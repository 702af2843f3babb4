# A file of new objects can be read, and holds those alone.
from __future__ import annotations

import io

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from connectors.pdf_objects import Objects


def test_a_file_holds_what_was_put_in() -> None:
    objects = Objects()
    root, tree = objects.reserve(), objects.reserve()
    page = DictionaryObject({NameObject("/Type"): NameObject("/Page")})
    page[NameObject("/Parent")] = tree
    page[NameObject("/Contents")] = objects.stream(b"q Q")
    held = DictionaryObject({NameObject("/Type"): NameObject("/Pages")})
    held[NameObject("/Kids")] = ArrayObject([objects.add(page)])
    held[NameObject("/Count")] = NumberObject(1)
    objects.put(tree, held)
    catalogue = DictionaryObject({NameObject("/Type"): NameObject("/Catalog")})
    catalogue[NameObject("/Pages")] = tree
    objects.put(root, catalogue)
    raw = objects.file(root)
    reader = PdfReader(io.BytesIO(raw), strict=True)
    assert reader.pages[0].get_contents().get_data() == b"q Q"
    assert reader.metadata is None
    assert sorted(reader.trailer) == ["/Root", "/Size"]
    assert objects.file(root) == raw
