# A real browser without a window, driven by the WebDriver protocol (W3C) that its own driver speaks:
# no library in between. Where browser or driver are missing, tests that look are left out, by name.
from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from free_port import free_port

__all__ = ["Browser", "browser", "needs_browser"]

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_DRIVER = shutil.which("chromedriver")
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

needs_browser = pytest.mark.skipif(
    not (_CHROMIUM and _DRIVER),
    reason="no browser with its driver here: apt-get install chromium chromium-driver",
)


class Browser:
    """A session of the browser; elements are found by CSS selectors."""

    def __init__(self, address: str, session: str) -> None:
        self._at = f"{address}/session/{session}"

    def open(self, address: str) -> None:
        self._do("POST", "/url", url=address)

    @property
    def address(self) -> str:
        return str(self._do("GET", "/url"))

    def text(self, selector: str = "body") -> str:
        return str(self._do("GET", f"/element/{self._find(selector)}/text"))

    def there(self, selector: str) -> bool:
        return bool(self._do("POST", "/elements", using="css selector", value=selector))

    def click(self, selector: str) -> None:
        self._do("POST", f"/element/{self._find(selector)}/click")

    def type(self, selector: str, text: str) -> None:
        element = self._find(selector)
        self._do("POST", f"/element/{element}/clear")
        self._do("POST", f"/element/{element}/value", text=text)

    def run(self, script: str) -> Any:
        return self._do("POST", "/execute/sync", script=script, args=[])

    def complaints(self) -> list[str]:
        """What the console says is wrong, what the page's own policy kept out among it."""
        said = [each["message"] for each in self._do("POST", "/se/log", type="browser")]
        # What the browser says of pages of its own is no page's doing.
        return [each for each in said if not each.startswith("chrome://")]

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._do("GET", "/screenshot")))

    def until(self, selector: str, words: str = "", within: float = 20.0) -> str:
        """The text of an element, once it is there and says these words."""
        ends = time.monotonic() + within
        said = ""
        while time.monotonic() < ends:
            with contextlib.suppress(LookupError):
                said = self.text(selector)
                if words in said:
                    return said
            time.sleep(0.05)
        raise AssertionError(f"{selector} says {said!r}, not {words!r}")

    def end(self) -> None:
        self._do("DELETE", "")

    def _find(self, selector: str) -> str:
        return str(self._do("POST", "/element", using="css selector", value=selector)[_ELEMENT])

    def _do(self, method: str, path: str, **what: Any) -> Any:
        return _asked(method, self._at + path, what if method == "POST" else None)


def _asked(method: str, address: str, what: dict[str, Any] | None) -> Any:
    body = None if what is None else json.dumps(what).encode()
    request = urllib.request.Request(address, body, {"content-type": "application/json"}, method=method)  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        told = json.load(error)["value"]
        raise LookupError(f"{told['error']}: {told['message'][:300]}") from None


@contextlib.contextmanager
def browser(language: str = "zh-CN", size: tuple[int, int] = (1400, 1800)) -> Iterator[Browser]:
    """A browser in this language, gone with the block."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with (
        tempfile.TemporaryDirectory(prefix="tongguan-browser-") as profile,
        subprocess.Popen(
            [str(_DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "LANGUAGE": language.replace("-", "_"), "HOME": profile},
        ) as driver,
    ):  # fmt: skip
        try:
            _ready(address)
            arguments = [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                f"--window-size={size[0]},{size[1]}", f"--user-data-dir={profile}/profile",
                "--force-device-scale-factor=1", f"--lang={language}", "--hide-scrollbars",
            ]  # fmt: skip
            options = {
                "binary": _CHROMIUM, "args": arguments,
                "prefs": {"intl.accept_languages": language},
            }  # fmt: skip
            wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            made = _asked("POST", f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})
            held = Browser(address, made["sessionId"])
            try:
                yield held
            finally:
                held.end()
        finally:
            driver.terminate()


def _ready(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            if _asked("GET", f"{address}/status", None)["ready"]:
                return
        except OSError:
            pass
        assert time.monotonic() < until, "the browser's driver does not answer"
        time.sleep(0.05)
