# Messages about incidents, queued in the book and handed to their receivers: each is on disk, with its
# ledger entry, before anybody is told, and stays until its receiver has taken it. What was under way when
# this was interrupted is sent again under the same id, since nobody can know whether it arrived; a
# receiver that looks at the id has it once. One process sends at a time.
from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import formatdate
from pathlib import Path
from typing import Final

from connectors import Mail, MailServer, send_http, send_mail, send_syslog
from monitor import notice as forms
from schema import Notice, SourceError

from .adapters import Ready, ready_adapters
from .recording import Book, new_id
from .settings import Settings, open_book, read_site

__all__ = ["Delivered", "deliver_notices", "list_notices", "make_notices"]

_LOCK: Final = "notices.lock"
# Seconds between two tries; the last is kept up until a message is two days old.
_BACKOFF: Final = (5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
_MOST_AGE_S: Final = 2 * 86_400.0
_JSON: Final = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one look at the queue did: how many were taken, are to be tried again, given up."""

    sent: int = 0
    later: int = 0
    failed: int = 0


def make_notices(
    book: Book,
    *,
    unit: str,
    incident: str,
    response: str,
    zh: str,
    en: str,
    facts: Mapping[str, str],
    through: Sequence[str] = (),
) -> list[Notice]:
    """A message for each receiver there is, to be recorded with what caused it."""
    now = book.now()
    return [
        Notice(
            id=new_id("nt"), unit=unit, time=now, adapter=each.name, incident=incident,
            response=response, zh=zh, en=en, facts=dict(facts), next_try=0.0,
        )
        for each in ready_adapters(book, "notify", through)
    ]  # fmt: skip


def list_notices(settings: Settings) -> list[Notice]:
    """The messages on record, the oldest first."""
    with open_book(settings) as book:
        return sorted(book.list(Notice), key=lambda each: (each.time, each.id))


def deliver_notices(
    settings: Settings,
    *,
    clock: Callable[[], float] = time.time,
    everything: bool = False,
) -> Delivered:
    """Hands on what is due now; `everything` tries also what waits for its time.

    Where another process is sending, nothing is done: it sends these too.
    """
    done = Delivered()
    with _alone(settings.home) as mine:
        if not mine:
            return done
        with open_book(settings) as book:
            now = clock()
            for each in sorted(book.list(Notice), key=lambda one: (one.time, one.id)):
                if each.state in {"sent", "failed"}:
                    continue
                if each.next_try > now and not everything and each.state != "sending":
                    done = replace(done, later=done.later + 1)
                    continue
                state = _handed_on(settings, book, each, clock)
                done = Delivered(
                    done.sent + (state == "sent"),
                    done.later + (state == "queued"),
                    done.failed + (state == "failed"),
                )
    return done


def _handed_on(settings: Settings, book: Book, notice: Notice, clock: Callable[[], float]) -> str:
    """The state of a message after one more try."""
    (ready, *_) = [*ready_adapters(book, "notify", (notice.adapter,)), None]
    under_way = replace(notice, state="sending", attempts=notice.attempts + 1, time=book.now())
    _record(settings, book, under_way, "notice.sending")
    now = clock()
    if ready is None:
        problem = "the adapter is registered no more"
        gone = replace(under_way, state="failed", problem=problem, time=book.now())
        _record(settings, book, gone, "notice.failed")
        return gone.state
    try:
        answered = _send(settings, ready, under_way, now)
    except SourceError as error:
        wait = _BACKOFF[min(under_way.attempts, len(_BACKOFF)) - 1]
        age = (under_way.attempts - len(_BACKOFF)) * _BACKOFF[-1]
        given_up = age > _MOST_AGE_S
        after = replace(
            under_way,
            state="failed" if given_up else "queued",
            problem=error.problem,
            next_try=now + wait,
            time=book.now(),
        )
        _record(settings, book, after, "notice.failed" if given_up else "notice.retry")
        return after.state
    taken = replace(under_way, state="sent", problem="", answered=answered, time=book.now())
    _record(settings, book, taken, "notice.sent")
    return taken.state


def _record(settings: Settings, book: Book, notice: Notice, action: str) -> None:
    book.record(
        [notice], action=action, actor=settings.actor, unit=notice.unit,
        detail={"notice": notice.id, "adapter": notice.adapter, "incident": notice.incident,
                "attempt": notice.attempts},
    )  # fmt: skip


def _send(settings: Settings, ready: Ready, notice: Notice, now: float) -> str:
    """What the receiver said when it took the message. Raises SourceError where it did not."""
    own, secrets = ready.settings, ready.secrets
    chinese = own.get("language", "zh") == "zh"
    title, _, text = (notice.zh if chinese else notice.en).partition("\n")
    message = forms.Message(
        notice.id,
        _sent_at(notice),
        title,
        text,
        notice.facts.get("severity", "medium"),
        notice.facts,
    )
    authority = own.get("authority", "")
    if ready.kind == "syslog":
        host = own.get("host_name") or read_site(settings).unit.replace("/", "-")
        line = forms.syslog_line(message, host)
        transport = own.get("transport", "udp")
        send_syslog(own["host"], int(own["port"]), transport, line, authority=authority)  # type: ignore[arg-type]
        return transport
    if ready.kind == "mail":
        return _mailed(ready, message, now)
    if ready.kind == "webhook":
        body, headers = forms.webhook(message, secrets["key"], int(now))
        answer = send_http(own["url"], body, headers=headers, authority=authority)
        if not answer.is_good:
            raise SourceError(
                f"the receiver answered with status {answer.status}", source=ready.name
            )
        return str(answer.status)
    address = secrets["address"]
    key = secrets.get("key", "")
    if ready.kind == "wecom":
        body = forms.wecom(message)
    elif ready.kind == "dingtalk":
        address, body = forms.dingtalk(message, address, key, int(now * 1000))
    else:
        body = forms.feishu(message, key, int(now))
    answer = send_http(address, body, headers=_JSON, authority=authority)
    if not answer.is_good:
        raise SourceError(f"the receiver answered with status {answer.status}", source=ready.name)
    if problem := forms.took(ready.kind, answer.body):
        raise SourceError(problem, source=ready.name)
    return str(answer.status)


def _mailed(ready: Ready, message: forms.Message, now: float) -> str:
    own = ready.settings
    security = own.get("security", "starttls")
    usual = {"starttls": 587, "tls": 465, "none": 25}[security]
    server = MailServer(
        own["host"], int(own.get("port", usual)), security, own.get("user", ""),  # type: ignore[arg-type]
        ready.secrets.get("key", ""), own.get("authority", ""),
    )  # fmt: skip
    receivers = [each.strip() for each in own["receivers"].split(",") if each.strip()]
    mail = Mail(
        message.id, own["sender"], receivers, message.title, f"{message.text}\n", formatdate(now)
    )
    return send_mail(server, mail)


def _sent_at(notice: Notice) -> str:
    return notice.time


@contextmanager
def _alone(home: Path) -> Iterator[bool]:
    """Whether this process is the one that sends; the kernel lets go of it whatever happens."""
    with (home / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
