# One file per job that ties the domains together: scan, catalogue, share, source, audit …
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .anonymise import AnonymisedOutcome, Asked, anonymise_table
    from .anonymity_page import write_anonymity_page
    from .api_tokens import SCOPES, IssuedToken, add_token, list_tokens, revoke_token
    from .audit import (
        Line,
        Proved,
        Verdict,
        check_proof,
        ledger_entries,
        ledger_head,
        ledger_key,
        ledger_lines,
        prove_entry,
        read_key,
        read_trusted,
        verify_ledger,
    )
    from .bounds import parse_bounds
    from .catalogue import Entry, export_catalogue, find_entry, list_entries, words_in
    from .change_words import CONDITIONS, KINDS_OF_RESEMBLANCE, MEASURES, observed
    from .counted import Parts
    from .custodians import add_custodian, list_custodians, remove_custodian
    from .decisions import decision_on, decisions_in
    from .delivery import file_digest
    from .demo import DemoOutcome, run_demo
    from .departments import make_departments
    from .device import (
        DeviceProtocol,
        DeviceReport,
        device_json,
        run_device_test_of,
        write_device_page,
    )
    from .device_words import DEVICE_GROUPS, DEVICE_OUTCOMES
    from .diff import Changed, Difference, diff_catalogue
    from .drill import (
        Compared,
        DrillOutcome,
        Fidelity,
        Question,
        compare_drills,
        drill_faults,
        find_drill,
        list_drills,
        new_drill,
        run_drill_of,
        technique_title,
        validate_drill,
    )
    from .drill_compare_page import compare_page, write_compare_page
    from .drill_detached import start_drill_of
    from .drill_evidence import Evidence, write_evidence
    from .drill_live import Running, ask_drill, channel_of, control_drill, running_drills
    from .drill_live_page import Viewer, live_page, live_parts
    from .drill_live_words import LIVE_PAGE
    from .drill_page_words import DRILL_ROLES
    from .drill_pages import ASSETS, door_page, drills_page
    from .drill_pdf import write_drill_pdf, write_drill_report
    from .drill_report import drill_page, write_drill_page
    from .drill_words import INCIDENT_LEVELS
    from .duty_report import DueReport, clock_line, due_reports, incident_clocks, report_text
    from .exports import Sent, export_json, list_exports, list_sent
    from .filing import Standing
    from .finding_json import dataset_json, plan_json, scan_json, share_json, skipped_json
    from .flow_rows import duty_word, export_rows, sent_rows
    from .forwarding import Forwarding
    from .handling import handle_incident, handlings_of
    from .handling_words import handling_word
    from .incident_trace import (
        IncidentTrace,
        edge_rows,
        trace_incident,
        trace_json,
        trace_text,
        trace_word,
    )
    from .inspect_text import inspect_file, inspect_stream
    from .interface_rows import finding_lines, interface_json, interface_rows, interface_word
    from .interfaces import Inventory, list_interfaces
    from .lifecycle import Life, life_of, lives, record_filing, record_lineage, record_trigger
    from .lifecycle_json import (
        difference_json,
        filing_json,
        life_json,
        lineage_json,
        revalued_json,
        similar_json,
    )
    from .lint import Checked, Pack, Packs, Problem, check_packs, list_packs, try_recognisers
    from .mask_desk import Counter, MaskDesk
    from .masking_keys import KeyUse, destroy_key, list_keys, new_key, rotate_key, wrap_keyring
    from .monitor_run import MonitorRun
    from .monitoring import (
        alert_json,
        alert_title,
        incident_json,
        incident_title,
        label_names,
        list_alerts,
        list_incidents,
        risk_word,
        severity_word,
    )
    from .mutes import add_mute, list_mutes, mute_json, withdraw_mute
    from .problem import explain, problem_in, words_at_hand
    from .range_lab import LabState, export_of, lab_features, lab_states, lab_up, labs_down
    from .rates import Found, found_in, mixed
    from .recipients import RECIPIENT_KINDS, add_recipient, list_recipients, remove_recipient
    from .record_store import (
        StoreStatus,
        check_store,
        count_records,
        find_records,
        forward_records,
        record_json,
        store_status,
    )
    from .recording import Book, utc_now
    from .replay import Replayed, replay
    from .revaluation import Revalued, revalue
    from .reveal import Opened, approve_reveal, ask_reveal, list_reveals, open_reveal, refuse_reveal
    from .review import Decision, review_field
    from .risk import Risk, RiskOutcome, assess_risk, risk_json
    from .scan import Progress, ScanOutcome, ScanRequest, scan
    from .settings import Settings, open_book
    from .share import ShareOutcome, apply_share
    from .share_database import DatabaseShare, SharedTable, apply_database_share, is_database_target
    from .similar import ColumnPair, Similar, copies, find_similar
    from .source import (
        absent_now,
        add_source,
        list_sources,
        parse_window,
        remove_source,
        test_source,
    )
    from .trace import Traced, TraceOutcome, trace_file
    from .train import ModelVersion, list_models, train_columns, use_model
    from .train_history import Trained, train_history_model
    from .watch import Feed, Watched, watch_logs
    from .watch_handed import HANDED, HandedFeed, read_token
    from .watch_live import LiveFeed
    from .wording import LEVELS, Wording

