# Noise and shuffling, both by key: noise follows from the key and a cell, so that a copy made
# again is the same and several copies cannot be averaged; a shuffle moves every cell of a
# column to another row.
from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .block_cipher import BlockCipher, subkey
from .cmac import drawn
from .numbers import Floats, numbers_of, with_numbers
from .parameters import Keys, Parameters, choice, domain, fault_of, key_of, number, text
from .texts import as_text

__all__ = ["noise", "noise_beside", "noise_fault", "shuffle", "shuffle_fault"]

_KINDS = ("gaussian", "laplace")
_UNIT = 2.0**-53


def noise(array: pa.Array[Any], parameters: Parameters, keys: Keys) -> pa.Array[Any]:
    """Each number with noise that follows from the number itself: equal ones stay equal."""
    return noise_beside(array, array, parameters, keys)


def noise_beside(
    array: pa.Array[Any], beside: pa.Array[Any], parameters: Parameters, keys: Keys
) -> pa.Array[Any]:
    """Each number with noise of `kind` and `scale` that follows from the cell beside it.

    `scale` is b of the Laplace and sigma of the normal distribution. Numbers come out as
    multiples of `step`, of a thousandth of the scale where none is given, for the last digits
    of a float would tell the noise; whole numbers stay whole.
    """
    scale = float(parameters["scale"])
    step = float(parameters.get("step", "0")) or 2.0 ** math.floor(math.log2(scale / 1024))
    words = drawn(as_text(beside), key_of(parameters, keys), "noise " + parameters["domain"])
    # Fifty-three bits each, never zero.
    first, second = ((words >> np.uint64(11)).astype(np.float64) + 0.5).T * _UNIT
    if parameters["kind"] == "laplace":
        amounts: Floats = np.sign(first - 0.5) * -np.log1p(-2 * np.abs(first - 0.5)) * scale
    else:
        amounts = np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second) * scale
    numbers = np.floor(numbers_of(array) / step + 0.5) + np.floor(amounts / step + 0.5)
    return with_numbers(array, numbers * step)


def noise_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `noise` rule."""
    return fault_of(_NOISE_TAKEN, parameters)


def shuffle(array: pa.Array[Any], parameters: Parameters, keys: Keys) -> pa.Array[Any]:
    """The cells in another order, one cycle through all rows: none stays where it was.

    Needs the whole column: of parts it makes other orders.
    """
    count = len(array)
    cipher = BlockCipher("aes", subkey(key_of(parameters, keys), "shuffle", "aes"))
    blocks = np.zeros((count, 2), np.uint64)
    blocks[:, 0] = np.arange(count)
    blocks[:, 1] = count
    lots = cipher.encrypt(blocks)
    order = np.lexsort((lots[:, 1], lots[:, 0]))
    source = np.empty(count, np.int64)
    source[order] = np.roll(order, -1)
    moved: pa.Array[Any] = pc.take(array, pa.array(source, pa.int64()))
    return moved


def shuffle_fault(parameters: Parameters) -> str:
    """What is wrong with the parameters of a `shuffle` rule."""
    return fault_of((domain(),), parameters)


_NOISE_TAKEN = (
    domain(),
    choice("kind", _KINDS, needed=True),
    number("scale", above_zero=True),
    number("step", above_zero=True, needed=False),
    text("by"),
)
