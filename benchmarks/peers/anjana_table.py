# anjana's k-anonymity over a table with hierarchies, and pycanon's figures of any table, as
# their interfaces ask: data frames. Reads a task from standard input; writes the anonymised
# table to the path it is given.
import json
import sys
import time
import warnings
from importlib.metadata import version

import pandas as pd


def main() -> None:
    warnings.simplefilter("ignore")
    task = json.load(sys.stdin)
    frame = pd.read_csv(task["table"], sep=task["separator"], dtype=str)
    if task["what"] == "measure":
        import pycanon.anonymity as peer

        began = time.process_time()
        k = peer.k_anonymity(frame, task["quasi"])
        l = peer.l_diversity(frame, task["quasi"], [task["sensitive"]])  # noqa: E741
        t = peer.t_closeness(frame, task["quasi"], [task["sensitive"]])
        seconds = time.process_time() - began
        told = {"peer": f"pycanon {version('pycanon')}", "k": int(k), "l": int(l), "t": float(t)}
        print(json.dumps({**told, "seconds": seconds}))
        return
    from anjana.anonymity import k_anonymity

    hierarchies = {}
    for name, path in task["hierarchies"].items():
        steps = pd.read_csv(path, sep=";", header=None, dtype=str)
        hierarchies[name] = {step: steps[step].to_numpy() for step in steps.columns}
    began = time.process_time()
    shown = k_anonymity(frame, [], task["quasi"], task["k"], task["suppress"], hierarchies)
    seconds = time.process_time() - began
    shown.to_csv(task["output"], index=False)
    print(
        json.dumps({"peer": f"anjana {version('anjana')}", "seconds": seconds, "rows": len(shown)})
    )


if __name__ == "__main__":
    main()
