# Cells of UTF-8 as code points and as Python texts. What is no UTF-8 becomes U+FFFD, one for
# each run of bytes that begins no character, as Python's decoder has it.
from __future__ import annotations

import numpy as np

from . import compiled
from .cells import Cells, Index, count_within

__all__ = ["code_points", "decoded_texts"]


def code_points(cells: Cells) -> Cells:
    """UTF-8 cells as code points; what is no UTF-8 becomes U+FFFD."""
    if compiled.pays(cells):
        read = compiled.decoded(cells)
        if read is not None:
            units, lengths = read
            return Cells(units, _starts(lengths), lengths, source=cells)
    packed = cells.packed()
    raw = packed.units.tobytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _repaired(packed)
    leads = (packed.units & np.uint8(0xC0)) != 0x80
    lengths = count_within(leads, packed)
    units = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    return Cells(units, _starts(lengths), lengths, source=cells)


def _repaired(packed: Cells) -> Cells:
    texts = decoded_texts(packed)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    units = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    return Cells(units, _starts(lengths), lengths)


def _starts(lengths: Index) -> Index:
    """Where each text starts when one follows the other."""
    starts = np.zeros(len(lengths), dtype=np.int64)
    np.cumsum(lengths[:-1], out=starts[1:])
    return starts


def decoded_texts(cells: Cells) -> list[str]:
    """Byte cells as Python text, for the few whose shape is kept."""
    return [
        cells.units[start : start + length].tobytes().decode("utf-8", errors="replace").strip()
        for start, length in zip(cells.starts.tolist(), cells.lengths.tolist(), strict=True)
    ]
