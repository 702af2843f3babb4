# The operator's screen as a page: in both languages, with nothing from elsewhere, that nothing can be
# done by; on loopback a person at this machine may look, and leaves no trace in the drill; in networks of its
# own it is looked at from inside the lab, and from nowhere else.
from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.request

import pytest
from drill_files import shipped
from lab_network import needs_namespaces

from range.clock import Clock, run_virtual
from range.ground import PORTS_FROM, LoopbackGround, NetworkGround
from range.hmi import HMI_PORT, Hmi, serve_screens
from range.http import cut, request
from range.lab import loopback
from range.namespaces import apart, inside, isolate
from range.network import build_network
from range.wire import MemoryWire
from range.world import World, build


def asked(target: str, *, method: str = "GET", language: str = "") -> tuple[str, str]:
    async def main() -> bytes | None:
        world = build(shipped("water-setpoint"), 3, Clock())
        message = request(method, target, "hmi1")
        if language:
            message = message.replace(
                b"\r\n\r\n", f"\r\nAccept-Language: {language}\r\n\r\n".encode()
            )
        return Hmi(world, "hmi1").reply(message, "10.77.3.12", 0.0)

    reply = run_virtual(main())
    assert reply is not None
    assert cut(reply) == ([reply], b"")
    head, _, body = reply.decode().partition("\r\n\r\n")
    return head, body


@pytest.mark.parametrize(
    ("target", "language", "word"),
    [("/", "zh-CN", "操作员画面"), ("/", "en-US", "Operator&#x27;s screen"), ("/?lang=en", "zh-CN", "no alarm"), ("/now?lang=zh", "", "无报警")],
)  # fmt: skip
def test_it_is_said_in_the_language_that_is_asked_for(
    target: str, language: str, word: str
) -> None:
    head, body = asked(target, language=language)
    assert head.startswith("HTTP/1.1 200 OK")
    assert word in body
    assert "default-src 'none'" in head
    assert "//" not in body.replace("</", "")
    assert "style=" not in body


@pytest.mark.parametrize(
    ("target", "method", "status"),
    [("/screen.css", "GET", "200"), ("/screen.js", "GET", "200"), ("/x", "GET", "404"), ("/", "POST", "405"), ("/", "HEAD", "200")],
)  # fmt: skip
def test_there_is_nothing_beside_it(target: str, method: str, status: str) -> None:
    head, _ = _raw(target, method)
    assert head.split()[1] == status


def _raw(target: str, method: str) -> tuple[str, bytes]:
    async def main() -> bytes | None:
        world = build(shipped("water-setpoint"), 3, Clock())
        return Hmi(world, "hmi1").reply(request(method, target, "hmi1"), "", 0.0)

    head, _, body = (run_virtual(main()) or b"").partition(b"\r\n\r\n")
    assert (method == "HEAD") == (body == b"" and b"Content-Length: 0" not in head)
    return head.decode(), body


def test_what_is_no_request_ends_the_connection() -> None:
    async def main() -> bytes | None:
        return Hmi(build(shipped("water-setpoint"), 3, Clock()), "hmi1").reply(b"\0\r\n\r\n", "", 0)

    assert run_virtual(main()) is None


@pytest.mark.usefixtures("loopback_lab")
def test_a_person_at_this_machine_may_look_and_leaves_no_trace() -> None:
    async def main() -> tuple[str, World]:
        world = build(shipped("water-setpoint"), 3, Clock(20), lambda _lab: LoopbackGround())
        serve_screens(world)
        await world.wire.start()
        address = loopback(world.lab.addresses["hmi1"])
        where = f"http://{address}:{HMI_PORT + PORTS_FROM}/?lang=en"
        try:
            page = await asyncio.to_thread(lambda: urllib.request.urlopen(where, timeout=10).read())
        finally:
            await world.wire.stop()
        return page.decode(), world

    page, world = asyncio.run(main())
    assert "tower" in page
    assert world.journal.frames == []


# Like a browser: the page, then what the page names, in one process that knows nothing of the lab.
_LOOKS = """
import json, re, sys, urllib.request
def fetch(way):
    with urllib.request.urlopen(sys.argv[1] + way, timeout=5) as answer:
        return answer.headers.get_content_type(), answer.read().decode()
found = {"/": fetch("/")}
named = re.findall(r'(?:href|src|data-now)="(/[^"]+)"', found["/"][1])
print(json.dumps(found | {way: fetch(way) for way in named}))
"""


@needs_namespaces
def test_in_networks_of_its_own_the_labs_hosts_are_shown_it_and_others_are_not() -> None:
    drill = shipped("water-setpoint")

    async def main() -> tuple[dict[str, list[str]], int]:
        world = build(drill, 3, Clock(20), lambda lab: NetworkGround(build_network(drill, lab)))
        serve_screens(world)
        assert not isinstance(world.wire, MemoryWire)
        assert isinstance(world.wire.ground, NetworkGround)
        at, networks = world.lab.addresses, world.wire.ground.network.hosts
        where = f"http://{at['hmi1']}:{HMI_PORT}"
        looking = []
        await world.wire.start()
        for host in ("hmi1", "office1"):
            with inside(networks[at[host]]):
                command = [sys.executable, "-I", "-c", _LOOKS, where]
                looking.append(
                    subprocess.Popen(
                        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
                    )
                )
        try:
            own, _ = await asyncio.to_thread(looking[0].communicate)
            looking[1].terminate()
            other, _ = await asyncio.to_thread(looking[1].communicate)
        finally:
            await world.wire.stop()
        return json.loads(own), len(other)

    def isolated() -> tuple[dict[str, list[str]], int]:
        isolate()
        return asyncio.run(main())

    found, elsewhere = apart(isolated)
    assert {way: kind for way, (kind, _) in found.items()} == {
        "/": "text/html", "/screen.css": "text/css", "/screen.js": "text/javascript",
        "/?lang=en": "text/html", "/now?lang=zh": "text/html",
    }  # fmt: skip
    assert "tower" in found["/now?lang=zh"][1]
    assert elsewhere == 0
