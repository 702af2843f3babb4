from __future__ import annotations

import pickle
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from schema import RefusedError, TongguanError
from store import KEY_FILE, Seal, SealBroken, StoreError, make_home
from store.seal import _make_key

ROOT = bytes(range(32))


@pytest.fixture
def seal() -> Seal:
    return Seal(ROOT)


@pytest.mark.parametrize("content", [b"", b"x", "口令".encode(), bytes(10_000)])
def test_what_is_sealed_opens_under_its_name(seal: Seal, content: bytes) -> None:
    sealed = seal.seal(content, "source 居民库")
    assert seal.unseal(sealed, "source 居民库") == content
    assert len(sealed) == 1 + 12 + len(content) + 16
    assert not content or len(content) < 4 or content not in sealed


def test_the_same_content_is_never_sealed_the_same(seal: Seal) -> None:
    assert len({seal.seal(b"x", "a") for _ in range(50)}) == 50


@pytest.mark.parametrize("context", ["b", "", "a ", "A"])
def test_another_name_does_not_open_it(seal: Seal, context: str) -> None:
    with pytest.raises(SealBroken):
        seal.unseal(seal.seal(b"x", "a"), context)


def test_another_key_does_not_open_it(seal: Seal) -> None:
    with pytest.raises(SealBroken, match="another key") as caught:
        Seal(bytes(32)).unseal(seal.seal(b"secret", "a"), "a")
    assert isinstance(caught.value, TongguanError)
    assert caught.value.__cause__ is None


def test_one_bit_changed_anywhere_does_not_open(seal: Seal) -> None:
    sealed = seal.seal(b"secret", "a")
    for place in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[place] ^= 1 << bit
            with pytest.raises(SealBroken):
                seal.unseal(bytes(changed), "a")


def test_every_shorter_piece_does_not_open(seal: Seal) -> None:
    sealed = seal.seal(b"secret", "a")
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            seal.unseal(sealed[:length], "a")


class TestDerive:
    def test_each_use_has_its_own_key_every_time(self, seal: Seal) -> None:
        uses = ["masking", "digest", "ledger signing", "seal", "masking "]
        keys = [seal.derive(use) for use in uses]
        assert len(set(keys)) == len(uses)
        assert keys == [Seal(ROOT).derive(use) for use in uses]
        assert {len(key) for key in keys} == {32}

    def test_another_installation_has_other_keys(self, seal: Seal) -> None:
        assert seal.derive("masking") != Seal(bytes(32)).derive("masking")

    def test_no_use_gives_out_the_key_that_signs(self, seal: Seal) -> None:
        signing = seal.signing_key().private_bytes_raw()
        for use in ("ledger signing", "own\x00ledger signing", "tongguan\x00own\x00ledger signing"):
            assert seal.derive(use) != signing

    def test_a_key_without_a_use_is_refused(self, seal: Seal) -> None:
        with pytest.raises(ValueError, match="names its use"):
            seal.derive("")

    def test_the_key_is_hkdf_as_rfc_5869_has_it(self, seal: Seal) -> None:
        """Extract and expand by hand, with HMAC alone."""
        import hashlib
        import hmac

        extracted = hmac.digest(bytes(32), ROOT, hashlib.sha256)
        info = b"tongguan\x00derived\x00masking"
        first = hmac.digest(extracted, info + b"\x01", hashlib.sha256)
        second = hmac.digest(extracted, first + info + b"\x02", hashlib.sha256)
        assert seal.derive("masking") == first
        assert seal.derive("masking", 48) == first + second[:16]


def test_no_key_shows_and_none_is_handed_on(seal: Seal) -> None:
    shown = repr(seal) + str(seal) + f"{seal}"
    assert shown == "Seal()" * 3
    with pytest.raises(TypeError, match="stays in its process"):
        pickle.dumps(seal)
    with pytest.raises(TypeError):
        vars(seal)


def test_a_key_of_another_length_is_none() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Seal(b"short")


class TestKeyFile:
    def test_it_is_made_once_for_its_owner_alone(self, home: Path) -> None:
        make_home(home)
        first = Seal.open(home)
        path = home / KEY_FILE
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_bytes()) == 32
        assert [entry.name for entry in home.iterdir()] == [KEY_FILE]
        assert Seal.open(home).unseal(first.seal(b"x", "a"), "a") == b"x"

    def test_on_a_disk_that_is_only_read_others_may_have_it_too(self, home: Path) -> None:
        make_home(home)
        sealed = Seal.open(home).seal(b"x", "a")
        (home / KEY_FILE).chmod(0o444)
        assert Seal.open(home, create=False, guarded=False).unseal(sealed, "a") == b"x"

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601, 0o620])
    def test_one_that_others_can_use_is_refused(self, home: Path, mode: int) -> None:
        make_home(home)
        Seal.open(home)
        (home / KEY_FILE).chmod(mode)
        with pytest.raises(RefusedError, match="can be used by others"):
            Seal.open(home)

    @pytest.mark.parametrize("length", [0, 31, 33, 64])
    def test_one_of_another_length_is_none(self, home: Path, length: int) -> None:
        make_home(home)
        (home / KEY_FILE).touch(0o600)
        (home / KEY_FILE).write_bytes(bytes(length))
        with pytest.raises(StoreError, match="not a key of 32 bytes"):
            Seal.open(home)

    def test_a_link_is_not_followed(self, home: Path, tmp_path: Path) -> None:
        make_home(home)
        (tmp_path / "else").touch(0o600)
        (tmp_path / "else").write_bytes(ROOT)
        (home / KEY_FILE).symlink_to(tmp_path / "else")
        with pytest.raises(StoreError, match="cannot be opened"):
            Seal.open(home)

    def test_a_directory_is_no_key(self, home: Path) -> None:
        make_home(home)
        (home / KEY_FILE).mkdir(mode=0o700)
        with pytest.raises(RefusedError, match="not an ordinary file"):
            Seal.open(home)

    def test_a_missing_one_is_not_replaced_where_it_must_be_there(self, home: Path) -> None:
        make_home(home)
        with pytest.raises(StoreError, match="restore it from your backup"):
            Seal.open(home, create=False)
        assert list(home.iterdir()) == []

    def test_a_process_that_comes_second_leaves_the_first_ones_key(self, home: Path) -> None:
        """As if the key had come into being just after the second looked for it."""
        make_home(home)
        Seal.open(home)
        first = (home / KEY_FILE).read_bytes()
        _make_key(home / KEY_FILE)
        assert (home / KEY_FILE).read_bytes() == first
        assert [entry.name for entry in home.iterdir()] == [KEY_FILE]

    def test_processes_that_come_at_once_get_the_same_key(self, home: Path) -> None:
        make_home(home)
        script = (
            "import sys\nfrom pathlib import Path\nfrom store import Seal\n"
            "sys.stdin.readline()\n"
            "print(Seal.open(Path(sys.argv[1])).derive('same').hex())\n"
        )
        started = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(home)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(6)
        ]
        for one in started:  # all are waiting; let them go together
            one.stdin.write("\n")
            one.stdin.flush()
        answers = {one.communicate()[0] for one in started}
        assert {one.returncode for one in started} == {0}
        assert len(answers) == 1
        assert len(answers.pop().strip()) == 64
        assert [entry.name for entry in home.iterdir()] == [KEY_FILE]
