# A stream of Arrow batches masked on its way through: what programs hand each other over a pipe,
# a socket or a file, however long, with one batch in memory at a time.
#
#   python examples/mask_a_stream.py IN.arrows OUT.arrows
#   producer | python examples/mask_a_stream.py /dev/stdin /dev/stdout | consumer
#
# The stream has the columns sfzh, ip and je; the key is the operator's own, 32 bytes for each domain.
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
        PlannedColumn("ip", "net.ip", Level.GENERAL_2, "mask", {"style": "ip"}, "the network"),
        PlannedColumn("je", None, Level.GENERAL_1, "keep", {}, "amounts are what is studied"),
    ),
)


def main() -> None:
    source, target = sys.argv[1:]
    with pa.OSFile(source, "rb") as incoming, pa.OSFile(target, "wb") as outgoing:
        masked = apply_stream(pa.ipc.open_stream(incoming), PLAN, KEYS)
        with pa.ipc.new_stream(outgoing, masked.schema) as writer:
            for batch in masked:
                writer.write_batch(batch)


if __name__ == "__main__":
    main()
