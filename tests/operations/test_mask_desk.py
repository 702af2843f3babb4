# The desk beneath the HTTP API; the API's own tests hold the rest.
import pyarrow as pa
import pytest
from made_numbers import citizens, mobiles

from masking.watermark import marks_in_tokens
from operations import MaskDesk, Settings, add_recipient, add_token, trace_file
from operations.marking import mark_id
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


MARKED = """
header: {id: marked-answers, title: {zh: 一, en: one}, owner: t, created: 2026-11-01, maturity: stable,
  source: made up, gaps: none}
purposes:
  - id: marked
    title: {zh: 带水印, en: marked}
    watermark: {tolerances: {usage: 0.01}}
    rules:
      - {id: m-phones, labels: [cn.mobile], operator: replace, parameters: {domain: phone, kind: mobile}, reason: {zh: 一, en: real}}
      - {id: m-rest, levels: [general-1, general-2, general-3, general-4], operator: redact, reason: {zh: 五, en: withheld}}
"""


def test_answers_carry_the_mark_of_the_tokens_recipient(tmp_path):
    (tmp_path / "policies" / "masking").mkdir(parents=True)
    (tmp_path / "policies" / "masking" / "marked.yaml").write_text(MARKED, "utf-8")
    settings = Settings(home=tmp_path / "home", actor="t", policies=tmp_path / "policies")
    phones, found = mobiles(60), []
    for name in ("Health Commission", "Bureau of Education"):
        token = add_token(
            settings, name[:6].lower(), recipient=name, purposes=("marked",), scopes=("mask",), approver="Li Hong"
        ).token  # fmt: skip
        desk = MaskDesk(settings)
        signed = desk.signed_in(token, "mask")
        counter = desk.counter(signed, labels={"p": "cn.mobile"})
        assert counter.few([{"p": phones[0]}]) is None
        assert counter.share.watermark.startswith("wm-")
        shown = counter.masked(pa.record_batch({"p": phones}))
        _, (text,), _ = desk.texts(signed, ["、".join(f"电话{phone}" for phone in phones[:20])])
        # What stands in a text is what stands in a table.
        assert all(cell in text for cell in shown.column("p").to_pylist()[:20])
        for suffix, content in (
            ("csv", "x\n" + "\n".join(shown.column("p").to_pylist())),
            ("txt", text),
        ):
            place = tmp_path / f"found.{suffix}"
            place.write_text(content, "utf-8")
            found += [one.recipient for one in trace_file(settings, str(place)).named]
        assert desk.counter(signed, labels={"p": "person.name"}).share.watermark == ""
    assert found == ["Health Commission"] * 2 + ["Bureau of Education"] * 2


def test_a_purpose_that_marks_all_serves_nothing_without_a_mark(tmp_path):
    (tmp_path / "masking").mkdir(parents=True)
    always = MARKED.replace("{tolerances:", "{copies: always, tolerances:")
    (tmp_path / "masking" / "marked.yaml").write_text(always, "utf-8")
    settings = Settings(home=tmp_path / "home", actor="t", policies=tmp_path)
    token = add_token(
        settings, "t", recipient="R", purposes=("marked",), scopes=("mask",), approver="Li Hong"
    ).token
    desk = MaskDesk(settings)
    with pytest.raises(MisuseError, match="nothing in this copy can carry a mark"):
        desk.counter(desk.signed_in(token, "mask"), labels={"p": "person.name"})


def test_few_records_are_marked_as_many_are(desk):
    desk, token = desk
    counter = desk.counter(token, purpose="share-conditional", labels={"p": "cn.id18"})
    assert counter.share.watermark == mark_id(counter.mark)
    people = citizens(40)
    (few,) = counter.few([{"p": number} for number in people])
    assert few == counter.masked(pa.record_batch({"p": people})).column("p").to_pylist()
    told = marks_in_tokens(pa.array(few), counter.mark.key)
    assert set(told.tolist()) == {counter.mark.number}
