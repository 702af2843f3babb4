# Messages in the forms that receivers take, held against their makers' rules.
from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.notice import Message, cef, dingtalk, feishu, syslog_line, took, webhook, wecom

MESSAGE = Message(
    "nt-1", "2026-11-28T02:14:00.000000Z", "1,204条|一般4级", "账号：li\n去向：203.0.113.9", "critical",
    {"user": "li, wang", "destination": "203.0.113.9", "records": "1204", "level": "general-4",
     "incident": "in-1", "labels": "a=b\\c"},
)  # fmt: skip
# RFC 5424, 6: what a line begins with.
HEAD = re.compile(
    r"<(\d{1,3})>1 (\S+) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (-|\[.*?\]) \ufeff(.*)"
)


def test_a_line_of_syslog_reads_back_field_by_field() -> None:
    found = HEAD.fullmatch(syslog_line(MESSAGE, "shaanxi-xian"))
    assert found is not None
    assert divmod(int(found[1]), 8) == (13, 2)
    assert found[2] == MESSAGE.time
    assert found[3] == "shaanxi-xian"
    assert found[6] == "nt-1"
    assert found[8] == cef(MESSAGE)


def test_cef_escapes_what_would_end_a_field() -> None:
    head, extension = cef(MESSAGE).rsplit("|", 1)
    assert head == r"CEF:0|Tongguan|Tongguan|1.0|incident|1,204条\|一般4级|10"
    assert "msg=账号：li; 去向：203.0.113.9 " in extension
    assert "suser=li " in extension
    assert "dst=203.0.113.9 " in extension
    assert "cnt=1204 " in extension
    assert "cs1Label=level cs1=general-4 " in extension
    assert r"cs3Label=labels cs3=a\=b\\c" in extension
    assert "\n" not in cef(MESSAGE)


def test_a_host_without_a_name_is_a_dash() -> None:
    assert HEAD.fullmatch(syslog_line(MESSAGE, "西安"))[3] == "-"  # type: ignore[index]


def test_a_webhook_is_signed_over_its_time_and_body() -> None:
    body, headers = webhook(MESSAGE, "key", 1_790_000_000)
    told = hmac.new(b"key", b"1790000000." + body, hashlib.sha256).hexdigest()
    assert headers["X-Tongguan-Signature"] == f"sha256={told}"
    assert json.loads(body)["facts"]["records"] == "1204"
    assert webhook(MESSAGE, "key", 1_790_000_001)[1]["X-Tongguan-Signature"] != f"sha256={told}"
    assert webhook(replace(MESSAGE, severity="low"), "key", 1_790_000_000)[1] != headers


def test_dingtalks_robot_is_signed_in_its_address() -> None:
    address, body = dingtalk(
        MESSAGE, "https://oapi.dingtalk.com/robot/send?access_token=t", "SEC", 1_790_000_000_123
    )
    query = parse_qs(urlsplit(address).query)
    told = hmac.new(b"SEC", b"1790000000123\nSEC", hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(told).decode()]
    assert query["access_token"] == ["t"]
    assert query["timestamp"] == ["1790000000123"]
    assert json.loads(body)["text"]["content"].startswith(MESSAGE.title)
    assert dingtalk(MESSAGE, "https://a/?access_token=t", "", 1)[0] == "https://a/?access_token=t"


def test_feishus_robot_is_signed_in_its_body() -> None:
    shape = json.loads(feishu(MESSAGE, "secret", 1_790_000_000))
    told = hmac.new(b"1790000000\nsecret", b"", hashlib.sha256).digest()
    assert shape["sign"] == base64.b64encode(told).decode()
    assert shape["timestamp"] == "1790000000"
    assert shape["msg_type"] == "text"
    assert "sign" not in json.loads(feishu(MESSAGE, "", 1))


def test_a_long_text_is_cut_within_no_character() -> None:
    long = replace(MESSAGE, text="警" * 5000)
    content = json.loads(wecom(long))["text"]["content"]
    assert len(content.encode()) in range(2045, 2049)
    assert content.endswith("警")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"errcode": 0}', ""),
        (b'{"code": 0}', ""),
        (b'{"StatusCode": 0}', ""),
        (b'{"errcode": 310000, "errmsg": "x"}', "refused the message with code 310000"),
        (b'{"code": 19021}', "code 19021"),
        (b"[]", "makes no sense"),
        (b"{}", "makes no sense"),
        (b"<html>", "makes no sense"),
    ],
)
def test_robots_say_in_their_answer_whether_they_took_it(body: bytes, told: str) -> None:
    assert told in took("feishu", body)
    assert bool(took("feishu", body)) == bool(told)
