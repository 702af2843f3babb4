# Parquet files as Arrow batches with the types the file declares. Names, types, comments
# and the exact number of rows come from the footer; a sample reads some row groups, chosen
# by the seed, and nothing of the others. Comments are looked for where writers put them: in
# a field's own metadata, and in the schema Spark leaves in the footer.
from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from schema import Access, Column, Sample, Skipped, SourceError, Table

from .batches import MAX_BYTES, MAX_ROWS, Reservoir, bounded, joined
from .encoding import texts
from .local import mark, plain_reason
from .pace import pace

__all__ = ["check", "discover", "read"]

_READ_WHOLE_ROWS = 100_000
_SAMPLE_GROUPS = 8
_SPARK = b"org.apache.spark.sql.parquet.row.metadata"
_DAMAGED = "is damaged or cut off: it cannot be read as Parquet"


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:  # noqa: ARG001
    """The one table of a Parquet file, from its footer alone."""
    found = mark(location)
    with _opened(location) as file:
        schema = file.schema_arrow
        yield Table(
            source=location,
            name=os.path.basename(location),  # noqa: PTH119
            columns=_columns(schema),
            kind="parquet",
            comment=_comment(schema.metadata),
            rows=file.metadata.num_rows,
            rows_exact=True,
            size_bytes=found.size_bytes,
            fingerprint=found.fingerprint,
        )


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows with the file's own Arrow types; a damaged row group is left out and named."""
    spend = pace(access)
    size = mark(table.source).size_bytes
    damaged: list[int] = []
    came = 0
    with _opened(table.source) as file:
        groups = _chosen(file.metadata, sample)
        per_row = size / max(1, file.metadata.num_rows)
        sampled: list[pa.RecordBatch] = []
        for place, group in enumerate(groups):
            batches = _group(file, group, per_row, spend, damaged)
            if sample.rows is None:
                for batch in batches:
                    came += batch.num_rows
                    yield from bounded(batch)
                continue
            share = sample.rows * (place + 1) // len(groups) - sample.rows * place // len(groups)
            keep = Reservoir(share, sample.seed + group)
            for batch in batches:
                keep.add(batch)
            sampled.extend(keep.batches())
            came += keep.seen
        yield from joined(sampled)
        if damaged and not came:
            raise SourceError(_DAMAGED, source=table.source)
        if damaged:
            yield Skipped(
                table.source,
                f"{len(damaged)} of {len(groups)} row groups are damaged, "
                f"the first is number {damaged[0] + 1}",
            )


def check(location: str, access: Access) -> None:
    """Nothing for a Parquet file whose footer can be read; SourceError otherwise."""
    for _table in discover(location, access):
        return


def _opened(path: str) -> pq.ParquetFile:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            magic = file.read(4)
            file.seek(-4, os.SEEK_END)
            end = file.read(4)
        if magic == end == b"PARE":
            raise SourceError("is encrypted", source=path)
        # Bytes, which the stubs do not know of, for names that are no UTF-8.
        return pq.ParquetFile(pa.OSFile(os.fsencode(path), "r"))  # type: ignore[arg-type]
    except (pa.ArrowException, ValueError):
        raise SourceError(_DAMAGED, source=path) from None
    except OSError as error:
        # Arrow reports damage as an OSError without a number.
        reason = plain_reason(error) if error.errno and error.errno != 22 else _DAMAGED
        raise SourceError(reason, source=path) from None


def _chosen(metadata: pq.FileMetaData, sample: Sample) -> Sequence[int]:
    """The row groups to read, in order."""
    filled = [n for n in range(metadata.num_row_groups) if metadata.row_group(n).num_rows]
    if sample.rows is None or not filled:
        return filled
    if metadata.num_rows > _READ_WHOLE_ROWS and len(filled) > _SAMPLE_GROUPS:
        random = np.random.default_rng(sample.seed)
        filled = sorted(int(n) for n in random.choice(filled, _SAMPLE_GROUPS, replace=False))
    return filled


def _group(
    file: pq.ParquetFile,
    group: int,
    per_row: float,
    spend: Callable[[int], None],
    damaged: list[int],
) -> Iterator[pa.RecordBatch]:
    # Nothing is asked of a row group's columns: on some damaged files that ends the process.
    about = file.metadata.row_group(group)
    width = max(1, about.total_byte_size // max(1, about.num_rows))
    rows = min(MAX_ROWS, max(1, MAX_BYTES // width))
    try:
        for batch in file.iter_batches(batch_size=rows, row_groups=[group]):
            spend(int(per_row * batch.num_rows))
            yield _valid(batch)
    except (pa.ArrowException, OSError, ValueError):
        damaged.append(group)


def _valid(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with text that is UTF-8: writers do not always keep to it."""
    try:
        batch.validate(full=True)
    except pa.ArrowInvalid:
        columns = [
            texts(column.cast(pa.binary())) if pa.types.is_string(column.type) else column
            for column in batch.columns
        ]
        batch = pa.record_batch(columns, schema=batch.schema)
        batch.validate(full=True)
    return batch


def _columns(schema: pa.Schema) -> tuple[Column, ...]:
    spark = _spark_comments(schema.metadata)
    return tuple(
        Column(field.name, str(field.type), _comment(field.metadata) or spark.get(field.name, ""))
        for field in schema
    )


def _comment(metadata: Mapping[bytes, bytes] | None) -> str:
    for key in (b"comment", b"description"):
        if metadata and key in metadata:
            return metadata[key].decode("utf-8", "replace").strip()
    return ""


def _spark_comments(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    """Column comments from Spark's own schema, which it keeps as JSON in the footer."""
    if not metadata or _SPARK not in metadata:
        return {}
    try:
        fields = json.loads(metadata[_SPARK])["fields"]
        return {
            str(field["name"]): str(field["metadata"]["comment"])
            for field in fields
            if "comment" in field.get("metadata", {})
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
