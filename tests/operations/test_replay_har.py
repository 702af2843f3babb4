# An archive of HTTP replayed beside captures and logs.
import json
from pathlib import Path

import pytest
from live_traffic import residents

from operations import Settings, replay, replay_har


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="tester")


def test_what_left_by_a_browser_is_an_alert(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = {
        "method": "POST", "url": "https://out.example/drop",
        "postData": {"mimeType": "application/json", "text": residents(300).decode()},
    }  # fmt: skip
    entry = {"startedDateTime": "2026-11-28T10:00:00Z", "request": request,
             "serverIPAddress": "203.0.113.9", "response": {"status": 204}}  # fmt: skip
    path = tmp_path / "browser.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": [entry, {}]}}))
    found = replay(settings, [str(path)])
    (alert,) = found.alerts
    assert (alert.rule, alert.records, alert.entities["destination"]) == (
        "data.sent-out", 300, "203.0.113.9",
    )  # fmt: skip
    assert [each.error for each in found.skipped] == ["1 requests in it cannot be read"]
    path.write_text('{"log": {"entries": [')
    broken = replay(settings, [str(path)])
    assert [each.error for each in broken.skipped] == ["is no whole document of JSON"]
    monkeypatch.setattr(replay_har, "_MOST", 5)
    large = replay(settings, [str(path)])
    assert [each.error for each in large.skipped] == ["is too large to be read as one document"]
