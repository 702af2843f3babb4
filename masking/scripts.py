# Which characters are Chinese, which Latin: asked of RE2, whose word the forms of masking go by,
# so that whatever looks without it always agrees.
from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["points_of"]


@functools.cache
def points_of(script: str) -> npt.NDArray[np.int64]:
    """The code points of a script by its name (Han, Latin), in order.

    >>> chr(points_of("Latin")[0]), len(points_of("Han")) > 90_000
    ('A', True)
    """
    points = np.r_[0x20:0xD800, 0xE000:0x110000]
    text = points.astype("<u4").tobytes().decode("utf-32-le").encode()
    widths = 1 + (points > 0x7F) + (points > 0x7FF) + (points > 0xFFFF).astype(np.int32)
    ends = np.concatenate([[0], np.cumsum(widths)]).astype(np.int32)
    buffers = [None, pa.py_buffer(ends.data), pa.py_buffer(text)]
    characters: Any = pa.Array.from_buffers(pa.string(), len(points), buffers)
    held = np.asarray(pc.match_substring_regex(characters, rf"^\p{{{script}}}$"))
    return np.asarray(points[held], np.int64)
