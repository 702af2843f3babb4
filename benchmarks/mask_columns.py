# Masking a column: ours and presidio-anonymizer on the same values in the same run, one core.
# All values differ, so that nothing is gained by repetition; the hash is keyed on both sides.
# (A file called masking.py here would hide the package.)
#
#   python benchmarks/mask_columns.py [--peers DIR] [--rows 200000] [--rounds 5]
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import pyarrow as pa
from environment import PEERS, best_of, machine, run_peer
from table import government_table

from masking import Plan, PlannedColumn, apply
from schema import Level

CASES = (
    ("sfzh", "mask", {"style": "id18"}),
    ("lxdh", "mask", {"style": "mobile"}),
    ("xm", "mask", {"style": "name"}),
    ("zz", "mask", {"style": "address"}),
    ("email", "mask", {"style": "email"}),
    ("yhkh", "mask", {"style": "card"}),
    ("sfzh", "keyed_hash", {"domain": "person_id"}),
    ("lxdh", "keyed_hash", {"domain": "phone"}),
)
PEER_VALUES = 10_000
KEYS = {"person_id": bytes(range(32)), "phone": bytes(range(32, 64))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    pa.set_cpu_count(1)
    table = government_table(options.rows)
    here = machine("pyarrow", "numpy")
    for column, operator, parameters in CASES:
        batch = table.select([column])
        planned = PlannedColumn(column, "", Level.GENERAL_4, operator, parameters, "")
        plan = Plan("benchmark", (planned,))
        ours = batch.num_rows / best_of(
            options.rounds, lambda batch=batch, plan=plan: apply(batch, plan, KEYS)
        )
        values = batch.column(0)[:PEER_VALUES].to_pylist()
        task = {"operator": operator, "values": values, "rounds": min(3, options.rounds)}
        peer = run_peer(options.peers, "anonymize.py", task)
        theirs = float(str(peer["values_per_s"]))
        result = {
            "benchmark": "mask_columns",
            "column": column,
            "operator": operator,
            "parameters": parameters,
            "values": batch.num_rows,
            "values_per_s": round(ours),
            "peer": peer["peer"],
            "peer_operator": peer["operator"],
            "peer_values": len(values),
            "peer_values_per_s": round(theirs),
            "ratio": round(ours / theirs, 1),
            **here,
        }
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
