# The classification kernel on Arrow batches, without store, ledger or connectors: summaries of
# parts merge to the summary of the whole, wherever the parts were made.
#
#   .venv/bin/python examples/label_a_batch.py
from __future__ import annotations

import pyarrow as pa

from classify import compile_recognisers, decide, merge, summarise
from policies import load_policies
from schema import Column, Table

PARTS = (
    pa.record_batch(
        {
            "zjhm": ["11010519491231002X", "360426199101010071"],
            "lxfs": ["13800138000", "19212345678"],
            "bz": ["已核", "待核"],
        }
    ),
    pa.record_batch(
        {
            "zjhm": ["11010519491231002X", None],
            "lxfs": ["13912345678", "13800138000"],
            "bz": ["", "已核"],
        }
    ),
)


def main() -> None:
    recognisers = compile_recognisers(load_policies())
    first, second = (summarise(part, recognisers) for part in PARTS)
    columns = (
        Column("zjhm", "text", "证件号码"),
        Column("lxfs", "text", "联系手机"),
        Column("bz", "text"),
    )
    table = Table(source="memory", name="applicants", columns=columns, kind="memory")
    for column in decide(merge(first, second), table, recognisers):
        print(f"{column.name:<6} {column.label or '-':<12} {column.validated:.2f}")
        for reason in column.reasons:
            print(f"         {reason.kind}: {reason.detail}")


if __name__ == "__main__":
    main()
