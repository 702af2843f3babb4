# The HTTP API as programs call it: what is masked, who may, what a wrong body is told, and that
# no value of a request is ever in an answer to a bad one or in a log.
import asyncio
import io
import json
import random

import pyarrow as pa
import pytest
from masking_api import LARGEST, caller

from operations import add_custodian, ledger_entries, open_book, revoke_token
from schema import Share

LABELS = {"xm": "person.name", "sfzh": "cn.id18", "lxdh": "cn.mobile"}
RECORDS = [
    {"xm": "张伟", "sfzh": "610104199003072313", "lxdh": "13812345678"},
    {"sfzh": "610104198511120022", "lxdh": "13987654321", "xm": "李娜"},
    {"xm": None, "sfzh": "", "lxdh": None},
]
PACK = """
header:
  id: test.care
  title: {zh: 回访, en: Care}
  owner: tests
  created: 2026-11-28
  maturity: stable
  source: none
  gaps: none
purposes:
  - id: care
    title: {zh: 回访, en: Care}
    rules:
      - id: care.id
        labels: [cn.id18]
        operator: fpe
        parameters: {domain: person_id, form: id18}
        reason: {zh: 可还原, en: can be undone}
      - id: care.rest
        operator: redact
        reason: {zh: 其余不提供, en: nothing else}
"""
ARROW = "application/vnd.apache.arrow.stream"


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    return caller(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def encrypting(tmp_path_factory):
    home, packs = (tmp_path_factory.mktemp(name) for name in ("home", "packs"))
    (packs / "masking").mkdir()
    (packs / "masking" / "care.yaml").write_text(PACK, encoding="utf-8")
    settings = caller(home, name="first", policies=packs, purposes=("care",)).settings
    for name in ("tester", "Li Hong"):
        add_custodian(settings, name, f"passphrase of {name}")
    return caller(
        home,
        purposes=("care",),
        policies=packs,
        scopes=("mask", "reveal"),
        passphrases=("passphrase of tester", "passphrase of Li Hong"),
    )


def test_records_come_back_masked_in_their_order(api):
    told = api.post("/v1/mask/records", {"records": RECORDS, "labels": LABELS})
    assert told.status == 200, told.body
    shown = told.json["records"]
    assert [list(each) for each in shown] == [list(LABELS)] * 3
    assert [each["lxdh"] for each in shown] == ["138****5678", "139****4321", None]
    assert shown[0]["sfzh"] not in (RECORDS[0]["sfzh"], None, "")
    assert shown[2]["sfzh"] in (None, "")
    again = api.post("/v1/mask/records", {"records": RECORDS[::-1], "labels": LABELS}).json
    assert again["records"] == shown[::-1]
    assert again["share"] == told.json["share"]


def test_requests_at_one_time_are_answered_each_with_its_own(api):
    async def many():
        return await asyncio.gather(
            *(
                api.posted(
                    "/v1/mask/records",
                    {"labels": {"p": "cn.mobile"}, "records": [{"p": f"138{n:08d}"}] * (n % 5)},
                )
                for n in range(100)
            )
        )

    for n, told in enumerate(asyncio.run(many())):
        assert told.json["records"] == [{"p": f"138****{n:04d}"}] * (n % 5)


def test_one_wrong_request_does_not_spoil_those_beside_it(api):
    async def both():
        body = {"labels": {"p": "cn.mobile"}, "records": [{"p": "13812345678"}]}
        wrong = {"labels": {"p": "cn.mobile"}, "records": [{"p": "13812345678"}, {"p": 7}]}
        asked = [body, wrong, body]
        return await asyncio.gather(*(api.posted("/v1/mask/records", one) for one in asked))

    assert [told.status for told in asyncio.run(both())] == [200, 422, 200]


def test_texts_come_back_with_what_stands_in_them_masked(api):
    texts = ["联系张伟，电话13812345678。", "无", "身份证610104199003072313"]
    told = api.post("/v1/mask/text", {"texts": texts}).json
    assert "13812345678" not in told["texts"][0]
    assert told["texts"][1] == "无"
    assert "610104199003072313" not in told["texts"][2]
    (place,) = told["places"][2]
    assert (place["label"], place["start"], place["end"]) == ("cn.id18", 3, 21)


def test_an_arrow_stream_is_masked_as_its_fields_say(api):
    fields = [
        pa.field(name, pa.string(), metadata={"label": label}) for name, label in LABELS.items()
    ]
    batch = pa.RecordBatch.from_pylist(RECORDS, schema=pa.schema(fields))
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    told = api.post("/v1/mask/arrow", sink.getvalue(), content_type=ARROW)
    assert told.status == 200, told.body
    shown = pa.ipc.open_stream(told.body).read_all()
    asked = api.post("/v1/mask/records", {"records": RECORDS, "labels": LABELS}).json
    assert shown.to_pylist() == asked["records"]
    assert told.headers["tongguan-share"].startswith("sh-")


def test_what_was_encrypted_is_seen_again_with_a_reason_and_a_trace(encrypting):
    body = {"records": RECORDS[:2], "labels": LABELS}
    told = encrypting.post("/v1/mask/records", body).json
    masked = [{"sfzh": each["sfzh"]} for each in told["records"]]
    asked = {"share": told["share"], "reason": "complaint 12", "records": masked}
    seen = encrypting.post("/v1/reveal", asked)
    assert seen.status == 200, seen.body
    assert [each["sfzh"] for each in seen.json["records"]] == [r["sfzh"] for r in RECORDS[:2]]
    assert "reveal.api" in {entry["action"] for entry in ledger_entries(encrypting.settings)}
    assert encrypting.post("/v1/reveal", {**asked, "reason": " "}).status == 422
    assert encrypting.post("/v1/reveal", {**asked, "share": "sh-0"}).status == 403


def test_a_token_for_masking_does_not_reveal(api):
    asked = {"share": "sh-1", "reason": "why not", "records": [{"a": "b"}]}
    assert api.post("/v1/reveal", asked).status == 403


@pytest.mark.parametrize("authorization", ["", "Bearer tg_wrong", "Basic eDp5", "Bearer"])
def test_without_a_token_nothing_is_masked(api, authorization):
    told = api.post("/v1/mask/records", {"records": []}, authorization=authorization)
    assert told.status == 401
    assert told.headers["www-authenticate"] == "Bearer"


def test_a_revoked_token_ends_within_a_second(tmp_path):
    one = caller(tmp_path)
    body = {"records": RECORDS[:1], "labels": LABELS}
    assert one.post("/v1/mask/records", body).status == 200
    revoke_token(one.settings, "nightly")
    later = caller(tmp_path, name="other", recipient="Another")
    later.token = one.token
    assert later.post("/v1/mask/records", body).status == 401


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"{", 400, "no JSON"),
        (b"\xff\xfe", 400, "no JSON"),
        ({"records": "13812345678"}, 400, "another shape"),
        ({"records": [{"a": {"b": "13812345678"}}], "labels": {"a": "cn.mobile"}}, 400, "shape"),
        ({"records": [], "13812345678": 1}, 400, "shape"),
        ({"records": []}, 422, "name either"),
        ({"records": [], "labels": {"a": "no.such"}}, 422, "no label"),
        ({"records": [], "dataset": "ds-0"}, 422, "no data set"),
        ({"records": [{"b": "x"}], "labels": {"a": "cn.mobile"}}, 422, "record 0 has no column a"),
        ({"records": [{"a": "x", "13812345678": 1}], "labels": {"a": "cn.mobile"}}, 422, "record 0"),
        ({"records": [], "labels": {"a": "cn.mobile"}, "purpose": "dev-test"}, 403, "purposes"),
        ({"records": [], "labels": {"a": "secret.password"}}, 200, ""),
    ],
)  # fmt: skip
def test_a_wrong_request_is_told_why_and_quotes_no_value(api, body, status, told):
    answer = api.post("/v1/mask/records", body)
    assert answer.status == status, answer.body
    if status != 200:
        assert told in answer.json["error"]["message"]
        assert b"13812345678" not in answer.body


