# The 39-bus case of New England and its DC power flow by pandapower: JSON on stdout. Run as a
# program of its own, as its imports take 8 s and warn.
from __future__ import annotations

import json
import sys


def main() -> None:
    import numpy as np
    import pandapower as pp
    import pandapower.networks as pn

    net = pn.case39()
    pp.rundcpp(net)
    case = net._ppc
    branches, buses = case["branch"].real, case["bus"].real
    base = float(case["baseMVA"])
    injected = {int(row[0]): -float(row[2]) - float(row[4]) for row in buses}
    for row in case["gen"].real:
        injected[int(row[0])] += float(row[1])
    json.dump(
        {
            "slack": int(buses[buses[:, 1] == 3][0][0]),
            "injections_mw": injected,
            "branches": [
                [int(row[0]), int(row[1]), float(row[3]), float(row[8]) or 1.0, float(np.deg2rad(row[9]))]
                for row in branches
            ],
            "base_mva": base,
            "flows_mw": [float(row[13]) for row in branches],
        },
        sys.stdout,
    )  # fmt: skip


main()
