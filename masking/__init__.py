# Masking: what may be shown of a graded table for a purpose, and the kernel that shows no more.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .free_text import Spans
    from .kernel import apply, output_schema, restore
    from .keyed_hash import key_id
    from .linked import JOINING, plan_linked
    from .operators import OPERATORS, Operator
    from .planning import NOTABLE_RATE, Plan, PlannedColumn, plan
    from .styles import STYLES, Form, style_of

_SURFACE = {
    "JOINING": "linked",
    "NOTABLE_RATE": "planning",
    "OPERATORS": "operators",
    "STYLES": "styles",
    "Form": "styles",
    "Operator": "operators",
    "Plan": "planning",
    "PlannedColumn": "planning",
    "Spans": "free_text",
    "apply": "kernel",
    "key_id": "keyed_hash",
    "output_schema": "kernel",
    "plan": "planning",
    "plan_linked": "linked",
    "restore": "kernel",
    "style_of": "styles",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
