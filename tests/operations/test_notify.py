# Messages reach real receivers, are tried again, survive a kill, and are sent by one process at a time.
from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from open_incident import here
from receivers import (
    DINGTALK_SECRET,
    FEISHU_SECRET,
    HOOK_KEY,
    WebReceiver,
    mail_server,
    syslog_socket,
    web_receiver,
)

from operations import Settings
from operations.adapters import add_adapter
from operations.notify import deliver_notices, list_notices, make_notices
from operations.settings import open_book
from schema import Notice

TEXT = {"zh": "数据泄露\n账号：li", "en": "Data leak\naccount: li"}
FACTS = {"severity": "high", "user": "li", "records": "1204"}


@pytest.fixture(scope="module")
def web() -> Iterator[WebReceiver]:
    with web_receiver() as kept:
        yield kept


def queue(settings: Settings) -> list[Notice]:
    with open_book(settings) as book:
        made = make_notices(
            book, unit="local", incident="in-1", response="rs-1", facts=FACTS, **TEXT
        )
        book.record(made, action="respond.action", actor="t", unit="local")
    return made


def hook(settings: Settings, web: WebReceiver) -> None:
    add_adapter(settings, "hook", "webhook", {"url": web.url("/hook")}, secrets={"key": HOOK_KEY})


def test_every_kind_of_receiver_takes_it(tmp_path: Path, web: WebReceiver) -> None:
    settings = here(tmp_path)
    hook(settings, web)
    robots = {
        "ding": ("dingtalk", "/robot/send?access_token=t1", DINGTALK_SECRET),
        "fei": ("feishu", "/open-apis/bot/v2/hook/f1", FEISHU_SECRET),
        "we": ("wecom", "/cgi-bin/webhook/send?key=k1", ""),
    }
    for name, (kind, path, key) in robots.items():
        secrets = {"address": web.url(path), **({"key": key} if key else {})}
        add_adapter(settings, name, kind, {}, secrets=secrets)
    with mail_server() as box, syslog_socket("tcp") as (port, lines):
        own = {"host": "127.0.0.1", "port": str(box.port), "security": "none",
               "sender": "t@bureau.example", "receivers": "duty@bureau.example", "language": "en"}  # fmt: skip
        add_adapter(settings, "mail", "mail", own)
        log = {"host": "127.0.0.1", "port": str(port), "transport": "tcp"}
        add_adapter(settings, "log", "syslog", log)
        made = {each.adapter: each.id for each in queue(settings)}
        before = len(web.taken)
        assert deliver_notices(settings).sent == 6
        assert box.mails[0]["Message-ID"] == f"<{made['mail']}@bureau.example>"
        assert box.mails[0]["Subject"] == "Data leak"
        until = time.monotonic() + 5
        while not lines and time.monotonic() < until:
            time.sleep(0.01)
        assert made["log"].encode() in lines[0]
        assert "数据泄露".encode() in lines[0]
    paths = {each.path: each.body for each in web.taken[before:]}
    assert paths["/hook"]["id"] == made["hook"]
    for path in ("/robot/send", "/cgi-bin/webhook/send"):
        assert "数据泄露" in paths[path]["text"]["content"]
    assert made["fei"] in paths["/open-apis/bot/v2/hook/f1"]["content"]["text"]
    assert web.refused == []
    assert {each.state for each in list_notices(settings)} == {"sent"}
    # What was taken is sent no more.
    assert deliver_notices(settings, everything=True).sent == 0


def test_a_wrong_signature_is_told_and_tried_again(tmp_path: Path, web: WebReceiver) -> None:
    settings = here(tmp_path)
    address = web.url("/robot/send?access_token=t1")
    add_adapter(settings, "ding", "dingtalk", {}, secrets={"address": address, "key": "wrong"})
    queue(settings)
    assert deliver_notices(settings).later == 1
    web.refused.clear()
    (notice,) = list_notices(settings)
    assert notice.problem == "the dingtalk robot refused the message with code 310000"
    assert notice.state == "queued"
    assert "access_token" not in notice.problem


