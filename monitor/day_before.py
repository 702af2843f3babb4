# What groups did outside the hours that a detection looks at, within the day before. Of whoever has
# no earlier days yet that is all there is to hold the night against.
from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .column import Column, column
from .window import Group

__all__ = ["DayBefore"]


class DayBefore:
    """Values by group and half window, of which `halves` make a day."""

    def __init__(self, halves: int) -> None:
        self._halves = halves
        self._values: dict[Group, dict[int, int]] = {}

    def add(
        self, by: list[Column], places: npt.NDArray[np.int64], values: npt.NDArray[np.int64]
    ) -> None:
        """Takes events in: the columns that make their groups, their half windows and values."""
        names = [f"by{at}" for at in range(len(by))]
        columns = dict(zip(names, by, strict=True))
        table = pa.table({**columns, "place": column(places), "value": column(values)})
        for row in table.group_by([*names, "place"]).aggregate([("value", "sum")]).to_pylist():
            own = self._values.setdefault(tuple(row[name] or "" for name in names), {})
            own[row["place"]] = own.get(row["place"], 0) + row["value_sum"]

    def most(self, group: Group, place: int) -> int:
        """The fullest window of a group within the day before this half window, 0 for none."""
        own = self._values.get(group, {})
        near = (each for each in own if place - self._halves < each < place)
        return max((own[each] + own.get(each + 1, 0) for each in near), default=0)

    def forget(self, now: int) -> None:
        """Lets go of what is more than two days behind this half window."""
        oldest = now - 2 * self._halves
        for group in list(self._values):
            own = {place: value for place, value in self._values[group].items() if place >= oldest}
            if own:
                self._values[group] = own
            else:
                del self._values[group]
