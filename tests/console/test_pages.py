# The pages of drills as requests: nothing without signing in, no form from elsewhere, roles by links
# that are good once, every page with its headers, everything escaped.
from __future__ import annotations

import asyncio
import json
import re
from urllib.parse import urlencode

import pytest
from live_drill import eventually
from masking_api import Answer, called

from console.api import make_app
from console.page_session import COOKIE
from console.pages import page_routes
from operations import (
    MaskDesk,
    Settings,
    add_token,
    ask_drill,
    control_drill,
    problem_in,
    running_drills,
    start_drill_of,
    words_at_hand,
)

TALK = "leak-table-top"


class Site:
    """The pages as a browser would ask for them; `cookie` is what it holds."""

    def __init__(self, settings: Settings, token: str, run: str) -> None:
        self.settings, self.token, self.run = settings, token, run
        words = {tongue: words_at_hand(settings, tongue) for tongue in ("zh", "en")}
        explained = lambda said, tongue: problem_in(said, words[tongue])  # noqa: E731
        desk = MaskDesk(settings)
        self.app = make_app(desk, largest=1000, pages=page_routes(settings, desk, explained))
        self.cookie = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, fields: dict[str, object] | None = None, **headers: str) -> Answer:
        return self._ask("POST", path, urlencode(fields or {}).encode(), headers)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        sent = {"accept-language": "en", "cookie": self.cookie, "host": "127.0.0.1:8700"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        answer = asyncio.run(called(self.app, method, path, body, sent))
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return answer

    def sign_in(self) -> str:
        """Signed in as exercise control; the secret of its forms."""
        assert self.post("/drills/sign-in", {"token": self.token}).status == 303
        return self.csrf("/drills")

    def csrf(self, path: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(path).body.decode())
        assert found
        return found[1]


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("home") / "home", actor="tester")
    token = add_token(
        settings, "control", recipient="赵<导调>", purposes=(), scopes=("drill",), approver="Li"
    ).token
    run = start_drill_of(settings, TALK, seed=7)
    control_drill(settings, run, "pause")
    yield settings, token, run
    control_drill(settings, run, "abort")
    eventually(lambda: running_drills(settings) == [])


@pytest.fixture
def site(held) -> Site:
    return Site(*held)


@pytest.mark.parametrize(
    "path", ["/drills", "/drills/RUN", "/drills/RUN/now", "/drills/RUN/report", "/drills/compare?first=a&second=b"]
)  # fmt: skip
def test_without_a_token_everybody_is_sent_to_the_door(site: Site, path: str) -> None:
    answer = site.get(path.replace("RUN", site.run))
    assert (answer.status, answer.headers["location"]) == (303, "/drills/sign-in")
    assert site.get("/drills/sign-in").status == 200


def test_a_token_that_is_none_or_for_something_else_signs_nobody_in(site: Site) -> None:
    other = add_token(
        site.settings, f"mask-{site.run}-{id(site)}"[:60], recipient="x", approver="y",
        purposes=("share-conditional",), scopes=("mask",),
    ).token  # fmt: skip
    for token, said in ((other, "not for drill"), ("tg_x", "unknown, expired or revoked"), ("", "unknown")):  # fmt: skip
        answer = site.post("/drills/sign-in", {"token": token})
        assert answer.status == 401
        assert said in answer.body.decode()
        assert "set-cookie" not in answer.headers
    for _ in range(8):
        answer = site.post("/drills/sign-in", {"token": "tg_x"})
    assert answer.status == 429


def test_exercise_control_has_every_button_and_they_work(site: Site) -> None:
    csrf = site.sign_in()
    page = site.get(f"/drills/{site.run}").body.decode()
    assert "赵&lt;导调&gt;" in page
    assert "<导调>" not in page
    for act, more in (
        ("speed", {"factor": "20"}), ("say", {"role": "handle", "text": "<b>市长</b>"}),
        ("resume", {}), ("pause", {}),
    ):  # fmt: skip
        answer = site.post(f"/drills/{site.run}/control", {"csrf": csrf, "act": act, **more})
        assert (answer.status, answer.headers["location"]) == (303, f"/drills/{site.run}"), act
    page = site.get(f"/drills/{site.run}").body.decode()
    assert "&lt;b&gt;市长&lt;/b&gt;" in page
    told = json.loads(site.get(f"/drills/{site.run}/now").body)
    assert set(told["parts"]) >= {"clock", "questions", "timeline", "topology", "injects"}
    assert told["paused"] is True
    again = site.post(f"/drills/{site.run}/control", {"csrf": csrf, "act": "pause"})
    assert again.status == 409
    assert "Not done: the drill stands still already" in again.body.decode()
    with_who = ask_drill(site.settings, site.run, do="look", since=0)["timeline"]
    assert {each["who"] for each in with_who if each["kind"] == "control"} == {"tester", "赵<导调>"}


@pytest.mark.parametrize(
    "fields", [{"act": "speed"}, {"act": "speed", "factor": "x"}, {"act": "inject", "number": "x"}, {"act": "abort"}]
)  # fmt: skip
def test_a_form_that_lacks_something_is_refused(site: Site, fields: dict[str, object]) -> None:
    csrf = site.sign_in()
    assert site.post(f"/drills/{site.run}/control", {"csrf": csrf, **fields}).status == 400


