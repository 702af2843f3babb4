# Outside data as Arrow batches, both ways: files and databases, read within given terms.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .copy_database import DatabaseCopy, Mark, copied_product, open_database_copy
    from .copy_shape import ColumnShape, Link, TableShape, parents_first
    from .formats import holds_documents
    from .left_out import Identity, belongs, identities
    from .local import plain_reason, shown
    from .locate import absent, expand, known_schemes, recognise, refuse_password, sqlite_path
    from .product import is_database, product_of
    from .running_text import text_pieces
    from .scratch import scratch
    from .source import check, discover, read
    from .throttle import within
    from .unheaded import without_header
    from .writing import write

_SURFACE = {
    "ColumnShape": "copy_shape",
    "DatabaseCopy": "copy_database",
    "Identity": "left_out",
    "Link": "copy_shape",
    "Mark": "copy_database",
    "TableShape": "copy_shape",
    "absent": "locate",
    "belongs": "left_out",
    "check": "source",
    "copied_product": "copy_database",
    "discover": "source",
    "expand": "locate",
    "holds_documents": "formats",
    "identities": "left_out",
    "is_database": "product",
    "known_schemes": "locate",
    "open_database_copy": "copy_database",
    "parents_first": "copy_shape",
    "plain_reason": "local",
    "product_of": "product",
    "read": "source",
    "recognise": "locate",
    "refuse_password": "locate",
    "scratch": "scratch",
    "shown": "local",
    "sqlite_path": "locate",
    "text_pieces": "running_text",
    "within": "throttle",
    "without_header": "unheaded",
    "write": "writing",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
