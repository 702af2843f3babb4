# The desk beneath the HTTP API; the API's own tests hold the rest.
import pyarrow as pa
import pytest

from operations import MaskDesk, Settings, add_recipient, add_token
from schema import MisuseError, RefusedError


@pytest.fixture
def desk(tmp_path):
    settings = Settings(home=tmp_path, actor="t")
    issued = add_token(
        settings,
        "nightly",
        recipient="Health Commission",
        purposes=("share-conditional", "dev-test"),
        scopes=("mask",),
        approver="Li Hong",
    )
    desk = MaskDesk(settings)
    return desk, desk.signed_in(issued.token, "mask")


def test_a_plan_is_made_once_and_recorded(desk):
    desk, token = desk
    asked = {"purpose": "dev-test", "labels": {"p": "cn.mobile"}}
    one, other = (desk.counter(token, **asked) for _ in range(2))
    assert one is other
    shown = one.masked(pa.record_batch({"p": ["13812345678"]}))
    assert shown.column("p")[0].as_py() != "13812345678"
    with pytest.raises(MisuseError):
        one.masked(pa.record_batch({"q": ["13812345678"]}))


@pytest.mark.parametrize("purpose", ["", "open-public"])
def test_a_purpose_is_one_of_the_tokens(desk, purpose):
    desk, token = desk
    with pytest.raises(RefusedError, match="purposes"):
        desk.counter(token, purpose=purpose, labels={"p": "cn.mobile"})


def test_a_token_for_masking_is_for_nothing_else(desk):
    desk, token = desk
    with pytest.raises(MisuseError, match="unknown"):
        desk.signed_in("tg_other", "mask")
    assert token.scopes == ("mask",)


def test_what_is_registered_of_the_recipient_holds_here_too(tmp_path):
    settings = Settings(home=tmp_path, actor="t")
    issued = add_token(
        settings,
        "nightly",
        recipient="Overseas Ltd",
        purposes=("share-conditional",),
        scopes=("mask",),
        approver="Li Hong",
    )
    add_recipient(settings, "Overseas Ltd", kind="company", abroad=True)
    desk = MaskDesk(settings)
    with pytest.raises(RefusedError, match="out of the country"):
        desk.counter(desk.signed_in(issued.token, "mask"), labels={"p": "cn.mobile"})


def test_texts_are_read_by_recognisers_made_once(desk):
    desk, token = desk
    made = desk._recognisers
    _, shown, places = desk.texts(token, ["电话13812345678", "无"], purpose="dev-test")
    assert "13812345678" not in shown[0]
    assert [len(those) for those in places] == [1, 0]
    assert desk._recognisers is made
