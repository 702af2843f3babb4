# The command line run in this process: its real front, with streams, environment and stdin
# of the test's own, so that a call costs no new interpreter.
from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from console.command import main


@dataclass(frozen=True)
class Done:
    """What a call said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def tongguan(
    *arguments: object, home: Path, stdin: str = "", terminal: bool = False, **more: str
) -> Done:
    """The command run to its end; `more` are environment variables beside the home."""
    stream = Terminal if terminal else io.StringIO
    out, err = stream(), stream()
    given = stream(stdin)
    # What reads bytes finds them where a real stream has them.
    given.buffer = io.BytesIO(stdin.encode())  # type: ignore[attr-defined]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TONGGUAN_HOME": str(home),
        "TONGGUAN_ACTOR": "tester",
        "TONGGUAN_LANG": "en",
        **more,
    }
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(sys, "argv", ["tongguan", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", given),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Done(code, out.getvalue(), err.getvalue())
