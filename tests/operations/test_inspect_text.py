# Looking into a text: spans with keyed digests, nothing kept.
import io

import pytest

from operations import Settings, inspect_file, inspect_stream
from schema import MisuseError

TEXT = "甲的手机13800138000，乙的手机138-0013-8000，丙的手机13900139000。"


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "home", "tester")


def digests(settings, text=TEXT):
    return [
        each.digest
        for each in inspect_stream(settings, io.BytesIO(text.encode()), "t")
        if each.label == "cn.mobile"
    ]


def test_equal_values_have_one_digest_within_an_installation(settings, tmp_path):
    one, _, third = digests(settings)
    assert digests(settings)[0] == one != third
    assert len(one) == 32
    elsewhere = Settings(tmp_path / "elsewhere", "tester")
    assert digests(elsewhere)[0] != one


def test_a_file_is_read_as_the_stream_is(settings, tmp_path):
    path = tmp_path / "note.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    assert list(inspect_file(settings, path)) == list(
        inspect_stream(settings, io.BytesIO(TEXT.encode()), "t")
    )


def test_nothing_of_the_text_is_kept(settings):
    list(inspect_stream(settings, io.BytesIO(TEXT.encode()), "t"))
    kept = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    assert b"13800138000" not in kept


def test_a_directory_is_refused(settings, tmp_path):
    with pytest.raises(MisuseError, match="is a directory"):
        list(inspect_file(settings, tmp_path))
