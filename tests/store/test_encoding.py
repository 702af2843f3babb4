from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest

from schema import (
    RECORD_TYPES,
    Adapter,
    Alert,
    ApiDescription,
    ApiToken,
    Assessment,
    Caller,
    ColumnModel,
    Custodian,
    DataInterface,
    Dataset,
    DatasetFinding,
    Drill,
    FieldFinding,
    Filing,
    Handling,
    Incident,
    InterfaceFinding,
    LabelRate,
    Level,
    Lineage,
    MaskingKey,
    ModelChoice,
    Mute,
    Notice,
    Observation,
    Operation,
    PolicySet,
    Reason,
    Recipient,
    Record,
    Response,
    Reveal,
    Review,
    ScanJob,
    Share,
    ShareColumn,
    Skipped,
    Source,
    StepRun,
    Trigger,
    User,
)
from store import StoreError, decode, digest_of, kind_of
from store.encoding import body_of, columns_of, same, wiped

BASE: dict[str, Any] = {"id": "x-1", "unit": "陕西/西安", "time": "2026-11-02T08:00:00.000001Z"}
FINDING = DatasetFinding(
    id="ds-0011223344556677",
    name="人员.xlsx#Sheet1",
    source="data/人员.xlsx",
    unit="shaanxi/xian",
    level=Level.IMPORTANT_CANDIDATE,
    fields=(
        FieldFinding(
            name="证件号码",
            type="string",
            label="cn.id18",
            level=Level.GENERAL_4,
            confidence=0.1 + 0.2,
            validated=1.0,
            sampled=5000,
            reasons=(Reason("check", "MOD 11-2 holds in 100 % of cells"),),
            labels=(LabelRate("cn.id18", 1.0, 1.0), LabelRate("bank.card", 0.03, 0.0)),
            distinct=None,
        ),
        FieldFinding("备注", "string", None, Level.GENERAL_1, 0.0, 0.0, 0, ()),
    ),
    rows=None,
    sampled=5000,
    important_factors=("c", "g"),
)
RECORDS: list[Record] = [
    Source(
        **BASE,
        url="postgresql://user@host/db",
        sealed_password=bytes(range(256)),
        max_bytes_per_s=1.5e6,
    ),
    Dataset(**BASE, finding=FINDING, job="job-1", fingerprint="12:34"),
    Review(
        **BASE,
        dataset=FINDING.id,
        field="证件号码",
        reviewer="王芳",
        decision="confirm",
        reason="核对过",
        level=Level.CORE,
    ),
    Review(**BASE, dataset=FINDING.id, field="", reviewer="王芳", decision="confirm", reason=""),
    ScanJob(
        **BASE,
        targets=("data", "pg"),
        options={"sample": "all", "a": "b"},
        state="done",
        policy_digest="ab",
        skipped=(Skipped("x.csv", "ragged"),),
    ),
    Share(
        **BASE,
        dataset=FINDING.id,
        purpose="statistics",
        recipient="统计局",
        approver="李",
        output="out.csv",
        output_sha256="00",
        plan_digest="11",
        columns=(
            ShareColumn(
                name="a",
                label="cn.id18",
                level=Level.GENERAL_4,
                operator="fpe",
                reason="rule 3",
                parameters={"keep": "6"},
            ),
        ),
        rows=2**53 + 1,
    ),
    Alert(
        **BASE,
        rule="r",
        risk_type="leak",
        severity="high",
        confidence=0.5,
        entities={"source": "10.0.0.1"},
        labels={"cn.id18": 3},
        level=Level.GENERAL_3,
    ),
    Incident(**BASE, title="泄露", state="open", severity="high", alerts=("a", "b")),
    Drill(
        **BASE,
        scenario="s",
        seed=7,
        fidelity="memory",
        replay_hash="h",
        scores={"detect": 0.5},
        total=1e-9,
    ),
    Assessment(**BASE, method="dsmm", scope="all", grade="3"),
    User(**BASE, name="王芳", roles=("steward", "audit"), password_hash="$argon2id$x"),
    Filing(
        **BASE,
        dataset=FINDING.id,
        number="备1",
        filed="2026-11-20",
        person="王芳",
        reason="首次",
        finding=FINDING,
        version=3,
        state="changed",
        observed=(
            Observation(
                "scale", {"measure": "rows", "before": "1", "after": "2", "share": "+100%"}
            ),
            Observation("gone"),
        ),
        changed="2026-11-21T08:00:00Z",
        due="2027-02-21",
    ),
    Trigger(**BASE, dataset=FINDING.id, letter="g", person="王芳", reason="泄露"),
    Lineage(
        **BASE,
        dataset=FINDING.id,
        origins=("ds-1", "ds-2"),
        operation="masked",
        base=Level.IMPORTANT,
        level=Level.GENERAL_3,
        evidence="报告",
        approver="李",
    ),
    MaskingKey(**BASE, domain="person_id", audience="市医保局", made=BASE["time"], state="retired"),
    Recipient(**BASE, kind="company", contact="张 029-1", agreement="合同3", abroad=True),
    Custodian(**BASE, verifier=b"\x00sealed"),
    Reveal(
        **BASE,
        share="sh-1",
        file_sha256="ab",
        columns=("证件号", "姓名"),
        asker="张",
        reason="案件",
        approver="李",
        until="2026-11-03T08:00:00Z",
    ),
    ApiToken(
        **BASE,
        digest="ab",
        scopes=("mask",),
        recipient="市医保局",
        purposes=("share-conditional",),
        approver="李",
        expires="2027-02-26",
    ),
    PolicySet(**BASE, recognisers={"cn.id18": "ab"}, headers={}, lexicons={"surnames": "cd"}),
    ColumnModel(**BASE, base="shipped-1", digest="ab", decisions=24, datasets=3),
    ModelChoice(**BASE, version="local-1"),
    Mute(
        **BASE,
        rule="model.beacon",
        entities={"source": "10.0.0.7"},
        reason="已知",
        person="李",
        until="2026-12-01",
    ),
    Handling(**BASE, incident="in-1", state="closed", person="李", reason="已查", verdict="real"),
    Response(
        **BASE,
        incident="in-1",
        playbook="leak",
        playbook_sha256="ab",
        mode="for-real",
        state="waiting",
        began=1.5,
        variables={"source": "10.0.0.7", "records": 3, "hosts": ("a", "b")},
        steps={"notify": StepRun(1.5, "yes", "李", 2.0, True, "done", 3.0, ("sent",))},
    ),
    Adapter(**BASE, kind="webhook", settings={"url": "https://a.example"}, secret=b"sealed"),
    Notice(**BASE, adapter="mail", incident="in-1", response="re-1", zh="泄露", en="leak"),
    ApiDescription(
        **BASE,
        version="1",
        sha256="ab",
        operations=(Operation(method="GET", template="/a/{b}", labels=("cn.id18",)),),
        hosts=("a.example",),
    ),
    DataInterface(
        **BASE,
        service="a.example",
        method="GET",
        template="/a/{b}",
        callers=(Caller(name="li", calls=3, records=7),),
        labels={"cn.id18": 7},
        level=Level.GENERAL_4,
        findings=(InterfaceFinding(kind="shadow", severity="low", because=("calls=3",)),),
    ),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_as_it_went_in(record: Record) -> None:
    body = body_of(record)
    back = decode(kind_of(record), body)
    assert back == record
    assert type(back) is type(record)
    assert body_of(back) == body


def test_every_kind_of_record_is_tried_above() -> None:
    assert {kind_of(record) for record in RECORDS} == set(RECORD_TYPES)


def test_levels_and_tuples_come_back_as_their_types() -> None:
    back = decode("dataset", body_of(RECORDS[1]))
    assert isinstance(back, Dataset)
    assert back.finding.level is Level.IMPORTANT_CANDIDATE
    assert isinstance(back.finding.fields, tuple)


def test_the_body_is_json_that_others_can_read() -> None:
    fields_ = json.loads(body_of(RECORDS[1]))
    assert fields_["finding"]["fields"][0]["name"] == "证件号码"
    assert fields_["schema_version"] == 1


def test_the_order_of_a_map_does_not_show_in_the_body() -> None:
    job = RECORDS[4]
    assert isinstance(job, ScanJob)
    turned = replace(job, options={"a": "b", "sample": "all"})
    assert body_of(turned) == body_of(job)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(
            replace(RECORDS[0], max_bytes_per_s=float("nan")), "come back", id="not a number"
        ),
        pytest.param(
            replace(RECORDS[9], grade=float("inf")), "fit its type", id="infinity for a text"
        ),
        pytest.param(replace(RECORDS[9], grade=3), "does not fit its type", id="a number for text"),
        pytest.param(replace(RECORDS[9], grade=None), "does not fit its type", id="no text"),
        pytest.param(replace(RECORDS[6], level="public"), "fit its type", id="no such level"),
        pytest.param(replace(RECORDS[10], roles=["steward"]), "come back", id="a list for a tuple"),
    ],
)
def test_a_record_that_would_not_come_back_is_refused(record: Record, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        body_of(record)


def test_a_refusal_does_not_repeat_the_value() -> None:
    with pytest.raises(ValueError, match="fit its type") as caught:
        body_of(replace(RECORDS[6], level="13800138000"))
    assert "13800138000" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(
            b'{"id":"a","unit":"","time":"","schema_version":2}',
            "schema 2, this program knows 1",
            id="a newer one",
        ),
        pytest.param(b'{"schema_version":1}', "damaged", id="fields short"),
        pytest.param(b'{"schema_version":1,', "damaged", id="cut off"),
        pytest.param(b'{"schema_version":"\xff"}', "damaged", id="no UTF-8"),
        pytest.param(b"{}", "damaged", id="no version"),
        pytest.param(b"[]", "damaged", id="a list"),
    ],
)
def test_a_body_that_cannot_be_read_is_said_to_be(body: bytes, reason: str) -> None:
    with pytest.raises(StoreError, match=reason):
        decode("user", body)


