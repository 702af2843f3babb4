# Records of requests as columns and back. Requests that come at the same time and are masked
# the same way are masked together: a kernel costs as much for fourteen rows as for a thousand.
from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from schema import MisuseError, TongguanError

if TYPE_CHECKING:
    from operations import Counter

__all__ = ["Batcher", "columns_of", "records_of"]

Row = Mapping[str, Any]
# From here on a request is masked in a thread, so that others need not wait for it.
_LARGE = 2_000
_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


def columns_of(records: Sequence[Row], names: Sequence[str]) -> list[list[Any]]:
    """The cells of each named column.

    Raises MisuseError naming the record where it has other columns; no cell is told.
    """
    if not names:
        raise MisuseError("records need one column at least")
    if not records:
        return [[] for _ in names]
    count = len(names)
    chosen = itemgetter(*names)
    try:
        rows = [chosen(record) for record in records]
    except KeyError:
        raise _unlike(records, names) from None
    if any(len(record) != count for record in records):
        raise _unlike(records, names)
    return [rows] if count == 1 else [list(cells) for cells in zip(*rows, strict=True)]


def _unlike(records: Sequence[Row], names: Sequence[str]) -> MisuseError:
    """What is said of the first record that has other columns than these."""
    wanted = set(names)
    number, record = next(each for each in enumerate(records) if each[1].keys() != wanted)
    if missing := sorted(wanted - record.keys()):
        return MisuseError(f"record {number} has no column {missing[0]}")
    return MisuseError(f"record {number} has columns that nobody planned for")


def _typed(name: str, cells: list[Any]) -> pa.Array[Any]:
    kinds = set(map(type, cells)) - {type(None)}
    if len(kinds) > 1:
        if kinds <= {int, float}:
            kinds = {float}
        else:
            raise MisuseError(f"column {name} holds values of several types")
    kind = kinds.pop() if kinds else str
    try:
        return pa.array(cells, _TYPES[kind])
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        raise MisuseError(f"column {name} holds a value that is no text or number") from None


def records_of(names: Sequence[str], columns: Sequence[list[Any]]) -> list[Any]:
    """Rows as records with these names, to be written as JSON."""
    return list(map(_record(tuple(names)), *columns))


@functools.lru_cache(maxsize=256)
def _record(names: tuple[str, ...]) -> Callable[..., Any]:
    """What makes a record of cells: a struct is made and written in a third of a dict's time."""
    fields = [f"c{place}" for place in range(len(names))]
    try:
        return msgspec.defstruct("Record", fields, rename=dict(zip(fields, names, strict=True)))
    except ValueError:
        # A name that has to be written with a backslash.
        return lambda *cells: dict(zip(names, cells, strict=True))


class Batcher:
    """Masks the requests of one turn of the event loop together."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[Counter, list[tuple[list[Any], asyncio.Future[Any]]]]] = {}

    async def masked(self, counter: Counter, records: Sequence[Row]) -> list[list[Any]]:
        """The columns of the records as the counter's plan shows them.

        Raises MisuseError where they are not what the plan is for.
        """
        names = [column.name for column in counter.plan.columns]
        columns = columns_of(records, names)
        if not records:
            return columns
        if len(records) > _LARGE:
            return await asyncio.to_thread(_shown, counter, names, columns)
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._flush)
        answer: asyncio.Future[Any] = loop.create_future()
        self._waiting.setdefault(id(counter), (counter, []))[1].append((columns, answer))
        shown: list[list[Any]] = await answer
        return shown

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for counter, requests in waiting.values():
            names = [column.name for column in counter.plan.columns]
            self._together(counter, names, requests)

    def _together(
        self,
        counter: Counter,
        names: Sequence[str],
        requests: list[tuple[list[Any], asyncio.Future[Any]]],
    ) -> None:
        joined = [
            [cell for columns, _ in requests for cell in columns[place]]
            for place in range(len(names))
        ]
        try:
            shown = _shown(counter, names, joined)
        except TongguanError as error:
            if len(requests) == 1:
                _settle(requests[0][1], error)
                return
            # One of them is at fault: each by itself.
            for request in requests:
                self._together(counter, names, [request])
            return
        start = 0
        for columns, answer in requests:
            stop = start + len(columns[0])
            if not answer.done():
                answer.set_result([column[start:stop] for column in shown])
            start = stop


def _shown(counter: Counter, names: Sequence[str], columns: list[list[Any]]) -> list[list[Any]]:
    arrays = [_typed(name, cells) for name, cells in zip(names, columns, strict=True)]
    batch = pa.RecordBatch.from_arrays(arrays, names=list(names))
    return [column.to_pylist() for column in counter.masked(batch).columns]


def _settle(answer: asyncio.Future[Any], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
