# Finding, labelling and grading: columns of a batch into summaries, summaries into labels
# with their reasons, labels into a graded dataset.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .change import DatasetChange, FieldChange, compare, renamed_fields
    from .column import ColumnLabel
    from .derive import with_lineage
    from .factor import factors_of
    from .first_row import first_row_is_data
    from .grade import dataset_id, grade, regraded
    from .header import HeaderHit, HeaderIndex, compile_headers, match_header, named_otherwise
    from .imprint import IMPRINT_KEY_BYTES, Likeness, imprint_of, likeness
    from .inspection import Inspector, Spotted
    from .label import decide, decide_by_headers
    from .learn import (
        LEAST_DECISIONS,
        Decided,
        Lesson,
        TooFewDecisionsError,
        learn,
        read_lesson,
        said_by_shipped,
    )
    from .objection import Objection
    from .occasion import Occasion, due_rules, occasions, until
    from .reading import with_reading
    from .recognise import Recognisers, UnusableRecogniserError, compile_recognisers
    from .resemblance import (
        ColumnPair,
        Holding,
        Resemblance,
        holding_of,
        resemblances,
        resemble,
        resembling,
    )
    from .review import NO_LABEL, objection_to, with_reviews
    from .side_by_side import SideBySide
    from .span import Finder, Found
    from .summary import ColumnSummary, Summary, extend, merge, nothing_of, summarise
    from .trial import Trial, try_value
    from .weigh import Weighing, shipped_weighing

_SURFACE = {
    "IMPRINT_KEY_BYTES": "imprint",
    "LEAST_DECISIONS": "learn",
    "NO_LABEL": "review",
    "ColumnLabel": "column",
    "ColumnPair": "resemblance",
    "ColumnSummary": "summary",
    "DatasetChange": "change",
    "Decided": "learn",
    "FieldChange": "change",
    "Finder": "span",
    "Found": "span",
    "HeaderHit": "header",
    "HeaderIndex": "header",
    "Holding": "resemblance",
    "Inspector": "inspection",
    "Lesson": "learn",
    "Likeness": "imprint",
    "Objection": "objection",
    "Occasion": "occasion",
    "Recognisers": "recognise",
    "Resemblance": "resemblance",
    "SideBySide": "side_by_side",
    "Spotted": "inspection",
    "Summary": "summary",
    "TooFewDecisionsError": "learn",
    "Trial": "trial",
    "UnusableRecogniserError": "recognise",
    "Weighing": "weigh",
    "compare": "change",
    "compile_headers": "header",
    "compile_recognisers": "recognise",
    "dataset_id": "grade",
    "decide": "label",
    "decide_by_headers": "label",
    "due_rules": "occasion",
    "extend": "summary",
    "factors_of": "factor",
    "first_row_is_data": "first_row",
    "grade": "grade",
    "holding_of": "resemblance",
    "imprint_of": "imprint",
    "learn": "learn",
    "likeness": "imprint",
    "match_header": "header",
    "merge": "summary",
    "named_otherwise": "header",
    "nothing_of": "summary",
    "objection_to": "review",
    "occasions": "occasion",
    "read_lesson": "learn",
    "regraded": "grade",
    "renamed_fields": "change",
    "resemblances": "resemblance",
    "resemble": "resemblance",
    "resembling": "resemblance",
    "said_by_shipped": "learn",
    "shipped_weighing": "weigh",
    "summarise": "summary",
    "try_value": "trial",
    "until": "occasion",
    "with_lineage": "derive",
    "with_reading": "reading",
    "with_reviews": "review",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
