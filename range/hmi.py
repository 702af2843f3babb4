# An operator's screen as a page that a person can watch: the works' picture, values as they were
# told, alarms, what is stale. It is served by the screen's own host, inside the lab; on loopback a
# browser of this machine may look at it too.
from __future__ import annotations

from html import escape
from http import HTTPStatus

from policies import Title

from .hmi_assets import SCRIPT, STYLE
from .hmi_facts import Screen, screen_of
from .http import HttpError, Request, parse_request
from .mimic import draw_mimic
from .wire import Server
from .world import World

__all__ = ["HMI_PORT", "Hmi", "serve_screens"]

# Not 80: browsers refuse 10080, which stands for it on loopback.
HMI_PORT = 8080
_HEADERS = (
    "Cache-Control: no-store\r\n"
    "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
)
_WORDS = {
    "title": Title(zh="操作员画面", en="Operator's screen"),
    "alarms": Title(zh="报警", en="Alarms"),
    "none": Title(zh="无报警", en="no alarm"),
    "values": Title(zh="数值", en="Values"),
    "name": Title(zh="名称", en="Name"),
    "value": Title(zh="值", en="Value"),
    "from": Title(zh="来自", en="From"),
    "state": Title(zh="状态", en="State"),
    "setting": Title(zh="设定值", en="setting"),
    "measured": Title(zh="测量值", en="measured"),
    "stale": Title(zh="过时", en="stale"),
    "never": Title(zh="未收到", en="not told yet"),
    "language": Title(zh="English", en="中文"),
    "clock": Title(zh="演练时刻", en="time of the drill"),
}


class Hmi:
    """The screen of a host as a service; it only shows, and nothing can be done by it."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._name = world, name

    def reply(self, message: bytes, _peer: str, _now: float) -> bytes | None:
        """The page, its picture alone, or what it loads; None for what is no request."""
        try:
            asked = parse_request(message)
        except HttpError:
            return None
        if asked.method not in {"GET", "HEAD"}:
            return _answer(405, b"", "text/plain", asked)
        if asked.path == "/screen.css":
            return _answer(200, STYLE.encode(), "text/css", asked)
        if asked.path == "/screen.js":
            return _answer(200, SCRIPT.encode(), "text/javascript", asked)
        if asked.path not in {"/", "/now"}:
            return _answer(404, b"", "text/plain", asked)
        chinese = _is_chinese(asked)
        screen = screen_of(self._world, self._name)
        inner = _inner(screen, chinese=chinese)
        page = inner if asked.path == "/now" else _page(screen, inner, chinese=chinese)
        return _answer(200, page.encode(), "text/html; charset=utf-8", asked)


def serve_screens(world: World) -> None:
    """Every operator's screen of a lab served as a page."""
    for name, host in world.drill.lab.hosts.items():
        if host.device == "hmi":
            address = world.lab.addresses[name]
            world.wire.serve(Server(address, HMI_PORT, Hmi(world, name), sessions=32, watched=True))


def _is_chinese(asked: Request) -> bool:
    told = asked.query.get("lang") or asked.headers.get("accept-language", "zh")
    return told.startswith("zh")


def _answer(status: int, body: bytes, kind: str, asked: Request) -> bytes:
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n{_HEADERS}\r\n"
    )
    return head.encode("ascii") + (b"" if asked.method == "HEAD" else body)


def _page(screen: Screen, inner: str, *, chinese: bool) -> str:
    title = f"{_say('title', chinese=chinese)} {screen.host}"
    here, other = ("zh", "en") if chinese else ("en", "zh")
    return (
        f'<!doctype html><html lang="{here}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/screen.css">'
        '<noscript><meta http-equiv="refresh" content="2"></noscript>'
        '<script src="/screen.js" defer></script></head><body>'
        f'<header><h1>{escape(title)}</h1><a href="/?lang={other}">{_say("language", chinese=chinese)}</a></header>'
        f'<main id="now" data-now="/now?lang={here}">{inner}</main></body></html>'
    )


def _inner(screen: Screen, *, chinese: bool) -> str:
    say = {key: _say(key, chinese=chinese) for key in _WORDS}
    minutes, seconds = divmod(int(screen.time_s), 60)
    alarms = "".join(
        f'<li class="{"grave" if each.grave else ""}">{escape(each.text.zh if chinese else each.text.en)}</li>'
        for each in screen.alarms
    )
    rows = "".join(
        f"<tr><th scope=row>{escape(each.name)}</th>"
        f"<td>{'—' if each.value is None else format(each.value, '.2f')}</td><td>{escape(each.controller)}</td>"
        f"<td>{say['setting'] if each.is_setting else say['measured']}"
        f"{(', ' + (say['never'] if each.value is None else say['stale'])) if each.stale else ''}</td></tr>"
        for each in screen.values
    )
    return (
        f"<p>{say['clock']} {minutes}:{seconds:02}</p>"
        f'<div class="picture">{draw_mimic(screen, chinese=chinese)}</div>'
        f"<section><h2>{say['alarms']}</h2><ul>{alarms or '<li class=quiet>' + say['none'] + '</li>'}</ul></section>"
        f"<section><h2>{say['values']}</h2><table><thead><tr><th scope=col>{say['name']}</th><th scope=col>{say['value']}</th>"
        f"<th scope=col>{say['from']}</th><th scope=col>{say['state']}</th></tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _say(key: str, *, chinese: bool) -> str:
    return _WORDS[key].zh if chinese else _WORDS[key].en
