# What PostgreSQL's catalogue says is written so that another server takes it; the real one is
# asked in tests/operations/test_share_rentals.py.
from __future__ import annotations

from connectors.copy_postgresql_extras import extras

ANSWERS = {
    "attidentity": [
        ("public", "t", "id", "a", "", ""),
        ("public", "t", "n", "", "", "nextval('s%n'::regclass)"),
        ("s", "t", "g", "", "", "'G'::grade"),
        ("public", "t", "w", "", "s", "(a * 2)"),
    ],
    "contype in ('c', 'x')": [
        ("public", "t", "c", "c%", "CHECK (a % 2 = 0)", ["a"]),
        ("public", "t", "x", "apart", "EXCLUDE …", ["a"]),
    ],
    "indisunique": [
        ("public", "t", "i", "CREATE INDEX i ON ONLY public.t USING btree (a)", "f", ["a"]),
        ("public", "t", "e", "CREATE UNIQUE INDEX e ON public.t (lower(a))", "true", [""]),
    ],
    "pg_get_viewdef": [("public", "v", "m", " SELECT 1;")],
    "tgisinternal": [("trigger", "public", "t", "x"), ("type", "public", "", "grade")],
}


class Server:
    """Answers by what a question has in it."""

    def run(self, statement: str, values: tuple = ()) -> list[tuple]:
        (found,) = [rows for sign, rows in ANSWERS.items() if sign in statement]
        return found


def test_statements_are_those_of_the_catalogue() -> None:
    found = {(extra.kind, extra.place): extra for extra in extras(Server())}
    assert found["identity", "public.t.id"].statements[1] == (
        'ALTER TABLE "public"."t" alter column "id" add generated always as identity'
    )
    assert found["default", "public.t.n"].statements[0] == "create sequence if not exists s%%n"
    of_a_type = found["default", "s.t.g"]
    assert of_a_type.otherwise == ('ALTER TABLE "s"."t" alter column "g" set default \'G\'',)
    assert found["generated", "public.t.w"].statements == ()
    check = found["check", "public.t.c%"]
    assert check.statements == ('ALTER TABLE "public"."t" add constraint "c%%" CHECK (a %% 2 = 0)',)
    assert found["index", "public.t.i"].statements == (
        "CREATE INDEX i ON public.t USING btree (a)",
    )
    unique = found["index", "public.t.e"]
    assert (unique.unique, unique.columns) == (True, ())
    assert "CREATE materialized view" in found["view", "public.v"].statements[1]
    assert {
        ("exclusion", "public.t.apart"),
        ("trigger", "public.t.x"),
        ("type", "public.grade"),
    } <= set(found)
