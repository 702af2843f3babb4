from __future__ import annotations

from store import clear_progress, note_progress, read_progress


def test_outcomes_are_kept_by_job_and_table(connection) -> None:
    note_progress(connection, "job-1", "b", b"2")
    note_progress(connection, "job-1", "a", b"\xff\x00")
    note_progress(connection, "job-2", "a", b"")
    assert read_progress(connection, "job-1") == {"a": b"\xff\x00", "b": b"2"}
    assert read_progress(connection, "job-2") == {"a": b""}
    assert read_progress(connection, "job-3") == {}


def test_a_table_noted_again_has_its_last_outcome(connection) -> None:
    note_progress(connection, "job-1", "a", b"1")
    note_progress(connection, "job-1", "a", b"2")
    assert read_progress(connection, "job-1") == {"a": b"2"}


def test_a_job_is_forgotten_without_the_others(connection) -> None:
    note_progress(connection, "job-1", "a", b"1")
    note_progress(connection, "job-2", "a", b"2")
    clear_progress(connection, "job-1")
    assert read_progress(connection, "job-1") == {}
    assert read_progress(connection, "job-2") == {"a": b"2"}