def test_a_receiver_that_is_down_is_tried_with_longer_waits(
    tmp_path: Path, web: WebReceiver
) -> None:
    settings = here(tmp_path)
    hook(settings, web)
    queue(settings)
    now = [time.time()]
    waits = []
    web.fail = 3
    for _ in range(3):
        assert deliver_notices(settings, clock=lambda: now[0]).later == 1
        (notice,) = list_notices(settings)
        waits.append(round(notice.next_try - now[0]))
        # Before its time nothing is tried.
        assert deliver_notices(settings, clock=lambda: now[0] + 1).later == 1
        assert list_notices(settings)[0].attempts == notice.attempts
        now[0] = notice.next_try
    assert waits == [5, 15, 60]
    before = len(web.taken)
    assert deliver_notices(settings, clock=lambda: now[0]).sent == 1
    assert len(web.taken) == before + 1
    assert list_notices(settings)[0].attempts == 4


def test_after_two_days_it_is_given_up(tmp_path: Path, web: WebReceiver) -> None:
    settings = here(tmp_path)
    hook(settings, web)
    queue(settings)
    now, tries = [time.time()], 0
    web.fail = 1000
    try:
        while list_notices(settings)[0].state != "failed":
            deliver_notices(settings, clock=lambda: now[0])
            now[0] += 3600
            tries += 1
            assert tries < 80
    finally:
        web.fail = 0
    assert tries > 48


def test_what_a_killed_process_left_is_sent_once_more_under_its_id(
    tmp_path: Path, web: WebReceiver
) -> None:
    settings = here(tmp_path)
    hook(settings, web)
    (made,) = queue(settings)
    # The process dies between the receiver's answer and its own note of it.
    code = (
        "import os, signal\n"
        "from operations import notify, Settings\n"
        "from pathlib import Path\n"
        "real = notify.send_http\n"
        "def send(*a, **k):\n"
        "    real(*a, **k)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "notify.send_http = send\n"
        f"notify.deliver_notices(Settings(home=Path({str(settings.home)!r}), actor='t'))\n"
    )
    before = len(web.taken)
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=os.getcwd())  # noqa: PTH109
    assert done.returncode == -signal.SIGKILL
    assert list_notices(settings)[0].state == "sending"
    assert deliver_notices(settings).sent == 1
    ids = [each.headers["x-tongguan-id"] for each in web.taken[before:]]
    assert ids == [made.id, made.id]
    assert deliver_notices(settings, everything=True).sent == 0


def test_one_process_sends_at_a_time(tmp_path: Path, web: WebReceiver) -> None:
    settings = here(tmp_path)
    hook(settings, web)
    queue(settings)
    with (settings.home / "notices.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert deliver_notices(settings).sent == 0
    assert deliver_notices(settings).sent == 1


def test_every_try_is_in_the_ledger_and_no_text(tmp_path: Path, web: WebReceiver) -> None:
    settings = here(tmp_path)
    hook(settings, web)
    queue(settings)
    web.fail = 1
    deliver_notices(settings)
    deliver_notices(settings, everything=True)
    with open_book(settings) as book:
        actions = [each.action for each in book.entries()]
        told = json.dumps([str(each.body) for each in book.entries()], ensure_ascii=False)
        assert book.verify().entries == len(actions)
    assert actions[-4:] == ["notice.sending", "notice.retry", "notice.sending", "notice.sent"]
    assert "数据泄露" not in told


def test_an_adapter_that_is_gone_ends_its_messages(tmp_path: Path, web: WebReceiver) -> None:
    from operations.adapters import remove_adapter

    settings = here(tmp_path)
    hook(settings, web)
    queue(settings)
    remove_adapter(settings, "hook")
    assert deliver_notices(settings).failed == 1
    assert list_notices(settings)[0].problem == "the adapter is registered no more"
