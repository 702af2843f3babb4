# The keyring gives back what was put in, to whoever has its key and for the use it was put in
# for; it tells nothing else, and what is wiped is not on the disk any more.
from __future__ import annotations

import json
import pickle
import stat
import threading
from pathlib import Path

import pytest

from store import KEYRING_FILE, Keyring, SealBroken, StoreError, new_wrapping

KEY, SECRET = bytes(range(32)), b"s" * 32
BY_FILE = new_wrapping("key-file")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / KEYRING_FILE


@pytest.fixture
def ring(path: Path) -> Keyring:
    ring = Keyring.make(path, BY_FILE, SECRET)
    with ring.changing():
        ring.add("k1", "person_id\x00市医保局", KEY)
    return ring


def opened(path: Path, secret: bytes = SECRET) -> Keyring:
    return Keyring.open(path, lambda _: secret)


def test_a_key_comes_back_in_another_process(ring: Keyring, path: Path) -> None:
    assert opened(path).key("k1", "person_id\x00市医保局") == KEY
    assert opened(path).names() == {"k1"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_file_says_neither_key_nor_whose_it_is(ring: Keyring, path: Path) -> None:
    content = path.read_text("ascii")
    assert "person_id" not in content
    assert "市医保局" not in json.dumps(json.loads(content), ensure_ascii=False)
    assert KEY.hex() not in content
    assert "k1" not in repr(ring)
    with pytest.raises(TypeError, match="stays in its process"):
        pickle.dumps(ring)


def test_another_secret_opens_nothing(ring: Keyring, path: Path) -> None:
    with pytest.raises(SealBroken, match="another key-file"):
        opened(path, b"t" * 32)


def test_a_key_put_in_another_place_does_not_open(ring: Keyring, path: Path) -> None:
    body = json.loads(path.read_text())
    body["keys"]["k2"] = body["keys"]["k1"]
    path.write_text(json.dumps(body))
    for name, use in (("k2", "person_id\x00市医保局"), ("k1", "person_id\x00别人")):
        with pytest.raises(SealBroken, match="changed or moved"):
            opened(path).key(name, use)


def test_one_byte_changed_does_not_open(ring: Keyring, path: Path) -> None:
    body = json.loads(path.read_text())
    wrapped = body["keys"]["k1"]
    body["keys"]["k1"] = wrapped[:20] + ("A" if wrapped[20] != "A" else "B") + wrapped[21:]
    path.write_text(json.dumps(body))
    with pytest.raises(SealBroken):
        opened(path).key("k1", "person_id\x00市医保局")


def test_a_wiped_key_is_gone_and_written_over(ring: Keyring, path: Path) -> None:
    with path.open("rb") as before:
        held = json.loads(before.read())["keys"]["k1"]
        with ring.changing():
            ring.wipe(["k1", "never there"])
        # The old file, still open here, holds noise.
        before.seek(0)
        assert held.encode() not in before.read()
    assert held not in path.read_text()
    with pytest.raises(StoreError, match="k1 is not in the keyring"):
        ring.key("k1", "person_id\x00市医保局")


def test_wrapped_anew_the_old_secret_opens_nothing(ring: Keyring, path: Path) -> None:
    uses = {"k1": "person_id\x00市医保局", "gone": "x"}
    stale = opened(path)
    with ring.changing():
        ring.rewrap(new_wrapping("passphrase", cost=2**10), b"correct horse", uses)
    assert ring.key("k1", uses["k1"]) == KEY
    assert opened(path, b"correct horse").key("k1", uses["k1"]) == KEY
    for attempt in (lambda: opened(path), lambda: stale.key("k1", uses["k1"])):
        with pytest.raises(SealBroken):
            attempt()
    with stale.changing(), pytest.raises(SealBroken):
        stale.add("k2", "x", KEY)


def test_two_that_make_it_share_one(path: Path) -> None:
    first, second = (Keyring.make(path, BY_FILE, SECRET) for _ in range(2))
    with first.changing():
        first.add("a", "u", KEY)
    assert second.key("a", "u") == KEY


def test_changes_of_many_at_once_are_all_kept(ring: Keyring, path: Path) -> None:
    def add(number: int) -> None:
        own = opened(path)
        with own.changing():
            own.add(f"n{number}", "u", bytes([number]) * 32)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ring.names() == {"k1", *(f"n{number}" for number in range(8))}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"format": 2}',
        b"\xff",
        b'{"format":1,"wrapped_by":{"kind":"x"},"keys":{}}',
    ],
)
def test_what_is_no_keyring_is_said(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="no keyring, or is damaged"):
        opened(path)


def test_a_missing_one_is_said(path: Path) -> None:
    with pytest.raises(StoreError, match="is missing"):
        opened(path)
