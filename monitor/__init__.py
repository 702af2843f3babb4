# See graded data leave: events, rules, models, incidents, trace.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .aggregate import Counter
    from .alert import severity
    from .asset import Assets
    from .attack_flow import as_attack_flow
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
    from .provenance import Edge, Node, Trace
    from .redact import redacted
    from .sensor import Sensed, Sensor
    from .sigma import SigmaRule, Unusable, compile_sigma
    from .statement import reading_of, without_values
    from .stix import stix_bundle
    from .technique import TECHNIQUES, technique_of
    from .trace import Known, traced
    from .trace_layout import places_of
    from .walk import BACK


_SURFACE = {
    "BACK": "walk",
    "TECHNIQUES": "technique",
    "Assets": "asset",
    "Body": "noted",
    "Content": "content",
    "Counter": "aggregate",
    "Edge": "provenance",
    "Enricher": "enrich",
    "FlowTable": "flow",
    "Flows": "flow",
    "Kind": "logs",
    "Known": "trace",
    "LogReader": "logs",
    "Node": "provenance",
    "Noted": "noted",
    "Packets": "packet",
    "Pipeline": "pipeline",
    "Scanner": "content",
    "Sensed": "sensor",
    "Sensor": "sensor",
    "SigmaRule": "sigma",
    "Trace": "provenance",
    "Unusable": "sigma",
    "as_attack_flow": "attack_flow",
    "compile_sigma": "sigma",
    "correlated": "incident",
    "events_of": "event",
    "flow_events": "flow_event",
    "kind_of": "logs",
    "places_of": "trace_layout",
    "read_packets": "packet",
    "reading_of": "statement",
    "redacted": "redact",
    "severity": "alert",
    "stix_bundle": "stix",
    "technique_of": "technique",
    "traced": "trace",
    "without_values": "statement",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
