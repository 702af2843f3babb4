# A drill as data: clock, lab, plants, graded data, what the attack team does, what happens
# besides, how the defence team answers, how it is scored, and the drill's own truth, which a
# test holds it to. What one part says of another is looked up in drill_check.py.
from __future__ import annotations

import ipaddress
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schema import Level

from .defence import Defence, RoleName, Scoring
from .duration import Duration
from .pack import Header, Model, Title
from .plant import PowerGrid, WaterWorks

__all__ = [
    "Account",
    "AttackStep",
    "Choice",
    "Clock",
    "Control",
    "DataSet",
    "DeviceName",
    "Drill",
    "Fidelity",
    "Host",
    "Inject",
    "Lab",
    "Passage",
    "Persona",
    "Register",
    "Signal",
    "SignalKind",
    "Tag",
    "Truth",
]

Fidelity = Literal["memory", "loopback", "netns"]
DeviceName = Literal[
    "modbus-plc", "iec104-rtu", "hmi", "historian", "workstation", "exchange", "exchange-user",
    "sink", "gateway", "resolver", "name-sink", "s7-plc", "opcua-server",
]  # fmt: skip
SignalKind = Literal["state", "measured", "command", "setpoint"]
Table = Literal["coil", "discrete", "holding", "input"]


class Clock(Model):
    """When the drill begins, how long it lasts, and how fast it runs where sockets are real."""

    start: AwareDatetime
    length: Duration = Field(gt=0)
    speed: float = Field(default=10, gt=0, le=1000)


class Persona(Model):
    """How a device looks on the wire: identification, time to answer, and its stack."""

    vendor: str
    product: str
    revision: str
    name: str = ""
    answers_ms: tuple[float, float] = (2, 12)
    ttl: int = Field(default=64, ge=1, le=255)
    window: int = Field(default=8192, ge=1, le=65535)
    oui: str = Field(default="02:00:00", pattern=r"^([0-9a-f]{2}:){2}[0-9a-f]{2}$")


class Register(Model):
    """A cell of a controller: what `point` of the plant it shows, or the `setting` it is.

    The number on the wire is the value times `scale`; a setting begins as `value`.
    """

    table: Table
    at: int = Field(ge=0, le=65535)
    point: str = ""
    setting: str = ""
    scale: float = Field(default=1, gt=0)
    value: float = 0


class Signal(Model):
    """An object of a remote terminal unit by its address `at`.

    `state` and `measured` show a `point` of the plant, or what the setting `substitute` says while
    that is not -1; `command` switches the part of its `point`; `setpoint` is a `setting` that begins
    as `value`. A measured value is told of itself when it has moved by more than its `band`, and
    each is in one of sixteen groups that can be asked for (0: in none); a command or set-point to
    `select` is refused to whoever did not select it first.
    """

    kind: SignalKind
    at: int = Field(ge=1, le=0xFFFFFF)
    point: str = ""
    setting: str = ""
    substitute: str = ""
    value: float = 0
    band: float = Field(default=0, ge=0)
    group: int = Field(default=0, ge=0, le=16)
    select: bool = False


class Tag(Model):
    """A value of an S7 controller or an OPC UA server by its name there: a place of memory
    (`DB1.DBD0`, `M10.3`) or a node (`Tower.Level`).

    It shows a `point` of the plant, or is a `setting` that begins as `value`.
    """

    at: str = Field(min_length=1, max_length=64)
    point: str = ""
    setting: str = ""
    value: float = 0


class Control(Model):
    """A pump held by a tank's level: on below `start`, off above `stop` (names of settings).

    Where the setting `manual` is 1, the setting `command` says whether it runs.
    """

    pump: str
    tank: str
    start: str
    stop: str
    manual: str
    command: str


class Account(Model):
    """An account of a platform; `rows` is what it draws in an ordinary call, `admin` whether it
    may administer it, `masked` whether it is served a masked copy with its own mark.
    """

    name: str
    password: str
    rows: int = Field(default=20, ge=1)
    admin: bool = False
    masked: bool = False


class Host(Model):
    """A machine of the lab. `every` is how often it asks those it `polls`, `operates` how often somebody
    moves a set-point at a screen (0: a few times an hour).

    `sessions` is how many connections a server holds; one more ends the oldest.
    """

    zone: str
    device: DeviceName
    address: ipaddress.IPv4Address | None = None
    persona: str = ""
    plant: str = ""
    registers: tuple[Register, ...] = ()
    control: tuple[Control, ...] = ()
    signals: tuple[Signal, ...] = ()
    tags: tuple[Tag, ...] = ()
    polls: tuple[str, ...] = ()
    every: Duration = Field(default=1.0, gt=0)
    operates: Duration = Field(default=0.0, ge=0)
    sessions: int = Field(default=8, ge=1, le=1000)
    attack: bool = False
    data: str = ""
    accounts: tuple[Account, ...] = ()
    account: str = ""


class Passage(Model):
    """From one zone into another to these TCP ports; inside a zone everything passes."""

    source: str
    to: str
    ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = Field(min_length=1)


class Lab(Model):
    """Zones, hosts and what may pass between zones."""

    zones: dict[str, ipaddress.IPv4Network] = Field(min_length=1)
    passages: tuple[Passage, ...] = ()
    personas: dict[str, Persona] = Field(default_factory=dict)
    hosts: dict[str, Host] = Field(min_length=1)


class DataSet(Model):
    """Made-up persons of a level; each stands for `scale` real ones in the drill's harm."""

    rows: int = Field(ge=1, le=200_000)
    level: Level
    scale: int = Field(default=1, ge=1)


class AttackStep(Model):
    """One step of the attack team: a technique, by whom, on what, when.

    It begins at `at`, or `wait` after another ended; `jitter` is the share by which its
    waiting varies.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    technique: str = Field(pattern=r"^T\d{4}(\.\d{3})?$")
    action: str
    by: str
    to: str
    at: Duration | None = None
    after: str = ""
    wait: Duration = 0.0
    jitter: float = Field(default=0, ge=0, lt=1)
    parameters: dict[str, float | str] = Field(default_factory=dict)


class Choice(Model):
    """An answer to an inject, and the share of the marks that it is worth."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    text: Title
    marks: float = Field(ge=0, le=1)


class Inject(Model):
    """What exercise control brings in, to which role.

    With `choices` the role has to decide `within` a time.
    """

    at: Duration
    to: RoleName
    kind: Literal["call", "paper", "press", "order"]
    text: Title
    choices: tuple[Choice, ...] = ()
    within: Duration = Field(default=600.0, gt=0)


class Truth(Model):
    """What is so of this drill by this seed: steps that take effect while the defence team is
    off, and the figures of harm that are then greater than with it.
    """

    seed: int = Field(ge=0)
    effective: tuple[str, ...] = ()
    harmed: tuple[str, ...] = ()


class Drill(Model):
    """A drill's file. A `table-top` has no attack: injects and what is decided on them."""

    header: Header
    kind: Literal["attack", "table-top"] = "attack"
    clock: Clock
    fidelity: tuple[Fidelity, ...] = Field(min_length=1)
    lab: Lab
    plants: dict[str, Annotated[WaterWorks | PowerGrid, Field(discriminator="model")]] = Field(
        default_factory=dict
    )
    data: dict[str, DataSet] = Field(default_factory=dict)
    attack: tuple[AttackStep, ...] = ()
    injects: tuple[Inject, ...] = ()
    defence: Defence
    scoring: Scoring
    truth: Truth
