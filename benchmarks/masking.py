# Masking a column: ours and the peers on the same values in the same run, one core. All values
# differ where nothing else is said, so that nothing is gained by repetition. What has no peer
# in Python is measured alone; format-preserving encryption also against its cipher's own bound.
# Then k-anonymity against anjana, as `anonymise.py` measures it.
# Seconds are those of the processor, here and in the peers, so that neighbours do not count.
#
#   python benchmarks/masking.py [--peers DIR] [--rows 200000] [--rounds 5]
from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

# This file is called like the package, which lies one folder up and must come first.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import anonymise
import numpy as np
import pyarrow as pa
from environment import PEERS, best_of, machine, run_peer
from table import government_table

from masking import OPERATORS, Plan, PlannedColumn, apply, fpe
from masking.block_cipher import BlockCipher
from masking.ff1_compiled import available
from schema import Level

# Column, operator, parameters, and whether presidio-anonymizer does something like it.
CASES = (
    ("sfzh", "mask", {"style": "id18"}, True),
    ("lxdh", "mask", {"style": "mobile"}, True),
    ("xm", "mask", {"style": "name"}, True),
    ("zz", "mask", {"style": "address"}, True),
    ("email", "mask", {"style": "email"}, True),
    ("yhkh", "mask", {"style": "card"}, True),
    ("ip", "mask", {"style": "ip"}, True),
    ("cph", "mask", {"style": "generic"}, True),
    ("sfzh", "keyed_hash", {"domain": "d"}, True),
    ("sfzh", "keyed_hash", {"domain": "d", "hash": "sm3"}, True),
    ("zz", "encrypt", {"domain": "d", "mode": "aes-gcm"}, True),
    ("zz", "encrypt", {"domain": "d", "mode": "aes-siv"}, True),
    ("zz", "encrypt", {"domain": "d", "mode": "sm4-siv"}, True),
    ("sfzh", "tokenise", {"domain": "d"}, False),
    ("sfzh", "fpe", {"domain": "d", "form": "id18", "others": "hide"}, False),
    ("lxdh", "fpe", {"domain": "d", "form": "mobile", "others": "hide"}, False),
    ("xm", "fpe", {"domain": "d", "alphabet": "han"}, False),
    ("sfzh", "replace", {"domain": "d", "kind": "id18"}, False),
    ("xm", "replace", {"domain": "d", "kind": "name"}, False),
    ("zz", "replace", {"domain": "d", "kind": "address"}, False),
    ("zz", "truncate", {"length": "6"}, False),
)
# What `share-conditional` does with columns so labelled.
PLAN = (
    ("xm", "mask", {"style": "name"}),
    ("sfzh", "keyed_hash", {"domain": "d"}),
    ("lxdh", "mask", {"style": "mobile"}),
    ("zz", "mask", {"style": "address"}),
    ("tyshxydm", "keep", {}),
    ("yhkh", "mask", {"style": "card"}),
    ("cph", "mask", {"style": "generic"}),
    ("email", "mask", {"style": "email"}),
    ("ip", "mask", {"style": "generic"}),
    ("order_no", "keep", {}),
    ("bllq", "keep", {}),
    ("je", "keep", {}),
)
REPEATING = 20_000
PEER_VALUES = 10_000
FPE_VALUES = 2_000
KEYS = {"d": bytes(range(32))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    pa.set_cpu_count(1)
    here = machine("pyarrow", "numpy", "cryptography")
    parts = (columns, whole_plan, repeating, encipherment)
    for result in itertools.chain.from_iterable(part(options) for part in parts):
        print(
            json.dumps({"benchmark": "masking", **result, **here}, ensure_ascii=False), flush=True
        )
    return anonymise.measure(options.peers, options.rounds, options.rows)


def columns(options: argparse.Namespace) -> Iterator[dict[str, object]]:
    """Each operator over a column of a government table."""
    table = government_table(options.rows)
    for column, operator, parameters, has_peer in CASES:
        batch = table.select([column])
        rate = ours(batch, operator, parameters, options.rounds)
        result = told(column, operator, parameters, batch.num_rows, rate)
        if has_peer:
            values = batch.column(0)[:PEER_VALUES].to_pylist()
            result |= presidio(options, operator, values, rate)
        yield result


def whole_plan(options: argparse.Namespace) -> Iterator[dict[str, object]]:
    """A table of twelve columns as the shipped rules for sharing with conditions have it masked."""
    table = government_table(options.rows)
    planned = tuple(
        PlannedColumn(name, "", Level.GENERAL_4, operator, parameters, "")
        for name, operator, parameters in PLAN
    )
    plan = Plan("benchmark", planned)
    batch = table.select([column.name for column in planned])
    seconds = best_of(options.rounds, lambda: apply(batch, plan, KEYS), process_time)
    yield {
        "plan": {name: operator for name, operator, _ in PLAN},
        "rows": options.rows,
        "columns": len(PLAN),
        "rows_per_s": round(options.rows / seconds),
    }


def repeating(options: argparse.Namespace) -> Iterator[dict[str, object]]:
    """Keyed hashes over a column that names the same persons again and again."""
    rng = np.random.default_rng(5)
    numbers = pa.array(rng.integers(10**17, 10**18, REPEATING)).cast(pa.string())
    rows = max(options.rows, 1_000_000)
    cells = numbers.take(pa.array(rng.integers(0, REPEATING, rows)))
    batch = pa.RecordBatch.from_pydict({"id": cells})
    for name in ("sha256", "sm3"):
        parameters = {"domain": "d", "hash": name}
        rate = ours(batch, "keyed_hash", parameters, options.rounds)
        result = told(f"{REPEATING} distinct of 18 digits", "keyed_hash", parameters, rows, rate)
        yield result | presidio(options, "keyed_hash", cells[:PEER_VALUES].to_pylist(), rate)


def encipherment(options: argparse.Namespace) -> Iterator[dict[str, object]]:
    """FF1 over 18 digits, text in and text out, against other format-preserving ciphers."""
    rng = np.random.default_rng(6)
    rows = max(options.rows, 1_000_000)
    cells = pa.array(rng.integers(10**17, 10**18, rows)).cast(pa.string())
    batch = pa.RecordBatch.from_pydict({"id": cells})
    task = {"values": cells[:FPE_VALUES].to_pylist(), "rounds": 3}
    peers = run_peer(options.peers, "format_preserving.py", task)["values_per_s"]
    assert isinstance(peers, dict)
    worth = fpe.WORTH_COMPILING
    for cipher, compiled in (("aes", False), ("aes", True), ("sm4", False), ("sm4", True)):
        if compiled and not available():
            continue
        fpe.WORTH_COMPILING = 0 if compiled else rows + 1
        parameters = {"domain": "d", "cipher": cipher}
        apply(batch[:10], plan_of("fpe", parameters), KEYS)
        rate = ours(batch, "fpe", parameters, options.rounds)
        bound = cipher_bound(cipher, options.rounds)
        yield {
            **told("18 digits", "fpe", parameters, rows, rate),
            "compiled": compiled,
            "values_per_s_if_the_cipher_were_all": round(bound),
            "of_the_bound": round(rate / bound, 3),
            "peer_values": FPE_VALUES,
            "peers_values_per_s": {name: round(theirs) for name, theirs in peers.items()},
            "ratios": {name: round(rate / theirs, 1) for name, theirs in peers.items()},
        }
    fpe.WORTH_COMPILING = worth


def ours(batch: pa.RecordBatch, operator: str, parameters: dict[str, str], rounds: int) -> float:
    """Values a second of an operator over a table of one column."""
    plan = plan_of(operator, parameters, batch.schema.names[0])
    assert OPERATORS[operator].fault(parameters) == ""
    return batch.num_rows / best_of(rounds, lambda: apply(batch, plan, KEYS), process_time)


def plan_of(operator: str, parameters: dict[str, str], column: str = "id") -> Plan:
    planned = PlannedColumn(column, "", Level.GENERAL_4, operator, parameters, "")
    return Plan("benchmark", (planned,))


def told(
    column: str, operator: str, parameters: dict[str, str], rows: int, rate: float
) -> dict[str, object]:
    return {
        "column": column,
        "operator": operator,
        "parameters": parameters,
        "values": rows,
        "values_per_s": round(rate),
    }


def presidio(
    options: argparse.Namespace, operator: str, values: list[str], rate: float
) -> dict[str, object]:
    """The same cells given to presidio-anonymizer."""
    task = {"operator": operator, "values": values, "rounds": min(3, options.rounds)}
    peer = run_peer(options.peers, "anonymize.py", task)
    theirs = float(str(peer["values_per_s"]))
    return {
        "peer": peer["peer"],
        "peer_operator": peer["operator"],
        "peer_values": len(values),
        "peer_values_per_s": round(theirs),
        "ratio": round(rate / theirs, 1),
    }


def cipher_bound(cipher: str, rounds: int) -> float:
    """Values a second if FF1's ten blocks a value were all there is to do."""
    blocks = np.zeros((8_192, 2), np.uint64)
    times = 50
    raw = BlockCipher(cipher, bytes(32 if cipher == "aes" else 16))
    seconds = best_of(rounds, lambda: [raw.encrypt(blocks) for _ in range(times)], process_time)
    return times * len(blocks) / seconds / 10


if __name__ == "__main__":
    sys.exit(main())
