# Commands on adapters: accounts of a real server, shares of our own register, interfaces of others.
from __future__ import annotations

from pathlib import Path

import pytest
from open_incident import INCIDENT, here, recorded
from postgres_server import Server
from receivers import web_receiver

from connectors import account_is_open
from operations import Settings, add_source
from operations.adapters import add_adapter
from operations.respond_act import Act, act, filled
from operations.settings import open_book
from policies.condition import Value
from policies.playbook import HttpCommand
from schema import Access, Response, Share


def response(**variables: Value) -> Response:
    return Response(
        id="rs-1", unit="local", time="t", incident=INCIDENT.id, playbook="leak", playbook_sha256="",
        mode="for-real", state="running", began=0.0, variables=variables,
    )  # fmt: skip


def do(
    settings: Settings, action: str, content: dict[str, str | int | bool], *,
    for_real: bool = True, agent: str = "tongguan", approver: str = "", **variables: Value,
) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    command = HttpCommand(type="http-api", command=f"POST /{action}", agent=agent, content=content)
    with open_book(settings) as book:
        deed = act(
            settings, book, Act(response(**variables), "s", command, approver), for_real=for_real
        )
    return deed.outcome, deed.told


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = here(tmp_path)
    recorded(found)
    return found


@pytest.mark.postgres
def test_an_account_is_disabled_through_a_registered_source(
    settings: Settings, postgres: Server
) -> None:
    with postgres.connect() as admin:
        admin.execute("drop role if exists li")
        admin.execute("create role li login password 'pw'")
    add_source(settings, "population", postgres.url(), password=postgres.password)
    add_adapter(settings, "records", "account", {"source": "population", "spare": "postgres"})
    content: dict[str, str | int | bool] = {"account": "__user__:value"}
    dry = do(settings, "disable-account", content, for_real=False, user=("li",))
    assert dry == ("done", ("records would do disable-account to li",))
    access = Access(password=postgres.password)
    assert account_is_open(postgres.url(), access, "li")
    done = do(settings, "disable-account", content, user=("li",))
    assert done == ("done", ("records: account li is disabled, 0 sessions ended",))
    assert account_is_open(postgres.url(), access, "li") is False
    assert do(settings, "disable-account", content, user=("postgres",)) == (
        "failed", ("records: postgres is spared by its settings",),
    )  # fmt: skip
    several = do(settings, "disable-account", content, user=("li", "nobody-here"))
    assert several[0] == "failed"
    assert several[1][1] == "records: there is no such account on the server"


def test_what_the_incident_does_not_name_is_not_guessed(settings: Settings) -> None:
    add_adapter(settings, "gate", "nft", {})
    told = do(settings, "block-address", {"address": "__destination__:value"})
    assert told == ("failed", ("the incident names no destination",))
    assert do(settings, "block-address", {"address": "127.0.0.1"})[1] == (
        "gate: 127.0.0.1 is spared by its settings",
    )
    assert do(settings, "block-address", {"address": "a b"})[1] == ("gate: a b is no address",)


def test_a_share_is_revoked_in_our_own_register(settings: Settings) -> None:
    share = Share(
        id="sh-1", unit="local", time="t", dataset="d", purpose="p", recipient="bureau",
        approver="a", output="o", output_sha256="x", plan_digest="x", columns=(), rows=1,
    )  # fmt: skip
    with open_book(settings) as book:
        book.record([share], action="share", actor="t", unit="local")
    content: dict[str, str | int | bool] = {"share": "__shares__:value"}
    assert do(settings, "revoke-share", content, shares=("sh-1",))[1] == (
        "no adapter does revoke-share (tongguan monitor adapter add)",
    )
    add_adapter(settings, "register", "shares", {})
    assert do(settings, "revoke-share", content, shares=("sh-1",)) == (
        "done", ("register: share sh-1 is revoked, 0 keys destroyed",),
    )  # fmt: skip
    with open_book(settings) as book:
        found = book.latest(Share, "sh-1")
        assert found is not None
        assert found.revoked
        assert found.revocation == f"leak {INCIDENT.id}"


def test_an_interface_of_others_is_asked_for_what_the_playbook_says(settings: Settings) -> None:
    with web_receiver() as web:
        told = do(settings, "v1/tickets", {"who": "__user__:value"}, agent="desk", user=("li",))
        assert told[1] == ("no interface is registered as desk (tongguan monitor adapter add)",)
        add_adapter(settings, "desk", "http", {"url": web.url("/api")})
        dry = do(settings, "v1/tickets", {}, agent="desk", for_real=False)
        assert dry == ("done", ("desk would be asked for /v1/tickets",))
        done = do(settings, "v1/tickets", {"who": "__user__:value"}, agent="desk", user=("li",))
        assert done == ("done", ("desk answered /v1/tickets with status 200",))
        assert web.taken[-1].path == "/api/v1/tickets"
        assert web.taken[-1].body == {"who": "li"}
        web.fail = 1
        assert do(settings, "v1/tickets", {}, agent="desk")[0] == "failed"
    assert do(settings, "v1/tickets", {}, agent="desk")[1] == (
        "desk: nothing answers there, or the connection broke off",
    )


def test_a_text_takes_its_variables_in() -> None:
    assert filled("__recipient__:value / __gone__:value.", {"recipient": ("a", "b")}) == "a, b / ."
