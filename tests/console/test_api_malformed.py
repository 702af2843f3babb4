# Bodies that no program should send, to every route: each gets a reason in the four hundreds, the
# server stays up, and no value of the body is in an answer or a log. Ten thousand broken records:
# test_api.py.
from __future__ import annotations

import asyncio
import io
import json
import random

import pyarrow as pa
import pytest
from masking_api import Caller, caller

from schema import Share

SECRETS = ("610104199003072313", "13812345678", "610104198511120022", "13987654321")
LABELS = {"sfzh": "cn.id18", "lxdh": "cn.mobile"}
RECORDS = [
    {"sfzh": SECRETS[0], "lxdh": SECRETS[1]},
    {"sfzh": SECRETS[2], "lxdh": SECRETS[3]},
]
ARROW = "application/vnd.apache.arrow.stream"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Caller:
    return caller(tmp_path_factory.mktemp("home"))


def arrow() -> bytes:
    fields = [
        pa.field(name, pa.string(), metadata={"label": label}) for name, label in LABELS.items()
    ]
    batch = pa.record_batch([[row[name] for row in RECORDS] for name in LABELS], pa.schema(fields))
    out = io.BytesIO()
    with pa.ipc.new_stream(out, batch.schema) as stream:
        for _ in range(3):
            stream.write_batch(batch)
    return out.getvalue()


def broken(whole: bytes, chance: random.Random) -> bytes:
    body = bytearray(whole)
    for _ in range(chance.randrange(1, 4)):
        place, kind = chance.randrange(len(body)), chance.randrange(4)
        if kind == 0:
            del body[place : place + chance.randrange(1, 40)]
        elif kind == 1:
            body[place:place] = chance.randbytes(chance.randrange(1, 8))
        elif kind == 2:
            body[place] = chance.randrange(256)
        else:
            del body[place:]
        if not body:
            break
    return bytes(body)


ROUTES = {
    "/v1/mask/text": (json.dumps({"texts": [f"电话{SECRETS[1]}", SECRETS[0]]}).encode(), ""),
    "/v1/mask/arrow": (arrow(), ARROW),
    "/v1/mask/records": (json.dumps({"records": RECORDS, "labels": LABELS}).encode(), ""),
    "/v1/reveal": (json.dumps({"share": "sh-1", "reason": "x", "records": RECORDS}).encode(), ""),
}


@pytest.mark.parametrize("path", ROUTES)
def test_broken_bodies_get_a_reason_and_leave_no_value(
    api: Caller, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    whole, kind = ROUTES[path]
    chance, refused = random.Random(path), 0

    async def all_of_them() -> None:
        nonlocal refused
        for _ in range(300 if path.endswith("text") else 1_000):
            told = await api.posted(
                path, broken(whole, chance), content_type=kind or "application/json"
            )
            if told.status == 200:
                # What was changed was a value, or nothing that counts.
                continue
            refused += 1
            assert 400 <= told.status < 500, told.body
            assert told.json["error"]["code"]
            assert len(told.json["error"]["message"]) > 5
            assert not any(secret.encode() in told.body for secret in SECRETS)

    asyncio.run(all_of_them())
    assert refused > 100
    assert not any(secret in caplog.text for secret in SECRETS)
    # It serves the next one as it did the first.
    assert api.post("/v1/mask/records", ROUTES["/v1/mask/records"][0]).status == 200


NASTY = [
    b"",
    b"null",
    b"[" * 100_000,
    b'{"records":' * 50_000,
    b'{"records":[' + b"1e999" + b"]}",
    b'{"records":[{"a":NaN}],"labels":{"a":"cn.mobile"}}',
    b'{"records":[{"a":-Infinity}],"labels":{"a":"cn.mobile"}}',
    b'{"records":[{"a":"\\ud800"}],"labels":{"a":"cn.mobile"}}'[:-3],
    b'{"records":{},"records":[]}',
    b'{"records":[[]],"labels":{"a":"cn.mobile"}}',
    b'{"records":[{"a":' + b"9" * 5_000 + b'}],"labels":{"a":1}}',
    b'{"records":[{"":1}],"labels":{"":""}}',
    b'{"records":[true],"labels":{"a":"cn.mobile"}}',
    b'\xef\xbb\xbf{"records": "x"}',
    '{"records":[]}'.encode("utf-16"),
    b"\x1f\x8b\x08\x00" + b"\0" * 40,
    b'{"records":[]}{"records":[]}',
    b"--x\r\nContent-Disposition: form-data\r\n\r\n13812345678\r\n--x--",
]


@pytest.mark.parametrize("path", ROUTES)
def test_bodies_made_to_hurt(api: Caller, path: str) -> None:
    for body in NASTY:
        told = api.post(path, body, content_type=ROUTES[path][1] or "application/json")
        assert 400 <= told.status < 500, (body[:60], told.status, told.body)
        assert told.json["error"]["message"]
        assert b"13812345678" not in told.body


def test_a_body_that_is_refused_is_no_share(tmp_path_factory: pytest.TempPathFactory) -> None:
    from operations import open_book

    one = caller(tmp_path_factory.mktemp("fresh"))
    for body in NASTY:
        one.post("/v1/mask/records", body)
    with open_book(one.settings) as book:
        assert book.list(Share) == []


def test_what_nobody_thought_of_is_noted_without_its_words(
    api: Caller, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_down(*_: object, **__: object) -> None:
        raise KeyError(SECRETS[1])

    monkeypatch.setattr(api.desk, "texts", broken_down)
    told = api.post("/v1/mask/text", {"texts": [SECRETS[1]]})
    assert told.status == 500
    assert told.json["error"] == {
        "code": "internal",
        "message": "something is wrong in this server",
    }
    assert "KeyError at " in caplog.text
    assert SECRETS[1] not in caplog.text
