# The register of adapters: secrets are sealed, kept while nothing changes, and shown to nobody.
from __future__ import annotations

from pathlib import Path

import pytest
from open_incident import here

from operations.adapters import add_adapter, list_adapters, ready_adapters, remove_adapter
from operations.settings import open_book
from schema import MisuseError

URL = {"url": "https://hook.example/in"}


def test_a_secret_is_sealed_and_comes_out_for_the_act(tmp_path: Path) -> None:
    settings = here(tmp_path)
    made = add_adapter(settings, "duty", "webhook", URL, secrets={"key": "VERY-SECRET"})
    assert b"VERY-SECRET" not in made.secret
    assert "VERY-SECRET" not in repr(made)
    for path in settings.home.rglob("*"):
        if path.is_file():
            assert b"VERY-SECRET" not in path.read_bytes()
    with open_book(settings) as book:
        (ready,) = ready_adapters(book, "notify")
        assert ready.secrets == {"key": "VERY-SECRET"}
        assert "VERY-SECRET" not in repr(ready)
        assert ready_adapters(book, "block-address") == []
        assert ready_adapters(book, "notify", ["other"]) == []
        entries = [each.action for each in book.entries()]
    assert entries == ["adapter.add"]


def test_a_secret_stays_while_nothing_else_changes(tmp_path: Path) -> None:
    settings = here(tmp_path)
    add_adapter(settings, "duty", "webhook", URL, secrets={"key": "k"})
    add_adapter(settings, "duty", "webhook", URL)
    with pytest.raises(MisuseError, match="needs the secret key"):
        add_adapter(settings, "duty", "webhook", {"url": "https://elsewhere.example/"})


def test_what_is_removed_is_gone(tmp_path: Path) -> None:
    settings = here(tmp_path)
    add_adapter(settings, "shares", "shares", {})
    remove_adapter(settings, "shares")
    assert list_adapters(settings) == []
    with pytest.raises(MisuseError, match="no adapter is registered"):
        remove_adapter(settings, "shares")


@pytest.mark.parametrize("name", ["tongguan", "lab", "Duty", "a b", ""])
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(MisuseError, match="an adapter's name"):
        add_adapter(here(tmp_path), name, "shares", {})


def test_accounts_are_of_a_registered_source(tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="no source is registered as 'population'"):
        add_adapter(here(tmp_path), "db", "account", {"source": "population"})
