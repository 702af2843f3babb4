import pytest

from operations import Settings, add_token, list_tokens
from schema import MisuseError, RefusedError

ASKED = {
    "recipient": "Health Commission",
    "purposes": ("share-conditional",),
    "scopes": ("mask",),
    "approver": "Li Hong",
}


@pytest.mark.parametrize(
    ("name", "more", "problem"),
    [
        ("A b", {}, "small letters"),
        ("a", {"scopes": ()}, "scopes"),
        ("a", {"scopes": ("all",)}, "scopes"),
        ("a", {"purposes": ()}, "one purpose"),
        ("a", {"purposes": ("no-such",)}, "no purpose"),
        ("a", {"recipient": " "}, "recipient"),
        ("a", {"days": 0}, "days"),
    ],
)
def test_what_no_token_can_be_is_refused(tmp_path, name, more, problem):
    with pytest.raises(MisuseError, match=problem):
        add_token(Settings(home=tmp_path, actor="t"), name, **{**ASKED, **more})


def test_a_name_is_taken_once(tmp_path):
    settings = Settings(home=tmp_path, actor="t")
    issued = add_token(settings, "nightly", **ASKED)
    assert issued.token not in repr(issued)
    with pytest.raises(MisuseError, match="already"):
        add_token(settings, "nightly", **ASKED)
    assert [each.id for each in list_tokens(settings)] == ["nightly"]


def test_to_reveal_takes_two_custodians(tmp_path):
    with pytest.raises(RefusedError, match="two custodians"):
        add_token(Settings(home=tmp_path, actor="t"), "a", **{**ASKED, "scopes": ("reveal",)})