def test_only_kinds_that_are_kept_have_a_name() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Stranger(Record):
        pass

    assert kind_of(ScanJob) == "scan-job"
    with pytest.raises(TypeError, match="Stranger is not a kind"):
        kind_of(Stranger(**BASE))
    with pytest.raises(TypeError, match="Record is not a kind"):
        kind_of(Record)


def digest(record: Record) -> str:
    return digest_of(kind_of(record), body_of(record))


def test_the_digest_leaves_out_what_is_sealed_and_nothing_else() -> None:
    source = RECORDS[0]
    assert isinstance(source, Source)
    assert digest(source) == digest(replace(source, sealed_password=b"other"))
    for field in fields(Source):
        if field.name in ("sealed_password", "schema_version"):
            continue
        old = getattr(source, field.name)
        other = old + "x" if isinstance(old, str) else 12.0
        assert digest(replace(source, **{field.name: other})) != digest(source)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_wiping_leaves_a_record_and_its_digest_as_they_were(record: Record) -> None:
    kind, body = kind_of(record), body_of(record)
    left = wiped(kind, body)
    assert digest_of(kind, left) == digest_of(kind, body)
    if isinstance(record, Source):
        assert decode(kind, left) == replace(record, sealed_password=b"")
    elif isinstance(record, Custodian):
        assert decode(kind, left) == replace(record, verifier=b"")
    else:
        assert left == body


