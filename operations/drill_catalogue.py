# A drill's data sets as a catalogue knows them: made-up persons looked at and graded as any table is, so
# that the monitor tells which of them passed, and how many. The level is the drill's own.
from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from classify import (
    IMPRINT_KEY_BYTES,
    Holding,
    decide,
    extend,
    grade,
    holding_of,
    imprint_of,
)
from policies import Drill, Policies
from range.people import make_people
from schema import Column, DatasetFinding, Level, Table

from .comparison import identifying
from .lint import compiled

__all__ = ["DrillCatalogue", "drill_catalogue"]

_PROFILE = "gbt-43697"


class DrillCatalogue:
    """Findings and what they are compared by, of all data sets of a drill."""

    def __init__(
        self, findings: tuple[DatasetFinding, ...], holdings: tuple[Holding, ...], key: bytes
    ) -> None:
        self.findings, self.holdings, self.key = findings, holdings, key

    @property
    def levels(self) -> Mapping[str, Level]:
        """The level of each data set, by its id."""
        return {each.id: each.level for each in self.findings}


def drill_catalogue(drill: Drill, seed: int, policies: Policies) -> DrillCatalogue:
    """What a catalogue would hold of the drill's data, made up by the seed."""
    key = hashlib.sha256(f"imprints of drill {seed}".encode()).digest()[:IMPRINT_KEY_BYTES]
    if not drill.data:
        return DrillCatalogue((), (), key)
    recognisers = compiled(policies)
    findings, holdings = [], []
    for number, (name, each) in enumerate(drill.data.items()):
        batch = pa.RecordBatch.from_pylist(make_people(each.rows, seed + number))
        columns = tuple(Column(field.name, "text") for field in batch.schema)
        table = Table(drill.header.id, name, columns, name, rows=each.rows, rows_exact=True)
        summary = extend(None, batch, recognisers, table)
        finding = grade(
            table, decide(summary, table, recognisers), rows=each.rows, sampled=each.rows,
            rows_exact=True, complete=True, policies=policies, profile=policies.profiles[_PROFILE],
            unit="drill", dataset_id=f"{drill.header.id}/{name}",
        )  # fmt: skip
        finding = replace(finding, level=each.level)
        imprints = [imprint_of(one.name, one.sketch, key, covered=1.0) for one in summary.columns]
        findings.append(finding)
        holdings.append(holding_of(finding.id, imprints, finding.fields, identifying(policies)))
    return DrillCatalogue(tuple(findings), tuple(holdings), key)
