# The way into a drill that runs: who asks is answered, whoever asks nonsense is told so and harms
# nothing, and what was decided stands in the timeline with who did it and when.
from __future__ import annotations

import socket
import stat
import threading
from pathlib import Path

import pytest
from live_drill import eventually, live_drill, quickened

from range.channel import ask_channel
from schema import MisuseError

TALK = "leak-table-top"


def test_a_role_joined_from_elsewhere_decides(tmp_path: Path) -> None:
    with live_drill(quickened(TALK, speed=1000), tmp_path) as live:
        assert stat.S_IMODE(live.path.stat().st_mode) == 0o600
        live.control("pause")
        live.join("assess")
        live.control("inject", number=0)
        told = live.join("assess")
        (question,) = told["questions"]
        assert (question["role"], len(question["answers"])) == ("assess", 3)
        assert question["until_s"] - question["asked_s"] == 900
        assert [each["number"] for each in told["timeline"] if each["kind"] == "inject"] == [0]
        live.ask(do="answer", number=question["number"], choice="verify", role="assess", who="li")
        live.control("resume")
        eventually(lambda: not live.ask(do="look", since=0)["questions"])
        live.control("speed", factor=20)
        told = live.ask(do="look", since=0)
        assert (told["speed"], told["paused"]) == (20, False)
        live.control("abort")
    (result,) = live.results
    assert result.aborted
    decision = next(each.values for each in result.timeline if each.kind == "decision")
    assert (decision["who"], decision["choice"], decision["marks"]) == ("li", "verify", 1.0)
    acts = [each.values["act"] for each in result.timeline if each.kind == "control"]
    assert acts == ["pause", "inject", "resume", "speed", "abort"]
    assert {each.kind for each in live.told} == {"control", "joined", "decision"}
    assert not live.path.exists()


def test_who_was_killed_leaves_the_drill_as_it_is(tmp_path: Path) -> None:
    with live_drill(quickened(TALK, speed=1000, length=1300), tmp_path) as live:
        half = socket.socket(socket.AF_UNIX)
        half.connect(str(live.path))
        half.sendall(b'{"do": "join", "role": "assess", ')
        live.join("assess")
        half.close()
        eventually(lambda: live.results)
    (result,) = live.results
    assert not result.aborted
    assert next(each.values["choice"] for each in result.timeline if each.kind == "decision") == ""
    assert next(each.values["in_time"] for each in live.told if each.kind == "decision") is False


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"do": "dance"}, "asked for what it does not know"),
        ({"do": "look"}, "asked for what it does not know"),
        ({"do": "look", "since": "x"}, "asked for what it does not know"),
        ({"do": "control", "act": "dance", "who": "x"}, "asked for what it does not know"),
        ({"do": "control", "act": "resume", "who": "x"}, "running already"),
        ({"do": "control", "act": "speed", "factor": 0, "who": "x"}, "from 0.1 to 1000 times"),
        ({"do": "control", "act": "inject", "number": 99, "who": "x"}, "there is no inject 99"),
        ({"do": "control", "act": "say", "role": "assess", "text": " ", "who": "x"}, "1 to 500 characters"),
        ({"do": "control", "act": "say", "role": "x", "text": "a", "who": "x"}, "there is no role x"),
        ({"do": "join", "role": "x", "who": "x", "lasts": 1, "since": 0}, "there is no role x"),
        ({"do": "answer", "number": 9, "choice": "yes", "role": "assess", "who": "x"}, "waits for no answer"),
        ({"do": "invited", "secret": "x", "spend": True}, "never given"),
    ],
)  # fmt: skip
def test_nonsense_is_answered_and_harms_nothing(slow_talk, asked, said) -> None:
    with pytest.raises(MisuseError, match=said):
        slow_talk.ask(**asked)
    assert slow_talk.ask(do="look", since=0)["scenario"] == TALK


@pytest.mark.parametrize("line", [b"\n", b"{\n", b"[]\n", b'"x"\n', b"\xff\xfe\n", b"x" * 100_000 + b"\n"])  # fmt: skip
def test_bytes_that_ask_nothing_harm_nothing(slow_talk, line) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.connect(str(slow_talk.path))
        made.settimeout(10)
        try:
            made.sendall(line)
            answer = made.recv(65536)
        except OSError:
            answer = b""
    assert not answer or b"does not know" in answer
    assert slow_talk.ask(do="look", since=0)["scenario"] == TALK


def test_an_invitation_goes_out_and_is_spent_once(slow_talk) -> None:
    secret = slow_talk.ask(do="invite", role="command")["secret"]
    assert slow_talk.ask(do="invited", secret=secret, spend=False) == {"role": "command"}
    assert slow_talk.ask(do="invited", secret=secret, spend=True) == {"role": "command"}
    with pytest.raises(MisuseError, match="used already"):
        slow_talk.ask(do="invited", secret=secret, spend=True)
    slow_talk.join("command", "wu")
    slow_talk.ask(do="leave", role="command", who="wu")
    assert slow_talk.ask(do="look", since=0)["roles"]["command"]["players"] == []


def test_where_nobody_listens_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "gone.sock"
    with pytest.raises(MisuseError, match="does not run any more"):
        ask_channel(path, do="look", since=0)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))
        made.listen()

        def deaf() -> None:
            made.accept()[0].close()

        listening = threading.Thread(target=deaf)
        listening.start()
        with pytest.raises(MisuseError, match="does not answer"):
            ask_channel(path, do="look", since=0)
        listening.join()


def test_a_folder_too_deep_for_a_sockets_name_will_do(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with live_drill(quickened(TALK, speed=1), deep) as live:
        assert live.ask(do="look", since=0)["time_s"] < 60
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


@pytest.fixture(scope="module")
def slow_talk(tmp_path_factory):
    with live_drill(quickened(TALK, speed=1), tmp_path_factory.mktemp("talk")) as live:
        yield live
