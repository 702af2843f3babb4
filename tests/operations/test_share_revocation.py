# A share taken back: marked once, its own key destroyed where another person says so, a circle's never.
from __future__ import annotations

from pathlib import Path

import pytest
from open_incident import here

from operations import Settings
from operations.reveal import _share
from operations.settings import open_book
from operations.share_revocation import revoke_share
from schema import MaskingKey, MisuseError, RefusedError, Share


def share(keys: tuple[str, ...] = ()) -> Share:
    return Share(
        id="sh-1", unit="local", time="t", dataset="d", purpose="p", recipient="bureau",
        approver="a", output="o", output_sha256="x", plan_digest="x", columns=(), rows=1, keys=keys,
    )  # fmt: skip


def held(settings: Settings, *records: Share | MaskingKey) -> None:
    with open_book(settings) as book:
        book.record(records, action="share", actor="t", unit="local")


def test_a_share_is_revoked_once_and_shows_nothing_any_more(tmp_path: Path) -> None:
    settings = here(tmp_path)
    held(settings, share())
    with open_book(settings) as book:
        assert revoke_share(settings, book, "sh-1", reason="leak in-1") == 0
        first = book.latest(Share, "sh-1")
        assert revoke_share(settings, book, "sh-1", reason="again") == 0
        assert book.latest(Share, "sh-1") == first
        with pytest.raises(RefusedError, match="was revoked"):
            _share(book, "sh-1")
        with pytest.raises(MisuseError, match="no share sh-2"):
            revoke_share(settings, book, "sh-2", reason="x")


def test_a_key_of_a_circle_is_not_destroyed(tmp_path: Path) -> None:
    settings = here(tmp_path)
    key = MaskingKey(
        id="k1", unit="local", time="t", domain="person", audience="circle:health", made="t"
    )
    held(settings, share(("person:k1",)), key)
    with open_book(settings) as book:
        with pytest.raises(RefusedError, match="key k1 is of a circle"):
            revoke_share(settings, book, "sh-1", reason="x", destroy=True, approver="wang")
        assert book.latest(Share, "sh-1").revoked == ""  # type: ignore[union-attr]


def test_a_key_is_destroyed_only_with_another_persons_word(tmp_path: Path) -> None:
    settings = here(tmp_path)
    key = MaskingKey(id="k1", unit="local", time="t", domain="person", audience="bureau", made="t")
    held(settings, share(("person:k1",)), key)
    with open_book(settings) as book, pytest.raises(MisuseError, match="another person"):
        revoke_share(settings, book, "sh-1", reason="x", destroy=True, approver="zhang")
