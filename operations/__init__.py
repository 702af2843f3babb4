# One file per job that ties the domains together: scan, catalogue, share, source, audit …
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
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
    from .decisions import decision_on, decisions_in
    from .demo import DemoOutcome, run_demo
    from .departments import make_departments
    from .finding_json import dataset_json, scan_json, share_json, skipped_json
    from .inspect_text import inspect_file, inspect_stream
    from .lint import Checked, Pack, Packs, Problem, check_packs, list_packs, try_recognisers
    from .problem import explain, problem_in, words_at_hand
    from .rates import Found, found_in, mixed
    from .recording import Book
    from .review import Decision, review_field
    from .scan import Progress, ScanOutcome, ScanRequest, scan
    from .settings import Settings, open_book
    from .share import ShareOutcome, apply_share
    from .source import (
        absent_now,
        add_source,
        list_sources,
        parse_window,
        remove_source,
        test_source,
    )
    from .wording import LEVELS, Wording

_SURFACE = {
    "LEVELS": "wording",
    "Book": "recording",
    "Checked": "lint",
    "Decision": "review",
    "DemoOutcome": "demo",
    "Entry": "catalogue",
    "Found": "rates",
    "Line": "audit",
    "Pack": "lint",
    "Packs": "lint",
    "Problem": "lint",
    "Progress": "scan",
    "Proved": "audit",
    "ScanOutcome": "scan",
    "ScanRequest": "scan",
    "Settings": "settings",
    "ShareOutcome": "share",
    "Verdict": "audit",
    "Wording": "wording",
    "absent_now": "source",
    "add_source": "source",
    "apply_share": "share",
    "check_packs": "lint",
    "check_proof": "audit",
    "dataset_json": "finding_json",
    "decision_on": "decisions",
    "decisions_in": "decisions",
    "explain": "problem",
    "export_catalogue": "catalogue",
    "find_entry": "catalogue",
    "found_in": "rates",
    "inspect_file": "inspect_text",
    "inspect_stream": "inspect_text",
    "ledger_entries": "audit",
    "ledger_head": "audit",
    "ledger_key": "audit",
    "ledger_lines": "audit",
    "list_entries": "catalogue",
    "list_packs": "lint",
    "list_sources": "source",
    "make_departments": "departments",
    "mixed": "rates",
    "open_book": "settings",
    "parse_bounds": "bounds",
    "parse_window": "source",
    "problem_in": "problem",
    "prove_entry": "audit",
    "read_key": "audit",
    "read_trusted": "audit",
    "remove_source": "source",
    "review_field": "review",
    "run_demo": "demo",
    "scan": "scan",
    "scan_json": "finding_json",
    "share_json": "finding_json",
    "skipped_json": "finding_json",
    "test_source": "source",
    "try_recognisers": "lint",
    "verify_ledger": "audit",
    "words_at_hand": "problem",
    "words_in": "catalogue",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
