# The program of the process in which scapy dissects payloads. scapy is GPL-2.0-only: this file
# imports nothing else but the standard library, is imported by nobody, and is spoken to over a
# pipe alone, a JSON object a line.
#
# First comes what may be asked for: by id the module and layer of scapy, and for each column the
# field (`Layer.field`) whose value it gets. Then requests: a number, an id and a payload in
# base64. For each a line comes back: the number and the columns, or what was wrong.
import base64
import importlib
import json
import resource
import sys
from typing import Any

_MOST_MEMORY = 2 << 30
_LONGEST = 256
# What scapy shows of a field that a packet does not have.
_ABSENT = "??"


def main() -> int:
    """Answers until the pipe ends."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    known: dict[str, tuple[Any, dict[str, str]]] = {}
    problems: dict[str, str] = {}
    for identifier, asked in json.loads(sys.stdin.readline()).items():
        try:
            module = importlib.import_module(asked["module"])
            known[identifier] = (getattr(module, asked["layer"]), asked["columns"])
        except (ImportError, AttributeError):
            problems[identifier] = f"scapy has no {asked['layer']} in {asked['module']}"
    _say({"ready": sorted(known), "problems": problems})
    for line in sys.stdin:
        asked = json.loads(line)
        layer, columns = known[asked["id"]]
        try:
            values = _dissected(layer, columns, base64.b64decode(asked["payload"]))
        except Exception:  # noqa: BLE001  whatever a payload does to a layer is that payload's alone
            values = None
        _say({"n": asked["n"], "values": values})
    return 0


def _dissected(layer: Any, columns: dict[str, str], payload: bytes) -> dict[str, str] | None:
    """The columns of a payload, None where it is not of the layer."""
    packet = layer(payload)
    found = {}
    for column, field in columns.items():
        text = packet.sprintf(f"%{field}%")
        if text and text != _ABSENT:
            found[column] = text.removeprefix("b'").removesuffix("'")[:_LONGEST]
    return found or None


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
