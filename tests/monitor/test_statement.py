# Statements without values, and what they read.
import pytest

from monitor import reading_of, without_values
from monitor.statement import Reading


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("select * from t where id = 5 and n = 'O''Neil'", "select * from t where id = ? and n = ?"),
        ("select 1 -- 6101\nfrom t /* li */", "select ? from t"),
        ("select * from t where id in (1, 2,3)", "select * from t where id in (?)"),
        ("select $a$x'y$a$, $$z$$, E'a\\'b'", "select ?, ?, ?"),
        ("select t1.c2, $1 from t1", "select t1.c2, $1 from t1"),
        ("select -1.5e3, .x", "select ?, .x"),
        ("", ""),
    ],
)  # fmt: skip
def test_values_are_taken_out(statement, wanted) -> None:
    assert without_values(statement) == wanted


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("SELECT * FROM public.resident WHERE id > 5", Reading(("public.resident",), None, False)),
        ("select a, b from r", Reading(("r",), ("a", "b"), True)),
        ("select r.a from r join s on r.a = s.b limit 5", Reading(("r", "s"), ("a", "b"), False)),
        ("COPY r TO STDOUT", Reading(("r",), None, True)),
        ("copy (select a from r) to stdout", Reading(("r",), ("a",), True)),
        ("COPY public.r (a, b) TO stdout;", Reading(("public.r",), ("a", "b"), True)),
        ("copy r (a) from stdin", Reading((), (), False)),
        ("select count(*) from r", Reading(("r",), (), False)),
        ("with x as (select * from r) select * from x", Reading(("r",), None, True)),
        ("DECLARE c CURSOR FOR SELECT * FROM r", Reading(("r",), None, False)),
        ("insert into r values (1)", Reading((), (), False)),
        ("begin", Reading((), (), False)),
        ("select ( from r", Reading(("r",), None, False)),
        ("", Reading((), (), False)),
    ],
)
def test_what_is_read(statement, wanted) -> None:
    assert reading_of(statement) == wanted


def test_nothing_is_too_deep() -> None:
    reading_of("select " + "(" * 3_000 + "1" + ")" * 3_000)
