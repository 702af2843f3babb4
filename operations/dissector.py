# scapy in a process of its own, reached over a pipe: bounded in time and memory, begun when there
# is something to dissect. One that dies or does not answer is begun again, three times; what
# it was given then is lost, which is counted, and nothing else is.
from __future__ import annotations

import base64
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Self

from monitor import Dissected
from policies import Dissection
from schema import MisuseError, Skipped

__all__ = ["Dissecting", "Dissector"]

_BEGINS_WITHIN_S: Final = 20.0
# For a batch, and more for each payload in it.
_ANSWERS_WITHIN_S: Final = 2.0
_EACH_S: Final = 0.02
_MOST_BEGUN: Final = 4
_PIECE: Final = 64 << 10
_SOURCE: Final = "scapy"


class Dissector:
    """The process, as what dissects payloads; a context manager that ends it."""

    def __init__(self, dissections: Sequence[Dissection], program: Path | None = None) -> None:
        self._asked = {
            each.id: each.model_dump(include={"module", "layer", "columns"}) for each in dissections
        }
        self._program = program or Path(str(files("monitor") / "dissect_program.py"))
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = 0
        self._held = b""
        self._unknown: dict[str, str] = {}
        self._told: set[str] = set()
        self.lost = 0
        self.died = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process."""
        self._end()

    def __call__(
        self, identifier: str, payloads: Sequence[bytes]
    ) -> Sequence[Mapping[str, str] | None]:
        """The columns of each payload, None for one that gave nothing or was lost."""
        nothing: list[Mapping[str, str] | None] = [None] * len(payloads)
        if not self._ready() or identifier in self._unknown:
            self.lost += 0 if identifier in self._unknown else len(payloads)
            return nothing
        lines = [
            {"n": n, "id": identifier, "payload": base64.b64encode(each).decode("ascii")}
            for n, each in enumerate(payloads)
        ]
        within = _ANSWERS_WITHIN_S + _EACH_S * len(payloads)
        told = self._exchanged(
            "".join(json.dumps(each) + "\n" for each in lines), len(lines), within
        )
        for each in told:
            nothing[each["n"]] = each["values"]
        if len(told) < len(payloads):
            self.lost += len(payloads) - len(told)
            self._end()
            self.died += 1
        return nothing

    def problems(self) -> Iterator[Skipped]:
        """What went wrong since last asked."""
        for identifier, problem in self._unknown.items():
            if identifier not in self._told:
                self._told.add(identifier)
                yield Skipped(identifier, problem)
        if self.died:
            times, self.died = self.died, 0
            yield Skipped(_SOURCE, f"the process that dissects packets gave up {times:,} times")
        if self.lost:
            lost, self.lost = self.lost, 0
            yield Skipped(_SOURCE, f"{lost:,} packets were not dissected")

    def _ready(self) -> bool:
        """Whether it runs; begun where it does not, so many times."""
        if self._process is not None and self._process.poll() is None:
            return True
        if self._begun >= _MOST_BEGUN:
            return False
        self._begun += 1
        self._held = b""
        # Nothing of the user's own settings of scapy, of Python or of a site's directory.
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(self._program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"},
        )
        told = self._exchanged(json.dumps(self._asked) + "\n", 1, _BEGINS_WITHIN_S)
        if not told:
            self._end()
            self.died += 1
            return False
        self._unknown = dict(told[0]["problems"])
        return True

    def _exchanged(self, said: str, count: int, within_s: float) -> list[dict[str, Any]]:
        """As many lines as are asked for, or those that came until it ended or time was up."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        left, until = said.encode(), time.monotonic() + within_s
        found: list[dict[str, Any]] = []
        with selectors.DefaultSelector() as selector:
            for pipe, events in (
                (process.stdin, selectors.EVENT_WRITE), (process.stdout, selectors.EVENT_READ),
            ):  # fmt: skip
                os.set_blocking(pipe.fileno(), False)
                selector.register(pipe, events)
            while len(found) < count and (rest := until - time.monotonic()) > 0:
                for key, _ in selector.select(rest):
                    if key.fileobj is process.stdin:
                        left = self._written(process.stdin.fileno(), left)
                        if not left:
                            selector.unregister(process.stdin)
                    elif not self._taken(process.stdout.fileno(), found):
                        return found
        return found

    def _written(self, pipe: int, left: bytes) -> bytes:
        try:
            return left[os.write(pipe, left[:_PIECE]) :]
        except BlockingIOError:
            return left
        except BrokenPipeError:
            # It ended: reading will say so.
            return b""

    def _taken(self, pipe: int, found: list[dict[str, Any]]) -> bool:
        """Reads what is there; False where there will be no more."""
        octets = os.read(pipe, _PIECE)
        *lines, self._held = (self._held + octets).split(b"\n")
        found += [json.loads(line) for line in lines]
        return bool(octets)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait()


class Dissecting:
    """What a site has dissected, with the process for it; nothing where it asks for nothing.

    A context manager. Raises MisuseError where scapy is asked for and not installed.
    """

    def __init__(self, dissections: Sequence[Dissection]) -> None:
        self._dissector: Dissector | None = None
        self.dissected: Dissected | None = None
        if not dissections:
            return
        if find_spec("scapy") is None:
            raise MisuseError(
                "packs in dissection/ need scapy, which is not installed: pip install 'tongguan[dissect]'"
            )
        self._dissector = Dissector(dissections)
        self.dissected = Dissected(dissections, self._dissector)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process."""
        if self._dissector is not None:
            self._dissector.close()

    def dissect(
        self, identifier: str, payloads: Sequence[bytes]
    ) -> Sequence[Mapping[str, str] | None]:
        """See Dissector; nothing where nothing is asked for."""
        return self._dissector(identifier, payloads) if self._dissector is not None else ()

    def problems(self) -> Iterator[Skipped]:
        """What went wrong, and what was left out, since last asked."""
        if self._dissector is None or self.dissected is None:
            return
        yield from self._dissector.problems()
        if self.dissected.left_out:
            left_out, self.dissected.left_out = self.dissected.left_out, 0
            problem = f"{left_out:,} packets were not dissected, as there were too many at once"
            yield Skipped(_SOURCE, problem)
