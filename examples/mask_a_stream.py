# A stream of Arrow batches masked on its way from one file to another, a batch in memory at a
# time, whatever the length of the stream.
#
#   python examples/mask_a_stream.py people.arrows masked.arrows
#
# The key is the operator's own: 32 bytes for each domain, the same for all copies that are to join.
from __future__ import annotations

import hashlib
import sys

import pyarrow as pa

from masking import Plan, PlannedColumn, apply_stream
from schema import Level

# For the example alone; a real one comes from where secrets are kept.
KEYS = {"person_id": hashlib.sha256(b"an example's key").digest()}
NUMBER = {"domain": "person_id", "form": "id18", "others": "hide"}
PLAN = Plan(
    "research",
    (
        PlannedColumn("sfzh", "cn.id18", Level.GENERAL_4, "fpe", NUMBER, "joins, and valid"),
        PlannedColumn("xm", "person.name", Level.GENERAL_3, "mask", {"style": "name"}, "surname"),
    ),
)


def main(source: str, target: str) -> None:
    with (
        pa.ipc.open_stream(source) as people,
        apply_stream(people, PLAN, KEYS) as masked,
        pa.ipc.new_stream(target, masked.schema) as file,
    ):
        for batch in masked:
            file.write_batch(batch)
    print(f"masked into {target}")


if __name__ == "__main__":
    main(*sys.argv[1:])