def test_a_form_from_elsewhere_does_nothing(site: Site) -> None:
    csrf = site.sign_in()
    path = f"/drills/{site.run}/control"
    assert site.post(path, {"act": "resume"}).status == 403
    assert site.post(path, {"act": "resume", "csrf": "x"}).status == 403
    assert site.post(path, {"act": "resume", "csrf": csrf}, sec_fetch_site="cross-site").status == 403  # fmt: skip
    assert site.post("/drills/sign-out", {}).status == 403
    assert site.post(path, {"csrf": csrf, "text": "x" * 20_000}).status == 413
    assert site.post(path, {f"f{at}": "x" for at in range(30)}).status == 400
    assert ask_drill(site.settings, site.run, do="look", since=0)["paused"]
    cookie = site.cookie
    assert site.post("/drills/sign-out", {"csrf": csrf}).status == 303
    site.cookie = cookie
    assert site.get("/drills").status == 303


def test_a_role_by_a_link_that_is_good_once(site: Site, held) -> None:
    csrf = site.sign_in()
    page = site.post(f"/drills/{site.run}/invite", {"csrf": csrf, "role": "assess"}).body.decode()
    (link,) = re.findall(r'id="link">http://127.0.0.1:8700(/drills/[^<]+)<', page)
    guest = Site(*held)
    guest.app = site.app
    assert "Join as assessment" in guest.get(link).body.decode()
    assert guest.post(link, {"who": "  "}).status == 200
    seat = guest.post(link, {"who": "王 <研判>"}).headers["location"]
    assert seat == f"/drills/{site.run}/seat/assess"
    assert "HttpOnly" in guest.post(link, {"who": "x"}).headers.get("set-cookie", "HttpOnly")
    late = Site(*held)
    late.app = site.app
    assert late.post(link, {"who": "x"}).status == 403
    control_drill(site.settings, site.run, "inject", number=0)
    eventually(lambda: "Keep the evidence" in guest.get(seat).body.decode())
    secret, number = guest.csrf(seat), re.search(r'name="number" value="(\d+)"', guest.get(seat).body.decode())[1]  # fmt: skip
    told = json.loads(guest.get(f"{seat}/now").body)
    assert told["left"] == {number: "15:00"}
    assert "curves" not in told["parts"]
    answer = {"csrf": secret, "number": number, "choice": "verify"}
    assert guest.post(f"{seat}/answer", {**answer, "choice": "x"}).status == 409
    assert guest.post(f"{seat}/answer", {**answer, "number": "x"}).status == 403
    assert guest.post(f"{seat}/answer", answer).status == 303
    look = ask_drill(site.settings, site.run, do="look", since=0)
    assert [each["who"] for each in look["timeline"] if each["kind"] == "decision"] == ["王 <研判>"]
    # A role is no exercise control, and no other role.
    assert guest.get(f"/drills/{site.run}").status == 303
    assert guest.get(f"/drills/{site.run}/seat/command").status == 403
    assert (
        guest.post(f"/drills/{site.run}/control", {"csrf": secret, "act": "resume"}).status == 303
    )
    assert ask_drill(site.settings, site.run, do="look", since=0)["paused"]
    assert late.get(seat).status == 403


def test_every_answer_has_its_headers_and_the_cookie_is_out_of_reach(site: Site) -> None:
    signed = site.post("/drills/sign-in", {"token": site.token})
    cookie = signed.headers["set-cookie"]
    assert cookie.startswith(COOKIE)
    assert {"HttpOnly", "Path=/drills", "SameSite=strict"} <= set(cookie.split("; "))
    for path in ("/drills", f"/drills/{site.run}", "/drills/drills.js", "/drills/drills.css", "/drills/sign-in", "/drills/nothing/now"):  # fmt: skip
        answer = site.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
    page = site.get(f"/drills/{site.run}").body.decode()
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert " style=" not in page
    assert "<script>" not in page


def test_a_page_is_in_the_language_that_was_asked_for(site: Site) -> None:
    site.sign_in()
    assert 'lang="en"' in site.get(f"/drills/{site.run}").body.decode()
    assert "导调台" in site.get(f"/drills/{site.run}?lang=zh").body.decode()
    assert "导调台" in site.get(f"/drills/{site.run}").body.decode()
    assert "登录" in Site(site.settings, "", "").get("/drills/sign-in", accept_language="zh-CN").body.decode()  # fmt: skip


def test_a_drill_that_is_over_leads_to_its_report(site: Site) -> None:
    site.sign_in()
    assert site.get("/drills/dr-0").headers["location"] == "/drills/dr-0/report"
    gone = site.get("/drills/dr-0/report")
    assert gone.status == 404
    assert "no drill is recorded as dr-0" in gone.body.decode()
    assert json.loads(site.get("/drills/dr-0/now").body) == {}
    assert site.get("/drills/dr-0/now").status == 410
