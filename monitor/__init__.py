# See graded data leave: events, rules, models, incidents, trace.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .aggregate import Counter
    from .alert import moment, severity
    from .asset import Assets
    from .attack_flow import as_attack_flow
    from .beacon import Beacon, Beacons, ranked
    from .border import Borders
    from .cacao import as_cacao
    from .calendar import Calendar
    from .content import Content, Scanner
    from .dga_watch import DgaWatch, shipped_dga
    from .dns_tunnel import DnsTunnels
    from .duty import Clock, clocks_of, gravity, owed
    from .enrich import Enricher
    from .event import events_of
    from .export import EXPORT_COLUMNS, Export, export_alerts, exports_of
    from .flow import FlowTable
    from .flow_event import flow_events
    from .handed import Exchange, Message, noted_of
    from .har import exchanges_of, is_har
    from .history_model import HistoryModel, fit_history, read_history
    from .history_watch import HistoryWatch, drift_of
    from .history_window import Hours, hours_of, merge_hours
    from .incident import correlated
    from .interface import Interface, interfaces_of
    from .interface_finding import Judge
    from .interface_use import INTERFACE_COLUMNS, Uses, merge_uses, uses_of
    from .linear_model import LinearModel, read_linear, shipped_linear
    from .log_reading import About
    from .logs import Kind, LogReader, Unread, kind_of
    from .modelled import Finding, alert_of_model
    from .noted import Body, Noted
    from .open_flows import Flows
    from .openapi import Description, read_openapi
    from .packet import Packets, read_packets
    from .pipeline import Model, Pipeline
    from .playbook_fit import fits, fitting, variables_of
    from .provenance import Edge, Node, Trace
    from .redact import redacted
    from .sensor import Sensed, Sensor
    from .shared_copy import CopyFinder, SharedCopy
    from .sigma import SigmaRule, Unusable, compile_sigma
    from .statement import reading_of, without_values
    from .stix import stix_bundle
    from .technique import TECHNIQUES, technique_of
    from .trace import Known, traced
    from .trace_layout import places_of
    from .tree_model import Tree, TreeModel, read_trees, shipped_trees
    from .walk import BACK


_SURFACE = {
    "BACK": "walk",
    "EXPORT_COLUMNS": "export",
    "INTERFACE_COLUMNS": "interface_use",
    "TECHNIQUES": "technique",
    "About": "log_reading",
    "Assets": "asset",
    "Beacon": "beacon",
    "Beacons": "beacon",
    "Body": "noted",
    "Borders": "border",
    "Calendar": "calendar",
    "Clock": "duty",
    "Content": "content",
    "CopyFinder": "shared_copy",
    "Counter": "aggregate",
    "Description": "openapi",
    "DgaWatch": "dga_watch",
    "DnsTunnels": "dns_tunnel",
    "Edge": "provenance",
    "Enricher": "enrich",
    "Exchange": "handed",
    "Export": "export",
    "Finding": "modelled",
    "FlowTable": "flow",
    "Flows": "open_flows",
    "HistoryModel": "history_model",
    "HistoryWatch": "history_watch",
    "Hours": "history_window",
    "Interface": "interface",
    "Judge": "interface_finding",
    "Kind": "logs",
    "Known": "trace",
    "LinearModel": "linear_model",
    "LogReader": "logs",
    "Message": "handed",
    "Model": "pipeline",
    "Node": "provenance",
    "Noted": "noted",
    "Packets": "packet",
    "Pipeline": "pipeline",
    "Scanner": "content",
    "Sensed": "sensor",
    "Sensor": "sensor",
    "SharedCopy": "shared_copy",
    "SigmaRule": "sigma",
    "Trace": "provenance",
    "Tree": "tree_model",
    "TreeModel": "tree_model",
    "Unread": "logs",
    "Unusable": "sigma",
    "Uses": "interface_use",
    "alert_of_model": "modelled",
    "as_attack_flow": "attack_flow",
    "as_cacao": "cacao",
    "clocks_of": "duty",
    "compile_sigma": "sigma",
    "correlated": "incident",
    "drift_of": "history_watch",
    "events_of": "event",
    "exchanges_of": "har",
    "export_alerts": "export",
    "exports_of": "export",
    "fit_history": "history_model",
    "fits": "playbook_fit",
    "fitting": "playbook_fit",
    "flow_events": "flow_event",
    "gravity": "duty",
    "hours_of": "history_window",
    "interfaces_of": "interface",
    "is_har": "har",
    "kind_of": "logs",
    "merge_hours": "history_window",
    "merge_uses": "interface_use",
    "moment": "alert",
    "noted_of": "handed",
    "owed": "duty",
    "places_of": "trace_layout",
    "ranked": "beacon",
    "read_history": "history_model",
    "read_linear": "linear_model",
    "read_openapi": "openapi",
    "read_packets": "packet",
    "read_trees": "tree_model",
    "reading_of": "statement",
    "redacted": "redact",
    "severity": "alert",
    "shipped_dga": "dga_watch",
    "shipped_linear": "linear_model",
    "shipped_trees": "tree_model",
    "stix_bundle": "stix",
    "technique_of": "technique",
    "traced": "trace",
    "uses_of": "interface_use",
    "variables_of": "playbook_fit",
    "without_values": "statement",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
