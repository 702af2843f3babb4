# EPANET's Net1 as wntr has it, and the level of its tank by EPANET: JSON on stdout. Run as a
# program of its own, so that neither its 6 s of imports nor its warnings reach the tests.
from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

STEP = 60


def main() -> None:
    import wntr

    network = wntr.network.WaterNetworkModel(
        str(Path(wntr.__file__).parent / "library" / "networks" / "Net1.inp")
    )
    network.options.time.hydraulic_timestep = STEP
    network.options.time.report_timestep = STEP
    with tempfile.TemporaryDirectory() as scratch:
        found = wntr.sim.EpanetSimulator(network).run_sim(file_prefix=f"{scratch}/net1")
    pressure = found.node["pressure"]
    tank = network.get_node("2")
    pump = network.get_link("9")
    curve = pump.get_pump_curve().points[0]
    pattern = network.get_pattern("1").multipliers
    answer = {
        "reservoirs": {"9": {"head_m": network.get_node("9").base_head}},
        "junctions": {
            name: {
                "elevation_m": each.elevation,
                "demand_l_s": each.base_demand * 1000,
            }
            for name, each in network.junctions()
        },
        "tanks": {
            "2": {
                "elevation_m": tank.elevation,
                "diameter_m": tank.diameter,
                "initial_m": tank.init_level,
                "lowest_m": tank.min_level,
                "highest_m": tank.max_level,
            }
        },
        "pipes": {
            name: {
                "start": each.start_node_name,
                "end": each.end_node_name,
                "length_m": each.length,
                "diameter_mm": each.diameter * 1000,
                "roughness": each.roughness,
            }
            for name, each in network.pipes()
        },
        "pumps": {
            "9": {
                "start": pump.start_node_name,
                "end": pump.end_node_name,
                "flow_l_s": curve[0] * 1000,
                "head_m": curve[1],
            }
        },
        "pattern": [float(each) for each in pattern],
        "pattern_step_s": network.options.time.pattern_timestep,
        "controls": [str(control) for _, control in network.controls()],
        "times_s": [float(each) for each in pressure.index],
        "levels_m": [float(each) for each in pressure["2"]],
        "flows_l_s": [float(each) * 1000 for each in found.link["flowrate"]["9"]],
    }
    json.dump(answer, sys.stdout)


main()
