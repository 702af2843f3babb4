# A lab of thirty hosts with every kind of service that a lab has, each kind of controller behind a persona
# of its own.
from __future__ import annotations

from drill_files import shipped

from policies import Drill, Host, Persona

__all__ = ["PERSONAS", "thirty_services"]

# Each unlike the others in all that a capture shows.
PERSONAS = {
    "plc": Persona(vendor="Weihe Controls", product="WH-340", revision="V2.60", name="tower", answers_ms=(6, 20), ttl=64, window=4096, oui="02:80:f4"),
    "unit": Persona(vendor="Luoshui Automation", product="LS-104", revision="V3.11", answers_ms=(10, 30), ttl=60, window=6000, oui="02:91:3c"),
    "s7": Persona(vendor="Weihe Controls", product="WH7 315-2DP", revision="V3.2.6", name="pumps", answers_ms=(3, 9), ttl=30, window=3000, oui="02:80:f5"),
    "server": Persona(vendor="Weihe Controls", product="WH-OPC 20", revision="V2.14", name="works server", answers_ms=(2, 30), ttl=128, window=8192, oui="02:a4:11"),
}  # fmt: skip


def thirty_services(*, every: str = "1s") -> Drill:
    """Thirty hosts with Modbus, IEC 104, S7, OPC UA, exchanges, names, a historian, sinks and screens.

    Screens poll `every` so often, on the machine's own clock.
    """
    water, grid, station, opcua = (
        shipped(name) for name in ("water-setpoint", "substation-trip", "station-stop", "works-opcua")
    )  # fmt: skip
    bulk, names = shipped("exchange-bulk"), shipped("hospital-dns")

    def kind(drill: Drill, name: str, many: int, new: str, **changed: object) -> dict[str, Host]:
        host = drill.lab.hosts[name].model_copy(update=changed)
        return {f"{new}{number}": host for number in range(1, many + 1)}

    plants = {
        "works": next(iter(water.plants.values())),
        "grid": grid.plants["grid"],
        "station": next(iter(station.plants.values())),
        "other": next(iter(opcua.plants.values())),
    }
    ot = {
        **kind(water, "plc1", 8, "plc", zone="ot", persona="plc", plant="works"),
        **kind(grid, "rtu1", 4, "rtu", zone="ot", persona="unit", plant="grid"),
        **kind(station, "plc1", 4, "s7plc", zone="ot", persona="s7", plant="station"),
        **kind(opcua, "opc1", 2, "opc", zone="ot", persona="server", plant="other"),
    }
    screens = {
        f"{first}hmi": Host(zone="ot", device="hmi", polls=tuple(n for n in ot if n.startswith(first)), every=every)
        for first in ("plc", "rtu", "s7plc", "opc")
    }  # fmt: skip
    rest = {
        "eng1": Host(zone="ot", device="workstation", polls=("plc1", "plc2"), every=every),
        "hist1": Host(zone="dmz", device="historian", polls=("plc1", "plc2"), every=every),
        **kind(bulk, "exch1", 1, "exch", zone="dmz"),
        **kind(names, "names1", 1, "names", zone="dmz"),
        **kind(names, "far1", 1, "far", zone="it"),
        **kind(bulk, "drop1", 1, "drop", zone="it"),
        "user1": Host(
            zone="it", device="exchange-user", polls=("exch1",), every=every, account="health"
        ),
        "desk1": Host(zone="it", device="workstation", polls=("names1",), every=every),
    }
    passages = (
        {"source": "it", "to": "dmz", "ports": (53, 8080, 8086)},
        {"source": "dmz", "to": "ot", "ports": (502, 2404, 102, 4840)},
    )
    lab = type(water.lab).model_validate(
        {
            "zones": {"it": "10.77.1.0/24", "dmz": "10.77.2.0/24", "ot": "10.77.3.0/24"},
            "passages": passages,
            "personas": PERSONAS,
            "hosts": {
                name: host.model_copy(update={"address": None})
                for name, host in {**ot, **screens, **rest}.items()
            },
        }
    )
    return water.model_copy(
        update={
            "lab": lab, "plants": plants, "data": bulk.data, "attack": (),
            "clock": water.clock.model_copy(update={"speed": 1.0}),
        }
    )  # fmt: skip
