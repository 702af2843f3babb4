# Other format-preserving ciphers over one column, cell by cell as their interfaces ask: ff3
# (FF3-1) and pyffx (FFX). Reads a task from standard input, prints values a second of each.
import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

import pyffx
from ff3 import FF3Cipher


def rate(values: list[str], rounds: int, encrypt: Callable[[str], object]) -> float:
    seconds = []
    for _ in range(rounds):
        began = time.process_time()
        for value in values:
            encrypt(value)
        seconds.append(time.process_time() - began)
    return len(values) / min(seconds)


def main() -> None:
    task = json.load(sys.stdin)
    values, rounds = task["values"], task["rounds"]
    ff3 = FF3Cipher("EF4359D8D580AA4F7F036D6F04FC6A94", "D8E7920AFA330A")
    ffx = pyffx.String(b"sixteen or more bytes", alphabet="0123456789", length=len(values[0]))
    rates = {
        f"ff3 {version('ff3')}": rate(values, rounds, ff3.encrypt),
        f"pyffx {version('pyffx')}": rate(values, rounds, ffx.encrypt),
    }
    print(json.dumps({"values_per_s": rates}))


if __name__ == "__main__":
    main()
