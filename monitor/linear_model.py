# A model that weighs figures: standardised, multiplied, added up. It is kept as JSON, says what it
# was trained on, and tells which figures drove a score.
from __future__ import annotations

import hashlib
from importlib import resources

import msgspec
import numpy as np
import numpy.typing as npt

__all__ = ["LinearModel", "read_linear", "shipped_linear"]

Matrix = npt.NDArray[np.float64]


class LinearModel(msgspec.Struct, frozen=True, kw_only=True):
    """Weights for figures by name; a score above `threshold` is worth an alert.

    `seed`, `window` and `trained_on` say how it was made; `digest` is of what it was made from.
    """

    name: str
    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float
    seed: int
    window: str
    trained_on: str
    digest: str

    @property
    def version(self) -> str:
        """The model's own name: the beginning of the SHA-256 of all its numbers."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:12]

    def scores(self, rows: Matrix) -> Matrix:
        """The score of each row of figures."""
        found: Matrix = self._parts(rows).sum(axis=1) + self.bias
        return found

    def drivers(self, row: Matrix, most: int = 3) -> tuple[str, ...]:
        """The figures that speak loudest for a row's score, each with its value."""
        parts = self._parts(row[None])[0]
        loudest = [place for place in np.argsort(-parts)[:most].tolist() if parts[place] > 0]
        return tuple(f"{self.features[place]}={row[place]:.2f}" for place in loudest)

    def _parts(self, rows: Matrix) -> Matrix:
        parts: Matrix = (rows - np.array(self.mean)) / np.array(self.scale) * np.array(self.weights)
        return parts


def read_linear(octets: bytes) -> LinearModel:
    """A model from its JSON. Raises ValueError where it is none."""
    try:
        model = msgspec.json.decode(octets, type=LinearModel)
    except msgspec.DecodeError:
        raise ValueError("this is no model of figures") from None
    sizes = {len(each) for each in (model.features, model.mean, model.scale, model.weights)}
    if len(sizes) != 1 or not all(model.scale):
        raise ValueError("a model has a mean, a scale and a weight for each of its figures")
    return model


def shipped_linear(name: str) -> LinearModel:
    """The model of that name in the package."""
    return read_linear((resources.files(__package__) / "models" / f"{name}.json").read_bytes())
