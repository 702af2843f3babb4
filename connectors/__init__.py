# Outside data as Arrow batches, both ways: files and databases, read within given terms.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .local import shown
    from .locate import expand, recognise, refuse_password, sqlite_path
    from .source import check, discover, read
    from .throttle import within
    from .writing import write

_SURFACE = {
    "check": "source",
    "discover": "source",
    "expand": "locate",
    "read": "source",
    "recognise": "locate",
    "refuse_password": "locate",
    "shown": "local",
    "sqlite_path": "locate",
    "within": "throttle",
    "write": "writing",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
