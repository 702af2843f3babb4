# The pages of drills that the console serves under /drills: exercise control with a token, roles by
# a link that is good once. They load nothing from elsewhere and run no script but ours.
from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from schema import MisuseError, RefusedError

from .page_session import COOKIE, Sessions, Visitor, is_own

if TYPE_CHECKING:
    from operations import MaskDesk, Settings

__all__ = ["page_routes"]

Handler = Callable[[Request], Awaitable[Response]]

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# A report brings its looks with it, and runs nothing.
_REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"  # fmt: skip
_LARGEST, _FIELDS = 16 * 1024, 20
_LONGEST_NAME = 64
# What goes with an act of exercise control.
_WITH: dict[str, dict[str, Callable[[str], Any]]] = {
    "speed": {"factor": float}, "inject": {"number": int}, "say": {"role": str, "text": str},
}  # fmt: skip


class _AwayError(Exception):
    """Whoever asks has to be sent elsewhere, or told no."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def page_routes(
    settings: Settings, desk: MaskDesk, explained: Callable[[str, str], str]
) -> list[Route]:
    """The routes of the pages; whoever has a token of this desk for `drill` is exercise control."""
    pages = _Pages(settings, desk, explained)
    run = "/drills/{run:str}"
    table: list[tuple[str, str, Handler]] = [
        ("GET", "/drills", pages.overview),
        ("GET", "/drills/sign-in", pages.door),
        ("POST", "/drills/sign-in", pages.sign_in),
        ("POST", "/drills/sign-out", pages.sign_out),
        ("GET", "/drills/compare", pages.compared),
        ("GET", "/drills/drills.css", functools.partial(pages.asset, "drills.css")),
        ("GET", "/drills/drills.js", functools.partial(pages.asset, "drills.js")),
        ("GET", run, pages.live),
        ("GET", f"{run}/now", pages.now),
        ("POST", f"{run}/control", pages.control),
        ("POST", f"{run}/invite", pages.invite),
        ("GET", f"{run}/report", pages.report),
        ("GET", f"{run}/join/{{secret:str}}", pages.invitation),
        ("POST", f"{run}/join/{{secret:str}}", pages.join),
        ("GET", f"{run}/seat/{{role:str}}", pages.live),
        ("GET", f"{run}/seat/{{role:str}}/now", pages.now),
        ("POST", f"{run}/seat/{{role:str}}/answer", pages.answer),
    ]
    return [Route(path, pages.served(handler), methods=[method]) for method, path, handler in table]


class _Pages:
    def __init__(
        self, settings: Settings, desk: MaskDesk, explained: Callable[[str, str], str]
    ) -> None:
        self._settings, self._desk, self._explained = settings, desk, explained
        self._sessions = Sessions()

    def served(self, handler: Handler) -> Handler:
        async def serve(request: Request) -> Response:
            try:
                answer = await handler(request)
            except _AwayError as away:
                answer = away.answer
            except MisuseError as problem:
                answer = self._gone(request, str(problem))
            for name, value in _HEADERS.items():
                answer.headers.setdefault(name, value)
            return answer

        return serve

    async def asset(self, name: str, _request: Request) -> Response:
        from operations import ASSETS

        files, kind = ASSETS[name]
        return Response(
            "\n".join(each.read_text(encoding="utf-8") for each in files), media_type=kind
        )

    async def door(self, request: Request) -> Response:
        return self._door(request)

    async def sign_in(self, request: Request) -> Response:
        form = await self._form(request)
        if not self._sessions.may_try():
            return self._door(request, status=429, problem="too-many")
        token = form.get("token", "").strip()
        try:
            await asyncio.to_thread(self._desk.signed_in, token, "drill")
        except (MisuseError, RefusedError) as problem:
            self._sessions.failed()
            return self._door(request, status=401, problem=str(problem))
        visitor = self._sessions.begin(token=token, language=self._language(request))
        return self._with_cookie(request, RedirectResponse("/drills", 303), visitor)

    async def sign_out(self, request: Request) -> Response:
        visitor = await self._own_form(request)
        self._sessions.end(visitor[0])
        answer = RedirectResponse("/drills/sign-in", 303)
        answer.delete_cookie(COOKIE, path="/drills")
        return answer

    async def overview(self, request: Request) -> Response:
        from operations import drills_page

        visitor, _ = await self._director(request)
        page = await asyncio.to_thread(
            drills_page, self._settings, language=self._language(request), csrf=visitor.csrf
        )
        return _page(page)

    async def live(self, request: Request) -> Response:
        viewer = await self._viewer(request)
        try:
            return await self._shown(viewer)
        except MisuseError:
            if viewer.role:
                raise
            # It is over: what is left of it is its report.
            return RedirectResponse(f"/drills/{viewer.run}/report", 303)

    async def now(self, request: Request) -> Response:
        from operations import live_parts

        viewer = await self._viewer(request)
        try:
            parts = await asyncio.to_thread(live_parts, self._settings, viewer)
        except MisuseError:
            return JSONResponse({}, 410)
        return JSONResponse(parts)

    async def control(self, request: Request) -> Response:
        visitor, form = await self._own_form(request)
        who = await self._signed_in(visitor)
        act = form.get("act", "")
        if act == "abort" and form.get("sure") != "yes":
            raise _AwayError(_told("400", 400))
        try:
            how = {name: kind(form[name]) for name, kind in _WITH.get(act, {}).items()}
        except (KeyError, ValueError):
            raise _AwayError(_told("400", 400)) from None
        return await self._asked(request, do="control", act=act, who=who, **how)

    async def invite(self, request: Request) -> Response:
        from operations import DRILL_ROLES, LIVE_PAGE, ask_drill

        visitor, form = await self._own_form(request)
        await self._signed_in(visitor)
        run, role = request.path_params["run"], form.get("role", "")
        told = await asyncio.to_thread(ask_drill, self._settings, run, do="invite", role=role)
        viewer = await self._viewer(request)
        chinese = viewer.language == "zh"
        words, title = LIVE_PAGE["invited"], DRILL_ROLES[role]
        said = (words.zh if chinese else words.en).format(role=title.zh if chinese else title.en)
        address = f"{request.url.scheme}://{request.url.netloc}/drills/{run}/join/{told['secret']}"
        return await self._shown(viewer, link=(said, address))

    async def answer(self, request: Request) -> Response:
        visitor, form = await self._own_form(request)
        run, role = request.path_params["run"], request.path_params["role"]
        who = visitor.seats.get((run, role))
        if who is None or not form.get("number", "").isdecimal():
            raise _AwayError(_told("403", 403))
        return await self._asked(
            request, do="answer", number=int(form["number"]), choice=form.get("choice", ""),
            role=role, who=who,
        )  # fmt: skip

    async def invitation(self, request: Request) -> Response:
        role = await self._invited(request, spend=False)
        return self._door(request, role=role)

    async def join(self, request: Request) -> Response:
        from operations import ask_drill

        form = await self._form(request)
        who = " ".join(form.get("who", "").split())[:_LONGEST_NAME]
        if not who.isprintable() or not who:
            return await self.invitation(request)
        role = await self._invited(request, spend=True)
        run = request.path_params["run"]
        await asyncio.to_thread(
            ask_drill, self._settings, run, do="join", role=role, who=who, lasts=90, since=0
        )
        visitor = self._visitor(request) or self._sessions.begin(language=self._language(request))
        visitor.seats[run, role] = who
        return self._with_cookie(
            request, RedirectResponse(f"/drills/{run}/seat/{role}", 303), visitor
        )

    async def report(self, request: Request) -> Response:
        from operations import drill_page

        await self._director(request)
        made = functools.partial(
            drill_page, self._settings, request.path_params["run"], language=self._language(request)
        )
        return _page(await asyncio.to_thread(made), policy=_REPORT_POLICY)

    async def compared(self, request: Request) -> Response:
        from operations import compare_page

        await self._director(request)
        first, second = (request.query_params.get(key, "") for key in ("first", "second"))
        made = functools.partial(
            compare_page, self._settings, first, second, language=self._language(request)
        )
        return _page(await asyncio.to_thread(made), policy=_REPORT_POLICY)

    async def _asked(self, request: Request, **asked: Any) -> Response:
        """What was asked of the drill done, and the page shown again with what it said."""
        from operations import LIVE_PAGE, ask_drill

        viewer = await self._viewer(request)
        words = LIVE_PAGE
        chinese = viewer.language == "zh"
        try:
            await asyncio.to_thread(ask_drill, self._settings, viewer.run, **asked)
        except MisuseError as problem:
            head = words["not_done"].zh if chinese else words["not_done"].en
            said = head + self._explained(str(problem), viewer.language)
            return await self._shown(viewer, notice=said, status=409)
        where = f"/drills/{viewer.run}" + (f"/seat/{viewer.role}" if viewer.role else "")
        return RedirectResponse(where, 303)

    async def _shown(
        self,
        viewer: Any,
        *,
        notice: str = "",
        link: tuple[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        from operations import live_page

        page = await asyncio.to_thread(live_page, self._settings, viewer, notice=notice, link=link)
        return _page(page, status=status)

    async def _viewer(self, request: Request) -> Any:
        """Who looks at a drill: at a seat of theirs, or as exercise control."""
        from operations import Viewer

        run, role = request.path_params["run"], request.path_params.get("role", "")
        language = self._language(request)
        if not role:
            visitor, who = await self._director(request)
            return Viewer(run, "", who, language, visitor.csrf)
        seated = self._visitor(request)
        if seated is None or (run, role) not in seated.seats:
            raise _AwayError(_told("403", 403))
        return Viewer(run, role, seated.seats[run, role], language, seated.csrf)

    async def _director(self, request: Request) -> tuple[Visitor, str]:
        visitor = self._visitor(request)
        if visitor is None or not visitor.token:
            raise _AwayError(RedirectResponse("/drills/sign-in", 303))
        return visitor, await self._signed_in(visitor)

    async def _signed_in(self, visitor: Visitor) -> str:
        """Who a visitor's token is for; sent to the door where it is none any more."""
        try:
            found = await asyncio.to_thread(self._desk.signed_in, visitor.token, "drill")
        except (MisuseError, RefusedError):
            raise _AwayError(RedirectResponse("/drills/sign-in", 303)) from None
        return found.recipient

    async def _invited(self, request: Request, *, spend: bool) -> str:
        from operations import ask_drill

        run, secret = request.path_params["run"], request.path_params["secret"]
        ask = functools.partial(
            ask_drill, self._settings, run, do="invited", secret=secret, spend=spend
        )
        if not self._sessions.may_try():
            raise _AwayError(self._door(request, status=429, problem="too-many"))
        try:
            return str((await asyncio.to_thread(ask))["role"])
        except MisuseError as problem:
            self._sessions.failed()
            raise _AwayError(self._door(request, status=403, problem=str(problem))) from None

    async def _own_form(self, request: Request) -> tuple[Visitor, dict[str, str]]:
        """A form from a page of ours, and whose. Whatever another site sends ends here."""
        form = await self._form(request)
        visitor = self._visitor(request)
        if visitor is None:
            raise _AwayError(RedirectResponse("/drills/sign-in", 303))
        if not is_own(visitor, form.get("csrf", "")):
            raise _AwayError(_told("403", 403))
        return visitor, form

    async def _form(self, request: Request) -> dict[str, str]:
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise _AwayError(_told("403", 403))
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                raise _AwayError(_told("413", 413))
        try:
            fields = parse_qs(body.decode("utf-8", errors="replace"), max_num_fields=_FIELDS)
        except ValueError:
            raise _AwayError(_told("400", 400)) from None
        return {name: values[0] for name, values in fields.items()}

    def _visitor(self, request: Request) -> Visitor | None:
        return self._sessions.find(request.cookies.get(COOKIE, ""))

    def _language(self, request: Request) -> str:
        """As asked for on a page, which is kept; else as the browser says."""
        visitor = self._visitor(request)
        asked = request.query_params.get("lang", "")
        if asked in {"zh", "en"}:
            if visitor is not None:
                visitor.language = asked
            return asked
        if visitor is not None and visitor.language:
            return visitor.language
        return "zh" if request.headers.get("accept-language", "zh").startswith("zh") else "en"

    def _door(
        self, request: Request, *, status: int = 200, role: str = "", problem: str = ""
    ) -> Response:
        from operations import LIVE_PAGE, door_page

        language = self._language(request)
        if problem == "too-many":
            problem = LIVE_PAGE["too_many"].zh if language == "zh" else LIVE_PAGE["too_many"].en
        elif problem:
            problem = self._explained(problem, language)
        page = door_page(self._settings, language=language, role=role, problem=problem)
        return _page(page, status=status)

    def _gone(self, request: Request, problem: str) -> Response:
        return _told(self._explained(problem, self._language(request)), 404)

    def _with_cookie(self, request: Request, answer: Response, visitor: Visitor) -> Response:
        answer.set_cookie(
            COOKIE, visitor.id, path="/drills", httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return answer


def _page(html: str, *, status: int = 200, policy: str = "") -> Response:
    headers = {"content-security-policy": policy} if policy else {}
    content = html.encode("utf-8", errors="replace")
    return Response(content, status, headers, media_type="text/html; charset=utf-8")


def _told(said: str, status: int) -> Response:
    return Response(said, status, media_type="text/plain; charset=utf-8")
