# A program that copies a database and kills itself at a statement, as a power cut would.
from __future__ import annotations

__all__ = ["KILLED"]

# A process that kills itself at its n-th statement, as a power cut would.
KILLED = """
import os, signal, sys
from pathlib import Path
from operations import copied_table
from connectors import copy_database, mysql_catalogue
from operations import Settings, apply_database_share

mysql_catalogue._fingerprint = lambda *_: "as it was"
home, policies, statement = sys.argv[1:]
copied_table._ROWS = 60
left = [int(statement)]

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
asked = {"purpose": "traced", "recipient": "市医保局", "approver": "李处长"}
apply_database_share(settings, "hospital", "copy", **asked)
"""
