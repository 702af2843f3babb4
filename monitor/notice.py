# Messages for people and machines about an incident, in the forms that receivers take: CEF within
# RFC 5424 for a log server, JSON for a webhook, text for the robots of WeCom, DingTalk and Feishu.
# What they say was written by whoever calls: figures and names of who is concerned, never a value.
from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote_plus

__all__ = [
    "Message", "cef", "dingtalk", "feishu", "syslog_line", "took", "webhook", "wecom",
]  # fmt: skip

_VERSION: Final = "1.0"
# CEF's severities run from 0 to 10, syslog's (RFC 5424, 6.2.1) from 7 down to 0.
_CEF_SEVERITY: Final = {"low": 3, "medium": 5, "high": 8, "critical": 10}
_SYSLOG_SEVERITY: Final = {"low": 5, "medium": 4, "high": 3, "critical": 2}
# Log audit, RFC 5424 6.2.1.
_FACILITY: Final = 13
# What CEF has keys for; the rest goes into its own numbered strings.
_CEF_KEYS: Final = {"user": "suser", "source": "src", "destination": "dst", "records": "cnt"}
_CEF_OWN: Final = ("level", "persons", "incident", "risk", "labels")
# What the robots take at most, in octets.
_MOST: Final = {"wecom": 2048, "dingtalk": 18_000, "feishu": 18_000}


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: a line, a text, and figures by name; `id` is the same whenever it is sent again."""

    id: str
    time: str
    title: str
    text: str
    severity: str
    facts: Mapping[str, str] = field(default_factory=dict)


def cef(message: Message) -> str:
    """The message as a record of ArcSight's Common Event Format, version 0 (revision 25)."""
    head = ("CEF:0", "Tongguan", "Tongguan", _VERSION, "incident", message.title)
    pairs = {"externalId": message.id, "msg": message.text.replace("\n", "; ")}
    for name, key in _CEF_KEYS.items():
        if value := message.facts.get(name):
            # These keys take one value: an address, a name, a number.
            pairs[key] = value.split(", ")[0]
    own = [name for name in _CEF_OWN if message.facts.get(name)]
    for number, name in enumerate(own, 1):
        pairs[f"cs{number}Label"], pairs[f"cs{number}"] = name, message.facts[name]
    extension = " ".join(f"{key}={_extension(value)}" for key, value in pairs.items())
    return "|".join([*map(_header, head), str(_CEF_SEVERITY.get(message.severity, 5)), extension])


def syslog_line(message: Message, host: str) -> str:
    """The message as RFC 5424 with CEF within, in UTF-8 as its mark says."""
    priority = _FACILITY * 8 + _SYSLOG_SEVERITY.get(message.severity, 4)
    identifier = "".join(each for each in message.id if 33 <= ord(each) <= 126)[:32] or "-"
    name = "".join(each for each in host if 33 <= ord(each) <= 126)[:255] or "-"
    return f"<{priority}>1 {message.time} {name} tongguan - {identifier} - \ufeff{cef(message)}"


def webhook(message: Message, secret: str, timestamp: int) -> tuple[bytes, dict[str, str]]:
    """Body and headers: HMAC-SHA-256 over `timestamp.body` under the secret, in hex.

    A receiver computes the same, compares in constant time, and takes nothing that is older than it
    likes; what it had under the same `X-Tongguan-Id` already it takes once.
    """
    body = json.dumps(
        {
            "id": message.id, "time": message.time, "title": message.title, "text": message.text,
            "severity": message.severity, "facts": dict(message.facts),
        },
        ensure_ascii=False, sort_keys=True,
    ).encode()  # fmt: skip
    signed = f"{timestamp}.".encode() + body
    signature = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return body, {
        "Content-Type": "application/json; charset=utf-8",
        "X-Tongguan-Id": message.id,
        "X-Tongguan-Timestamp": str(timestamp),
        "X-Tongguan-Signature": f"sha256={signature}",
    }


def wecom(message: Message) -> bytes:
    """The body for a robot of WeCom's groups; its address holds its key."""
    return _json({"msgtype": "text", "text": {"content": _said(message, "wecom")}})


def dingtalk(message: Message, address: str, secret: str, timestamp_ms: int) -> tuple[str, bytes]:
    """Address and body for a robot of DingTalk's, signed where it has a secret: HMAC-SHA-256 of
    the time, a new line and the secret under the secret, base64, within the address.
    """
    body = _json({"msgtype": "text", "text": {"content": _said(message, "dingtalk")}})
    if not secret:
        return address, body
    told = f"{timestamp_ms}\n{secret}".encode()
    sign = base64.b64encode(hmac.new(secret.encode(), told, hashlib.sha256).digest()).decode()
    mark = "&" if "?" in address else "?"
    return f"{address}{mark}timestamp={timestamp_ms}&sign={quote_plus(sign)}", body


def feishu(message: Message, secret: str, timestamp: int) -> bytes:
    """The body for a robot of Feishu's, signed where it has a secret: HMAC-SHA-256 of nothing under
    the time, a new line and the secret, base64, within the body.
    """
    shape: dict[str, object] = {"msg_type": "text", "content": {"text": _said(message, "feishu")}}
    if secret:
        key = f"{timestamp}\n{secret}".encode()
        sign = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
        shape |= {"timestamp": str(timestamp), "sign": sign}
    return _json(shape)


def took(kind: str, body: bytes) -> str:
    """Why a robot did not take a message though it answered with 200, "" where it did.

    Robots say so in the body: `errcode` of WeCom and DingTalk, `code` or `StatusCode` of Feishu.
    """
    try:
        told = json.loads(body)
    except ValueError:
        return f"the {kind} robot's answer makes no sense"
    if not isinstance(told, dict):
        return f"the {kind} robot's answer makes no sense"
    code = next((told[key] for key in ("errcode", "code", "StatusCode") if key in told), None)
    if code is None:
        return f"the {kind} robot's answer makes no sense"
    return "" if code == 0 else f"the {kind} robot refused the message with code {code}"


def _said(message: Message, kind: str) -> str:
    text = f"{message.title}\n{message.text}\n{message.id}"
    return text.encode()[: _MOST[kind]].decode(errors="ignore")


def _json(shape: Mapping[str, object]) -> bytes:
    return json.dumps(shape, ensure_ascii=False).encode()


def _header(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace("|", "\\|")
    return plain.replace("\r", " ").replace("\n", " ")


def _extension(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace("=", "\\=")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
