# Finding, labelling and grading: columns of a batch into summaries, summaries into labels
# with their reasons, labels into a graded dataset.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .column import ColumnLabel
    from .factor import factors_of
    from .first_row import first_row_is_data
    from .grade import dataset_id, grade
    from .header import HeaderHit, HeaderIndex, compile_headers, match_header, named_otherwise
    from .inspection import Inspector, Spotted
    from .label import decide, decide_by_headers
    from .objection import Objection
    from .reading import with_reading
    from .recognise import Recognisers, UnusableRecogniserError, compile_recognisers
    from .review import objection_to, with_reviews
    from .span import Finder, Found
    from .summary import ColumnSummary, Summary, merge, nothing_of, summarise
    from .trial import Trial, try_value

_SURFACE = {
    "ColumnLabel": "column",
    "ColumnSummary": "summary",
    "Finder": "span",
    "Found": "span",
    "HeaderHit": "header",
    "HeaderIndex": "header",
    "Inspector": "inspection",
    "Objection": "objection",
    "Recognisers": "recognise",
    "Spotted": "inspection",
    "Summary": "summary",
    "Trial": "trial",
    "UnusableRecogniserError": "recognise",
    "compile_headers": "header",
    "compile_recognisers": "recognise",
    "dataset_id": "grade",
    "decide": "label",
    "decide_by_headers": "label",
    "factors_of": "factor",
    "first_row_is_data": "first_row",
    "grade": "grade",
    "match_header": "header",
    "merge": "summary",
    "named_otherwise": "header",
    "nothing_of": "summary",
    "objection_to": "review",
    "summarise": "summary",
    "try_value": "trial",
    "with_reading": "reading",
    "with_reviews": "review",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
