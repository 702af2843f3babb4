# How far a running scan has come: one row for each table it is done with, written together
# with what was found, so that a scan killed at any moment goes on where it was.
from __future__ import annotations

import sqlite3

__all__ = ["clear_progress", "note_progress", "read_progress"]


def note_progress(connection: sqlite3.Connection, job: str, table_key: str, outcome: bytes) -> None:
    """A table's outcome under its job; noting it again replaces it."""
    connection.execute(
        "INSERT INTO progress VALUES (?, ?, ?)"
        " ON CONFLICT (job, table_key) DO UPDATE SET outcome = excluded.outcome",
        (job, table_key, outcome),
    )


def read_progress(connection: sqlite3.Connection, job: str) -> dict[str, bytes]:
    """Outcomes of a job by table key; empty for a job that has none."""
    rows = connection.execute(
        "SELECT table_key, outcome FROM progress WHERE job = ? ORDER BY table_key", (job,)
    )
    return dict(rows.fetchall())


def clear_progress(connection: sqlite3.Connection, job: str) -> None:
    """A job's outcomes forgotten, once it is done."""
    connection.execute("DELETE FROM progress WHERE job = ?", (job,))
