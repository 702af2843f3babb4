# The facts about the labels that a column may have: the rules' own first, others that values or
# header speak for behind it, and what the columns beside it add.
from __future__ import annotations

import random

import pyarrow as pa
import pytest

from classify import compile_recognisers, summarise
from classify.label import drafts, drafts_by_headers
from classify.witness import FACTS, Company, company_of
from policies import load_policies
from schema import Column, Table

RECOGNISERS = compile_recognisers(load_policies())


def draft_of(header: str, values: list[str]):
    table = Table("s", "t", (Column(header, "text"),), "delimited")
    batch = pa.record_batch({header: pa.array(values, pa.string())})
    return drafts(summarise(batch, RECOGNISERS, table), table, RECOGNISERS)[0]


def mobiles(count: int) -> list[str]:
    rng = random.Random(count)
    return [f"139{rng.randrange(10**8):08d}" for _ in range(count)]


def test_the_rules_label_is_first_and_the_only_one_decided():
    draft = draft_of("手机号", mobiles(100))
    assert [witness.label for witness in draft.witnesses if witness.decided] == ["cn.mobile"]
    assert draft.witnesses[0].decided
    assert draft.read


def test_facts_tell_cells_header_and_company_in_one_order():
    witness = draft_of("手机号", mobiles(100)).witnesses[0]
    told = dict(zip(FACTS, witness.beside(Company(4, 0.5, 0.75)), strict=True))
    assert told["net"] == 1.0
    assert told["passed"] == 1.0
    assert told["header"] == 1.0
    assert told["decided"] == 1.0
    assert (told["persons_beside"], told["labelled_beside"]) == (0.5, 0.75)
    assert told["beside"] == pytest.approx(1.609, abs=1e-3)


def test_what_a_header_names_is_a_witness_though_no_cell_bears_it_out():
    draft = draft_of("护照号码", ["待定", "见附件", "同上"])
    found = {witness.label: witness for witness in draft.witnesses}
    assert not found["cn.passport"].decided
    assert found["cn.passport"].facts["net"] == 0.0


def test_what_the_header_rules_out_is_no_witness():
    values = [f"{a}.{b}.3.4" for a in range(1, 9) for b in range(9)]
    assert "net.ip" not in {witness.label for witness in draft_of("软件版本", values).witnesses}
    assert "net.ip" in {witness.label for witness in draft_of("c1", values).witnesses}


def test_names_alone_have_no_facts_of_cells():
    table = Table("s", "t", (Column("姓名", "text"), Column("备注", "text")), "delimited")
    named, silent = drafts_by_headers(table, RECOGNISERS)
    assert not named.read
    assert named.witnesses[0].facts["distinct"] == 0.0
    assert named.witnesses[0].facts["header"] == 1.0
    assert silent.witnesses == ()


@pytest.mark.parametrize(
    ("labels", "companies"),
    [
        (["person.name"], [Company()]),
        (["person.name", None], [Company(1, 0.0, 0.0), Company(1, 1.0, 1.0)]),
        (
            ["person.name", "org.name", None],
            [Company(2, 0.0, 0.5), Company(2, 0.5, 0.5), Company(2, 0.5, 1.0)],
        ),
    ],
    ids=["alone", "beside a name", "among three"],
)
def test_company_counts_the_other_columns(labels, companies):
    assert list(company_of(labels, RECOGNISERS)) == companies
