# How a value may be told less exactly: each value with what stands for it, step by step, up
# to `*`. Hierarchies are tables, one line a value, as ARX and anjana read them; where none
# is given for a column of many texts, what texts begin with makes one (610102, 6101*, 61*).
from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["EVERYTHING", "Hierarchy", "parse_hierarchy", "prefix_hierarchy"]

EVERYTHING = "*"
"""What stands for every value of a column."""

_MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Paths from each value up to `*`, all of one length, ordered so that kin stand together.

    Raises ValueError where a value stands twice or a name has two parents. Messages tell
    lines and steps, never values.
    """

    paths: tuple[tuple[str, ...], ...]
    leaves: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        if not self.paths:
            raise ValueError("a hierarchy without a line says nothing")
        length = len(self.paths[0])
        paths = [path if path[-1] == EVERYTHING else (*path, EVERYTHING) for path in self.paths]
        if any(len(path) != length for path in self.paths):
            raise ValueError("the lines of a hierarchy have as many steps each; these differ")
        paths.sort(key=lambda path: path[::-1])
        for step in range(1, len(paths[0]) - 1):
            parents: dict[str, str] = {}
            for path in paths:
                if parents.setdefault(path[step], path[step + 1]) != path[step + 1]:
                    raise ValueError(f"a name of step {step + 1} stands under two names above it")
        object.__setattr__(self, "paths", tuple(paths))
        object.__setattr__(self, "leaves", {path[0]: place for place, path in enumerate(paths)})
        if len(self.leaves) != len(paths):
            raise ValueError("a value stands on two lines of its hierarchy")

    @property
    def steps(self) -> int:
        """How many names a path has, value and `*` included."""
        return len(self.paths[0])


def parse_hierarchy(text: str) -> Hierarchy:
    r"""A hierarchy from lines `value;group;wider group;*`, comma or semicolon between.

    >>> parse_hierarchy("Xi'an;Shaanxi;*\nYan'an;Shaanxi;*\nLanzhou;Gansu;*").steps
    3
    """
    lines = [line for line in text.splitlines() if line.strip()]
    delimiter = ";" if lines and ";" in lines[0] else ","
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    return Hierarchy(tuple(tuple(cell.strip() for cell in row) for row in rows))


def prefix_hierarchy(values: Sequence[str]) -> Hierarchy:
    """A hierarchy by what the values begin with, in at most a dozen steps.

    >>> prefix_hierarchy(["610102", "610103", "620102"]).paths[0]
    ('610102', '61010*', '6*', '*')
    """
    texts = sorted(set(values))
    longest = max(map(len, texts), default=0)
    lengths: list[int] = []
    groups = len(texts)
    for length in range(longest - 1, 0, -1):
        distinct = len({text[:length] for text in texts})
        if distinct < groups and distinct > 1:
            lengths.append(length)
            groups = distinct
    if len(lengths) > _MOST_STEPS - 2:
        # Evenly thinned: near steps differ little.
        kept = {
            round(place * (len(lengths) - 1) / (_MOST_STEPS - 3))
            for place in range(_MOST_STEPS - 2)
        }
        lengths = [length for place, length in enumerate(lengths) if place in kept]
    paths = [(text, *(_begun(text, length) for length in lengths), EVERYTHING) for text in texts]
    return Hierarchy(tuple(paths))


def _begun(text: str, length: int) -> str:
    return text[:length] + EVERYTHING
