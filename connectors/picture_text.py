# The text in a picture, by RapidOCR with the models in its own package (PP-OCR by PaddlePaddle,
# Apache-2.0): nothing is fetched. The engine is made once, in the process that guard_server.py
# forks its children from, and has no threads of its own, which would not survive that.
from __future__ import annotations

import functools
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageSequence, UnidentifiedImageError
from rapidocr import RapidOCR

from .guard_frame import Fault

__all__ = ["engine", "lines_of", "pictures_in"]

_FORMATS = ("BMP", "JPEG", "PNG", "TIFF")
_MAX_PIXELS = 120_000_000
# A picture that is smaller holds no line of text.
_LEAST = 12
_ONE_THREAD = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


@functools.cache
def engine() -> Any:
    """The engine, its models loaded; made on first use."""
    made = RapidOCR(params=_ONE_THREAD)
    # Models are loaded by the first picture.
    made(np.full((64, 256, 3), 255, dtype=np.uint8))
    return made


def pictures_in(file: BinaryIO) -> Iterator[Image.Image]:
    """Each picture of a file: one, or the pages of a TIFF.

    Raises Fault: "picture" for what cannot be read as one, "large" beyond 120 million pixels.
    """
    try:
        with warnings.catch_warnings():
            # Our own bound is told as a fault.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(file, formats=_FORMATS)
            for frame in ImageSequence.Iterator(opened):
                if frame.width * frame.height > _MAX_PIXELS:
                    raise Fault("large")
                yield frame.convert("RGB")
    except Image.DecompressionBombError:
        raise Fault("large") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Fault("picture") from None


def lines_of(picture: Image.Image) -> str:
    """The lines of text in a picture, from top to bottom; "" where there are none."""
    if min(picture.size) < _LEAST:
        return ""
    found = engine()(np.asarray(picture.convert("RGB")))
    return "\n".join(found.txts or ())
