# A program that copies a database and is killed at a statement, as by a power cut. It is started
# once and divides for each copy, for to start takes longer than to copy.
from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from operations import Settings

__all__ = ["killed_copies"]

_PROGRAM = """
import os, signal, sys
from pathlib import Path
from operations import Settings, apply_database_share, copied_table, share_database
from connectors import copy_database, mysql_catalogue
import connectors.copy_mysql, connectors.copy_postgresql, connectors.copy_sqlite
import masking.kernel, operations.span_finder, classify.recognise

mysql_catalogue._fingerprint = lambda *_: "as it was"
home, policies, source, goal, purpose = sys.argv[1:]
copied_table._ROWS = 60
left = [0]

def counting(real):
    def call(self, *arguments, **more):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, *arguments, **more)
    return call

real = copy_database.DatabaseCopy.__init__

def init(self, wire, dialect):
    for name in ("run", "many"):
        setattr(type(wire), name, counting(getattr(type(wire), name)))
    real(self, wire, dialect)

copy_database.DatabaseCopy.__init__ = init
settings = Settings(home=Path(home), actor="王办事员", policies=Path(policies))
asked = {"purpose": purpose, "recipient": "市医保局", "approver": "李处长"}
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        left[0] = int(line)
        try:
            apply_database_share(settings, source, goal, **asked)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@contextmanager
def killed_copies(
    settings: Settings, source: str, goal: str, purpose: str
) -> Iterator[Callable[[int], int]]:
    """What begins the copy, or goes on with it, and kills it at its n-th statement: the exit code,
    0 where it came to its end before.
    """
    arguments = [str(settings.home), str(settings.policies), source, goal, purpose]
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asking, telling = process.stdin, process.stdout

        def copied(moment: int) -> int:
            print(moment, file=asking, flush=True)
            return int(telling.readline())

        yield copied
        asking.close()
