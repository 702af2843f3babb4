# What a playbook's command does when it is done for real, and what it would do in a dry run. A command
# goes to every adapter that does such a thing, or to those it names; for an incident that names
# several addresses or accounts it is done for each. Done twice it changes nothing more, so that a
# response that was interrupted begins the step again.
from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from connectors import disable_account, keep_out, send_http
from policies.condition import Value
from policies.duration import seconds
from policies.playbook import HttpCommand
from policies.playing import Outcome
from schema import MisuseError, Notice, RefusedError, Response, SourceError

from .adapter_kinds import spared
from .adapters import Ready, ready_adapters
from .notice_text import incident_facts, incident_text
from .notify import make_notices
from .recording import Book
from .settings import Settings
from .share_revocation import revoke_share
from .source import registered

__all__ = ["Act", "Deed", "act"]

_ALONE: Final = re.compile(r"__([a-z][a-z0-9_]*?)__:value")
_OWN: Final = "tongguan"
_SUBJECT: Final = {
    "block-address": "address", "quarantine-host": "address", "disable-account": "account",
    "revoke-share": "share",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """A command of a step, to be done for a response; `approver` said yes to it."""

    response: Response
    path: str
    command: HttpCommand
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What came of it: a line for each thing that was done, and messages to be queued."""

    outcome: Outcome
    told: tuple[str, ...]
    notices: tuple[Notice, ...] = ()


def act(settings: Settings, book: Book, wanted: Act, *, for_real: bool) -> Deed:
    """The command done, or told what it would do."""
    command, variables = wanted.command, wanted.response.variables
    if command.agent != _OWN:
        return _called(book, wanted, for_real=for_real)
    if command.action == "notify":
        return _notified(settings, book, wanted, for_real=for_real)
    subject = _SUBJECT[command.action]
    values = list(dict.fromkeys(_values(str(command.content[subject]), variables)))
    if not values:
        return Deed("failed", (f"the incident names no {_named(str(command.content[subject]))}",))
    through = str(command.content.get("through", "")).split(",")
    adapters = ready_adapters(book, command.action, [each for each in through if each])
    if not adapters:
        return Deed("failed", (f"no adapter does {command.action} (tongguan monitor adapter add)",))
    told, went_well = [], True
    for value in values:
        for adapter in adapters:
            line, good = _done(settings, book, wanted, adapter, value, for_real=for_real)
            told.append(line)
            went_well = went_well and good
    return Deed("done" if went_well else "failed", tuple(told))


def _done(
    settings: Settings, book: Book, wanted: Act, adapter: Ready, value: str, *, for_real: bool
) -> tuple[str, bool]:
    """What one adapter did to one address, account or share, and whether it did."""
    action = wanted.command.action
    if spared(adapter.settings, value):
        return f"{adapter.name}: {value} is spared by its settings", False
    if not for_real:
        return f"{adapter.name} would do {action} to {value}", True
    try:
        return _DOES.get(adapter.kind, _asked)(settings, book, wanted, adapter, value)
    except (SourceError, MisuseError, RefusedError) as error:
        problem = error.problem if isinstance(error, SourceError) else str(error)
        return f"{adapter.name}: {problem}", False
    except ValueError:
        return f"{adapter.name}: {value} is no address", False


def _kept_out(
    _settings: Settings, _book: Book, wanted: Act, adapter: Ready, value: str
) -> tuple[str, bool]:
    why: Literal["blocked", "quarantined"] = (
        "blocked" if wanted.command.action == "block-address" else "quarantined"
    )
    keep_out(value, why, _for_s(wanted), namespace=adapter.settings.get("namespace", ""))
    return f"{adapter.name}: {value} is {why}", True


def _disabled(
    _settings: Settings, book: Book, _wanted: Act, adapter: Ready, value: str
) -> tuple[str, bool]:
    source, access = registered(adapter.settings["source"], book)
    ended = disable_account(source.url, access, value)
    return f"{adapter.name}: account {value} is disabled, {ended} sessions ended", True


def _revoked(
    settings: Settings, book: Book, wanted: Act, adapter: Ready, value: str
) -> tuple[str, bool]:
    destroy = bool(wanted.command.content.get("destroy_key", False))
    why = f"{wanted.response.playbook} {wanted.response.incident}"
    keys = revoke_share(
        settings, book, value, reason=why, destroy=destroy, approver=wanted.approver
    )
    return f"{adapter.name}: share {value} is revoked, {keys} keys destroyed", True


def _asked(
    _settings: Settings, _book: Book, wanted: Act, adapter: Ready, value: str
) -> tuple[str, bool]:
    action = wanted.command.action
    body = {
        _SUBJECT[action]: value, "incident": wanted.response.incident, "for_s": _for_s(wanted),
    }  # fmt: skip
    return _posted(adapter, f"/{action}", body, wanted, value)


# What a kind does by itself; any other is asked over HTTP.
_DOES: Final = {"nft": _kept_out, "account": _disabled, "shares": _revoked}


def _for_s(wanted: Act) -> float | None:
    span = str(wanted.command.content.get("for", ""))
    return seconds(span) if span else None


def _called(book: Book, wanted: Act, *, for_real: bool) -> Deed:
    """A command of the playbook's own to an interface that is registered under its agent's name."""
    command = wanted.command
    adapters = ready_adapters(book, "call", (command.agent,))
    if not adapters:
        told = f"no interface is registered as {command.agent} (tongguan monitor adapter add)"
        return Deed("failed", (told,))
    (adapter,) = adapters
    target = filled(command.command.split(" ")[1], wanted.response.variables)
    if not for_real:
        return Deed("done", (f"{adapter.name} would be asked for {target}",))
    body: dict[str, object] = {
        key: filled(value, wanted.response.variables) if isinstance(value, str) else value
        for key, value in command.content.items()
    }
    try:
        line, good = _posted(adapter, target, body, wanted, target)
    except SourceError as error:
        line, good = f"{adapter.name}: {error.problem}", False
    return Deed("done" if good else "failed", (line,))


def _posted(
    adapter: Ready, target: str, body: Mapping[str, object], wanted: Act, about: str
) -> tuple[str, bool]:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        # By this a receiver tells that it is asked for the same again.
        "Idempotency-Key": f"{wanted.response.id} {wanted.path} {about}",
        **{key: ", ".join(values) for key, values in wanted.command.headers.items()},
    }
    if key := adapter.secrets.get("key"):
        headers["Authorization"] = f"Bearer {key}"
    url = adapter.settings["url"].rstrip("/") + target
    text = json.dumps(body, ensure_ascii=False).encode()
    answer = send_http(
        url, text, method=wanted.command.command.split(" ")[0], headers=headers,
        authority=adapter.settings.get("authority", ""),
    )  # fmt: skip
    return f"{adapter.name} answered {about} with status {answer.status}", answer.is_good


def _notified(settings: Settings, book: Book, wanted: Act, *, for_real: bool) -> Deed:
    content, response = wanted.command.content, wanted.response
    texts = {
        tongue: incident_text(
            settings, response, tongue, filled(str(content.get(tongue, "")), response.variables)
        )
        for tongue in ("zh", "en")
    }
    through = [each for each in str(content.get("through", "")).split(",") if each]
    notices = make_notices(
        book, unit=response.unit, incident=response.incident, response=response.id,
        zh=texts["zh"], en=texts["en"], facts=incident_facts(response), through=through,
    )  # fmt: skip
    if not notices:
        return Deed(
            "failed", ("nobody is told: no adapter does notify (tongguan monitor adapter add)",)
        )
    if not for_real:
        return Deed("done", tuple(f"{each.adapter} would be told" for each in notices))
    told = tuple(f"message {each.id} is queued for {each.adapter}" for each in notices)
    return Deed("done", told, tuple(notices))


def filled(text: str, variables: Mapping[str, Value]) -> str:
    """A text with its variables by what they are; several values with a comma between them.

    >>> filled("to __user__:value", {"user": ("li", "wang")})
    'to li, wang'
    """
    return _ALONE.sub(lambda found: ", ".join(_several(variables.get(found[1], ""))), text)


def _values(text: str, variables: Mapping[str, Value]) -> Iterator[str]:
    """What a command is done to: each value of the variable that stands alone, or the text."""
    alone = _ALONE.fullmatch(text)
    if alone is None:
        yield filled(text, variables)
    else:
        yield from (each for each in _several(variables.get(alone[1], "")) if each)


def _several(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _named(text: str) -> str:
    alone = _ALONE.fullmatch(text)
    return alone[1] if alone else text
