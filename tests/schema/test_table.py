# A table may be handed to any process, and no password shows where a table or its terms do.
import pickle

from schema import Access, Column, Limits, Sample, Table


def test_a_password_never_shows():
    access = Access(password="s3cr3t-word")
    assert "s3cr3t-word" not in f"{access!r} {access} {[access]}"


def test_a_table_survives_the_way_to_another_process():
    table = Table(
        source="a.db",
        name="resident",
        columns=(Column("XM", "TEXT", "姓名"),),
        kind="sqlite",
        options={"encoding": "gb18030"},
    )
    assert pickle.loads(pickle.dumps(table)) == table


def test_a_sample_is_5000_rows_unless_said_otherwise():
    assert Sample() == Sample(rows=5_000, seed=0)
    assert Sample(rows=None).rows is None


def test_terms_survive_the_way_to_another_process():
    access = Access(password="x", limits=Limits(max_depth=2))
    assert pickle.loads(pickle.dumps(access)) == access


def test_a_column_holds_values_unless_said_otherwise():
    assert Column("a", "text").holds == "values"
