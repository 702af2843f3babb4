# Outside data as Arrow batches, both ways: files and databases, read within given terms.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .account import account_is_open, disable_account
    from .capture import CAPTURED, is_capture, read_capture
    from .copy_database import DatabaseCopy, Mark, copied_product, open_database_copy
    from .copy_extras import Extra, may_follow
    from .copy_shape import ColumnShape, Link, TableShape, parents_first
    from .covered_document import (
        covered_document,
        document_seen,
        document_texts,
        keeps_document,
    )
    from .elastic_session import elastic_client
    from .formats import holds_documents
    from .icap import icap_taker
    from .kept_dialect import Stretch, keeps_dialect, opening, rewritten, stretches
    from .left_out import Identity, belongs, identities
    from .listener import Listener, Received, Taker, address_of
    from .live_capture import LONGEST_SNAP, LiveCapture
    from .local import plain_reason, shown
    from .locate import absent, expand, known_schemes, recognise, refuse_password, sqlite_path
    from .log_lines import is_flow_file, log_head, log_identity, read_log
    from .log_rotation import LogMark
    from .log_tail import LogStep, follow_log, read_log_before, read_log_between
    from .log_windows import is_windows_log
    from .mirror import mirror_taker
    from .nftables import keep_out, kept_out, let_in
    from .product import is_database, product_of
    from .reread import reread
    from .running_text import text_pieces
    from .scratch import scratch
    from .send_http import HttpAnswer, http_host, send_http
    from .send_mail import Mail, MailServer, send_mail
    from .send_syslog import send_syslog
    from .source import check, discover, read
    from .throttle import within
    from .unheaded import without_header
    from .writing import write, write_bytes

_SURFACE = {
    "CAPTURED": "capture",
    "LONGEST_SNAP": "live_capture",
    "ColumnShape": "copy_shape",
    "DatabaseCopy": "copy_database",
    "Extra": "copy_extras",
    "HttpAnswer": "send_http",
    "Identity": "left_out",
    "Link": "copy_shape",
    "Listener": "listener",
    "LiveCapture": "live_capture",
    "LogMark": "log_rotation",
    "LogStep": "log_tail",
    "Mail": "send_mail",
    "MailServer": "send_mail",
    "Mark": "copy_database",
    "Received": "listener",
    "Stretch": "kept_dialect",
    "TableShape": "copy_shape",
    "Taker": "listener",
    "absent": "locate",
    "account_is_open": "account",
    "address_of": "listener",
    "belongs": "left_out",
    "check": "source",
    "copied_product": "copy_database",
    "covered_document": "covered_document",
    "disable_account": "account",
    "discover": "source",
    "document_seen": "covered_document",
    "document_texts": "covered_document",
    "elastic_client": "elastic_session",
    "expand": "locate",
    "follow_log": "log_tail",
    "holds_documents": "formats",
    "http_host": "send_http",
    "icap_taker": "icap",
    "identities": "left_out",
    "is_capture": "capture",
    "is_database": "product",
    "is_flow_file": "log_lines",
    "is_windows_log": "log_windows",
    "keep_out": "nftables",
    "keeps_dialect": "kept_dialect",
    "keeps_document": "covered_document",
    "kept_out": "nftables",
    "known_schemes": "locate",
    "let_in": "nftables",
    "log_head": "log_lines",
    "log_identity": "log_lines",
    "may_follow": "copy_extras",
    "mirror_taker": "mirror",
    "open_database_copy": "copy_database",
    "opening": "kept_dialect",
    "parents_first": "copy_shape",
    "plain_reason": "local",
    "product_of": "product",
    "read": "source",
    "read_capture": "capture",
    "read_log": "log_lines",
    "read_log_before": "log_tail",
    "read_log_between": "log_tail",
    "recognise": "locate",
    "refuse_password": "locate",
    "reread": "reread",
    "rewritten": "kept_dialect",
    "scratch": "scratch",
    "send_http": "send_http",
    "send_mail": "send_mail",
    "send_syslog": "send_syslog",
    "shown": "local",
    "sqlite_path": "locate",
    "stretches": "kept_dialect",
    "text_pieces": "running_text",
    "within": "throttle",
    "without_header": "unheaded",
    "write": "writing",
    "write_bytes": "writing",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
