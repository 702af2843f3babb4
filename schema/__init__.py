# The shapes everyone shares. Imports nothing of ours; everyone may import it.
from typing import TYPE_CHECKING

from .lazy import lazy

if TYPE_CHECKING:
    from .change import Observation, ObservationKind
    from .error import (
        LedgerBroken,
        MisuseError,
        PolicyError,
        RefusedError,
        SourceError,
        TongguanError,
    )
    from .event import EVENT_SCHEMA
    from .finding import DatasetFinding, FieldFinding, LabelRate, Reason, Weighed
    from .imprint import IMPRINT_HASH_BYTES, Imprint
    from .interface import Caller, InterfaceFinding, Operation
    from .level import Level, strictest
    from .phrase import Found, Phrases, filled
    from .record import (
        RECORD_TYPES,
        Alert,
        ApiDescription,
        ApiToken,
        Assessment,
        ColumnModel,
        Custodian,
        DataInterface,
        Dataset,
        Drill,
        Filing,
        Handling,
        Incident,
        Lineage,
        MaskingKey,
        ModelChoice,
        Mute,
        PolicySet,
        Recipient,
        Record,
        Reveal,
        Review,
        ScanJob,
        Share,
        ShareColumn,
        Source,
        Trigger,
        User,
    )
    from .span import Span
    from .table import HOLDS, Access, Column, Limits, Sample, Skipped, Table
    from .worth import Worth, has_numba

_SURFACE = {
    "EVENT_SCHEMA": "event",
    "HOLDS": "table",
    "IMPRINT_HASH_BYTES": "imprint",
    "RECORD_TYPES": "record",
    "Access": "table",
    "Alert": "record",
    "ApiDescription": "record",
    "ApiToken": "record",
    "Assessment": "record",
    "Caller": "interface",
    "Column": "table",
    "ColumnModel": "record",
    "Custodian": "record",
    "DataInterface": "record",
    "Dataset": "record",
    "DatasetFinding": "finding",
    "Drill": "record",
    "FieldFinding": "finding",
    "Filing": "record",
    "Found": "phrase",
    "Handling": "record",
    "Imprint": "imprint",
    "Incident": "record",
    "InterfaceFinding": "interface",
    "LabelRate": "finding",
    "LedgerBroken": "error",
    "Level": "level",
    "Limits": "table",
    "Lineage": "record",
    "MaskingKey": "record",
    "MisuseError": "error",
    "ModelChoice": "record",
    "Mute": "record",
    "Observation": "change",
    "ObservationKind": "change",
    "Operation": "interface",
    "Phrases": "phrase",
    "PolicyError": "error",
    "PolicySet": "record",
    "Reason": "finding",
    "Recipient": "record",
    "Record": "record",
    "RefusedError": "error",
    "Reveal": "record",
    "Review": "record",
    "Sample": "table",
    "ScanJob": "record",
    "Share": "record",
    "ShareColumn": "record",
    "Skipped": "table",
    "Source": "record",
    "SourceError": "error",
    "Span": "span",
    "Table": "table",
    "TongguanError": "error",
    "Trigger": "record",
    "User": "record",
    "Weighed": "finding",
    "Worth": "worth",
    "filled": "phrase",
    "has_numba": "worth",
    "lazy": "lazy",
    "strictest": "level",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
