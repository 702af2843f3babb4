# The records the suite keeps: frozen, versioned, each naming the unit it belongs to (a path
# such as shaanxi/xian/health-bureau), so that province, city, county and department can be
# told apart. Times are RFC 3339 in UTC. Outside they are JSON; none holds a raw value.
from __future__ import annotations

from dataclasses import dataclass, field

from .change import Observation
from .finding import DatasetFinding, Weighed
from .handover import ApiToken, Custodian, MaskingKey, Recipient, Reveal, Share, ShareColumn
from .interface import ApiDescription, DataInterface
from .level import Level
from .record_base import Record
from .response import Adapter, Notice, Response, StepRun
from .table import Skipped

__all__ = [
    "RECORD_TYPES",
    "Adapter",
    "Alert",
    "ApiDescription",
    "ApiToken",
    "Assessment",
    "ColumnModel",
    "Custodian",
    "DataInterface",
    "Dataset",
    "Drill",
    "Filing",
    "Handling",
    "Incident",
    "Lineage",
    "MaskingKey",
    "ModelChoice",
    "Mute",
    "Notice",
    "PolicySet",
    "Recipient",
    "Record",
    "Response",
    "Reveal",
    "Review",
    "ScanJob",
    "Share",
    "ShareColumn",
    "Source",
    "StepRun",
    "Trigger",
    "User",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """A registered data source; the id is its name. The password is sealed, never clear.

    `window` is "22:00-06:00" or ""; `schedule` a cron expression or "".
    """

    url: str
    owner: str = ""
    sealed_password: bytes = field(default=b"", repr=False)
    max_bytes_per_s: float | None = None
    statement_timeout_s: float = 60.0
    window: str = ""
    schedule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Record):
    """One scan's finding about a dataset; a re-scan that finds otherwise is a new version.

    `fingerprint` is the source's own mark of the state that was read. `labelled_by` is the
    digest of the policies under which its values were looked at, where later ones have
    graded the finding anew since; "" where the finding's own digest says so. `model` is the
    version of the model that said how sure its labels are; "" in records before there was one.
    `weighed` is what spoke for the labels that each field might have, by the field's name: with
    reviewers' decisions the model is fitted anew by it. Fields that nothing spoke for are not in it.
    """

    finding: DatasetFinding
    job: str
    fingerprint: str = ""
    labelled_by: str = ""
    model: str = ""
    weighed: dict[str, tuple[Weighed, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Record):
    """A named person's decision about one field, or about a dataset where `field` is "".

    Kept apart from what machines find: no scan can overwrite it. `label` "" means the
    reviewer left the label as found, "none" that the field is nothing that is recognised.
    A decision that lowers says so: `lowered_from` is the level that stood against it, None
    where nothing did, and `set_aside` the validated labels it knew of and did not follow.
    """

    schema_version: int = 2
    dataset: str
    field: str
    reviewer: str
    decision: str
    reason: str
    label: str = ""
    level: Level | None = None
    lowered_from: Level | None = None
    set_aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanJob(Record):
    """A scan: what was asked, and how it ended. `state` is running, done or failed.

    `places` are the targets as paths and URLs that mean the same from any directory.
    """

    targets: tuple[str, ...]
    options: dict[str, str]
    state: str
    policy_digest: str
    finished: str = ""
    datasets: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    places: tuple[str, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnModel(Record):
    """A model of columns that reviewers' decisions taught; the id is its version.

    It adds to the model `base` what is in the file of this SHA-256 `digest`, learned from so
    many `decisions` about so many `datasets`.
    """

    base: str
    digest: str
    decisions: int
    datasets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice(Record):
    """Which model is in use, by its version; there is one such record for each kind of model."""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing(Record):
    """A data set filed with an authority, as it stood then; a later filing is a record of its own.

    `state` is filed, changed (it is due again, `observed` says why, until `due`), replaced by
    a later one, or withdrawn: it took the data set off the authority's list.
    `finding` is what was filed, decisions applied, and `version` the version it came from;
    `filed` is the day, `number` what the authority gave; `person` answers for it.
    """

    dataset: str
    number: str
    filed: str
    person: str
    reason: str
    finding: DatasetFinding
    version: int
    state: str = "filed"
    authority: str = ""
    observed: tuple[Observation, ...] = ()
    changed: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Record):
    """A person's statement that an occasion of annex J is given, which no comparison shows."""

    dataset: str
    letter: str
    person: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage(Record):
    """That a data set was made from others, and what level that leaves it.

    `base` is the strictest level of the origins then. `level` below it was approved by
    `approver` on the `evidence` named; it holds while no origin is graver than `base`.
    `share` is the share that made it, where its record says so; then `person` may be "".
    """

    dataset: str
    origins: tuple[str, ...]
    operation: str
    base: Level
    level: Level
    person: str = ""
    reason: str = ""
    evidence: str = ""
    approver: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySet(Record):
    """What policies of one digest (the id) look at values by: digests of each part by its id.

    With it a later set can tell which data must be looked at again and which need only be
    graded again.
    """

    recognisers: dict[str, str]
    headers: dict[str, str]
    lexicons: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Record):
    """One detection, joined with what the catalogue knows of the data it touches.

    `title` says what was detected, `evidence` are lines that begin with the id of an event.
    `labels` count records by label, `datasets` are ids of the catalogue. `shares` are the
    masked copies that it was, where it was one. `because` are a model's figures that drove it.
    `muted` is the mute in force when it was raised: it is on record and makes no incident.
    """

    rule: str
    risk_type: str
    severity: str
    confidence: float
    technique: tuple[str, ...] = ()
    entities: dict[str, str]
    evidence: tuple[str, ...] = ()
    labels: dict[str, int]
    level: Level
    records: int = 0
    persons: int = 0
    first_seen: str = ""
    last_seen: str = ""
    title: str = ""
    datasets: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    muted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute(Record):
    """What a person does not want to hear of until a day, and why: alerts of a rule, of whom, or both.

    `rule` "" is any rule; `entities` must all be those of the alert. `withdrawn` says why it ended early.
    """

    rule: str
    entities: dict[str, str]
    reason: str
    person: str
    until: str
    withdrawn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling(Record):
    """What a person decided about an incident, the id is its own: acknowledged, closed, reopened.

    `verdict` of a closed one is real, false-alarm, expected or drill.
    """

    incident: str
    state: str
    person: str
    reason: str
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Record):
    """Alerts that belong together, with the reporting clock that runs on them.

    `risk_types` are those of its alerts, `entities` who and what they name, each with all its
    values; `records` and `persons` those of the largest of its alerts where they are about the
    same data. `state` is open, acknowledged or closed. `shares` are the masked copies among what left.
    """

    title: str
    state: str
    severity: str
    alerts: tuple[str, ...]
    duties: tuple[str, ...] = ()
    risk_types: tuple[str, ...] = ()
    confidence: float = 0.0
    entities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    labels: dict[str, int] = field(default_factory=dict)
    level: Level = Level.GENERAL_1
    datasets: tuple[str, ...] = ()
    records: int = 0
    persons: int = 0
    first_seen: str = ""
    last_seen: str = ""
    shares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill(Record):
    """A drill that was run, with its scores and the hash that makes it repeatable.

    `attack` and `defence` say which teams took part; `result_sha256` is of the file with
    everything else, `drills/ID.json` in the home.
    """

    scenario: str
    seed: int
    fidelity: str
    replay_hash: str
    scores: dict[str, float]
    total: float
    attack: bool = True
    defence: bool = True
    harm: dict[str, float] = field(default_factory=dict)
    leaked: dict[str, int] = field(default_factory=dict)
    false_alarms: int = 0
    false_responses: int = 0
    result_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Record):
    """An assessment by a named method, with the findings to be rectified."""

    method: str
    scope: str
    grade: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """A person who signs in; roles keep system, security and audit administration apart."""

    name: str
    roles: tuple[str, ...]
    password_hash: str = ""


RECORD_TYPES: dict[str, type[Record]] = {
    "source": Source,
    "dataset": Dataset,
    "review": Review,
    "scan-job": ScanJob,
    "column-model": ColumnModel,
    "model-choice": ModelChoice,
    "filing": Filing,
    "trigger": Trigger,
    "lineage": Lineage,
    "policy-set": PolicySet,
    "share": Share,
    "recipient": Recipient,
    "masking-key": MaskingKey,
    "custodian": Custodian,
    "reveal": Reveal,
    "api-token": ApiToken,
    "alert": Alert,
    "incident": Incident,
    "response": Response,
    "adapter": Adapter,
    "notice": Notice,
    "drill": Drill,
    "assessment": Assessment,
    "user": User,
    "data-interface": DataInterface,
    "api-description": ApiDescription,
    "mute": Mute,
    "handling": Handling,
}
