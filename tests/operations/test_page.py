import jinja2
import pytest

from operations import page


@pytest.fixture
def templates(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "_TEMPLATES", tmp_path)
    (tmp_path / "a.j2").write_text("<b>{{ told }}</b>", encoding="utf-8")


@pytest.mark.usefixtures("templates")
def test_what_a_page_is_filled_with_is_escaped_and_says_what_it_seems_to_say():
    shown = page.page_template("a.j2").render(told="<i>\u202egnp")
    assert "<i>" not in shown
    assert "\u202e" not in shown


@pytest.mark.usefixtures("templates")
def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        page.page_template("a.j2").render()