_SURFACE = {
    "ASSETS": "drill_pages",
    "CONDITIONS": "change_words",
    "DEVICE_GROUPS": "device_words",
    "DEVICE_OUTCOMES": "device_words",
    "DRILL_ROLES": "drill_page_words",
    "HANDED": "watch_handed",
    "INCIDENT_LEVELS": "drill_words",
    "KINDS_OF_RESEMBLANCE": "change_words",
    "LEVELS": "wording",
    "LIVE_PAGE": "drill_live_words",
    "MEASURES": "change_words",
    "RECIPIENT_KINDS": "recipients",
    "SCOPES": "api_tokens",
    "AnonymisedOutcome": "anonymise",
    "Asked": "anonymise",
    "Book": "recording",
    "Changed": "diff",
    "Checked": "lint",
    "ColumnPair": "similar",
    "Compared": "drill",
    "Counter": "mask_desk",
    "DatabaseShare": "share_database",
    "Decision": "review",
    "DemoOutcome": "demo",
    "DeviceProtocol": "device",
    "DeviceReport": "device",
    "Difference": "diff",
    "DrillOutcome": "drill",
    "DueReport": "duty_report",
    "Entry": "catalogue",
    "Evidence": "drill_evidence",
    "Feed": "watch",
    "Fidelity": "drill",
    "Forwarding": "forwarding",
    "Found": "rates",
    "HandedFeed": "watch_handed",
    "IncidentTrace": "incident_trace",
    "Inventory": "interfaces",
    "IssuedToken": "api_tokens",
    "KeyUse": "masking_keys",
    "LabState": "range_lab",
    "Life": "lifecycle",
    "Line": "audit",
    "LiveFeed": "watch_live",
    "MaskDesk": "mask_desk",
    "ModelVersion": "train",
    "MonitorRun": "monitor_run",
    "Opened": "reveal",
    "Pack": "lint",
    "Packs": "lint",
    "Parts": "counted",
    "Problem": "lint",
    "Progress": "scan",
    "Proved": "audit",
    "Question": "drill",
    "Replayed": "replay",
    "Revalued": "revaluation",
    "Risk": "risk",
    "RiskOutcome": "risk",
    "Running": "drill_live",
    "ScanOutcome": "scan",
    "ScanRequest": "scan",
    "Sent": "exports",
    "Settings": "settings",
    "ShareOutcome": "share",
    "SharedTable": "share_database",
    "Similar": "similar",
    "Standing": "filing",
    "StoreStatus": "record_store",
    "TraceOutcome": "trace",
    "Traced": "trace",
    "Trained": "train_history",
    "Verdict": "audit",
    "Viewer": "drill_live_page",
    "Watched": "watch",
    "Wording": "wording",
    "absent_now": "source",
    "add_custodian": "custodians",
    "add_mute": "mutes",
    "add_recipient": "recipients",
    "add_source": "source",
    "add_token": "api_tokens",
    "alert_json": "monitoring",
    "alert_title": "monitoring",
    "anonymise_table": "anonymise",
    "apply_database_share": "share_database",
    "apply_share": "share",
    "approve_reveal": "reveal",
    "ask_drill": "drill_live",
    "ask_reveal": "reveal",
    "assess_risk": "risk",
    "channel_of": "drill_live",
    "check_packs": "lint",
    "check_proof": "audit",
    "check_store": "record_store",
    "clock_line": "duty_report",
    "compare_drills": "drill",
    "compare_page": "drill_compare_page",
    "control_drill": "drill_live",
    "copies": "similar",
    "count_records": "record_store",
    "dataset_json": "finding_json",
    "decision_on": "decisions",
    "decisions_in": "decisions",
    "destroy_key": "masking_keys",
    "device_json": "device",
    "diff_catalogue": "diff",
    "difference_json": "lifecycle_json",
    "door_page": "drill_pages",
    "drill_faults": "drill",
    "drill_page": "drill_report",
    "drills_page": "drill_pages",
    "due_reports": "duty_report",
    "duty_word": "flow_rows",
    "edge_rows": "incident_trace",
    "explain": "problem",
    "export_catalogue": "catalogue",
    "export_json": "exports",
    "export_of": "range_lab",
    "export_rows": "flow_rows",
    "file_digest": "delivery",
    "filing_json": "lifecycle_json",
    "find_drill": "drill",
    "find_entry": "catalogue",
    "find_records": "record_store",
    "find_similar": "similar",
    "finding_lines": "interface_rows",
    "forward_records": "record_store",
    "found_in": "rates",
    "handle_incident": "handling",
    "handling_word": "handling_words",
    "handlings_of": "handling",
    "incident_clocks": "duty_report",
    "incident_json": "monitoring",
    "incident_title": "monitoring",
    "inspect_file": "inspect_text",
    "inspect_stream": "inspect_text",
    "interface_json": "interface_rows",
    "interface_rows": "interface_rows",
    "interface_word": "interface_rows",
    "is_database_target": "share_database",
    "lab_features": "range_lab",
    "lab_states": "range_lab",
    "lab_up": "range_lab",
    "label_names": "monitoring",
    "labs_down": "range_lab",
    "ledger_entries": "audit",
    "ledger_head": "audit",
    "ledger_key": "audit",
    "ledger_lines": "audit",
    "life_json": "lifecycle_json",
    "life_of": "lifecycle",
    "lineage_json": "lifecycle_json",
    "list_alerts": "monitoring",
    "list_custodians": "custodians",
    "list_drills": "drill",
    "list_entries": "catalogue",
    "list_exports": "exports",
    "list_incidents": "monitoring",
    "list_interfaces": "interfaces",
    "list_keys": "masking_keys",
    "list_models": "train",
    "list_mutes": "mutes",
    "list_packs": "lint",
    "list_recipients": "recipients",
    "list_reveals": "reveal",
    "list_sent": "exports",
    "list_sources": "source",
    "list_tokens": "api_tokens",
    "live_page": "drill_live_page",
    "live_parts": "drill_live_page",
    "lives": "lifecycle",
    "make_departments": "departments",
    "mixed": "rates",
    "mute_json": "mutes",
    "new_drill": "drill",
    "new_key": "masking_keys",
    "observed": "change_words",
    "open_book": "settings",
    "open_reveal": "reveal",
    "parse_bounds": "bounds",
    "parse_window": "source",
    "plan_json": "finding_json",
    "problem_in": "problem",
    "prove_entry": "audit",
    "read_key": "audit",
    "read_token": "watch_handed",
    "read_trusted": "audit",
    "record_filing": "lifecycle",
    "record_json": "record_store",
    "record_lineage": "lifecycle",
    "record_trigger": "lifecycle",
    "refuse_reveal": "reveal",
    "remove_custodian": "custodians",
    "remove_recipient": "recipients",
    "remove_source": "source",
    "replay": "replay",
    "report_text": "duty_report",
    "revalue": "revaluation",
    "revalued_json": "lifecycle_json",
    "review_field": "review",
    "revoke_token": "api_tokens",
    "risk_json": "risk",
    "risk_word": "monitoring",
    "rotate_key": "masking_keys",
    "run_demo": "demo",
    "run_device_test_of": "device",
    "run_drill_of": "drill",
    "running_drills": "drill_live",
    "scan": "scan",
    "scan_json": "finding_json",
    "sent_rows": "flow_rows",
    "severity_word": "monitoring",
    "share_json": "finding_json",
    "similar_json": "lifecycle_json",
    "skipped_json": "finding_json",
    "start_drill_of": "drill_detached",
    "store_status": "record_store",
    "technique_title": "drill",
    "test_source": "source",
    "trace_file": "trace",
    "trace_incident": "incident_trace",
    "trace_json": "incident_trace",
    "trace_text": "incident_trace",
    "trace_word": "incident_trace",
    "train_columns": "train",
    "train_history_model": "train_history",
    "try_recognisers": "lint",
    "use_model": "train",
    "utc_now": "recording",
    "validate_drill": "drill",
    "verify_ledger": "audit",
    "watch_logs": "watch",
    "withdraw_mute": "mutes",
    "words_at_hand": "problem",
    "words_in": "catalogue",
    "wrap_keyring": "masking_keys",
    "write_anonymity_page": "anonymity_page",
    "write_compare_page": "drill_compare_page",
    "write_device_page": "device",
    "write_drill_page": "drill_report",
    "write_drill_pdf": "drill_pdf",
    "write_drill_report": "drill_pdf",
    "write_evidence": "drill_evidence",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
