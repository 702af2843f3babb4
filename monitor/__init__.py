# See graded data leave: events, rules, models, incidents, trace.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .aggregate import Counter
    from .alert import severity
    from .asset import Assets
    from .content import Content, Scanner
    from .enrich import Enricher
    from .event import events_of
    from .flow import Flows, FlowTable
    from .flow_event import flow_events
    from .incident import correlated
    from .logs import Kind, LogReader, kind_of
    from .noted import Body, Noted
    from .packet import Packets, read_packets
    from .pipeline import Pipeline
    from .redact import redacted
    from .sensor import Sensed, Sensor
    from .sigma import SigmaRule, Unusable, compile_sigma
    from .statement import reading_of, without_values

_SURFACE = {
    "Assets": "asset",
    "Body": "noted",
    "Content": "content",
    "Counter": "aggregate",
    "Enricher": "enrich",
    "FlowTable": "flow",
    "Flows": "flow",
    "Kind": "logs",
    "LogReader": "logs",
    "Noted": "noted",
    "Packets": "packet",
    "Pipeline": "pipeline",
    "Scanner": "content",
    "Sensed": "sensor",
    "Sensor": "sensor",
    "SigmaRule": "sigma",
    "Unusable": "sigma",
    "compile_sigma": "sigma",
    "correlated": "incident",
    "events_of": "event",
    "flow_events": "flow_event",
    "kind_of": "logs",
    "read_packets": "packet",
    "reading_of": "statement",
    "redacted": "redact",
    "severity": "alert",
    "without_values": "statement",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
