# The live view in a real pseudo-terminal, and what comes in its place where there is none.
from __future__ import annotations

import contextlib
import os
import pty
import sys
import threading
from pathlib import Path
from unittest import mock

from command_line import tongguan
from leaking_capture import leaking

from console.command import main


def in_terminal(home: Path, *arguments: object, term: str = "xterm-256color") -> tuple[int, str]:
    """How the command ended that writes to a pseudo-terminal, and all that came out of it.

    It runs in this process, which has its recognisers at hand; the terminal is the kernel's.
    """
    ours, theirs = pty.openpty()
    written: list[bytes] = []

    def read() -> None:
        # The kernel says so by an error when the other end is closed.
        with contextlib.suppress(OSError):
            while piece := os.read(ours, 65_536):
                written.append(piece)

    reader = threading.Thread(target=read)
    reader.start()
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "TONGGUAN_HOME": str(home / "home"),
        "TONGGUAN_ACTOR": "t", "TONGGUAN_LANG": "zh", "TERM": term, "COLUMNS": "120", "LINES": "40",
    }  # fmt: skip
    code: object = 0
    with (
        os.fdopen(theirs, "w", encoding="utf-8") as terminal,
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(sys, "argv", ["tongguan", *map(str, arguments)]),
        contextlib.redirect_stdout(terminal),
        contextlib.redirect_stderr(open(os.devnull, "w")),  # noqa: PTH123
    ):
        assert terminal.isatty()
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        sys.stderr.close()
    reader.join()
    os.close(ours)
    return int(str(code or 0)), b"".join(written).decode()


def test_a_replay_is_drawn_in_a_terminal(tmp_path: Path) -> None:
    code, written = in_terminal(
        tmp_path, "monitor", "replay", leaking(tmp_path / "a.pcap"), "--live"
    )
    assert code == 1
    for part in ("实时监测", "批量传出分级数据", "203.0.113.9", "每分钟事件数", "预警1"):
        assert part in written, part
    # The cursor is put back, and shown again at the end.
    assert "\x1b[?25l" in written
    assert "\x1b[?25h" in written


def test_a_terminal_that_cannot_be_drawn_on_gets_lines(tmp_path: Path) -> None:
    code, written = in_terminal(
        tmp_path, "monitor", "replay", leaking(tmp_path / "a.pcap"), "--live", term="dumb"
    )
    assert code == 1
    assert "批量传出分级数据" in written
    assert "每分钟事件数" not in written
    assert "\x1b[?25l" not in written


def test_a_pipe_gets_lines_and_json_stays_json(tmp_path: Path) -> None:
    capture = leaking(tmp_path / "a.pcap")
    plain = tongguan("monitor", "replay", capture, "--live", home=tmp_path / "one")
    assert "this is no terminal" in plain.err
    assert "Graded data sent out in bulk" in plain.out
    lines = tongguan("monitor", "replay", capture, "--live", "--json", home=tmp_path / "two")
    assert len(lines.out.splitlines()) == 1
    assert "terminal" not in lines.err


def test_watching_is_drawn_too(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(
        '10.0.0.7 - li [28/Nov/2026:02:13:00 +0800] "GET /people HTTP/1.1" 200 52 "-" "curl"\n',
        encoding="utf-8",
    )
    code, written = in_terminal(tmp_path, "monitor", "watch", "--log", log, "--once", "--live")
    assert code == 0
    assert "事件1" in written
    assert "事件库最近写入" in written
