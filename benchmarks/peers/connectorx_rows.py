# connectorx over one table, in an environment of its own: all rows to Arrow, as its users read
# them. Reads {"url", "query", "rounds"} from standard input, prints rows a second.
import json
import sys
import time
from importlib.metadata import version

import connectorx


def main() -> None:
    task = json.load(sys.stdin)
    seconds, rows = [], 0
    for _ in range(task["rounds"]):
        began = time.perf_counter()
        rows = connectorx.read_sql(task["url"], task["query"], return_type="arrow").num_rows
        seconds.append(time.perf_counter() - began)
    peer = f"connectorx {version('connectorx')}"
    print(json.dumps({"peer": peer, "rows": rows, "rows_per_s": round(rows / min(seconds))}))


if __name__ == "__main__":
    main()
