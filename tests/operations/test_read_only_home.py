# An installation on a disk that may only be read: everything is shown, nothing is changed, and
# whatever would change it says so at once.
import os
from pathlib import Path

import pytest
from catalogued_people import ASKED, catalogue, make_settings, write_csv

import operations.source as sources
from operations import (
    ScanRequest,
    Settings,
    add_source,
    apply_share,
    export_catalogue,
    find_entry,
    ledger_head,
    ledger_lines,
    list_entries,
    list_sources,
    open_book,
    prove_entry,
    remove_source,
    review_field,
    scan,
    verify_ledger,
)
from operations.recording import HEAD_FILE
from store import KEY_FILE, StoreError


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A catalogued table, and a home that the system says may not be written."""
    settings = make_settings(tmp_path)
    write_csv(tmp_path / "people.csv")
    catalogue(settings, tmp_path / "people.csv")
    add_source(settings, "people", str(tmp_path / "people.csv"))
    (settings.home / KEY_FILE).chmod(0o444)
    asked = os.access
    inside = str(settings.home)
    monkeypatch.setattr(
        os, "access", lambda path, how: not str(path).startswith(inside) and asked(path, how)
    )
    return settings


def lying_in(settings: Settings) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in settings.home.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(verify_ledger, id="verifying"),
        pytest.param(ledger_lines, id="showing the ledger"),
        pytest.param(ledger_head, id="the head"),
        pytest.param(lambda settings: prove_entry(settings, 1), id="a proof"),
        pytest.param(list_entries, id="the catalogue"),
        pytest.param(lambda settings: find_entry(settings, "people.csv"), id="a data set"),
        pytest.param(list_sources, id="the sources"),
        pytest.param(lambda settings: sources.test_source(settings, "people") or "so", id="a test"),
        pytest.param(
            lambda settings: export_catalogue(
                settings, [settings.home.parent / "out.json"], language="en"
            ),
            id="an export to another place",
        ),
        pytest.param(
            lambda settings: (
                apply_share(settings, "people", output=Path("x.csv"), dry_run=True, **ASKED).preview
            ),
            id="a dry run",
        ),
    ],
)
def test_it_can_be_read(settings: Settings, read) -> None:
    before = lying_in(settings)
    assert read(settings)
    assert lying_in(settings) == before
    assert not (settings.home / HEAD_FILE).exists(), "no head is kept where none can be"


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda settings: add_source(settings, "x", "/data"), id="registering"),
        pytest.param(lambda settings: remove_source(settings, "people"), id="removing"),
        pytest.param(
            lambda settings: review_field(
                settings, "people.csv", "姓名", decision="confirmed", reason="r"
            ),
            id="deciding",
        ),
        pytest.param(
            lambda settings: scan(ScanRequest(("people",)), settings, tell=lambda _: None),
            id="scanning",
        ),
        pytest.param(
            lambda settings: apply_share(
                settings, "people", output=settings.home.parent / "copy.csv", **ASKED
            ),
            id="sharing",
        ),
    ],
)
def test_it_cannot_be_changed_and_that_is_said(settings: Settings, write) -> None:
    before = lying_in(settings)
    with pytest.raises(StoreError, match=f"^{settings.home} is read-only: nothing can be recorded"):
        write(settings)
    assert lying_in(settings) == before
    assert not (settings.home.parent / "copy.csv").exists()


def test_a_database_of_another_version_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ledger

    steps = (*ledger.LEDGER_STEPS, "CREATE TABLE later (a INTEGER) STRICT;")
    monkeypatch.setattr(ledger, "LEDGER_STEPS", steps)
    with pytest.raises(StoreError, match="is read-only and its database is of another version"):
        open_book(settings)
