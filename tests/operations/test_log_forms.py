# Which form of the operator's holds for a log.
import datetime as dt

from monitor import Unread
from operations.log_forms import Logs, unread_lines
from policies import LogForm, Title

FORM = LogForm(
    id="gate", title=Title(zh="网关", en="gate"), files=("gate*.log",), zone="+08:00",
    fields={"when": "@timestamp", "who": "source.ip", "what": "url.original"},
)  # fmt: skip
LINE = '{"when":"2026-11-28 02:13:00","who":"10.0.0.7","what":"/x"}'


def latest() -> dt.datetime:
    return dt.datetime(2026, 11, 28, tzinfo=dt.UTC)


def test_the_first_form_that_fits_holds() -> None:
    logs = Logs((FORM,))
    kind = logs.kind_of("gate1.log", LINE)
    assert kind is not None
    assert kind.name == "access-json"
    assert logs.kind_of("other.log", LINE) is None
    assert logs.about("gate1.log", latest).zone == "+0800"
    assert logs.about("other.log", latest).zone == "+0000"


def test_what_is_said_of_lines() -> None:
    assert unread_lines(Unread(1, 7)) == "line 7 is in no form that is read here"
    assert unread_lines(Unread(3, 7)).startswith(
        "3 lines are in no form that is read here, the first"
    )