def test_a_body_of_a_later_schema_keeps_its_digest_and_columns() -> None:
    """What the ledger vouches for is the body as written, whatever a program makes of it."""
    body = body_of(RECORDS[1]).replace(b'"schema_version":1', b'"schema_version":9,"zeal":[1.0]')
    assert digest_of("dataset", body) == hashlib.sha256(body).hexdigest()
    columns = columns_of("dataset", body)
    assert (columns.id, columns.unit, columns.schema_version) == ("x-1", "陕西/西安", 9)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, True, id="nothing"),
        pytest.param({"time": "2027-01-01T00:00:00Z"}, True, id="a later time"),
        pytest.param({"job": "job-2"}, True, id="another job"),
        pytest.param({"fingerprint": "12:35"}, False, id="another fingerprint"),
        pytest.param({"unit": "shaanxi"}, False, id="another unit"),
        pytest.param({"finding": replace(FINDING, rows=3)}, False, id="another finding"),
    ],
)
def test_two_scans_that_find_the_same_say_the_same(change: dict[str, Any], expected: bool) -> None:
    record = RECORDS[1]
    assert same(body_of(replace(record, **change)), body_of(record)) is expected


def test_a_new_password_is_a_difference() -> None:
    source = RECORDS[0]
    other = replace(source, sealed_password=b"other")  # type: ignore[call-arg]
    assert not same(body_of(other), body_of(source))
