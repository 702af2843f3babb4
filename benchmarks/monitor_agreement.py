# How far our reading of captures is that of others: Suricata's records of them, Zeek's, and what tshark
# counts. Suricata is run where its program is named, else its records are read from NAME.eve.json
# beside a capture; Zeek's logs from the folder NAME.zeek beside it. Prints a line for each other tool
# and kind of record, and with --show what differs.
#
#   python benchmarks/monitor_agreement.py CAPTURE... [--suricata PROGRAM] [--tshark] [--show] [--out FILE]
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
# The scripts here are called like the packages they measure.
sys.path[0] = str(ROOT)
sys.path.insert(0, str(ROOT / "tests" / "support"))

from other_records import Records, either_way, of_eve, of_zeek, our_rows, ours  # noqa: E402
from tshark import conversations  # noqa: E402
from tshark import ours as our_conversations  # noqa: E402

from benchmarks.environment import machine  # noqa: E402

_LIMIT_S = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captures", nargs="+", type=Path)
    parser.add_argument("--suricata", help="the program, which is run with what follows here")
    parser.add_argument("--tshark", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    counts: Counter[tuple[str, str, str]] = Counter()
    slowest, crashed = 0.0, []
    for path in options.captures:
        before = process_time()
        try:
            rows = our_rows(path)
        except Exception as error:  # noqa: BLE001  the others are looked at all the same
            crashed.append(f"{path}: {error!r}")
            continue
        slowest = max(slowest, process_time() - before)
        others = dict(readings(path, options.suricata))
        for tool, theirs in others.items():
            mine = ours(rows, like=tool)
            if tool == "eve":
                mine["flow, either way"] = either_way(mine["flow"])
                theirs["flow, either way"] = either_way(theirs["flow"])
            for kind in theirs:
                compared(counts, (tool, kind), mine[kind], theirs[kind], path, show=options.show)
        if options.tshark:
            for kind, number in (("tcp", 6), ("udp", 17)):
                mine_of, theirs_of = our_conversations(path, number), conversations(path, kind)
                compared(counts, ("tshark", kind), mine_of, theirs_of, path, show=options.show)
    found = {
        f"{tool} {kind}": {
            name: counts[tool, kind, name]
            for name in ("theirs", "ours", "same", "captures", "equal")
        }
        for tool, kind in sorted({each[:2] for each in counts})
    }
    row = {
        "name": "captures read as others read them",
        "captures": len(options.captures),
        "crashed": crashed,
        "slowest_s": round(slowest, 3),
        "agreement": found,
        **machine(),
    }
    for name, each in found.items():
        print(f"{name:16}", "  ".join(f"{key} {value}" for key, value in each.items()))
    print(json.dumps(row, ensure_ascii=False))
    if options.out:
        options.out.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")


def readings(path: Path, suricata: str | None) -> list[tuple[str, Records]]:
    """What other tools recorded of a capture, as far as it is there."""
    found: list[tuple[str, Records]] = []
    beside = path.with_name(path.name + ".eve.json")
    if suricata:
        with tempfile.TemporaryDirectory() as folder:
            command = [*suricata.split(), "-r", str(path), "-l", folder, "-k", "none"]
            subprocess.run(command, capture_output=True, check=False, timeout=_LIMIT_S)
            written = Path(folder) / "eve.json"
            lines = written.read_text(encoding="utf-8") if written.exists() else ""
        found.append(("eve", of_eve(lines.splitlines())))
    elif beside.exists():
        found.append(("eve", of_eve(beside.read_text(encoding="utf-8").splitlines())))
    logs = sorted(path.with_name(path.name + ".zeek").glob("*.log"))
    return found + ([("zeek", of_zeek(logs))] if logs else [])


def compared(
    counts: Counter[tuple[str, str, str]],
    name: tuple[str, str],
    mine: Counter[tuple[object, ...]],
    theirs: Counter[tuple[object, ...]],
    path: Path,
    *,
    show: bool,
) -> None:
    """Counts what two readings have in common."""
    if not (mine or theirs):
        return
    sums = {"theirs": theirs.total(), "ours": mine.total(), "same": (mine & theirs).total()}
    for key, value in {**sums, "captures": 1, "equal": mine == theirs}.items():
        counts[*name, key] += int(value)
    if show:
        for sign, rest in (("+", mine - theirs), ("-", theirs - mine)):
            for each, times in rest.items():
                print(sign, path.name, *name, times, each, file=sys.stderr)


if __name__ == "__main__":
    main()