def test_reasons_are_told_in_the_language_asked_for(api):
    told = api.post("/v1/mask/records", {"records": []}, accept_language="zh-CN")
    assert told.json["error"]["message"].startswith("请指明目录中的数据集")


def test_other_types_and_large_bodies_are_refused(api):
    assert api.post("/v1/mask/records", {}, content_type="text/plain").status == 415
    assert api.post("/v1/mask/records", b" " * (LARGEST + 1)).status == 413
    assert api.post("/v1/mask/records", b" ", content_length=str(LARGEST + 1)).status == 413
    assert api.get("/v1/nothing").status == 404
    assert api.get("/v1/mask/records").status == 405


def test_ten_thousand_broken_bodies_get_a_reason_and_leave_no_value(api, caplog):
    rng = random.Random(4)
    whole = json.dumps({"records": RECORDS, "labels": LABELS}, ensure_ascii=False).encode()
    secrets = [value for record in RECORDS for value in record.values() if value]

    async def all_of_them():
        for _ in range(10_000):
            body = bytearray(whole)
            for _ in range(rng.randrange(1, 4)):
                place, kind = rng.randrange(len(body)), rng.randrange(3)
                if kind == 0:
                    del body[place : place + rng.randrange(1, 40)]
                elif kind == 1:
                    body[place:place] = rng.randbytes(rng.randrange(1, 8))
                else:
                    body[place] = rng.randrange(256)
            told = await api.posted("/v1/mask/records", bytes(body))
            if told.status == 200:
                # What was changed was a value, or nothing that counts.
                assert len(json.loads(body)["records"]) == len(told.json["records"])
                continue
            assert 400 <= told.status < 500
            message = told.json["error"]["message"]
            assert message
            assert not any(secret in message for secret in secrets)

    asyncio.run(all_of_them())
    assert not any(secret in caplog.text for secret in secrets)


def test_the_api_describes_itself(api):
    told = api.get("/v1/openapi.json").json
    assert set(told["paths"]) == {
        *("/v1/mask/records", "/v1/mask/text", "/v1/mask/arrow", "/v1/reveal", "/v1/health"),
    }
    assert told["components"]["schemas"]["Records"]["required"] == ["records"]
    assert api.get("/v1/health").json == {"status": "ok"}


def test_rows_are_recorded_with_their_share(tmp_path):
    one = caller(tmp_path)
    share = one.post("/v1/mask/records", {"records": RECORDS, "labels": LABELS}).json["share"]
    one.desk.tell_rows()
    one.desk.tell_rows()
    about = [entry for entry in ledger_entries(one.settings) if share in str(entry)]
    assert [entry["action"] for entry in about] == ["share.open", "share.rows"]
    with open_book(one.settings) as book:
        assert book.latest(Share, share).rows == len(RECORDS)
