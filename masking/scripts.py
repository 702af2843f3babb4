# Which characters are Chinese, which Latin: asked of RE2, whose word the forms of masking go by,
# so that whatever looks without it always agrees.
from __future__ import annotations

import functools

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
    characters = pa.array(list(points.astype("<u4").tobytes().decode("utf-32-le")))
    held = np.asarray(pc.match_substring_regex(characters, rf"^\p{{{script}}}$"))
    return np.asarray(points[held], np.int64)
