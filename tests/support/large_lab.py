# A drill with thirty hosts, for how quickly a lab comes and goes.
from __future__ import annotations

from drill_files import shipped

from policies import Drill

__all__ = ["thirty_hosts"]


def thirty_hosts() -> Drill:
    """The water works with 28 controllers, an operator's screen and the attacker's machine."""
    drill = shipped("water-setpoint")
    hosts = drill.lab.hosts
    controllers = {f"plc{number}": hosts["plc1"] for number in range(1, 29)}
    screen = hosts["hmi1"].model_copy(update={"polls": tuple(controllers)})
    lab = drill.lab.model_copy(
        update={"hosts": {**controllers, "hmi1": screen, "maint1": hosts["maint1"]}}
    )
    return drill.model_copy(update={"lab": lab})
