# Masking: what may be shown of a graded table for a purpose, and the kernel that shows no more.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .anonymise import anonymise
    from .anonymise_rows import anonymise_rows
    from .cellwise import Few, cellwise
    from .free_text import Spans
    from .hierarchy import Hierarchy, parse_hierarchy
    from .in_text import apart
    from .kernel import apply, output_schema, restore
    from .keyed_hash import key_id
    from .linked import JOINING, plan_linked
    from .loss import Loss, information_loss
    from .operators import OPERATORS, Operator
    from .passages import masked_passages
    from .planning import NOTABLE_RATE, Plan, PlannedColumn, plan
    from .pseudo_rows import PseudoRows, carriers, with_pseudo_rows, without_pseudo_rows
    from .recode import Recoding, recode
    from .risk import Attack, Concealment, Presence, Risk, measure
    from .roles import Roles, degree_of, propose
    from .stand_ins import AGREEING, STAND_INS
    from .streams import apply_stream
    from .styles import STYLES, Form, style_of
    from .tally import Tally, merge, narrowed, summarise
    from .trace import Found, Suspicion, collect, suspicions
    from .trace_rows import row_suspicions
    from .watermark import BITS_OF_A_TOKEN, Mark, marked, unit_of

_SURFACE = {
    "AGREEING": "stand_ins",
    "BITS_OF_A_TOKEN": "watermark",
    "JOINING": "linked",
    "NOTABLE_RATE": "planning",
    "OPERATORS": "operators",
    "STAND_INS": "stand_ins",
    "STYLES": "styles",
    "Attack": "risk",
    "Concealment": "risk",
    "Few": "cellwise",
    "Form": "styles",
    "Found": "trace",
    "Hierarchy": "hierarchy",
    "Loss": "loss",
    "Mark": "watermark",
    "Operator": "operators",
    "Plan": "planning",
    "PlannedColumn": "planning",
    "Presence": "risk",
    "PseudoRows": "pseudo_rows",
    "Recoding": "recode",
    "Risk": "risk",
    "Roles": "roles",
    "Spans": "free_text",
    "Suspicion": "trace",
    "Tally": "tally",
    "anonymise": "anonymise",
    "anonymise_rows": "anonymise_rows",
    "apart": "in_text",
    "apply": "kernel",
    "apply_stream": "streams",
    "carriers": "pseudo_rows",
    "cellwise": "cellwise",
    "collect": "trace",
    "degree_of": "roles",
    "information_loss": "loss",
    "key_id": "keyed_hash",
    "marked": "watermark",
    "masked_passages": "passages",
    "measure": "risk",
    "merge": "tally",
    "narrowed": "tally",
    "output_schema": "kernel",
    "parse_hierarchy": "hierarchy",
    "plan": "planning",
    "plan_linked": "linked",
    "propose": "roles",
    "recode": "recode",
    "restore": "kernel",
    "row_suspicions": "trace_rows",
    "style_of": "styles",
    "summarise": "tally",
    "suspicions": "trace",
    "unit_of": "watermark",
    "with_pseudo_rows": "pseudo_rows",
    "without_pseudo_rows": "pseudo_rows",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
