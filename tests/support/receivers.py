# Receivers of messages and commands on loopback, in threads of this process: a web server that checks
# signatures as the robots' makers describe them, a mail server of another maker, plain sockets for
# syslog, and a network of its own for nftables. What they took is kept for tests to look at.
from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

import uvicorn
from aiosmtpd.controller import Controller
from free_port import free_port
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

__all__ = [
    "MailBox",
    "Taken",
    "WebReceiver",
    "mail_server",
    "own_network",
    "syslog_socket",
    "web_receiver",
]

DINGTALK_SECRET, FEISHU_SECRET, HOOK_KEY = "SEC-ding", "feishu-secret", "hook-key"
# The makers take nothing older than an hour; the webhook is held to five minutes.
_OLDEST_S = 3600


@dataclass
class Taken:
    """A request that was taken: its path, headers and body."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class WebReceiver:
    """Requests that were taken, and those that were refused; `fail` so many first."""

    port: int
    taken: list[Taken] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    fail: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def _dingtalk_sign(timestamp: str) -> str:
    code = hmac.new(
        DINGTALK_SECRET.encode(), f"{timestamp}\n{DINGTALK_SECRET}".encode(), hashlib.sha256
    )
    return base64.b64encode(code.digest()).decode()


def _feishu_sign(timestamp: str) -> str:
    key = f"{timestamp}\n{FEISHU_SECRET}".encode()
    return base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()


def _is_late(seconds: float) -> bool:
    return abs(time.time() - seconds) > _OLDEST_S


def _dingtalk(request: Request, _raw: bytes, _body: Any) -> str:
    query = request.query_params
    if query.get("access_token") != "t1" or _is_late(int(query.get("timestamp", "0")) / 1000):
        return "token is not exist"
    good = query.get("sign") == _dingtalk_sign(query["timestamp"])
    return "" if good else "sign not match"


def _wecom(request: Request, _raw: bytes, body: Any) -> str:
    good = request.query_params.get("key") == "k1" and body["msgtype"] in {"text", "markdown"}
    return "" if good else "invalid webhook url"


def _feishu(_request: Request, _raw: bytes, body: Any) -> str:
    stamp = body.get("timestamp", "0")
    good = not _is_late(int(stamp)) and body.get("sign") == _feishu_sign(stamp)
    return "" if good else "sign match fail or timestamp is not within one hour"


def _hook(request: Request, raw: bytes, _body: Any) -> str:
    stamp = request.headers.get("x-tongguan-timestamp", "0")
    code = hmac.new(HOOK_KEY.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    good = request.headers.get("x-tongguan-signature") == f"sha256={code}"
    return "" if good and not _is_late(int(stamp)) else "no"


# Path -> how it is checked, the answer where it is good, and where it is not.
_CHECKS: dict[str, tuple[Callable[[Request, bytes, Any], str], dict[str, Any], int]] = {
    "/robot/send": (_dingtalk, {"errcode": 0, "errmsg": "ok"}, 310000),
    "/cgi-bin/webhook/send": (_wecom, {"errcode": 0, "errmsg": "ok"}, 93000),
    "/open-apis/bot/v2/hook/f1": (_feishu, {"code": 0, "msg": "success"}, 19021),
    "/hook": (_hook, {}, 401),
}


def _application(kept: WebReceiver) -> Starlette:
    async def take(request: Request) -> Response:
        raw, path = await request.body(), request.url.path
        if kept.fail:
            kept.fail -= 1
            return Response(status_code=503)
        body = json.loads(raw or b"null")
        check, good, code = _CHECKS.get(path, (lambda *_: "", {"ok": True}, 0))
        if problem := check(request, raw, body):
            kept.refused.append(path)
            key = next(iter(good), "")
            # Robots refuse with status 200.
            return (
                JSONResponse({key: code, "errmsg": problem}) if key else Response(status_code=code)
            )
        kept.taken.append(Taken(path, dict(request.headers), body))
        return JSONResponse(good)

    return Starlette(routes=[Route("/{rest:path}", take, methods=["GET", "POST", "PUT", "DELETE"])])


@contextmanager
def web_receiver() -> Iterator[WebReceiver]:
    """A web server for the length of the block."""
    kept = WebReceiver(free_port())
    settings = uvicorn.Config(
        _application(kept), host="127.0.0.1", port=kept.port, log_level="critical", lifespan="off"
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield kept
    finally:
        server.should_exit = True
        thread.join()


@dataclass
class MailBox:
    """Mails that were taken; `refuse` so many first."""

    port: int
    mails: list[Message] = field(default_factory=list)
    refuse: int = 0


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """A mail server of another maker for the length of the block, without TLS, on loopback."""
    box = MailBox(free_port())

    class Keeper:
        async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
            if box.refuse:
                box.refuse -= 1
                return "451 try again later"
            box.mails.append(message_from_bytes(envelope.content))
            return "250 taken"

    controller = Controller(Keeper(), hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def syslog_socket(transport: str) -> Iterator[tuple[int, list[bytes]]]:
    """A port that takes datagrams, or a stream for each connection, and what it took."""
    kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
    taken: list[bytes] = []
    ended = threading.Event()
    with socket.socket(type=kind) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.05)
        if transport == "tcp":
            server.listen()

        def take() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    if transport == "udp":
                        taken.append(server.recv(65_536))
                        continue
                    link, _ = server.accept()
                    with link:
                        stream = b""
                        while piece := link.recv(65_536):
                            stream += piece
                        taken.append(stream)

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield int(server.getsockname()[1]), taken
        finally:
            ended.set()
            thread.join()


@contextmanager
def own_network() -> Iterator[str]:
    """The path of a network namespace that has nothing in it but loopback; "" where none can be made."""
    holder = subprocess.Popen(
        ["unshare", "-n", "sh", "-c", "echo ready; exec sleep 600"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert holder.stdout is not None
    try:
        ready = holder.stdout.readline().strip() == b"ready"
        yield f"/proc/{holder.pid}/ns/net" if ready and os.geteuid() == 0 else ""
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
