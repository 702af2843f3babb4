# One file per job that ties the domains together: scan, catalogue, share, source, audit …
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .anonymise import AnonymisedOutcome, Asked, anonymise_table
    from .anonymity_page import write_anonymity_page
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
    from .catalogue import (
        Entry,
        export_catalogue,
        find_entry,
        list_entries,
        words_in,
    )
    from .change_words import CONDITIONS, KINDS_OF_RESEMBLANCE, MEASURES, observed
    from .counted import Parts
    from .decisions import decision_on, decisions_in
    from .delivery import file_digest
    from .demo import DemoOutcome, run_demo
    from .departments import make_departments
    from .diff import Changed, Difference, diff_catalogue
    from .filing import Standing
    from .finding_json import dataset_json, scan_json, share_json, skipped_json
    from .inspect_text import inspect_file, inspect_stream
    from .lifecycle import (
        Life,
        life_of,
        lives,
        record_filing,
        record_lineage,
        record_trigger,
    )
    from .lifecycle_json import (
        difference_json,
        filing_json,
        life_json,
        lineage_json,
        revalued_json,
        similar_json,
    )
    from .lint import Checked, Pack, Packs, Problem, check_packs, list_packs, try_recognisers
    from .problem import explain, problem_in, words_at_hand
    from .rates import Found, found_in, mixed
    from .recording import Book
    from .revaluation import Revalued, revalue
    from .review import Decision, review_field
    from .risk import Risk, RiskOutcome, assess_risk, risk_json
    from .scan import Progress, ScanOutcome, ScanRequest, scan
    from .settings import Settings, open_book
    from .share import ShareOutcome, apply_share
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
    from .wording import LEVELS, Wording

_SURFACE = {
    "CONDITIONS": "change_words",
    "KINDS_OF_RESEMBLANCE": "change_words",
    "LEVELS": "wording",
    "MEASURES": "change_words",
    "AnonymisedOutcome": "anonymise",
    "Asked": "anonymise",
    "Book": "recording",
    "Changed": "diff",
    "Checked": "lint",
    "ColumnPair": "similar",
    "Decision": "review",
    "DemoOutcome": "demo",
    "Difference": "diff",
    "Entry": "catalogue",
    "Found": "rates",
    "Life": "lifecycle",
    "Line": "audit",
    "Pack": "lint",
    "Packs": "lint",
    "Parts": "counted",
    "Problem": "lint",
    "Progress": "scan",
    "Proved": "audit",
    "Revalued": "revaluation",
    "Risk": "risk",
    "RiskOutcome": "risk",
    "ScanOutcome": "scan",
    "ScanRequest": "scan",
    "Settings": "settings",
    "ShareOutcome": "share",
    "Similar": "similar",
    "Standing": "filing",
    "TraceOutcome": "trace",
    "Traced": "trace",
    "Verdict": "audit",
    "Wording": "wording",
    "absent_now": "source",
    "add_source": "source",
    "anonymise_table": "anonymise",
    "apply_share": "share",
    "assess_risk": "risk",
    "check_packs": "lint",
    "check_proof": "audit",
    "copies": "similar",
    "dataset_json": "finding_json",
    "decision_on": "decisions",
    "decisions_in": "decisions",
    "diff_catalogue": "diff",
    "difference_json": "lifecycle_json",
    "explain": "problem",
    "export_catalogue": "catalogue",
    "file_digest": "delivery",
    "filing_json": "lifecycle_json",
    "find_entry": "catalogue",
    "find_similar": "similar",
    "found_in": "rates",
    "inspect_file": "inspect_text",
    "inspect_stream": "inspect_text",
    "ledger_entries": "audit",
    "ledger_head": "audit",
    "ledger_key": "audit",
    "ledger_lines": "audit",
    "life_json": "lifecycle_json",
    "life_of": "lifecycle",
    "lineage_json": "lifecycle_json",
    "list_entries": "catalogue",
    "list_packs": "lint",
    "list_sources": "source",
    "lives": "lifecycle",
    "make_departments": "departments",
    "mixed": "rates",
    "observed": "change_words",
    "open_book": "settings",
    "parse_bounds": "bounds",
    "parse_window": "source",
    "problem_in": "problem",
    "prove_entry": "audit",
    "read_key": "audit",
    "read_trusted": "audit",
    "record_filing": "lifecycle",
    "record_lineage": "lifecycle",
    "record_trigger": "lifecycle",
    "remove_source": "source",
    "revalue": "revaluation",
    "revalued_json": "lifecycle_json",
    "review_field": "review",
    "risk_json": "risk",
    "run_demo": "demo",
    "scan": "scan",
    "scan_json": "finding_json",
    "share_json": "finding_json",
    "similar_json": "lifecycle_json",
    "skipped_json": "finding_json",
    "test_source": "source",
    "trace_file": "trace",
    "try_recognisers": "lint",
    "verify_ledger": "audit",
    "words_at_hand": "problem",
    "words_in": "catalogue",
    "write_anonymity_page": "anonymity_page",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
